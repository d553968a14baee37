#include "compiler/packing/output_packing.h"

#include <optional>
#include <vector>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/packing/out_elements.h"
#include "compiler/workload/requantization.h"

namespace vtasim::compiler {
namespace {

/// Calls visit(index of the out byte, filter q, lane, element or nothing) for every lane of every out vector, as often
/// as it is stored.
template <typename Visit>
void for_each_out_lane(const Layer& layer, const Mapping& mapping, Visit&& visit) {
  const LoopNest& nest = mapping.nest;
  const std::size_t block = mapping.out.lanes.size() / static_cast<std::size_t>(nest.vectors_per_position);
  std::size_t index = 0;
  std::vector<std::optional<int>> channels(mapping.out.lanes.size());
  const auto visit_vector = [&](int n, int q, int r, int x, std::size_t first_lane) {
    for (std::size_t lane = first_lane; lane < first_lane + block; ++lane) {
      std::optional<OutElement> element;
      if (channels[lane]) element = out_element_of_channel(layer, mapping, *channels[lane], n, r, x, lane);
      visit(index++, q, lane, element);
    }
  };
  const auto visit_runs = [&](int n, int q) {
    const std::size_t first = index;
    for (const VectorRun& run : nest.stored) {
      index = first + static_cast<std::size_t>(run.place) * block;
      for (int v = run.vector; v < run.vector + run.count; ++v) visit_vector(n, q, v / nest.cols, v % nest.cols, 0);
    }
    index = first + static_cast<std::size_t>(nest.stored_places) * block;
  };
  for (int n = 0; n < nest.images; ++n) {
    for (int q = 0; q < nest.filters; ++q) {
      for (std::size_t lane = 0; lane < channels.size(); ++lane) channels[lane] = out_channel(layer, mapping, q, lane);
      if (!nest.stored.empty()) {
        visit_runs(n, q);
        continue;
      }
      for (std::size_t first_lane = 0; first_lane < mapping.out.lanes.size(); first_lane += block) {
        for (int r = 0; r < nest.rows; ++r) {
          for (int x = 0; x < nest.cols; ++x) visit_vector(n, q, r, x, first_lane);
        }
      }
    }
  }
}

/// What an out lane without an element holds, its operands being zeros: its bias, which has the rounding, requantized.
std::int8_t empty_lane(const Layer& layer, const Mapping& mapping, const std::vector<std::int32_t>& bias, int q,
                       std::size_t lane) {
  const std::optional<int> o = out_channel(layer, mapping, q, lane);
  return shift_and_clip(o && !bias.empty() ? bias[static_cast<std::size_t>(*o)] : 0, layer, o.value_or(0));
}

bool within(const OutElement& element, const Tensor8& tensor) {
  return element.n < tensor.n && element.y < tensor.h && element.x < tensor.w;
}

}  // namespace

std::vector<std::uint8_t> pack_output(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                      const Tensor8& output, const std::vector<std::int32_t>& bias) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(output_bytes(mapping.nest, config)));
  for_each_out_lane(layer, mapping, [&](std::size_t index, int q, std::size_t lane, const auto& element) {
    const bool has_value = element && within(*element, output);
    bytes[index] = static_cast<std::uint8_t>(has_value ? output.at(element->n, element->o, element->y, element->x)
                                                       : empty_lane(layer, mapping, bias, q, lane));
  });
  return bytes;
}

std::vector<ByteSource> output_sources(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  std::vector<ByteSource> sources(static_cast<std::size_t>(output_bytes(mapping.nest, config)));
  const std::int64_t rows = layer.out_height();
  const std::int64_t cols = layer.out_width();
  for_each_out_lane(layer, mapping, [&](std::size_t index, int q, std::size_t lane, const auto& element) {
    if (element && element->n < layer.batch && element->y < rows && element->x < cols) {
      const std::int64_t plane = std::int64_t{element->n} * layer.out_channels + element->o;
      sources[index] = ByteSource::element((plane * rows + element->y) * cols + element->x);
    } else if (out_channel(layer, mapping, q, lane)) {
      sources[index] = ByteSource::anything();
    } else {
      sources[index] = ByteSource::constant(shift_and_clip(0, layer));
    }
  });
  return sources;
}

Tensor8 unpack_output_tensor(const Layer& layer, const Mapping& mapping, const std::uint8_t* bytes) {
  Tensor8 output = Tensor8::zeros(layer.batch, layer.out_channels, layer.out_height(), layer.out_width());
  for_each_out_lane(layer, mapping, [&](std::size_t index, int, std::size_t, const auto& element) {
    if (element && within(*element, output)) {
      output.at(element->n, element->o, element->y, element->x) = static_cast<std::int8_t>(bytes[index]);
    }
  });
  return output;
}

}  // namespace vtasim::compiler
