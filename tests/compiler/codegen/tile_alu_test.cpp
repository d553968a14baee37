#include "compiler/codegen/tile_alu.h"

#include <array>
#include <catch2/catch.hpp>
#include <numeric>
#include <optional>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

constexpr std::uint32_t kConstants = 3000;  ///< Where they lie in DRAM, in acc elements.
constexpr std::uint32_t kDigits = 5000;     ///< And in inp elements,
constexpr std::uint32_t kTile = 70;         ///< and wgt elements, where bias products do.
constexpr std::uint32_t kUops = 10'000;
constexpr int kAcc = 100;  ///< Where the vectors of a tile lie.

/// Four filters of 6 x 5 vectors each.
LoopNest nest_with(bool bias) {
  LoopNest nest;
  nest.planes = nest.filters = 4;
  nest.rows = nest.plane_rows = 6;
  nest.cols = nest.plane_cols = 5;
  nest.taps = {{0, 0, 0, 0}};
  nest.bias = bias;
  return nest;
}

Tile whole(const LoopNest& nest) {
  Tile tile;
  tile.groups = nest.groups();
  tile.rows = nest.rows;
  tile.cols = nest.cols;
  return tile;
}

/// What the ALU is to do, and what comes of it.
class Bench {
 public:
  explicit Bench(const LoopNest& nest) : nest_(nest), table_(config_), alu_(nest_, tiling_, config_, bases_, table_) {
    tiling_.partition = ScratchpadPartition::whole(config_);
    tiling_.bias_slots = 512;
  }

  void start(const Tile& tile) { alu_.start(tile, kAcc); }
  void run(const AluPass& pass, const Tile& tile) { alu_.run(pass, tile, kAcc); }
  void set_bias_slots(int slots) { tiling_.bias_slots = slots; }

  /// First entry for constants: behind two buffers.
  int constants() const { return 2 * acc_buffer_size(tiling_); }

  /// The instructions, with all micro-ops in the scratchpad.
  std::vector<isa::Instruction> program() const {
    std::vector<isa::Instruction> all = table_.place(kUops);
    const auto* first = all.empty() ? nullptr : std::get_if<isa::Load>(&all.front());
    if (first != nullptr && first->buffer == static_cast<std::uint32_t>(isa::Buffer::uop)) all.erase(all.begin());
    return all;
  }

  std::vector<isa::Load> loads() const { return all_of<isa::Load>(); }
  std::vector<isa::Alu> alus() const { return all_of<isa::Alu>(); }

  /// By acc entry: the entry that ALU instructions take as source, or nothing where none writes it.
  std::vector<std::optional<int>> sources() const {
    std::vector<std::optional<int>> sources(static_cast<std::size_t>(config_.acc_depth));
    for (const isa::Alu& alu : alus()) {
      for (std::uint32_t out = 0; out < alu.iter_out; ++out) {
        for (std::uint32_t in = 0; in < alu.iter_in; ++in) {
          for (std::uint32_t u = alu.uop_begin; u < alu.uop_end; ++u) {
            const isa::Uop uop = isa::decode_uop(table_.words()[u]);
            auto& source = sources[uop.acc + out * alu.dst_factor_out + in * alu.dst_factor_in];
            CHECK_FALSE(source);  // Once each.
            source = static_cast<int>(uop.inp + out * alu.src_factor_out + in * alu.src_factor_in);
          }
        }
      }
    }
    return sources;
  }

 private:
  template <typename T>
  std::vector<T> all_of() const {
    std::vector<T> some;
    for (const isa::Instruction& instruction : program()) {
      if (const auto* one = std::get_if<T>(&instruction)) some.push_back(*one);
    }
    return some;
  }

  static DramBases bases() {
    DramBases bases;
    bases.bias_and_shifts = kConstants;
    bases.bias_digits = kDigits;
    bases.bias_constants = kTile;
    return bases;
  }

  const isa::HardwareConfig config_ = configuration(4, 64, {});
  const DramBases bases_ = bases();
  LoopNest nest_;
  Tiling tiling_;
  UopTable table_;
  TileAlu alu_;
};

/// Of a LOAD of acc: scratchpad, DRAM, rows, columns and stride.
std::array<std::uint32_t, 5> shape_of(const isa::Load& load) {
  CHECK(load.buffer == static_cast<std::uint32_t>(isa::Buffer::acc));
  return {load.sram_base, load.dram_base, load.y_size, load.x_size, load.x_stride};
}
using Shape = std::array<std::uint32_t, 5>;

/// Sources of a tile's vectors where every filter has the constants of `by_vector`, `each` of them a filter.
void check_sources(const Bench& bench, const Tile& tile, int first, int each, const std::vector<int>& by_vector) {
  const auto sources = bench.sources();
  const int vectors = tile.vectors_per_filter();
  REQUIRE(by_vector.size() == static_cast<std::size_t>(vectors));
  for (int i = 0; i < tile.vectors(); ++i) {
    CAPTURE(i);
    const std::optional<int>& source = sources[static_cast<std::size_t>(kAcc + i)];
    REQUIRE(source);
    CHECK(*source == first + i / vectors * each + by_vector[static_cast<std::size_t>(i % vectors)]);
  }
  CHECK_FALSE(sources[static_cast<std::size_t>(kAcc - 1)]);
  CHECK_FALSE(sources[static_cast<std::size_t>(kAcc + tile.vectors())]);
}

}  // namespace

TEST_CASE("without a bias GEMM sets a tile's vectors to zero") {
  Bench bench(nest_with(false));
  bench.start(whole(nest_with(false)));
  Tile one;
  bench.start(one);
  const auto program = bench.program();
  REQUIRE(program.size() == 2);
  const auto& reset = std::get<isa::Gemm>(program[0]);
  CHECK(reset.reset == 1);
  CHECK(reset.iter_out == 1);
  CHECK(reset.iter_in == 120);
  CHECK(reset.acc_factor_in == 1);
  CHECK(reset.uop_end - reset.uop_begin == 1);
  CHECK(std::get<isa::Gemm>(program[1]).iter_in == 1);
}

TEST_CASE("a bias is loaded once for the filters that have room, and copied to all vectors of each") {
  const LoopNest nest = nest_with(true);
  Tile tile = whole(nest);
  Bench bench(nest);
  SECTION("all filters") {
    bench.start(tile);
    REQUIRE(bench.loads().size() == 1);
    CHECK(shape_of(bench.loads()[0]) == Shape{static_cast<std::uint32_t>(bench.constants()), kConstants, 1, 4, 4});
    REQUIRE(bench.alus().size() == 1);
    CHECK(bench.alus()[0].op == static_cast<std::uint32_t>(isa::AluOp::add));
    CHECK(bench.alus()[0].use_imm == 1);
    CHECK(bench.alus()[0].imm == 0);
    check_sources(bench, tile, bench.constants(), 1, std::vector<int>(30, 0));
  }
  SECTION("some of those that are there") {
    bench.start(tile);
    const std::size_t before = bench.program().size();
    tile.group = tile.filter = 2;
    tile.groups = 1;
    bench.start(tile);
    CHECK(bench.program().size() == before + 1);
    CHECK(bench.loads().size() == 1);
  }
  SECTION("more than there is room for are loaded as tiles get to them") {
    bench.set_bias_slots(3);
    tile.groups = 2;
    bench.start(tile);
    tile.group = tile.filter = 1;
    bench.start(tile);
    tile.group = tile.filter = 2;
    bench.start(tile);
    REQUIRE(bench.loads().size() == 2);
    CHECK(shape_of(bench.loads()[0])[3] == 3);
    CHECK(shape_of(bench.loads()[1]) == Shape{static_cast<std::uint32_t>(bench.constants()), kConstants + 2, 1, 2, 2});
  }
}

TEST_CASE("rows and columns at the border have biases of their own") {
  LoopNest nest = nest_with(true);
  nest.bias_rows = {0, 1, 5};
  nest.bias_cols = {0, 4};
  Bench bench(nest);
  Tile tile = whole(nest);
  SECTION("the whole plane has all") {
    bench.start(tile);
    CHECK(bench.alus().size() == 6);
  }
  SECTION("rows inside have those of the columns") {
    tile.row = 2;
    tile.rows = 3;
    bench.start(tile);
    CHECK(bench.alus().size() == 2);
  }
  SECTION("columns up to the border have none of it") {
    tile.cols = 4;
    bench.start(tile);
    CHECK(bench.alus().size() == 3);
  }
  SECTION("a corner has one") {
    tile.row = 5;
    tile.rows = 1;
    tile.col = 1;
    tile.cols = 2;
    bench.start(tile);
    CHECK(bench.alus().size() == 1);
  }
  SECTION("of several vectors at a place each has it") {
    tile.vectors_per_position = 2;
    bench.start(tile);
    CHECK(bench.alus().size() == 6);
  }
  std::vector<int> wanted;
  for (int v = 0; v < tile.vectors_per_position; ++v) {
    for (int r = tile.row; r < tile.row + tile.rows; ++r) {
      for (int x = tile.col; x < tile.col + tile.cols; ++x) {
        wanted.push_back((r < 1 ? 0 : r < 5 ? 1 : 2) * 2 + (x < 4 ? 0 : 1));
      }
    }
  }
  REQUIRE(bench.loads().size() == 1);
  CHECK(shape_of(bench.loads()[0])[3] == 4 * 6);
  check_sources(bench, tile, bench.constants(), 6, wanted);
}

TEST_CASE("a bias that is loaded comes in copies, behind all that is kept in acc") {
  LoopNest nest = nest_with(true);
  nest.bias_loaded = true;
  nest.shifts = true;  // A vector of each filter before the copies.
  Tile tile = whole(nest);
  tile.group = tile.filter = 1;
  tile.groups = 2;
  const std::uint32_t copies = kConstants + 4;
  SECTION("as many as a tile has vectors: those of its filters in one LOAD") {
    nest.bias_copies = 30;
    Bench bench(nest);
    bench.start(tile);
    REQUIRE(bench.program().size() == 1);
    CHECK(shape_of(bench.loads()[0]) == Shape{kAcc, copies + 30, 1, 60, 60});
  }
  SECTION("fewer: the same again, and what is left") {
    nest.bias_copies = 8;
    Bench bench(nest);
    bench.start(tile);
    REQUIRE(bench.program().size() == 4);
    CHECK(shape_of(bench.loads()[0]) == Shape{kAcc, copies + 8, 3, 8, 0});
    CHECK(shape_of(bench.loads()[1]) == Shape{kAcc + 24, copies + 8, 1, 6, 6});
    CHECK(shape_of(bench.loads()[2]) == Shape{kAcc + 30, copies + 16, 3, 8, 0});
    CHECK(shape_of(bench.loads()[3]) == Shape{kAcc + 54, copies + 16, 1, 6, 6});
  }
  SECTION("more: as many as there are vectors") {
    nest.bias_copies = 32;
    Bench bench(nest);
    bench.start(tile);
    REQUIRE(bench.program().size() == 2);
    CHECK(shape_of(bench.loads()[1])[1] == copies + 64);
    CHECK(shape_of(bench.loads()[1])[3] == 30);
  }
}

TEST_CASE("a pass has its immediate on all vectors") {
  const LoopNest nest = nest_with(false);
  Bench bench(nest);
  bench.run({isa::AluOp::max, -3}, whole(nest));
  REQUIRE(bench.program().size() == 1);
  CHECK(bench.alus()[0].op == static_cast<std::uint32_t>(isa::AluOp::max));
  CHECK(bench.alus()[0].immediate() == -3);
  const auto sources = bench.sources();
  for (int i = kAcc; i < kAcc + 120; ++i) CHECK(sources[static_cast<std::size_t>(i)] == i);
  CHECK_FALSE(sources[kAcc + 120]);
}

// An instruction takes 7 cycles beyond its operations; with registers an operation takes two.
TEST_CASE("shifts by channel take an instruction a run of filters, or registers, whichever takes fewer cycles") {
  const auto shifted = [](const std::vector<std::optional<int>>& shifts, int vectors, bool registers = true) {
    LoopNest nest = nest_with(false);
    nest.planes = nest.filters = static_cast<int>(shifts.size());
    nest.rows = 1;
    nest.cols = vectors;
    nest.shifts = registers;
    nest.filter_shifts = shifts;
    Bench bench(nest);
    AluPass pass;
    pass.by_channel = true;
    bench.run(pass, whole(nest));
    return bench;
  };
  const auto by_registers = [](const Bench& bench) { return bench.alus().at(0).use_imm == 0; };

  SECTION("2 x 7 + n against 7 + 2 x n cycles") {
    CHECK(by_registers(shifted({1, 1, 1, 2, 2, 2}, 1)));
    CHECK_FALSE(by_registers(shifted({1, 1, 1, 1, 2, 2, 2}, 1)));
    CHECK_FALSE(by_registers(shifted({1, 2}, 4)));
    CHECK(by_registers(shifted({1, 2}, 3)));
    CHECK(by_registers(shifted({1, 2, 1, 2}, 5)));  // Four runs: 28 + n.
    CHECK_FALSE(by_registers(shifted({1, 2, 1, 2}, 6)));
    CHECK_FALSE(by_registers(shifted({3, 3, 3}, 1)));
  }
  SECTION("where there are no registers, by runs") { CHECK_FALSE(by_registers(shifted({1, 2, 1, 2}, 1, false))); }
  SECTION("where lanes of a filter differ, by registers") { CHECK(by_registers(shifted({1, std::nullopt}, 100))); }
  SECTION("each run its own shift") {
    const Bench bench = shifted({1, 1, 5}, 10);
    REQUIRE(bench.alus().size() == 2);
    CHECK(bench.loads().empty());
    CHECK(bench.alus()[0].op == static_cast<std::uint32_t>(isa::AluOp::shr));
    CHECK(bench.alus()[0].immediate() == 1);
    CHECK(bench.alus()[0].iter_out * bench.alus()[0].iter_in == 20);
    CHECK(bench.alus()[1].immediate() == 5);
    CHECK(bench.alus()[1].iter_out * bench.alus()[1].iter_in == 10);
  }
  SECTION("registers hold the last vector of each filter's constants") {
    LoopNest nest = nest_with(true);
    nest.rows = nest.cols = 1;
    nest.bias_rows = {0, 1};
    nest.shifts = true;
    nest.filter_shifts = {1, 2, 3, 4};
    Bench bench(nest);
    AluPass pass;
    pass.by_channel = true;
    Tile tile = whole(nest);
    tile.group = tile.filter = 1;
    tile.groups = 2;
    bench.run(pass, tile);
    REQUIRE(bench.loads().size() == 1);
    CHECK(shape_of(bench.loads()[0]) == Shape{static_cast<std::uint32_t>(bench.constants()), kConstants + 3, 1, 9, 9});
    REQUIRE(bench.alus().size() == 1);
    check_sources(bench, tile, bench.constants(), 3, {2});
  }
}

}  // namespace vtasim::compiler
