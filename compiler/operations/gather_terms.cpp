#include "compiler/operations/gather_terms.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace vtasim::compiler {
namespace {

/// A vector of a gather's output.
using Lanes = const GatheredByte*;

/// The exchanged operation that a vector can be computed by, if it can: lane k of it is a byte of vector k of a tile,
/// all of the same lane.
std::optional<GatherTerm> exchanged_term(Lanes lanes, int block) {
  std::optional<GatherTerm> found;
  for (int k = 0; k < block; ++k) {
    if (lanes[k].is_zero()) return std::nullopt;
    const std::int32_t vector = lanes[k].byte() / block;
    const GatherTerm term{lanes[k].input(), true, vector / block, lanes[k].byte() % block};
    if (vector % block != k) return std::nullopt;
    if (!found) found = term;
    if (found->input != term.input || found->data != term.data || found->constant != term.constant) return std::nullopt;
  }
  return found;
}

}  // namespace

GatherTerms::GatherTerms(const VectorGather& gather, int block, bool once) : block_(block) {
  const auto size = static_cast<std::size_t>(block);
  std::map<std::vector<std::int8_t>, std::int32_t> known;  // Tiles: for each out lane the lane it comes of, or -1.
  std::vector<std::pair<std::int32_t, std::int32_t>> vectors;
  std::pair<std::int32_t, std::int32_t> last{0, 0};        // Is at hand, for zeros.
  std::unordered_map<std::string_view, std::size_t> same;  // By what they are made of.
  for (std::size_t place = 0; place < gather.pixels.size(); ++place) {
    const Lanes lanes = &gather.bytes[place * size];
    const std::string_view contents(reinterpret_cast<const char*>(lanes), size * sizeof(GatheredByte));
    if (std::all_of(lanes, lanes + block, [](GatheredByte byte) { return byte.is_zero(); })) {
      any_zeros_ = true;
      if (once) continue;
    }
    if (once) {
      const auto [vector, is_first] = same.try_emplace(contents, places_.size());
      if (!is_first) {
        places_[vector->second].push_back(place);
        continue;
      }
    }
    places_.push_back({place});
    begins_.push_back(terms_.size());
    vectors.clear();
    for (std::size_t k = 0; k < size; ++k) {
      if (lanes[k].is_zero()) continue;
      const std::pair from{lanes[k].input(), lanes[k].byte() / block};
      if (std::find(vectors.begin(), vectors.end(), from) == vectors.end()) vectors.push_back(from);
    }
    if (vectors.size() > 1) {
      if (const auto term = exchanged_term(lanes, block)) {
        terms_.push_back(*term);
        any_exchanged_ = true;
        continue;
      }
    }
    if (vectors.empty()) vectors.push_back(last);
    std::sort(vectors.begin(), vectors.end());
    last = vectors.front();
    for (const auto& [input, data] : vectors) {
      std::vector<std::int8_t> from(size, -1);
      for (std::size_t k = 0; k < size; ++k) {
        if (!lanes[k].is_zero() && lanes[k].input() == input && lanes[k].byte() / block == data)
          from[k] = static_cast<std::int8_t>(lanes[k].byte() % block);
      }
      const auto [tile, is_new] = known.try_emplace(std::move(from), static_cast<std::int32_t>(tiles_.size()));
      if (is_new) {
        std::vector<std::uint8_t>& bytes = tiles_.emplace_back(size * size);
        for (std::size_t k = 0; k < size; ++k) {
          if (tile->first[k] >= 0) bytes[k * size + static_cast<std::size_t>(tile->first[k])] = 1;
        }
      }
      terms_.push_back({input, false, data, tile->second});
    }
  }
  begins_.push_back(terms_.size());
}

}  // namespace vtasim::compiler
