#include "compiler/codegen/loop_nest_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

// DRAM elements of each buffer from these on.
const DramBases kBases{1000, 2000, 3000, 4000, 5000, 6000};
constexpr std::uint32_t kUops = 10'000;

using Texts = std::vector<std::string>;

/// `groups` planes of 6 x 5 with a filter each, as many out vectors and one tap.
LoopNest plain_nest(int groups) {
  LoopNest nest;
  nest.planes = nest.filters = groups;
  nest.rows = nest.plane_rows = 6;
  nest.cols = nest.plane_cols = 5;
  nest.taps = {{0, 0, 0, 0}};
  return nest;
}

/// The same with 3 x 3 taps around which LOAD pads.
LoopNest padded_nest(int groups) {
  LoopNest nest = plain_nest(groups);
  nest.pad_rows = nest.pad_cols = 1;
  nest.taps.clear();
  for (int dy = 0; dy < 3; ++dy) {
    for (int dx = 0; dx < 3; ++dx) nest.taps.push_back({dy, dx, 0, 0});
  }
  return nest;
}

/// All of a nest.
Tile whole(const LoopNest& nest) {
  Tile tile;
  tile.groups = nest.groups();
  tile.filters_per_group = nest.filters_per_group;
  tile.vectors_per_position = nest.vectors_per_position;
  tile.rows = nest.rows;
  tile.cols = nest.cols;
  return tile;
}

Tile rows_of(Tile tile, int row, int rows) {
  tile.row = row;
  tile.rows = rows;
  return tile;
}

Tile cols_of(Tile tile, int col, int cols) {
  tile.col = col;
  tile.cols = cols;
  return tile;
}

Tile group_of(Tile tile, int group, int filters_per_group = 1) {
  tile.group = group;
  tile.groups = 1;
  tile.filter = group * filters_per_group;
  return tile;
}

/// 2048 entries of inp and acc, 1024 of wgt, two buffers of each.
isa::HardwareConfig hardware() { return configuration(4, 64, {}); }

Tiling tiling_with(const LoopNest& nest, std::vector<Tile> tiles) {
  Tiling tiling;
  tiling.tiles = std::move(tiles);
  tiling.partition = ScratchpadPartition::whole(hardware());
  tiling.taps_per_step = static_cast<int>(nest.taps.size());
  tiling.bias_slots = nest.bias_and_shift_vectors() * nest.filters;
  return tiling;
}

/// The instructions of a nest's tiles, with all micro-ops in the scratchpad.
std::vector<isa::Instruction> emitted(const LoopNest& nest, const Tiling& tiling,
                                      const std::vector<AluPass>& passes = {}, const DramBases& bases = kBases,
                                      std::vector<std::uint32_t>* uops = nullptr) {
  const isa::HardwareConfig config = hardware();
  UopTable table(config);
  LoopNestStage stage(nest, tiling, config, passes, bases, table);
  for (std::size_t unit = 0; unit < stage.units(); ++unit) stage.emit(unit);
  std::vector<isa::Instruction> program = table.place(kUops);
  REQUIRE(std::get<isa::Load>(program.front()).buffer == static_cast<std::uint32_t>(isa::Buffer::uop));
  program.erase(program.begin());
  if (uops != nullptr) *uops = table.words();
  return program;
}

/// "LOAD inp 4 <- 1000: 2 x 5 of 30, pads 1 0 1 1": scratchpad, DRAM, rows x columns, stride, and padding above, below,
/// left and right. "reset", "GEMM" and "ALU" with their operations.
std::string text(const isa::Instruction& instruction) {
  const auto size = [](const isa::MemFields& f) {
    return f.y_size == 1 ? fmt::format("{}", f.x_size) : fmt::format("{} x {} of {}", f.y_size, f.x_size, f.x_stride);
  };
  if (const auto* l = std::get_if<isa::Load>(&instruction)) {
    std::string line = fmt::format("LOAD {} {} <- {}: {}", to_string(static_cast<isa::Buffer>(l->buffer)), l->sram_base,
                                   l->dram_base, size(*l));
    if (l->y_pad_0 + l->y_pad_1 + l->x_pad_0 + l->x_pad_1 > 0) {
      line += fmt::format(", pads {} {} {} {}", l->y_pad_0, l->y_pad_1, l->x_pad_0, l->x_pad_1);
    }
    return line;
  }
  if (const auto* s = std::get_if<isa::Store>(&instruction)) {
    return fmt::format("STORE {} -> {}: {}", s->sram_base, s->dram_base, size(*s));
  }
  if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
    return fmt::format("{} {}", gemm->reset != 0 ? "reset" : "GEMM", loop_counts(*gemm).total());
  }
  const auto& alu = std::get<isa::Alu>(instruction);
  constexpr std::array<const char*, 5> kOperations = {"MIN", "MAX", "ADD", "SHR", "MUL"};
  return fmt::format("{} {}: {}", kOperations.at(alu.op), alu.immediate(), loop_counts(alu).total());
}

Texts texts(const std::vector<isa::Instruction>& program) {
  Texts all;
  for (const isa::Instruction& instruction : program) all.push_back(text(instruction));
  return all;
}

Texts texts(const LoopNest& nest, const std::vector<Tile>& tiles, const std::vector<AluPass>& passes = {}) {
  return texts(emitted(nest, tiling_with(nest, tiles), passes));
}

/// Those that begin with `what`.
Texts only(const Texts& all, const std::string& what) {
  Texts some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some),
               [&](const std::string& line) { return line.rfind(what, 0) == 0; });
  return some;
}

/// Elements of activation and filter in DRAM: -1 for one in the padding.
using Product = std::pair<int, int>;
/// The products in each out vector, by its place in DRAM.
using Sums = std::map<std::uint32_t, std::vector<Product>>;

/// What a program without bias adds up, by what its instructions say.
Sums sums_of(const std::vector<isa::Instruction>& program, const std::vector<std::uint32_t>& uops,
             isa::Buffer activation) {
  std::map<std::uint32_t, std::map<std::uint32_t, int>> scratchpads;
  std::map<std::uint32_t, std::vector<Product>> acc;
  Sums sums;
  for (const isa::Instruction& instruction : program) {
    if (const auto* l = std::get_if<isa::Load>(&instruction)) {
      std::uint32_t entry = l->sram_base;
      const std::uint32_t rows = l->y_pad_0 + l->y_size + l->y_pad_1;
      const std::uint32_t cols = l->x_pad_0 + l->x_size + l->x_pad_1;
      for (std::uint32_t row = 0; row < rows; ++row) {
        for (std::uint32_t col = 0; col < cols; ++col) {
          const bool inside =
              row >= l->y_pad_0 && row < rows - l->y_pad_1 && col >= l->x_pad_0 && col < cols - l->x_pad_1;
          const std::uint32_t element = l->dram_base + (row - l->y_pad_0) * l->x_stride + col - l->x_pad_0;
          scratchpads[l->buffer][entry++] = inside ? static_cast<int>(element) : -1;
        }
      }
    } else if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
      for (std::uint32_t out = 0; out < gemm->iter_out; ++out) {
        for (std::uint32_t in = 0; in < gemm->iter_in; ++in) {
          for (std::uint32_t u = gemm->uop_begin; u < gemm->uop_end; ++u) {
            const isa::Uop uop = isa::decode_uop(uops[u]);
            auto& sum = acc[uop.acc + out * gemm->acc_factor_out + in * gemm->acc_factor_in];
            if (gemm->reset != 0) {
              sum.clear();
              continue;
            }
            int inp = scratchpads[static_cast<std::uint32_t>(isa::Buffer::inp)].at(
                uop.inp + out * gemm->inp_factor_out + in * gemm->inp_factor_in);
            int wgt = scratchpads[static_cast<std::uint32_t>(isa::Buffer::wgt)].at(
                uop.wgt + out * gemm->wgt_factor_out + in * gemm->wgt_factor_in);
            if (activation == isa::Buffer::wgt) std::swap(inp, wgt);
            if (inp >= 0) sum.emplace_back(inp, wgt);
          }
        }
      }
    } else if (const auto* s = std::get_if<isa::Store>(&instruction)) {
      std::uint32_t entry = s->sram_base;
      for (std::uint32_t row = 0; row < s->y_size; ++row) {
        for (std::uint32_t col = 0; col < s->x_size; ++col) {
          sums[s->dram_base + row * s->x_stride + col] = acc[entry++];
        }
      }
    }
  }
  for (auto& [place, products] : sums) std::sort(products.begin(), products.end());
  return sums;
}

/// The same by LoopNest's definition.
Sums defined_sums(const LoopNest& nest) {
  Sums sums;
  std::uint32_t place = kBases.output;
  for (int n = 0; n < nest.images; ++n) {
    for (int q = 0; q < nest.filters; ++q) {
      for (int v = 0; v < nest.vectors_per_position; ++v) {
        for (int r = 0; r < nest.rows; ++r) {
          for (int x = 0; x < nest.cols; ++x) {
            std::vector<Product>& sum = sums[place++];
            for (std::size_t t = 0; t < nest.taps.size(); ++t) {
              const Tap& tap = nest.taps[t];
              const int row = r * nest.stride_rows + tap.dy - nest.pad_rows;
              const int col = x * nest.stride_cols + tap.dx - nest.pad_cols;
              if (tap.out_vector != v || row < 0 || row >= nest.plane_rows || col < 0 || col >= nest.plane_cols) {
                continue;
              }
              const int plane = n * nest.planes + q / nest.filters_per_group * nest.planes_per_group + tap.plane;
              sum.emplace_back(
                  static_cast<int>(kBases.activation) + (plane * nest.plane_rows + row) * nest.plane_cols + col,
                  static_cast<int>(kBases.filter + static_cast<std::size_t>(q) * nest.taps.size() + t));
            }
            std::sort(sum.begin(), sum.end());
          }
        }
      }
    }
  }
  return sums;
}

/// Tiles of at most `groups` x `filters` x rows x cols.
std::vector<Tile> tiles_of(const LoopNest& nest, const Tile& largest) {
  std::vector<Tile> tiles;
  for (int n = 0; n < nest.images; ++n) {
    for (int group = 0; group < nest.groups(); group += largest.groups) {
      for (int filter = 0; filter < nest.filters_per_group; filter += largest.filters_per_group) {
        for (int row = 0; row < nest.rows; row += largest.rows) {
          for (int col = 0; col < nest.cols; col += largest.cols) {
            Tile tile = largest;
            tile.image = n;
            tile.group = group;
            tile.groups = std::min(largest.groups, nest.groups() - group);
            tile.filter = group * nest.filters_per_group + filter;
            tile.filters_per_group = std::min(largest.filters_per_group, nest.filters_per_group - filter);
            tile.vectors_per_position = nest.vectors_per_position;
            tile.row = row;
            tile.rows = std::min(largest.rows, nest.rows - row);
            tile.col = col;
            tile.cols = std::min(largest.cols, nest.cols - col);
            tiles.push_back(tile);
          }
        }
      }
    }
  }
  return tiles;
}

}  // namespace

TEST_CASE("a nest in one tile: a LOAD of each operand, the products, a STORE") {
  const LoopNest nest = plain_nest(2);
  CHECK(texts(nest, {whole(nest)}, {{isa::AluOp::shr, 4}}) == Texts{"reset 60", "LOAD wgt 0 <- 2000: 2",
                                                                    "LOAD inp 0 <- 1000: 60", "GEMM 60", "SHR 4: 60",
                                                                    "STORE 0 -> 4000: 60"});
}

TEST_CASE("a LOAD has as much of the window as lies evenly in DRAM") {
  const auto loads = [](const LoopNest& nest, const Tile& tile) { return only(texts(nest, {tile}), "LOAD inp"); };
  const LoopNest plain = plain_nest(2);
  // Of each plane what is in one piece; every plane's rows; one row of each.
  CHECK(loads(plain, rows_of(whole(plain), 1, 2)) == Texts{"LOAD inp 0 <- 1005: 2 x 10 of 30"});
  CHECK(loads(plain, cols_of(whole(plain), 1, 3)) == Texts{"LOAD inp 0 <- 1001: 12 x 3 of 5"});
  CHECK(loads(plain, cols_of(rows_of(whole(plain), 5, 1), 2, 3)) == Texts{"LOAD inp 0 <- 1027: 2 x 3 of 30"});
  // Some rows of some columns take a LOAD for each plane.
  CHECK(loads(plain, cols_of(rows_of(whole(plain), 1, 2), 2, 3)) ==
        Texts{"LOAD inp 0 <- 1007: 2 x 3 of 5", "LOAD inp 6 <- 1037: 2 x 3 of 5"});
  // Padding above and below is between the planes, that on the sides goes with the rows.
  const LoopNest padded = padded_nest(2);
  CHECK(loads(padded, whole(padded)) ==
        Texts{"LOAD inp 0 <- 1000: 6 x 5 of 5, pads 1 1 1 1", "LOAD inp 56 <- 1030: 6 x 5 of 5, pads 1 1 1 1"});
  CHECK(loads(padded, rows_of(whole(padded), 4, 2)) ==
        Texts{"LOAD inp 0 <- 1015: 3 x 5 of 5, pads 0 1 1 1", "LOAD inp 28 <- 1045: 3 x 5 of 5, pads 0 1 1 1"});
  CHECK(loads(padded, cols_of(rows_of(group_of(whole(padded), 1), 0, 2), 0, 2)) ==
        Texts{"LOAD inp 0 <- 1030: 3 x 3 of 5, pads 1 0 1 0"});
  LoopNest sides = plain;
  sides.pad_cols = 1;
  sides.taps = {{0, 0, 0, 0}, {0, 1, 0, 0}, {0, 2, 0, 0}};
  CHECK(loads(sides, whole(sides)) == Texts{"LOAD inp 0 <- 1000: 12 x 5 of 5, pads 0 0 1 1"});
}

TEST_CASE("planes further apart than x_stride reaches are loaded and stored one by one") {
  LoopNest nest = plain_nest(2);
  nest.plane_rows = nest.rows = 256;
  nest.plane_cols = nest.cols = 256;
  const Texts all = texts(nest, {rows_of(whole(nest), 0, 1)});
  CHECK(only(all, "LOAD inp") == Texts{"LOAD inp 0 <- 1000: 256", "LOAD inp 256 <- 66536: 256"});
  CHECK(only(all, "STORE") == Texts{"STORE 0 -> 4000: 256", "STORE 256 -> 69536: 256"});
}

TEST_CASE("what is there is not loaded again") {
  LoopNest nest = plain_nest(2);
  const Tile first = group_of(whole(nest), 0);
  const Tile second = group_of(whole(nest), 1);
  SECTION("a filter while the rows of its plane go by") {
    const Texts all = texts(nest, {rows_of(first, 0, 3), rows_of(first, 3, 3), rows_of(second, 0, 3)});
    CHECK(only(all, "LOAD wgt") == Texts{"LOAD wgt 0 <- 2000: 1", "LOAD wgt 512 <- 2001: 1"});
    CHECK(only(all, "LOAD inp") ==
          Texts{"LOAD inp 0 <- 1000: 15", "LOAD inp 1024 <- 1015: 15", "LOAD inp 0 <- 1030: 15"});
    CHECK(only(all, "STORE") == Texts{"STORE 0 -> 4000: 15", "STORE 1024 -> 4015: 15", "STORE 0 -> 4030: 15"});
  }
  SECTION("filters that came with those of an earlier tile") {
    Tiling tiling = tiling_with(nest, {first, second});
    tiling.filters_per_load = 2;
    CHECK(only(texts(emitted(nest, tiling)), "LOAD wgt") == Texts{"LOAD wgt 0 <- 2000: 2"});
  }
  SECTION("planes while their filters go by") {
    nest.planes = 1;
    nest.filters_per_group = 2;
    Tile one = whole(nest);
    one.filters_per_group = 1;
    Tile other = one;
    other.filter = 1;
    CHECK(only(texts(nest, {one, other}), "LOAD inp") == Texts{"LOAD inp 0 <- 1000: 30"});
  }
  SECTION("with one buffer each it is gone after the next") {
    Tiling tiling = tiling_with(nest, {first, second, first});
    tiling.activation_buffers = tiling.filter_buffers = 1;
    CHECK(only(texts(emitted(nest, tiling)), "LOAD").size() == 6);
    tiling.activation_buffers = tiling.filter_buffers = 2;
    CHECK(only(texts(emitted(nest, tiling)), "LOAD").size() == 4);
  }
}

TEST_CASE("without operations on padding, LOADs bring none, and GEMM has an instruction for each rectangle") {
  const LoopNest nest = padded_nest(1);
  Tiling tiling = tiling_with(nest, {whole(nest)});
  const std::vector<AluPass> shift = {{isa::AluOp::shr, 4}};
  tiling.skip_padding = true;
  const Texts all = texts(emitted(nest, tiling, shift));
  CHECK(only(all, "LOAD inp") == Texts{"LOAD inp 0 <- 1000: 30"});
  // 6 x 5 positions: the middle tap at all of them, those beside it at a row or a column less.
  CHECK(only(all, "GEMM") ==
        Texts{"GEMM 20", "GEMM 25", "GEMM 20", "GEMM 24", "GEMM 30", "GEMM 24", "GEMM 20", "GEMM 25", "GEMM 20"});
  // What no pass writes out takes a product for every vector.
  CHECK(only(texts(emitted(nest, tiling)), "GEMM") == Texts{"GEMM 270"});
}

TEST_CASE("a STORE has as much as lies evenly in DRAM: all, planes, or rows") {
  LoopNest nest = plain_nest(2);
  const auto stores = [&](const Tile& tile) { return only(texts(nest, {tile}), "STORE"); };
  CHECK(stores(whole(nest)) == Texts{"STORE 0 -> 4000: 60"});
  CHECK(stores(group_of(whole(nest), 1)) == Texts{"STORE 0 -> 4030: 30"});
  CHECK(stores(rows_of(whole(nest), 1, 2)) == Texts{"STORE 0 -> 4005: 2 x 10 of 30"});
  CHECK(stores(cols_of(rows_of(whole(nest), 1, 1), 2, 3)) == Texts{"STORE 0 -> 4007: 2 x 3 of 30"});
  CHECK(stores(cols_of(whole(nest), 1, 3)) == Texts{"STORE 0 -> 4001: 6 x 3 of 5", "STORE 18 -> 4031: 6 x 3 of 5"});
  nest.images = 2;
  Tile second = group_of(whole(nest), 1);
  second.image = 1;
  CHECK(stores(second) == Texts{"STORE 0 -> 4090: 30"});
}

TEST_CASE("a tile in parts requantizes one while the last is stored") {
  const LoopNest nest = plain_nest(3);
  Tile tile = whole(nest);
  tile.store_parts = 2;
  const std::vector<AluPass> passes = {{isa::AluOp::shr, 4}, {isa::AluOp::min, 127}};
  CHECK(texts(nest, {tile}, passes) == Texts{"reset 90", "LOAD wgt 0 <- 2000: 3", "LOAD inp 0 <- 1000: 90", "GEMM 90",
                                             "SHR 4: 60", "MIN 127: 60", "STORE 0 -> 4000: 60", "SHR 4: 30",
                                             "MIN 127: 30", "STORE 60 -> 4060: 30"});
  Tile plane = group_of(tile, 1);
  CHECK(only(texts(nest, {plane}), "STORE") == Texts{"STORE 0 -> 4030: 15", "STORE 15 -> 4045: 15"});
}

TEST_CASE("filters side by side in DRAM lie so in acc, and are stored as they lie") {
  const LoopNest nest = plain_nest(3);
  DramBases bases = kBases;
  bases.filters_side_by_side = 2;
  const auto stores = [&](const Tile& tile) {
    return only(texts(emitted(nest, tiling_with(nest, {tile}), {}, bases)), "STORE");
  };
  CHECK(stores(whole(nest)) == Texts{"STORE 0 -> 4000: 60", "STORE 60 -> 4060: 30 x 1 of 2"});
  CHECK(stores(cols_of(rows_of(group_of(whole(nest), 1), 1, 2), 2, 3)) ==
        Texts{"STORE 0 -> 4015: 3 x 1 of 2", "STORE 3 -> 4025: 3 x 1 of 2"});
}

TEST_CASE("filters side by side are stored a vector at a time where they cannot lie so in acc") {
  LoopNest nest = plain_nest(3);
  DramBases bases = kBases;
  bases.filters_side_by_side = 2;
  const Texts one_by_one = {"STORE 0 -> 4000: 30 x 1 of 2", "STORE 30 -> 4001: 30 x 1 of 2",
                            "STORE 60 -> 4060: 30 x 1 of 2"};
  Tile parts = whole(nest);
  parts.store_parts = 3;
  CHECK(only(texts(emitted(nest, tiling_with(nest, {parts}), {}, bases)), "STORE") == one_by_one);
  nest.bias = nest.bias_loaded = true;
  nest.bias_copies = 30;
  CHECK(only(texts(emitted(nest, tiling_with(nest, {whole(nest)}), {}, bases)), "STORE") == one_by_one);
}

TEST_CASE("out vectors with places of their own are stored there, each as often as it has one") {
  LoopNest nest = plain_nest(2);
  nest.rows = 30;
  nest.cols = 1;
  nest.stored = {{0, 10, 5}, {0, 2, 40}, {10, 10, 25}, {25, 5, 60}};
  nest.stored_places = 100;
  const auto stores = [&](const Tile& tile) { return only(texts(emitted(nest, tiling_with(nest, {tile}))), "STORE"); };
  CHECK(stores(whole(nest)) == Texts{"STORE 0 -> 4005: 2 x 10 of 20", "STORE 0 -> 4040: 2", "STORE 25 -> 4060: 5",
                                     "STORE 30 -> 4105: 2 x 10 of 20", "STORE 30 -> 4140: 2", "STORE 55 -> 4160: 5"});
  CHECK(stores(group_of(rows_of(whole(nest), 8, 4), 1)) == Texts{"STORE 0 -> 4113: 2 x 2 of 12"});
}

TEST_CASE("sums for a second pass are stored in digits") {
  const LoopNest nest = plain_nest(2);
  AluPass digits;
  digits.stored_digits = 3;
  const Texts all = texts(nest, {group_of(whole(nest), 1)}, {digits, {isa::AluOp::shr, 4}});
  CHECK(Texts(all.begin() + 4, all.end()) == Texts{"STORE 0 -> 5030: 30", "ADD 128: 30", "SHR 8: 30",
                                                   "STORE 0 -> 5090: 30", "ADD 128: 30", "SHR 8: 30",
                                                   "STORE 0 -> 5150: 30"});
}

TEST_CASE("a tile that accumulates in steps loads the taps of each") {
  const LoopNest nest = padded_nest(2);
  Tiling tiling = tiling_with(nest, {rows_of(whole(nest), 2, 2)});
  tiling.taps_per_step = 3;
  const Texts all = texts(emitted(nest, tiling));
  CHECK(only(all, "LOAD wgt") ==
        Texts{"LOAD wgt 0 <- 2000: 2 x 3 of 9", "LOAD wgt 512 <- 2003: 2 x 3 of 9", "LOAD wgt 0 <- 2006: 2 x 3 of 9"});
  CHECK(only(all, "GEMM") == Texts(3, "GEMM 60"));
  CHECK(only(all, "reset").size() == 1);
  CHECK(only(all, "STORE").size() == 1);
}

TEST_CASE("a tile all in padding is written out all the same") {
  LoopNest nest = plain_nest(1);
  nest.pad_rows = 3;
  const Tile above = rows_of(whole(nest), 0, 2);
  CHECK(texts(nest, {above}) == Texts{"reset 10", "ADD 0: 10", "STORE 0 -> 4000: 10"});
  CHECK(texts(nest, {above}, {{isa::AluOp::max, 0}}) == Texts{"reset 10", "MAX 0: 10", "STORE 0 -> 4000: 10"});
  AluPass digits;
  digits.stored_digits = 1;
  CHECK(texts(nest, {above}, {digits, {isa::AluOp::max, 0}}) == Texts{"reset 10", "ADD 0: 10", "STORE 0 -> 5000: 10"});
  nest.bias = true;
  CHECK(texts(nest, {above}) == Texts{"LOAD acc 2046 <- 3000: 1", "ADD 0: 10", "STORE 0 -> 4000: 10"});
}

TEST_CASE("a unit reads its taps' window of the activation, the last of a tile writes its filters and rows") {
  LoopNest nest = padded_nest(4);
  nest.planes_per_group = 2;
  nest.filters = 4;
  nest.filters_per_group = 2;
  for (int t = 0; t < 9; ++t) {
    Tap tap = nest.taps[static_cast<std::size_t>(t)];
    tap.plane = 1;
    nest.taps.push_back(tap);
  }
  Tile tile = rows_of(whole(nest), 2, 3);
  Tiling tiling = tiling_with(nest, {tile});
  tiling.taps_per_step = 9;
  const isa::HardwareConfig config = hardware();
  const std::vector<AluPass> passes = {{isa::AluOp::shr, 4}};
  UopTable table(config);
  const LoopNestStage stage(nest, tiling, config, passes, kBases, table);
  REQUIRE(stage.units() == 2);
  const StageUnit first = stage.unit(0);
  CHECK(first.operations == 60 * 9 + 60);
  CHECK(first.reads.plane == 0);
  CHECK(first.reads.planes == 3);  // From the first plane of the first group to the first of the last.
  CHECK(first.reads.row == 1);
  CHECK(first.reads.rows == 5);
  CHECK_FALSE(first.writes);
  const StageUnit second = stage.unit(1);
  CHECK(second.operations == 60 * 9 + 60);
  CHECK(second.reads.plane == 1);
  REQUIRE(second.writes);
  CHECK(second.writes->plane == 0);
  CHECK(second.writes->planes == 4);
  CHECK(second.writes->row == 2);
  CHECK(second.writes->rows == 3);
}

TEST_CASE("operations add up what a nest is defined to") {
  LoopNest nest = padded_nest(3);
  SECTION("3 x 3 taps") {}
  SECTION("strides and images") {
    nest.images = 2;
    nest.rows = 3;
    nest.cols = 2;
    nest.stride_rows = 2;
    nest.stride_cols = 3;
  }
  SECTION("several planes and filters of each group") {
    nest.planes = 6;
    nest.planes_per_group = 2;
    nest.filters = 6;
    nest.filters_per_group = 2;
    for (int t = 0; t < 9; ++t) {
      Tap tap = nest.taps[static_cast<std::size_t>(t)];
      tap.plane = 1;
      nest.taps.push_back(tap);
    }
  }
  SECTION("several vectors at a position") {
    nest.vectors_per_position = 2;
    for (std::size_t t = 0; t < nest.taps.size(); ++t) nest.taps[t].out_vector = static_cast<int>(t) % 2;
  }
  SECTION("swapped") { nest.operands = Operands::swapped; }
  const Sums wanted = defined_sums(nest);
  Tile few;  // With several groups a tile has all filters of each.
  few.groups = 2;
  few.filters_per_group = nest.filters_per_group;
  few.rows = few.cols = 2;
  Tile one = few;
  one.groups = one.filters_per_group = one.cols = 1;
  for (const Tile& most : {whole(nest), few, one}) {
    for (const int taps : {static_cast<int>(nest.taps.size()), 3, 1}) {
      CAPTURE(most.groups, most.rows, taps);
      Tiling tiling = tiling_with(nest, tiles_of(nest, most));
      tiling.taps_per_step = taps;
      std::vector<std::uint32_t> uops;
      const std::vector<isa::Instruction> program = emitted(nest, tiling, {}, kBases, &uops);
      CHECK(sums_of(program, uops, nest.activation()) == wanted);
    }
  }
}

TEST_CASE("a residual is loaded and added behind the last tap, by a tile that is loaded once") {
  LoopNest nest = plain_nest(1);
  nest.filters = nest.filters_per_group = 2;
  nest.residual_shift = 0;
  Tile first = whole(nest);
  first.filters_per_group = 1;
  Tile second = first;
  second.filter = 1;
  Tiling tiling = tiling_with(nest, {first, second});
  tiling.activation_buffers = 4;
  tiling.partition.leave_out(isa::Buffer::wgt, 1);
  DramBases bases = kBases;
  bases.residual = 7000;
  bases.constants = 8000;
  std::vector<std::uint32_t> uops;
  const std::vector<isa::Instruction> program = emitted(nest, tiling, {}, bases, &uops);
  // Each filter has a residual of its own; both read the same activation.
  CHECK(texts(program) == Texts{"reset 30", "LOAD wgt 0 <- 2000: 1", "LOAD inp 0 <- 1000: 30", "GEMM 30",
                                "LOAD wgt 1023 <- 8000: 1", "LOAD inp 512 <- 7000: 30", "GEMM 30",
                                "STORE 0 -> 4000: 30", "reset 30", "LOAD wgt 511 <- 2001: 1", "GEMM 30",
                                "LOAD inp 1024 <- 7030: 30", "GEMM 30", "STORE 1024 -> 4030: 30"});
  const Sums sums = sums_of(program, uops, isa::Buffer::inp);
  REQUIRE(sums.size() == 60);
  for (int i = 0; i < 60; ++i) {
    CAPTURE(i);
    CHECK(sums.at(static_cast<std::uint32_t>(4000 + i)) ==
          std::vector<Product>{{1000 + i % 30, 2000 + i / 30}, {7000 + i, 8000}});
  }
}

TEST_CASE("a filter that all share is loaded once") {
  LoopNest nest = plain_nest(2);
  nest.filters_alike = true;
  const std::vector<Tile> tiles = {group_of(whole(nest), 0), group_of(whole(nest), 1)};
  CHECK(texts(nest, tiles) == Texts{"reset 30", "LOAD wgt 0 <- 2000: 1", "LOAD inp 0 <- 1000: 30", "GEMM 30",
                                    "STORE 0 -> 4000: 30", "reset 30", "LOAD inp 1024 <- 1030: 30", "GEMM 30",
                                    "STORE 1024 -> 4030: 30"});
  CHECK(texts(nest, {whole(nest)}) ==
        Texts{"reset 60", "LOAD wgt 0 <- 2000: 1", "LOAD inp 0 <- 1000: 60", "GEMM 60", "STORE 0 -> 4000: 60"});
}

TEST_CASE("maxima are chained from inp or joined in acc, and no padding is loaded") {
  LoopNest nest = padded_nest(1);
  DramBases bases = kBases;
  bases.constants = 8000;
  const auto with_form = [&](MaximumForm form) {
    nest.maximum = form;
    Tiling tiling = tiling_with(nest, {whole(nest)});
    tiling.partition.leave_out(isa::Buffer::wgt, 2);
    return texts(emitted(nest, tiling, {}, bases));
  };
  const Texts loads = {"LOAD wgt 1022 <- 8000: 2", "LOAD inp 0 <- 1000: 30"};

  // Columns first, by the tap in the middle, then those beside it; rows -1 to 5 of which the first is padding.
  const Texts cols = with_form({false, true});
  CHECK(only(cols, "LOAD") == loads);
  CHECK(Texts(cols.begin() + 2, cols.end()) == Texts{"reset 35", "MIN -128: 5", "GEMM 30", "GEMM 24", "MAX 0: 24",
                                                     "GEMM 24", "GEMM 24", "MAX 0: 24", "GEMM 24", "MAX 0: 30",
                                                     "MAX 0: 30", "STORE 0 -> 4000: 30"});

  // A column and a row of padding in front of the plane, windows of 2 and 3 along each axis.
  const Texts joined = with_form({false, false});
  CHECK(only(joined, "LOAD") == loads);
  CHECK(Texts(joined.begin() + 2, joined.begin() + 10) ==
        Texts{"reset 42", "MIN -128: 6", "MIN -128: 6", "GEMM 30", "MAX 0: 30", "MAX 0: 30", "MAX 0: 30", "MAX 0: 30"});
  CHECK(Texts(joined.begin() + 10, joined.end()) == Texts{"STORE 0 -> 4000: 5", "STORE 6 -> 4005: 5",
                                                          "STORE 12 -> 4010: 5", "STORE 18 -> 4015: 5",
                                                          "STORE 24 -> 4020: 5", "STORE 30 -> 4025: 5"});

  // Reset, the middle and eight more taps.
  const Texts chained = with_form({true, true});
  CHECK(only(chained, "LOAD") == loads);
  CHECK(only(chained, "MAX 0").size() == 8);
  CHECK(only(chained, "MIN").empty());
  CHECK(only(chained, "STORE") == Texts{"STORE 0 -> 4000: 30"});
}

}  // namespace vtasim::compiler
