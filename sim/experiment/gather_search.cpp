#include "sim/experiment/gather_search.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "compiler/operations/gather_terms.h"
#include "isa/base/ceil_div.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/search_key.h"

namespace vtasim::experiment {
namespace {

using compiler::GatherOrder;
using compiler::kGatherOrders;
using nlohmann::json;

/// Numbers of tiles that are tried beyond the fewest.
constexpr int kMoreTiles = 6;

json to_json(const GatherChoice& choice) {
  return {{"once", choice.tiling.once},
          {"order", static_cast<int>(choice.tiling.order)},
          {"vectors", choice.tiling.vectors},
          {"cycles", choice.cycles}};
}

/// Vectors of a pixel, on average, where those are computed together.
int vectors_together(const compiler::VectorGather& gather, int vectors, GatherOrder order) {
  if (order == GatherOrder::output) return 1;
  const std::set<std::int32_t> pixels(gather.pixels.begin(), gather.pixels.end());
  return ceil_div(vectors, static_cast<int>(pixels.size()));
}

}  // namespace

GatherChoice search_gather(const Laboratory& laboratory, const compiler::VectorGather& gather,
                           const isa::HardwareConfig& config, const std::function<void(int)>& simulated) {
  const int most = compiler::most_gathered(config);
  const std::string key = search_key(gather, config);
  const auto read = [&](const json& object) {
    JsonReader reader(object, "search result");
    GatherChoice choice;
    const auto last = static_cast<std::int64_t>(std::size(kGatherOrders)) - 1;
    choice.tiling.once = reader.boolean("once");
    choice.tiling.order = static_cast<GatherOrder>(reader.integer("order", 0, last));
    choice.tiling.vectors = static_cast<int>(reader.integer("vectors", 1, most));
    choice.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
    reader.expect_no_more();
    return choice;
  };
  if (auto found = laboratory.store.find_by(key, read)) return *found;
  const compiler::Evaluator evaluate = make_evaluator(laboratory.machine, config, simulated);
  GatherChoice best;
  const auto try_tilings = [&](const compiler::GatherTerms& terms, bool once, GatherOrder order) {
    const auto vectors = static_cast<int>(terms.vectors());
    const int together = vectors_together(gather, vectors, order);
    const int parts = ceil_div(vectors, together);
    const auto fewest = static_cast<int>(gather_tiles(gather, terms, {once, order, most}, config).size());
    int last = 0;
    for (int tiles = fewest; tiles <= fewest + kMoreTiles; ++tiles) {
      const compiler::GatherTiling tiling{once, order, std::min(most, together * ceil_div(parts, tiles))};
      if (tiling.vectors == last) continue;
      last = tiling.vectors;
      const std::int64_t cycles = evaluate(build_gather(gather, terms, tiling, config).program);
      if (best.cycles == 0 || cycles < best.cycles) best = {tiling, cycles};
    }
  };
  const compiler::GatherTerms once(gather, config.block, true);
  const compiler::GatherTerms each(gather, config.block, false);
  for (const GatherOrder order : kGatherOrders) {
    try_tilings(once, true, order);
    if (each.vectors() > once.vectors()) try_tilings(each, false, order);
  }
  laboratory.store.keep(key, to_json(best));
  return best;
}

}  // namespace vtasim::experiment
