#pragma once

#include <cstdint>
#include <string>

#include "compiler/workload/requantization.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// Where a channel's bias enters its sums. It is also what a zero point and rounding are folded into.
enum class BiasEntry : std::uint8_t {
  automatic,  ///< The search's choice; `alu` where nothing is searched.
  alu,        ///< An ALU ADD that copies a bias vector over the acc vectors of a tile.
  load,       ///< LOADs of acc that fill a tile with bias vectors.
  lane,       ///< Spare lanes: products of digits of the bias with constants.
  product,    ///< As alu, with bias vectors that GEMM makes of digits of the bias instead of LOADs of acc.
};

/// When the 32-bit sums become 8-bit outputs.
enum class RequantizationPass : std::uint8_t {
  fused,     ///< While they are in acc.
  separate,  ///< In a second pass that reads them back from DRAM.
};

/// 2^6 is the largest power of two that an element of wgt holds, by which a residual is scaled.
inline constexpr int kLargestResidualShift = 6;

/// How the host's filter of a depthwise layer lies in memory, and that of every other layer (oihw).
enum class FilterLayout : std::uint8_t {
  oihw,  ///< (O, C/groups, KH, KW)
  hwc,   ///< (KH, KW, O)
  chwc,  ///< (ceil(O/16), KH, KW, 16), zeros beyond O
};

/// A convolution layer with 8-bit activations and weights and 32-bit accumulation.
/// Input (N, C, H, W), weights (O, C/groups, KH, KW), output (N, O, OH, OW).
struct Layer : Requantization {
  std::string name;
  int batch = 1;
  int channels = 0;
  int height = 0;
  int width = 0;
  int out_channels = 0;
  int kernel_h = 0;
  int kernel_w = 0;
  int stride_h = 1;
  int stride_w = 1;
  int pad_top = 0;
  int pad_bottom = 0;
  int pad_left = 0;
  int pad_right = 0;
  int dilation_h = 1;
  int dilation_w = 1;
  int groups = 1;
  bool bias = false;  ///< 32-bit, one a channel.
  BiasEntry bias_entry = BiasEntry::automatic;
  int input_zero_point = 0;  ///< -128 to 127: the input that stands for 0, subtracted in every product; padding is 0.
  RequantizationPass requantization_pass = RequantizationPass::fused;
  FilterLayout filter_layout = FilterLayout::oihw;
  /// 0 to kLargestResidualShift: a tensor of the output's shape, 8 bits, is added to the sums before they are
  /// requantized, shifted left by so much. Nothing: none is.
  std::optional<int> residual_shift;

  int out_height() const;
  int out_width() const;
  int extent_h() const { return (kernel_h - 1) * dilation_h + 1; }  ///< Rows that the dilated kernel spans.
  int extent_w() const { return (kernel_w - 1) * dilation_w + 1; }
  bool has_bias() const { return bias || input_zero_point != 0 || rounds(); }  ///< Or what is folded into one.
  bool padded() const { return pad_top + pad_bottom + pad_left + pad_right > 0; }
  int multiplier() const { return out_channels / channels; }  ///< Depth multiplier of a depthwise layer.
  bool depthwise() const { return groups == channels; }
  std::int64_t macs() const;  ///< Multiply-adds of the definition, padding included: N*O*OH*OW*(C/groups)*KH*KW.
};

/// A layer with nothing but an input, of this shape.
Layer layer_on(const Shape& input);

/// Likewise with an output channel for each of its channels, of which each is a group.
Layer depthwise_layer_on(const Shape& input);

}  // namespace vtasim::compiler
