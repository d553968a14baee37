#include "compiler/operations/gather_tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "compiler/lanes/refused.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

Refused refusal(const VectorGather& gather, const GatherTerms& terms, const isa::HardwareConfig& config) {
  return Refused(
      fmt::format("{}: the scratchpads of {} do not hold {} constant wgt tiles and what two vectors come from",
                  gather.name, config.name, terms.tiles().size()));
}

/// Cuts a gather into tiles.
class Tiles {
 public:
  Tiles(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling, const GatherRoom& room)
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
  std::vector<GatherTile> take() { return std::move(tiles_); }

 private:
  /// For each input, as vectors and as tiles, the tile that last used each.
  static std::map<GatheredData, std::vector<int>> kinds(const VectorGather& gather) {
    std::map<GatheredData, std::vector<int>> used;
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
  const GatherRoom room_;
  std::vector<std::size_t> order_;
  std::map<GatheredData, std::vector<int>> last_used_;
  std::vector<GatherTile> tiles_;
  GatherTile open_;
  int vectors_ = 0;
  int inp_ = 0;
  int wgt_ = 0;
  bool fit_ = true;
};

}  // namespace

GatherRoom room_of(const VectorGather& gather, const GatherTerms& terms, const isa::HardwareConfig& config) {
  const auto rest = [&](isa::Buffer buffer, int constants) {
    const int entries = isa::addressable_depth(buffer, config) - constants;
    if (entries < 0) throw refusal(gather, terms, config);
    return entries / kGatherBuffers;
  };
  GatherRoom room;
  room.inp_constants = terms.any_exchanged() ? config.block : 0;
  room.wgt_constants = static_cast<int>(terms.tiles().size());
  room.acc = most_gathered(config);
  room.inp = rest(isa::Buffer::inp, room.inp_constants);
  room.wgt = rest(isa::Buffer::wgt, room.wgt_constants);
  return room;
}

int most_gathered(const isa::HardwareConfig& config) {
  return std::min(isa::addressable_depth(isa::Buffer::acc, config), isa::addressable_depth(isa::Buffer::out, config)) /
         kGatherBuffers;
}

std::vector<GatherTile> gather_tiles(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                                     const isa::HardwareConfig& config) {
  Tiles tiles(gather, terms, tiling, room_of(gather, terms, config));
  if (!tiles.fit()) throw refusal(gather, terms, config);
  return tiles.take();
}

}  // namespace vtasim::compiler
