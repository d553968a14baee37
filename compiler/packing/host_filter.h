#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// A filter as the host has it in memory, in one of the layouts that a layer file can name; what packing reads.
class HostFilter {
 public:
  /// Weights (O, C/groups, KH, KW) as they are.
  HostFilter(const Tensor8& weights);  // NOLINT: a tensor is a filter in the layout oihw.
  /// Weights (O, C/groups, KH, KW) brought into a layout. All but oihw take weights with one channel a group.
  HostFilter(const Tensor8& weights, FilterLayout layout);

  std::int8_t at(int o, int c, int kh, int kw) const { return bytes_[index(o, c, kh, kw)]; }
  /// Where in memory that element lies.
  std::size_t index(int o, int c, int kh, int kw) const;
  std::size_t size() const { return bytes_.size(); }

 private:
  FilterLayout layout_;
  int out_channels_;
  int group_channels_;
  int kernel_h_;
  int kernel_w_;
  std::vector<std::int8_t> bytes_;
};

/// What it takes the packing step to read a filter, one block of output channels after the other, as it is needed by a
/// vector of channels.
struct FilterReads {
  FilterLayout layout = FilterLayout::oihw;
  std::int64_t bytes = 0;   ///< Memory that the filter takes: with chwc, channels that do not exist count.
  std::int64_t pieces = 0;  ///< Contiguous pieces that are read.
};

/// The reads for every layout that the layer's filter can have, blocks of `block` channels.
std::vector<FilterReads> filter_reads(const Layer& layer, int block);

}  // namespace vtasim::compiler
