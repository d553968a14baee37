#include "sim/experiment/selection_search.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "isa/base/ceil_div.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/search_key.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

/// Numbers of tiles that are tried beyond the fewest.
constexpr int kMoreTiles = 6;

json to_json(const SelectionChoice& choice) { return {{"pixels", choice.pixels}, {"cycles", choice.cycles}}; }

}  // namespace

SelectionChoice search_selection(const Laboratory& laboratory, const compiler::ChannelSelection& selection,
                                 const isa::HardwareConfig& config, const std::function<void(int)>& simulated) {
  const int most = most_pixels(selection, config);
  const std::string key = search_key(selection, config);
  const auto read = [&](const json& object) {
    JsonReader reader(object, "search result");
    SelectionChoice choice;
    choice.pixels = static_cast<int>(reader.integer("pixels", 1, most));
    choice.cycles = reader.integer("cycles", 0, std::numeric_limits<std::int64_t>::max());
    reader.expect_no_more();
    return choice;
  };
  if (auto found = laboratory.store.find_by(key, read)) return *found;
  const compiler::Evaluator evaluate = make_evaluator(laboratory.machine, config, simulated);
  const compiler::Shape shape = selection.output();
  const int plane = shape.h * shape.w;
  const int fewest = ceil_div(plane, most);
  SelectionChoice best;
  int last = 0;
  for (int tiles = fewest; tiles <= fewest + kMoreTiles; ++tiles) {
    const int pixels = ceil_div(plane, tiles);
    if (pixels == last) continue;
    last = pixels;
    const std::int64_t cycles = evaluate(build_selection(selection, pixels, config).program);
    if (best.cycles == 0 || cycles < best.cycles) best = {pixels, cycles};
  }
  laboratory.store.keep(key, to_json(best));
  return best;
}

}  // namespace vtasim::experiment
