#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim::compiler {

/// Where a channel's bias enters its sums. It is also what a zero point is folded into.
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

/// How the host's filter of a depthwise layer lies in memory, and that of every other layer (oihw).
enum class FilterLayout : std::uint8_t {
  oihw,  ///< (O, C/groups, KH, KW)
  hwc,   ///< (KH, KW, O)
  chwc,  ///< (ceil(O/16), KH, KW, 16), zeros beyond O
};

/// A convolution layer with 8-bit activations and weights and 32-bit accumulation.
/// Input (N, C, H, W), weights (O, C/groups, KH, KW), output (N, O, OH, OW).
struct Layer {
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
  // Requantization of the 32-bit sum: arithmetic shift right, then clip, then the low 8 bits.
  RequantizationPass requantization_pass = RequantizationPass::fused;
  int shift = 0;            ///< 0 to 31
  std::vector<int> shifts;  ///< A shift for each output channel, in place of `shift`; empty: one for all.
  int clip_min = -128;
  int clip_max = 127;
  bool relu = false;         ///< Raises clip_min to 0.
  std::optional<int> relu6;  ///< The output that stands for 6, 0 to 127: clips to [0, that].
  FilterLayout filter_layout = FilterLayout::oihw;

  int out_height() const;
  int out_width() const;
  int extent_h() const { return (kernel_h - 1) * dilation_h + 1; }  ///< Rows that the dilated kernel spans.
  int extent_w() const { return (kernel_w - 1) * dilation_w + 1; }
  int low_clip() const { return (relu || relu6) && clip_min < 0 ? 0 : clip_min; }   ///< clip_min with relu in it.
  int high_clip() const { return relu6 && *relu6 < clip_max ? *relu6 : clip_max; }  ///< clip_max with relu6 in it.
  int shift_of(int channel) const {                                                 ///< Of an output channel.
    return shifts.empty() ? shift : shifts[static_cast<std::size_t>(channel)];
  }
  bool has_bias() const { return bias || input_zero_point != 0; }  ///< Its own, or that of a zero point.
  bool padded() const { return pad_top + pad_bottom + pad_left + pad_right > 0; }
  int multiplier() const { return out_channels / channels; }  ///< Depth multiplier of a depthwise layer.
  bool depthwise() const { return groups == channels; }
  std::int64_t macs() const;  ///< Multiply-adds of the definition, padding included: N*O*OH*OW*(C/groups)*KH*KW.
};

}  // namespace vtasim::compiler
