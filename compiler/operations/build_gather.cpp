#include "compiler/operations/build_gather.h"

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/gemm_points.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/moved_rows.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/lanes/constant_tiles.h"
#include "compiler/program/dram_layout.h"
#include "compiler/program/program_image.h"
#include "compiler/program/stats.h"

namespace vtasim::compiler {
namespace {

/// Where tensors lie in DRAM, in elements of the scratchpads that they are loaded to.
struct Bases {
  std::vector<std::uint64_t> inputs;
  std::uint64_t tiles = 0;
  std::uint64_t unit = 0;
  std::uint64_t output = 0;
};

/// Emits the tiles of a gather one after the other.
class Emitter {
 public:
  Emitter(const GatherTerms& terms, const Bases& bases, const GatherRoom& room, const isa::HardwareConfig& config,
          UopTable& program)
      : terms_(terms), bases_(bases), room_(room), config_(config), program_(program) {}

  void emit_constants() {
    load(isa::Buffer::inp, 0, element_at(bases_.unit, isa::Buffer::inp, config_), {1, room_.inp_constants});
    load(isa::Buffer::wgt, 0, element_at(bases_.tiles, isa::Buffer::wgt, config_), {1, room_.wgt_constants});
  }

  void emit(const GatherTile& tile) {
    std::map<GatheredData, int> places;  // Where the data begin.
    int inp = room_.inp_constants + buffer_ * room_.inp;
    int wgt = room_.wgt_constants + buffer_ * room_.wgt;
    for (const auto& [kind, data] : tile.data) {
      int& next = kind.exchanged ? wgt : inp;
      places[kind] = next;
      load_data(kind, data, next);
      next += static_cast<int>(data.size());
    }
    const int acc = buffer_ * room_.acc;
    append_reset(acc, static_cast<int>(tile.vectors.size()), program_);
    append_gemm(points_of(tile, places, acc), program_);
    store(tile, acc);
    buffer_ = (buffer_ + 1) % kGatherBuffers;
  }

 private:
  void load(isa::Buffer buffer, int sram, std::uint32_t element, const DramRows& rows) {
    if (rows.cols > 0) append_load(make_load(buffer, sram, element, rows), config_, program_);
  }

  void load_data(const GatheredData& kind, const std::vector<std::int32_t>& data, int sram) {
    const isa::Buffer buffer = kind.exchanged ? isa::Buffer::wgt : isa::Buffer::inp;
    const std::uint32_t base = element_at(bases_.inputs[static_cast<std::size_t>(kind.input)], buffer, config_);
    std::vector<VectorRun> runs;
    int entry = sram;
    for (const std::int32_t element : data) add_vector(entry++, element, runs);
    for (const MovedRows& moved : moved_rows(runs, sram, entry - sram)) {
      load(buffer, moved.vector, base + static_cast<std::uint32_t>(moved.place), moved.rows);
    }
  }

  /// Stores each vector at all its places.
  void store(const GatherTile& tile, int acc) {
    const auto count = static_cast<int>(tile.vectors.size());
    std::map<int, int> vector_at;  // Places.
    for (int i = 0; i < count; ++i) {
      for (const std::size_t place : terms_.places(tile.vectors[static_cast<std::size_t>(i)]))
        vector_at[static_cast<int>(place)] = acc + i;
    }
    std::vector<VectorRun> runs;
    for (const auto& [place, vector] : vector_at) add_vector(vector, place, runs);
    std::stable_sort(runs.begin(), runs.end(),
                     [](const VectorRun& a, const VectorRun& b) { return a.vector < b.vector; });
    const std::uint32_t base = element_at(bases_.output, isa::Buffer::out, config_);
    for (const MovedRows& moved : moved_rows(runs, acc, count)) {
      program_.append(make_store(moved.vector, base + static_cast<std::uint32_t>(moved.place), moved.rows));
    }
  }

  /// All operations of a tile: the first of each vector, then the second of each, and so on, which step evenly where
  /// vectors that follow each other come of such.
  std::vector<GemmPoint> points_of(const GatherTile& tile, const std::map<GatheredData, int>& places, int acc) const {
    std::vector<std::vector<GemmPoint>> by_rank;
    for (std::size_t i = 0; i < tile.vectors.size(); ++i) {
      const std::size_t begin = terms_.begin(tile.vectors[i]);
      for (std::size_t t = begin; t < terms_.end(tile.vectors[i]); ++t) {
        const GatherTerm& term = terms_.term(t);
        const GatheredData kind{term.input, term.exchanged};
        const std::vector<std::int32_t>& data = tile.data.at(kind);
        const auto index = std::lower_bound(data.begin(), data.end(), term.data) - data.begin();
        const int place = places.at(kind) + static_cast<int>(index);
        if (by_rank.size() == t - begin) by_rank.emplace_back();
        by_rank[t - begin].push_back({acc + static_cast<int>(i), term.exchanged ? term.constant : place,
                                      term.exchanged ? place : term.constant});
      }
    }
    std::vector<GemmPoint> points;
    for (const auto& rank : by_rank) points.insert(points.end(), rank.begin(), rank.end());
    return points;
  }

  const GatherTerms& terms_;
  const Bases& bases_;
  const GatherRoom& room_;
  const isa::HardwareConfig& config_;
  UopTable& program_;
  int buffer_ = 0;
};

}  // namespace

std::int64_t least_gather_cycles(const TensorLayout& to, const isa::HardwareConfig& config) {
  std::vector<bool> known;
  std::int64_t elements = 0;  // Each once.
  std::int64_t vectors = 0;
  for (std::size_t i = 0; i < to.sources().size();) {
    bool any = false;
    for (const std::size_t end = i + static_cast<std::size_t>(config.block); i < end; ++i) {
      if (!to.sources()[i].is_element()) continue;
      const auto index = static_cast<std::size_t>(to.sources()[i].index());
      if (index >= known.size()) known.resize(std::max(index + 1, 2 * known.size()));
      if (!known[index]) ++elements;
      known[index] = any = true;
    }
    if (any) ++vectors;
  }
  return std::max(2 * elements / config.block, vectors * config.block / config.bus_bytes);
}

BuiltProgram build_gather(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                          const isa::HardwareConfig& config, const Placement& placement) {
  const GatherRoom room = room_of(gather, terms, config);
  const std::vector<GatherTile> tiles = gather_tiles(gather, terms, tiling, config);

  DramLayout layout(config, gather.name, placement.begin);
  BuiltProgram built;
  // Loaded as tiles, too.
  built.activation = layout.allocate_unless(placement.activation, gather.input_bytes.front(), isa::Buffer::wgt);
  std::vector<std::uint64_t> inputs = {built.activation};
  if (gather.input_bytes.size() > 1) {
    built.residual = layout.allocate_unless(placement.residual, gather.input_bytes[1], isa::Buffer::wgt);
    inputs.push_back(built.residual);
  }
  built.others = placement.others;
  for (std::size_t i = 2; i < gather.input_bytes.size(); ++i) {
    if (placement.others.empty()) built.others.push_back(layout.allocate(gather.input_bytes[i], isa::Buffer::wgt));
    inputs.push_back(built.others[i - 2]);
  }
  std::vector<std::uint8_t> constants;
  for (const auto& tile : terms.tiles()) constants.insert(constants.end(), tile.begin(), tile.end());
  std::vector<std::uint8_t> unit;
  if (terms.any_exchanged()) unit = diagonal_tile(config.block, 1);  // Its rows are vectors with a 1 for each lane.
  built.constants = layout.allocate(static_cast<std::int64_t>(constants.size()), isa::Buffer::wgt);
  const std::uint64_t unit_address = layout.allocate(static_cast<std::int64_t>(unit.size()), isa::Buffer::inp);
  built.output =
      layout.allocate_unless(placement.output, static_cast<std::int64_t>(gather.bytes.size()), isa::Buffer::out);
  if (!constants.empty()) add_region(built.program, built.constants, std::move(constants));
  if (!unit.empty()) add_region(built.program, unit_address, std::move(unit));

  UopTable sequence(config);
  const Bases bases{std::move(inputs), built.constants, unit_address, built.output};
  Emitter emitter(terms, bases, room, config, sequence);
  emitter.emit_constants();
  for (const GatherTile& tile : tiles) emitter.emit(tile);
  built.program.name = gather.name;
  built.program.config = config.name;
  const std::vector<isa::Instruction> instructions = complete_program(sequence, config, layout, built.program);
  count_instructions(instructions, built.program.insn_addr, config, built.stats);
  built.stats.dram_bytes = static_cast<std::int64_t>(built.program.dram_bytes);
  return built;
}

}  // namespace vtasim::compiler
