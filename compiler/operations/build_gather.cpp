#include "compiler/operations/build_gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/gemm_points.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/lanes/refused.h"
#include "compiler/program/dram_layout.h"
#include "compiler/program/program_image.h"
#include "compiler/program/stats.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

constexpr int kBuffers = 2;

/// What terms read of inputs: vectors, or tiles of them where they are exchanged.
struct DataKind {
  std::int32_t input = 0;
  bool exchanged = false;
  friend bool operator<(const DataKind& a, const DataKind& b) {
    return std::pair{a.exchanged, a.input} < std::pair{b.exchanged, b.input};
  }
};

/// Scratchpad entries of a tile, -1 where there is no room for constants, and where those end.
struct Room {
  int acc = 0;
  int inp = 0;
  int wgt = 0;
  int inp_constants = 0;
  int wgt_constants = 0;
};

Room room_of(const GatherTerms& terms, const isa::HardwareConfig& config) {
  const auto rest = [&](isa::Buffer buffer, int constants) {
    const int entries = isa::addressable_depth(buffer, config) - constants;
    return entries < 0 ? -1 : entries / kBuffers;
  };
  Room room;
  room.inp_constants = terms.any_exchanged() ? config.block : 0;
  room.wgt_constants = static_cast<int>(terms.tiles().size());
  room.acc = most_gathered(config);
  room.inp = rest(isa::Buffer::inp, room.inp_constants);
  room.wgt = rest(isa::Buffer::wgt, room.wgt_constants);
  return room;
}

/// Vectors of a tile, in the order of their first places, and what they are made of, as that lies in DRAM.
struct GatherTile {
  std::vector<std::size_t> vectors;
  std::map<DataKind, std::vector<std::int32_t>> data;
};

/// Cuts a gather into tiles.
class Tiles {
 public:
  Tiles(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling, const Room& room)
      : terms_(terms), most_(std::min(tiling.vectors, room.acc)), room_(room), last_used_(kinds(gather)) {
    const std::vector<std::int64_t> keys = keys_of(gather, tiling.order);
    order_.resize(terms.vectors());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    for (std::size_t begin = 0; begin < order_.size();) {
      std::size_t end = begin + 1;
      while (end < order_.size() && keys[order_[end]] == keys[order_[begin]]) ++end;
      if (!add(begin, end)) {
        close();
        if (!add(begin, end)) add_one_by_one(begin, end);
      }
      begin = end;
    }
    close();
  }

  bool fit() const { return fit_; }
  const std::vector<GatherTile>& all() const { return tiles_; }

 private:
  /// For each input, as vectors and as tiles, the tile that last used each.
  static std::map<DataKind, std::vector<int>> kinds(const VectorGather& gather) {
    std::map<DataKind, std::vector<int>> used;
    const auto block = static_cast<std::int64_t>(gather.bytes.size() / gather.pixels.size());
    for (std::size_t i = 0; i < gather.input_bytes.size(); ++i) {
      const std::int64_t vectors = gather.input_bytes[i] / block;
      used[{static_cast<std::int32_t>(i), false}].resize(static_cast<std::size_t>(vectors), kNone);
      used[{static_cast<std::int32_t>(i), true}].resize(static_cast<std::size_t>(vectors / block), kNone);
    }
    return used;
  }

  /// What stands in the order of these numbers is computed so; what has the same, together.
  std::vector<std::int64_t> keys_of(const VectorGather& gather, GatherOrder order) const {
    std::vector<std::int64_t> keys(terms_.vectors());
    if (order == GatherOrder::output) {
      std::iota(keys.begin(), keys.end(), std::int64_t{0});
      return keys;
    }
    std::map<std::int32_t, std::int64_t> firsts;  // Of each pixel where it lies first.
    const auto pixel_of = [&](std::size_t vector) { return gather.pixels[terms_.places(vector).front()]; };
    for (std::size_t vector = 0; vector < terms_.vectors(); ++vector) {
      const GatherTerm& term = terms_.term(terms_.begin(vector));
      const std::int64_t place = order == GatherOrder::output_pixels
                                     ? static_cast<std::int64_t>(terms_.places(vector).front())
                                     : std::int64_t{term.data} * (term.exchanged ? terms_.block() : 1);
      const auto [first, is_new] = firsts.try_emplace(pixel_of(vector), place);
      if (!is_new) first->second = std::min(first->second, place);
    }
    for (std::size_t vector = 0; vector < terms_.vectors(); ++vector) keys[vector] = firsts.at(pixel_of(vector));
    return keys;
  }

  /// Adds vectors of `order_` to the tile that is open, unless they do not fit there.
  bool add(std::size_t begin, std::size_t end) {
    const int vectors = vectors_ + static_cast<int>(end - begin);
    if (vectors > most_) return false;
    std::vector<std::pair<std::vector<int>*, std::int32_t>> taken;
    int inp = inp_;
    int wgt = wgt_;
    const int tile = static_cast<int>(tiles_.size());
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t t = terms_.begin(order_[i]); t < terms_.end(order_[i]); ++t) {
        const GatherTerm& term = terms_.term(t);
        std::vector<int>& used = last_used_[{term.input, term.exchanged}];
        int& by = used[static_cast<std::size_t>(term.data)];
        if (by == tile) continue;
        taken.emplace_back(&used, term.data);
        by = tile;
        ++(term.exchanged ? wgt : inp);
      }
    }
    if (inp > room_.inp || wgt > room_.wgt) {
      for (const auto& [used, data] : taken) (*used)[static_cast<std::size_t>(data)] = kNone;
      return false;
    }
    for (std::size_t i = begin; i < end; ++i) open_.vectors.push_back(order_[i]);
    vectors_ = vectors;
    inp_ = inp;
    wgt_ = wgt;
    return true;
  }

  void add_one_by_one(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (add(i, i + 1)) continue;
      close();
      if (!add(i, i + 1)) fit_ = false;
    }
  }

  void close() {
    if (open_.vectors.empty()) return;
    std::sort(open_.vectors.begin(), open_.vectors.end());
    for (const std::size_t vector : open_.vectors) {
      for (std::size_t t = terms_.begin(vector); t < terms_.end(vector); ++t) {
        const GatherTerm& term = terms_.term(t);
        open_.data[{term.input, term.exchanged}].push_back(term.data);
      }
    }
    for (auto& [kind, data] : open_.data) {
      std::sort(data.begin(), data.end());
      data.erase(std::unique(data.begin(), data.end()), data.end());
    }
    tiles_.push_back(std::move(open_));
    open_ = {};
    vectors_ = inp_ = wgt_ = 0;
  }

  static constexpr int kNone = -1;

  const GatherTerms& terms_;
  const int most_;
  const Room room_;
  std::vector<std::size_t> order_;
  std::map<DataKind, std::vector<int>> last_used_;
  std::vector<GatherTile> tiles_;
  GatherTile open_;
  int vectors_ = 0;
  int inp_ = 0;
  int wgt_ = 0;
  bool fit_ = true;
};

/// An element in DRAM and its entry in a scratchpad.
struct Moved {
  std::int64_t element = 0;
  int entry = 0;
};

/// Elements that lie side by side in DRAM and in the scratchpad, and such runs of one length and distance together, as
/// append(first element, rows).
template <typename Append>
void for_rows(const std::vector<Moved>& moved, const Append& append) {
  constexpr std::size_t kMostRows = isa::largest_value<isa::Load>("y_size");
  const auto run_at = [&](std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < moved.size() && moved[end].element == moved[end - 1].element + 1 &&
           moved[end].entry == moved[end - 1].entry + 1) {
      ++end;
    }
    return end - begin;
  };
  for (std::size_t begin = 0; begin < moved.size();) {
    const std::size_t cols = run_at(begin);
    std::size_t end = begin + cols;
    std::size_t rows = 1;
    std::int64_t pitch = 1;
    while (end < moved.size() && rows < kMostRows && run_at(end) == cols) {
      const std::int64_t step = moved[end].element - moved[end - cols].element;
      const bool goes_on = moved[end].entry == moved[end - 1].entry + 1 && step > 0 && step <= isa::kLargestStride;
      if (!goes_on || (rows > 1 && step != pitch)) break;
      pitch = step;
      ++rows;
      end += cols;
    }
    append(moved[begin], DramRows{static_cast<int>(rows), static_cast<int>(cols), static_cast<int>(pitch)});
    begin = end;
  }
}

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
  Emitter(const GatherTerms& terms, const Bases& bases, const Room& room, const isa::HardwareConfig& config,
          UopTable& program)
      : terms_(terms), bases_(bases), room_(room), config_(config), program_(program) {}

  void emit_constants() {
    load(isa::Buffer::inp, 0, element_at(bases_.unit, isa::Buffer::inp, config_), {1, room_.inp_constants});
    load(isa::Buffer::wgt, 0, element_at(bases_.tiles, isa::Buffer::wgt, config_), {1, room_.wgt_constants});
  }

  void emit(const GatherTile& tile) {
    std::map<DataKind, int> places;  // Where the data begin.
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
    buffer_ = (buffer_ + 1) % kBuffers;
  }

 private:
  void load(isa::Buffer buffer, int sram, std::uint32_t element, const DramRows& rows) {
    if (rows.cols > 0) append_load(make_load(buffer, sram, element, rows), config_, program_);
  }

  void load_data(const DataKind& kind, const std::vector<std::int32_t>& data, int sram) {
    const isa::Buffer buffer = kind.exchanged ? isa::Buffer::wgt : isa::Buffer::inp;
    const std::uint32_t base = element_at(bases_.inputs[static_cast<std::size_t>(kind.input)], buffer, config_);
    std::vector<Moved> moved;
    for (const std::int32_t element : data) moved.push_back({element, sram++});
    for_rows(moved, [&](const Moved& first, const DramRows& rows) {
      load(buffer, first.entry, base + static_cast<std::uint32_t>(first.element), rows);
    });
  }

  /// Stores each vector at all its places.
  void store(const GatherTile& tile, int acc) {
    std::vector<Moved> moved;
    for (std::size_t i = 0; i < tile.vectors.size(); ++i) {
      for (const std::size_t place : terms_.places(tile.vectors[i]))
        moved.push_back({static_cast<std::int64_t>(place), acc + static_cast<int>(i)});
    }
    std::sort(moved.begin(), moved.end(), [](const Moved& a, const Moved& b) { return a.element < b.element; });
    const std::uint32_t base = element_at(bases_.output, isa::Buffer::out, config_);
    for_rows(moved, [&](const Moved& first, const DramRows& rows) {
      program_.append(make_store(first.entry, base + static_cast<std::uint32_t>(first.element), rows));
    });
  }

  /// All operations of a tile: the first of each vector, then the second of each, and so on, which step evenly where
  /// vectors that follow each other come of such.
  std::vector<GemmPoint> points_of(const GatherTile& tile, const std::map<DataKind, int>& places, int acc) const {
    std::vector<std::vector<GemmPoint>> by_rank;
    for (std::size_t i = 0; i < tile.vectors.size(); ++i) {
      const std::size_t begin = terms_.begin(tile.vectors[i]);
      for (std::size_t t = begin; t < terms_.end(tile.vectors[i]); ++t) {
        const GatherTerm& term = terms_.term(t);
        const DataKind kind{term.input, term.exchanged};
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
  const Room& room_;
  const isa::HardwareConfig& config_;
  UopTable& program_;
  int buffer_ = 0;
};

/// The vectors with a 1 for each lane.
std::vector<std::uint8_t> unit_vectors(int block) {
  const auto size = static_cast<std::size_t>(block);
  std::vector<std::uint8_t> bytes(size * size);
  for (std::size_t k = 0; k < size; ++k) bytes[k * size + k] = 1;
  return bytes;
}

/// Throws Refused.
Tiles tiles_of(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling, const Room& room,
               const isa::HardwareConfig& config) {
  if (room.acc > 0 && room.inp >= 0 && room.wgt >= 0) {
    Tiles tiles(gather, terms, tiling, room);
    if (tiles.fit()) return tiles;
  }
  throw Refused(
      fmt::format("{}: the scratchpads of {} do not hold {} constant wgt tiles and what two vectors come from",
                  gather.name, config.name, terms.tiles().size()));
}

}  // namespace

int most_gathered(const isa::HardwareConfig& config) {
  return std::min(isa::addressable_depth(isa::Buffer::acc, config), isa::addressable_depth(isa::Buffer::out, config)) /
         kBuffers;
}

std::size_t tile_count(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                       const isa::HardwareConfig& config) {
  return tiles_of(gather, terms, tiling, room_of(terms, config), config).all().size();
}

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
  const Room room = room_of(terms, config);
  const Tiles tiles = tiles_of(gather, terms, tiling, room, config);

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
  if (terms.any_exchanged()) unit = unit_vectors(config.block);
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
  for (const GatherTile& tile : tiles.all()) emitter.emit(tile);
  built.program.name = gather.name;
  built.program.config = config.name;
  const std::vector<isa::Instruction> instructions = complete_program(sequence, config, layout, built.program);
  count_instructions(instructions, built.program.insn_addr, config, built.stats);
  built.stats.dram_bytes = static_cast<std::int64_t>(built.program.dram_bytes);
  return built;
}

}  // namespace vtasim::compiler
