#pragma once

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

// The mappings that have names, each a choice of lane maps. They throw Error naming the layer where they cannot take
// it.

/// Depthwise. Channels in lanes, in inp as in out; one wgt tile per tap with the filter on its diagonal. Reads and
/// writes VTA's ordinary activation layout (N, C/block, H, W, block). A multiplier m gives m out vectors per inp
/// vector.
Mapping diagonal_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Grouped. As diagonal, with a square (or rectangle) of filters for each group on the diagonal; groups larger than a
/// vector take several.
Mapping block_diagonal_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Ordinary and pointwise, one group with at least a vector of channels.
Mapping direct_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// One group with fewer channels than lanes: direct, with the other lanes empty.
Mapping channel_padding_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// All taps of one output pixel in inp lanes, for the channels of a group: one wgt tile (or several) whose rows are
/// filters. Groups that share an out vector each fill rows of their own.
Mapping im2col_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Depthwise. `block` neighbouring pixels of a row of a channel in inp lanes, in strips that overlap by the kernel; wgt
/// tiles are bands.
Mapping banded_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Depthwise. 2 rows x block/2 columns of a channel in inp lanes, 4 rows x block/4 columns in out lanes; columns
/// overlap in DRAM by the kernel where they then hold all that an out vector needs.
Mapping patches_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// One group with few channels. Pixels of a row, with their channels filled up to a power of 2, in inp lanes: one wgt
/// tile for each alignment of the kernel's row.
Mapping pixel_packing_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// One group with few channels. A row of the kernel at an output pixel in inp lanes, repeated for every output pixel.
Mapping row_packing_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// One group with few channels, with stride. stride x stride pixels with their channels in inp lanes.
Mapping space_to_depth_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Depthwise. Buffers swapped: a channel's taps in inp vectors (several where the kernel has more taps than lanes),
/// patches of `block` output pixels of the channel in wgt tiles, which the host packs; out vectors are `block` pixels
/// of a channel.
Mapping swapped_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Not depthwise. As swapped, with the taps of all channels of a group: every filter reads the same patches.
Mapping swapped_im2col_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Pointwise, at least a vector of channels, without stride and padding, pixels in whole vectors. Buffers swapped:
/// `block` vectors of VTA's ordinary layout are a wgt tile with a pixel in each row, and the weights of those channels
/// for one output channel an inp vector; out vectors are `block` pixels of an output channel.
Mapping exchanged_mapping(const Layer& layer, const isa::HardwareConfig& config);

/// Depthwise, on the ALU alone, for configurations that declare MUL (HardwareConfig::alu_mul: not in the RTL). Channels
/// in lanes of acc, 32 bits each, as the host packs them; each tap copies the pixels that it meets, multiplies them by
/// its weights and adds them to the sums.
Mapping alu_mapping(const Layer& layer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
