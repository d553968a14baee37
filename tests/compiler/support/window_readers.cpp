#include "tests/compiler/support/window_readers.h"

#include <algorithm>
#include <string>

#include "compiler/mappings/registry.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {

std::optional<WindowReader> random_reader(const isa::HardwareConfig& config, int channels, int batch) {
  Windows windows;
  windows.aligned = true;
  windows.rows = 1 << random_number(0, config.log_block);
  windows.cols = config.block / windows.rows;
  windows.row_steps = {windows.rows};
  windows.col_steps = {windows.cols};
  if (random_number(0, 2) != 0) {
    const int rows = random_number(1, config.block);
    windows.deal = WindowDeal{random_number(0, 3) == 0 ? WindowDeal::Kind::runs : WindowDeal::Kind::parts, rows,
                              random_number(1, config.block / rows)};
  }
  WindowReader reader;
  Layer& layer = reader.layer;
  choose_plane(layer, 5);
  layer.name = "reader";
  layer.batch = batch;
  layer.channels = layer.out_channels = layer.groups = channels;
  layer.height = windows.rows * random_number(1, std::max(1, 16 / windows.rows));
  layer.width = windows.cols * random_number(1, std::max(1, 16 / windows.cols));
  layer.dilation_h = layer.dilation_w = 1;
  layer.kernel_h = std::min(layer.kernel_h, layer.height);
  layer.kernel_w = std::min(layer.kernel_w, layer.width);
  layer.bias = true;
  const std::string name = name_of(windows);
  if (!applicable(name, layer, config)) return std::nullopt;
  reader.windows = make_mapping(name, layer, config);
  const std::optional<PlaceSequence>& sequence = reader.windows.out.sequence;
  if (sequence && sequence->images && batch > 1) return std::nullopt;  // Tiles with several images.
  return reader;
}

}  // namespace vtasim::compiler
