#include "compiler/packing/packing.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/packing/filter_elements.h"
#include "compiler/packing/out_elements.h"

namespace vtasim::compiler {
namespace {

/// What packing makes of an activation: its bytes.
class ActivationBytes {
 public:
  explicit ActivationBytes(const Tensor8& input) : input_(input) {}
  std::uint8_t element(int n, int c, int y, int x) const { return static_cast<std::uint8_t>(input_.at(n, c, y, x)); }
  static std::uint8_t constant(std::int8_t value) { return static_cast<std::uint8_t>(value); }

 private:
  const Tensor8& input_;
};

/// The same as which element of the input each byte is.
class ActivationSources {
 public:
  explicit ActivationSources(const Layer& layer) : layer_(layer) {}
  ByteSource element(int n, int c, int y, int x) const {
    return ByteSource::element(((std::int64_t{n} * layer_.channels + c) * layer_.height + y) * layer_.width + x);
  }
  static ByteSource constant(std::int8_t value) { return ByteSource::constant(value); }

 private:
  const Layer& layer_;
};

/// An input; in the padding, the value that stands for 0.
template <typename Source>
auto input_or_padding(const Layer& layer, const Source& source, int n, int c, int y, int x) {
  if (c >= layer.channels || y < 0 || y >= layer.height || x < 0 || x >= layer.width) {
    return source.constant(static_cast<std::int8_t>(layer.input_zero_point));
  }
  return source.element(n, c, y, x);
}

/// What an in lane without an input holds.
std::int8_t constant_in(const Mapping& mapping, std::size_t lane) {
  return mapping.constants.empty() ? std::int8_t{0} : mapping.constants[lane];
}

/// Calls visit(image, plane, row, col) for every element of an activation of these sizes, in the order in DRAM.
template <typename Visit>
void for_each_element(int images, int planes, int rows, int cols, Visit&& visit) {
  for (int image = 0; image < images; ++image) {
    for (int plane = 0; plane < planes; ++plane) {
      for (int row = 0; row < rows; ++row) {
        for (int col = 0; col < cols; ++col) visit(image, plane, row, col);
      }
    }
  }
}

/// The input channels of a plane's lanes, looked up once for each of its elements in a row.
class LaneChannels {
 public:
  LaneChannels(const Layer& layer, const Mapping& mapping)
      : layer_(layer), mapping_(mapping), channels_(mapping.in.lanes.size()) {}

  /// By lane; none where it has no input.
  const std::vector<std::optional<int>>& of(int plane) {
    if (plane != plane_) {
      for (std::size_t i = 0; i < channels_.size(); ++i) {
        const Lane& lane = mapping_.in.lanes[i];
        channels_[i] = lane.used ? in_channel(layer_, mapping_, plane, lane.channel) : std::nullopt;
      }
      plane_ = plane;
    }
    return channels_;
  }

 private:
  const Layer& layer_;
  const Mapping& mapping_;
  std::vector<std::optional<int>> channels_;  ///< Of plane_.
  int plane_ = -1;
};

/// Activations as inp vectors, an entry of what `source` makes of an element for each lane.
template <typename Source, typename To>
void pack_vectors(const Layer& layer, const Mapping& mapping, const Source& source, std::size_t block, To* to) {
  const LoopNest& nest = mapping.nest;
  const LaneMap& in = mapping.in;
  const int pad_top = mapping.host_padding ? layer.pad_top : 0;
  const int pad_left = mapping.host_padding ? layer.pad_left : 0;
  const int vectors = in.vectors(static_cast<int>(block));  // At each place, side by side in a row.
  LaneChannels lane_channels(layer, mapping);
  const auto pack_vector = [&](int n, int plane, int row, int col) {
    const auto& channels = lane_channels.of(plane);
    const auto first_lane = static_cast<std::size_t>(col % vectors) * block;
    for (std::size_t i = first_lane; i < first_lane + block; ++i) {
      const Lane& lane = in.lanes[i];
      *to++ = channels[i] ? input_or_padding(layer, source, n, *channels[i], row * in.row_step - pad_top + lane.dy,
                                             col / vectors * in.col_step - pad_left + lane.dx)
                          : source.constant(constant_in(mapping, i));
    }
  };
  for_each_element(nest.images, nest.planes, nest.plane_rows * mapping.rows_in_plane_row,
                   nest.plane_cols / mapping.rows_in_plane_row, pack_vector);
}

/// Activations as wgt tiles likewise: a row of each is the window of an out lane. `to` holds zeros.
template <typename Source, typename To>
void pack_windows(const Layer& layer, const Mapping& mapping, const Source& source, std::size_t block, To* to) {
  const LoopNest& nest = mapping.nest;
  const int vector_rows = mapping.in.vector_rows;
  const int vector_cols = mapping.in.vector_cols(static_cast<int>(block));
  LaneChannels lane_channels(layer, mapping);
  const auto pack_tile = [&](int image, int plane, int row, int col) {
    const auto& channels = lane_channels.of(plane);
    // Any filter of the group has its outputs in the same windows; the first that begins there is in the first vector.
    const int filter = plane / nest.planes_per_group * nest.filters_per_group;
    const std::size_t first_lane =
        static_cast<std::size_t>(row % vector_rows * vector_cols + col % vector_cols) * block;
    for (std::size_t o = 0; o < block; ++o, to += block) {
      const auto output = out_element(layer, mapping, image, filter, row / vector_rows, col / vector_cols, o);
      if (!output) continue;
      for (std::size_t i = 0; i < block; ++i) {
        const Lane& lane = mapping.in.lanes[first_lane + i];
        const std::optional<int>& channel = channels[first_lane + i];
        if (!channel) {
          to[i] = source.constant(constant_in(mapping, first_lane + i));
        } else if (output->n >= layer.batch) {
          to[i] = source.constant(0);
        } else {
          to[i] =
              input_or_padding(layer, source, output->n, *channel, output->y * layer.stride_h + lane.dy - layer.pad_top,
                               output->x * layer.stride_w + lane.dx - layer.pad_left);
        }
      }
    }
  };
  for_each_element(nest.images, nest.planes, nest.plane_rows, nest.plane_cols, pack_tile);
}

/// The element of a host's filter.
std::uint8_t weight_of(const Layer& layer, const HostFilter& weights, const FilterElement& element) {
  const int row = element.kernel_tap / layer.kernel_w;
  const int col = element.kernel_tap % layer.kernel_w;
  return static_cast<std::uint8_t>(weights.at(element.out_channel, element.in_channel, row, col));
}

/// Filters as wgt tiles: the tap that leads from each in lane to each out lane. `to` holds zeros.
void pack_tap_tiles(const Layer& layer, const Mapping& mapping, const HostFilter& weights, int block,
                    std::uint8_t* to) {
  const LoopNest& nest = mapping.nest;
  const std::size_t plane_tiles = mapping.routing.taps.size();
  for (int q = 0; q < nest.distinct_filters(); ++q) {
    for (int p = 0; p < nest.planes_per_group; ++p) {
      for_each_tile_element(layer, mapping, q, p, block, [&](const FilterElement& element) {
        const auto row = static_cast<std::size_t>(element.tap) * static_cast<std::size_t>(block) +
                         static_cast<std::size_t>(element.out_lane);
        to[row * static_cast<std::size_t>(block) + static_cast<std::size_t>(element.in_lane)] =
            weight_of(layer, weights, element);
      });
      to += plane_tiles * static_cast<std::size_t>(block) * static_cast<std::size_t>(block);
    }
  }
}

/// Filters as inp vectors: laid into a window at each of the places where outputs begin. `to` holds zeros.
void pack_shifted_filters(const Layer& layer, const Mapping& mapping, const HostFilter& weights, int block,
                          std::uint8_t* to) {
  const LoopNest& nest = mapping.nest;
  for (int q = 0; q < nest.filters; ++q) {
    for (int p = 0; p < nest.planes_per_group; ++p) {
      for_each_vector_element(layer, mapping, q, p, block, [&](const FilterElement& element) {
        to[static_cast<std::size_t>(element.tap) * static_cast<std::size_t>(block) +
           static_cast<std::size_t>(element.in_lane)] = weight_of(layer, weights, element);
      });
      to += mapping.routing.taps.size() * static_cast<std::size_t>(block);
    }
  }
}

/// Filters as vectors of one tap in all channels.
std::vector<std::uint8_t> tap_lanes(const Layer& layer, const Mapping& mapping, const HostFilter& weights) {
  std::vector<std::uint8_t> lanes;
  for (int q = 0; q < mapping.nest.filters; ++q) {
    for (int tap = 0; tap < mapping.routing.kernel_taps; ++tap) {
      for (std::size_t lane = 0; lane < mapping.out.lanes.size(); ++lane) {
        const std::optional<int> oc = out_channel(layer, mapping, q, lane);
        const std::int8_t weight = oc ? weights.at(*oc, 0, tap / layer.kernel_w, tap % layer.kernel_w) : std::int8_t{0};
        lanes.push_back(static_cast<std::uint8_t>(weight));
      }
    }
  }
  return lanes;
}

/// 8-bit lanes as 32-bit ones.
void widen(const std::vector<std::uint8_t>& lanes, std::uint8_t* to) {
  for (const std::uint8_t lane : lanes) {
    const auto wide = static_cast<std::uint32_t>(static_cast<std::int8_t>(lane));
    for (int byte = 0; byte < 4; ++byte) *to++ = static_cast<std::uint8_t>(wide >> (8 * byte));
  }
}

std::vector<std::uint8_t> bytes_of_size(std::int64_t size) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(size));
}

}  // namespace

std::vector<std::uint8_t> pack_activation(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                          const Tensor8& input) {
  std::vector<std::uint8_t> bytes = bytes_of_size(activation_bytes(mapping.nest, config));
  const auto block = static_cast<std::size_t>(config.block);
  const ActivationBytes source(input);
  switch (mapping.nest.operands) {
    case Operands::in_own_buffers:
      pack_vectors(layer, mapping, source, block, bytes.data());
      break;
    case Operands::swapped:
      pack_windows(layer, mapping, source, block, bytes.data());
      break;
    case Operands::in_acc: {
      std::vector<std::uint8_t> lanes(bytes.size() / sizeof(std::int32_t));
      pack_vectors(layer, mapping, source, block, lanes.data());
      widen(lanes, bytes.data());
      break;
    }
  }
  return bytes;
}

std::vector<ByteSource> activation_lanes(const Layer& layer, const Mapping& mapping,
                                         const isa::HardwareConfig& config) {
  const std::size_t lane_bytes = mapping.nest.in_acc() ? sizeof(std::int32_t) : 1;
  std::vector<ByteSource> sources(static_cast<std::size_t>(activation_bytes(mapping.nest, config)) / lane_bytes);
  const auto block = static_cast<std::size_t>(config.block);
  const ActivationSources source(layer);
  if (mapping.nest.operands == Operands::swapped) {
    pack_windows(layer, mapping, source, block, sources.data());
  } else {
    pack_vectors(layer, mapping, source, block, sources.data());
  }
  return sources;
}

std::vector<ByteSource> activation_sources(const Layer& layer, const Mapping& mapping,
                                           const isa::HardwareConfig& config) {
  if (mapping.nest.in_acc()) {
    throw Refused(fmt::format("layer {}, mapping {}: reads inputs of 32 bits, which no other layer leaves", layer.name,
                              mapping.name));
  }
  return activation_lanes(layer, mapping, config);
}

std::vector<std::uint8_t> pack_filter(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                      const HostFilter& weights) {
  std::vector<std::uint8_t> bytes = bytes_of_size(filter_bytes(mapping.nest, config));
  switch (mapping.nest.operands) {
    case Operands::in_own_buffers:
      pack_tap_tiles(layer, mapping, weights, config.block, bytes.data());
      break;
    case Operands::swapped:
      pack_shifted_filters(layer, mapping, weights, config.block, bytes.data());
      break;
    case Operands::in_acc:
      widen(tap_lanes(layer, mapping, weights), bytes.data());
      break;
  }
  return bytes;
}

}  // namespace vtasim::compiler
