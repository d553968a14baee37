#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/packing/byte_source.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/shape.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// How a tensor (N, C, H, W) of 8-bit values lies in DRAM: what each byte of an array is made of. Lane maps, the order
/// of vectors and padding are how mappings come to that; two of them fit exactly if these arrays do, however each
/// describes its own.
class TensorLayout {
 public:
  /// Of nothing.
  TensorLayout() : TensorLayout("", {}) {}
  /// `name` is for people, such as "(N, C/16, H, W, 16)".
  TensorLayout(std::string name, std::vector<ByteSource> sources);

  const std::string& name() const { return name_; }
  std::int64_t bytes() const { return static_cast<std::int64_t>(sources_->size()); }
  const std::vector<ByteSource>& sources() const { return *sources_; }
  /// Of the bytes.
  const std::string& hash() const { return hash_; }

  /// Of a tensor that a program makes and reads itself: only the layer that shares program number `program` with the
  /// one before it reads it, and it cannot be changed.
  static TensorLayout within_program(std::int32_t program);
  bool is_within_program() const { return within_program_; }

  /// Whether what is left so can be read as `wanted` without a change: every byte that matters there is the same here.
  bool serves(const TensorLayout& wanted) const;

  /// Whether the bytes are the same; names do not count.
  friend bool operator==(const TensorLayout& a, const TensorLayout& b) {
    return a.within_program_ == b.within_program_ && a.hash_ == b.hash_ &&
           (a.sources_ == b.sources_ || *a.sources_ == *b.sources_);
  }
  friend bool operator!=(const TensorLayout& a, const TensorLayout& b) { return !(a == b); }

 private:
  std::string name_;
  std::shared_ptr<const std::vector<ByteSource>> sources_;  ///< Layouts are copied, these are not.
  std::string hash_;
  bool within_program_ = false;
};

/// What a mapping of a layer reads its input as, and what it leaves of its output. Throws Refused for a mapping that
/// reads wider inputs than others leave (activation_sources()).
TensorLayout input_layout(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config);
TensorLayout output_layout(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config);

/// VTA's ordinary layout (N, C/block, H, W, block); lanes beyond the channels hold 0.
TensorLayout ordinary_layout(const Shape& shape, int block);

/// The same with the pixels of a plane, each once, in this order.
TensorLayout pixel_layout(const Shape& shape, int block, const std::vector<Pixel>& order);

/// How a tensor lies in the memory of a program on the host.
enum class HostOrder : std::uint8_t { nchw, nhwc };
TensorLayout host_layout(const Shape& shape, HostOrder order);

/// The tensor's bytes in a layout, and in ordinary_layout(), and the tensor out of them. Bytes that can be anything are
/// 0.
std::vector<std::uint8_t> laid_out(const Tensor8& tensor, const TensorLayout& layout);
std::vector<std::uint8_t> in_ordinary_layout(const Tensor8& tensor, int block);
Tensor8 taken_out(const Shape& shape, const TensorLayout& layout, const std::uint8_t* bytes);

}  // namespace vtasim::compiler
