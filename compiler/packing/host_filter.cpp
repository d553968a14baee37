#include "compiler/packing/host_filter.h"

#include <algorithm>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

constexpr int kChannelBlock = 16;  // Of the layout chwc.

std::size_t product(int a, int b, int c, int d) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b) * static_cast<std::size_t>(c) *
         static_cast<std::size_t>(d);
}

/// Channels of the layout chwc.
int padded(int channels) { return ceil_div(channels, kChannelBlock) * kChannelBlock; }

/// Runs of neighbouring memory that hold output channels [begin, end).
std::int64_t pieces_of(const Layer& layer, const HostFilter& filter, int begin, int end) {
  std::vector<std::size_t> places;
  for (int o = begin; o < end; ++o) {
    for (int kh = 0; kh < layer.kernel_h; ++kh) {
      for (int kw = 0; kw < layer.kernel_w; ++kw) places.push_back(filter.index(o, 0, kh, kw));
    }
  }
  std::sort(places.begin(), places.end());
  std::int64_t pieces = 1;
  for (std::size_t i = 1; i < places.size(); ++i) pieces += places[i] != places[i - 1] + 1 ? 1 : 0;
  return pieces;
}

}  // namespace

HostFilter::HostFilter(const Tensor8& weights) : HostFilter(weights, FilterLayout::oihw) {}

HostFilter::HostFilter(const Tensor8& weights, FilterLayout layout)
    : layout_(layout),
      out_channels_(weights.n),
      group_channels_(weights.c),
      kernel_h_(weights.h),
      kernel_w_(weights.w) {
  const int channels = layout == FilterLayout::chwc ? padded(weights.n) : weights.n;
  bytes_.resize(product(channels, weights.c, weights.h, weights.w));
  for (int o = 0; o < weights.n; ++o) {
    for (int c = 0; c < weights.c; ++c) {
      for (int kh = 0; kh < weights.h; ++kh) {
        for (int kw = 0; kw < weights.w; ++kw) bytes_[index(o, c, kh, kw)] = weights.at(o, c, kh, kw);
      }
    }
  }
}

std::size_t HostFilter::index(int o, int c, int kh, int kw) const {
  const auto at = [](int a, int b, int b_size, int d, int d_size, int e, int e_size) {
    return static_cast<std::size_t>(((a * b_size + b) * d_size + d) * e_size + e);
  };
  switch (layout_) {
    case FilterLayout::hwc:
      return at(kh, kw, kernel_w_, o, out_channels_, 0, 1);
    case FilterLayout::chwc:
      return at(o / kChannelBlock, kh, kernel_h_, kw, kernel_w_, o % kChannelBlock, kChannelBlock);
    case FilterLayout::oihw:
      break;
  }
  return at(o, c, group_channels_, kh, kernel_h_, kw, kernel_w_);
}

std::vector<FilterReads> filter_reads(const Layer& layer, int block) {
  if (!layer.depthwise()) {
    const std::size_t size = product(layer.out_channels, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w);
    return {{FilterLayout::oihw, static_cast<std::int64_t>(size), ceil_div(layer.out_channels, block)}};
  }
  std::vector<FilterReads> reads;
  const Tensor8 weights = Tensor8::zeros(layer.out_channels, 1, layer.kernel_h, layer.kernel_w);
  for (const FilterLayout layout : {FilterLayout::oihw, FilterLayout::hwc, FilterLayout::chwc}) {
    const HostFilter filter(weights, layout);
    FilterReads read{layout, static_cast<std::int64_t>(filter.size()), 0};
    // The zeros beyond the last channel lie in the middle of its block, and are read with it.
    const int channels = layout == FilterLayout::chwc ? padded(layer.out_channels) : layer.out_channels;
    for (int o = 0; o < layer.out_channels; o += block) {
      read.pieces += pieces_of(layer, filter, o, std::min(o + block, channels));
    }
    reads.push_back(read);
  }
  return reads;
}

}  // namespace vtasim::compiler
