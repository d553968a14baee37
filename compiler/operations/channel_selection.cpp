#include "compiler/operations/channel_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/graph/channel_sources.h"
#include "compiler/lanes/refused.h"
#include "compiler/program/dram_layout.h"
#include "compiler/program/program_image.h"
#include "compiler/program/stats.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

constexpr int kBuffers = 2;

/// A wgt tile: its bytes, a row for each out lane.
using TileBytes = std::vector<std::uint8_t>;

/// A GEMM operation that every pixel of an out block takes.
struct Product {
  int out_block = 0;
  int input = 0;
  int in_block = 0;
  int tile = 0;
};

/// Blocks of channels of an input that the selection reads.
struct BlockRange {
  int first = 0;
  int count = 0;
};

/// What a selection takes of GEMM.
struct Products {
  std::vector<Product> products;
  std::vector<TileBytes> tiles;
  std::vector<BlockRange> read;  ///< Of each input.
};

Products products_of(const ChannelSelection& selection, int block) {
  Products all;
  all.read.resize(selection.inputs.size());
  std::map<TileBytes, int> known;
  const auto size = static_cast<std::size_t>(block);
  for (std::size_t begin = 0; begin < selection.channels.size(); begin += size) {
    std::map<std::pair<int, int>, TileBytes> tiles;  // By input and block.
    for (std::size_t lane = 0; lane < std::min(size, selection.channels.size() - begin); ++lane) {
      const ChannelSource& source = selection.channels[begin + lane];
      TileBytes& tile = tiles[{source.input, source.channel / block}];
      tile.resize(size * size);
      tile[lane * size + static_cast<std::size_t>(source.channel % block)] = 1;
    }
    for (auto& [from, tile] : tiles) {
      const auto [entry, is_new] = known.try_emplace(tile, static_cast<int>(all.tiles.size()));
      if (is_new) all.tiles.push_back(tile);
      all.products.push_back({static_cast<int>(begin / size), from.first, from.second, entry->second});
      BlockRange& read = all.read[static_cast<std::size_t>(from.first)];
      const int first = read.count == 0 ? from.second : std::min(read.first, from.second);
      const int end = std::max(read.first + read.count, from.second + 1);
      read = {first, end - first};
    }
  }
  return all;
}

int out_blocks(const ChannelSelection& selection, int block) {
  return ceil_div(static_cast<int>(selection.channels.size()), block);
}

/// Entries of inp that a pixel takes.
int blocks_read(const Products& products) {
  int blocks = 0;
  for (const BlockRange& read : products.read) blocks += read.count;
  return blocks;
}

std::int64_t tensor_bytes(const Shape& shape, int block) {
  return std::int64_t{shape.n} * ceil_div(shape.c, block) * shape.h * shape.w * block;
}

/// Emits the tiles of a selection one after the other.
class SelectionTiles {
 public:
  SelectionTiles(const ChannelSelection& selection, const Products& products, const isa::HardwareConfig& config,
                 UopTable& program)
      : selection_(selection), products_(products), config_(config), program_(program), shape_(selection.output()) {}

  /// Where tensors lie in DRAM, in elements.
  struct Bases {
    std::array<std::uint32_t, 2> inputs{};
    std::uint32_t tiles = 0;
    std::uint32_t output = 0;
  };

  void emit(const Bases& bases, int pixels) {
    append_load(make_load(isa::Buffer::wgt, 0, bases.tiles, {1, static_cast<int>(products_.tiles.size())}), config_,
                program_);
    for (int image = 0; image < shape_.n; ++image) {
      for (int first = 0; first < plane(); first += pixels) {
        emit_tile(bases, image, first, std::min(pixels, plane() - first), pixels);
        buffer_ = (buffer_ + 1) % kBuffers;
      }
    }
  }

 private:
  int plane() const { return shape_.h * shape_.w; }

  /// `stride` are the pixels of a whole tile, by which buffers lie apart.
  void emit_tile(const Bases& bases, int image, int first, int count, int stride) {
    const int block = config_.block;
    const int inp = buffer_ * blocks_read(products_) * stride;
    const int blocks = out_blocks(selection_, block);
    const int acc = buffer_ * blocks * stride;
    std::vector<int> input_base;  // Less the blocks that are not read.
    int next = inp;
    for (std::size_t i = 0; i < products_.read.size(); ++i) {
      const BlockRange& read = products_.read[i];
      input_base.push_back(next - read.first * count);
      const int planes = ceil_div(selection_.inputs[i].c, block);
      load_planes(bases.inputs[i], image * planes + read.first, read.count, first, count, next);
      next += read.count * count;
    }
    append_reset(acc, blocks * count, program_);
    GemmLoops loops;
    loops.dims = {{count, 1, 1, 0}};
    for (const Product& product : products_.products) {
      loops.taps.push_back({acc + product.out_block * count,
                            input_base[static_cast<std::size_t>(product.input)] + product.in_block * count,
                            product.tile});
    }
    append_gemm(loops, isa::Buffer::inp, program_);
    store_planes(bases.output, image * blocks, blocks, first, count, acc);
  }

  /// A piece of neighbouring planes in one transfer where they lie no further apart than its fields reach.
  template <typename Append>
  void for_planes(int first_plane, int planes, int first, int count, int sram, const Append& append) const {
    const bool together = plane() <= isa::kLargestStride;
    for (int i = 0; i < planes; i += together ? planes : 1) {
      const std::int64_t element = std::int64_t{first_plane + i} * plane() + first;
      append(sram + i * count, static_cast<std::uint32_t>(element), DramRows{together ? planes : 1, count, plane()});
    }
  }

  void load_planes(std::uint32_t base, int first_plane, int planes, int first, int count, int inp) {
    for_planes(first_plane, planes, first, count, inp, [&](int sram, std::uint32_t element, const DramRows& rows) {
      append_load(make_load(isa::Buffer::inp, sram, base + element, rows), config_, program_);
    });
  }

  void store_planes(std::uint32_t base, int first_plane, int planes, int first, int count, int acc) {
    for_planes(first_plane, planes, first, count, acc, [&](int sram, std::uint32_t element, const DramRows& rows) {
      program_.append(make_store(sram, base + element, rows));
    });
  }

  const ChannelSelection& selection_;
  const Products& products_;
  const isa::HardwareConfig& config_;
  UopTable& program_;
  const Shape shape_;
  int buffer_ = 0;
};

}  // namespace

Shape ChannelSelection::output() const {
  Shape shape = inputs.front();
  shape.c = static_cast<int>(channels.size());
  return shape;
}

std::optional<ChannelSelection> map_selection(const Operation& operation, const std::string& name,
                                              const std::vector<Shape>& inputs) {
  ChannelSelection selection{name, inputs, channel_sources(operation, inputs)};
  if (selection.channels.empty()) return std::nullopt;
  if (inputs.size() > 2) {
    throw Refused(
        fmt::format("{}: {} of {} tensors; on the accelerator it takes two", name, op_name(operation), inputs.size()));
  }
  return selection;
}

int most_pixels(const ChannelSelection& selection, const isa::HardwareConfig& config) {
  const Products products = products_of(selection, config.block);
  const auto room = [&](isa::Buffer buffer) { return isa::addressable_depth(buffer, config); };
  const int acc = std::min(room(isa::Buffer::acc), room(isa::Buffer::out));
  const int most = std::min(room(isa::Buffer::inp) / (kBuffers * blocks_read(products)),
                            acc / (kBuffers * out_blocks(selection, config.block)));
  const auto tiles = static_cast<int>(products.tiles.size());
  if (most == 0 || tiles > room(isa::Buffer::wgt)) {
    throw Refused(fmt::format("{}: the scratchpads of {} do not hold a pixel's {} channels and {} wgt tiles",
                              selection.name, config.name, selection.channels.size(), tiles));
  }
  const Shape shape = selection.output();
  return std::min(most, shape.h * shape.w);
}

BuiltProgram build_selection(const ChannelSelection& selection, int pixels, const isa::HardwareConfig& config,
                             const Placement& placement) {
  const Products products = products_of(selection, config.block);
  DramLayout layout(config, selection.name, placement.begin);
  BuiltProgram built;
  std::vector<std::uint8_t> tiles;
  for (const TileBytes& tile : products.tiles) tiles.insert(tiles.end(), tile.begin(), tile.end());
  built.activation = layout.allocate_unless(placement.activation, tensor_bytes(selection.inputs.front(), config.block),
                                            isa::Buffer::inp);
  if (selection.inputs.size() > 1) {
    built.residual =
        layout.allocate_unless(placement.residual, tensor_bytes(selection.inputs[1], config.block), isa::Buffer::inp);
  }
  built.constants = layout.allocate(static_cast<std::int64_t>(tiles.size()), isa::Buffer::wgt);
  built.output =
      layout.allocate_unless(placement.output, tensor_bytes(selection.output(), config.block), isa::Buffer::out);
  add_region(built.program, built.constants, std::move(tiles));

  UopTable sequence(config);
  SelectionTiles(selection, products, config, sequence)
      .emit({{element_at(built.activation, isa::Buffer::inp, config),
              element_at(built.residual, isa::Buffer::inp, config)},
             element_at(built.constants, isa::Buffer::wgt, config),
             element_at(built.output, isa::Buffer::out, config)},
            pixels);
  built.program.name = selection.name;
  built.program.config = config.name;
  const std::vector<isa::Instruction> instructions = complete_program(sequence, config, layout, built.program);
  count_instructions(instructions, built.program.insn_addr, config, built.stats);
  built.stats.dram_bytes = static_cast<std::int64_t>(built.program.dram_bytes);
  return built;
}

}  // namespace vtasim::compiler
