#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/layout/tensor_layout.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// What a byte of a gather's output is: that of an input, or 0.
class GatheredByte {
 public:
  static GatheredByte zero() { return GatheredByte(-1, 0); }
  static GatheredByte of(std::int32_t input, std::int32_t byte) { return GatheredByte(input, byte); }

  bool is_zero() const { return input_ < 0; }
  std::int32_t input() const { return input_; }  ///< Of one of an input.
  std::int32_t byte() const { return byte_; }

 private:
  GatheredByte(std::int32_t input, std::int32_t byte) : input_(input), byte_(byte) {}
  std::int32_t input_;
  std::int32_t byte_;
};

/// An array of vectors, each byte of which is a byte of other such arrays, or 0: a tensor in another layout, or
/// channels of tensors put together. VTA computes it as a convolution of filters that are ones and zeros, without
/// requantization (build_gather()).
struct VectorGather {
  std::string name;
  std::vector<std::int64_t> input_bytes;  ///< Of the inputs, whole vectors each.
  std::vector<GatheredByte> bytes;        ///< Of the output, whole vectors.
  /// For each vector of the output the first pixel of the tensor that it has values of; any number that is the same for
  /// vectors that are best computed together.
  std::vector<std::int32_t> pixels;
};

/// Whether VTA can bring a tensor from one layout to another: both are whole vectors, nothing but 0 is added, and both
/// lie in DRAM.
bool can_gather(const TensorLayout& from, const TensorLayout& to, int block);

/// A tensor of this shape brought so to another layout; bytes that can be anything are 0. Throws Error where `from`
/// lacks an element of `to`.
VectorGather gather_of_layouts(const std::string& name, const Shape& shape, const TensorLayout& from,
                               const TensorLayout& to, int block);

}  // namespace vtasim::compiler
