#include "sim/report/cause_json.h"

#include <nlohmann/json.hpp>
#include <string>

namespace vtasim::report {

using nlohmann::ordered_json;

ordered_json to_json(const machine::CauseTotals& causes) {
  ordered_json units = ordered_json::object();
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    const auto unit = static_cast<machine::Unit>(u);
    ordered_json& of_unit = units[std::string(to_string(unit))] = ordered_json::object();
    for (std::size_t w = 0; w < machine::kWorkCount; ++w) {
      const auto work = static_cast<machine::Work>(w);
      if (causes.of(unit, work) == 0) continue;
      ordered_json& of_work = of_unit[std::string(to_string(work))] = ordered_json::object();
      for (std::size_t c = 0; c < machine::kCauseCount; ++c) {
        const auto cause = static_cast<machine::Cause>(c);
        const std::int64_t cycles = causes.of(unit, work, cause);
        if (cycles == 0) continue;
        ordered_json& value = of_work[std::string(to_string(cause))];
        if (cause != machine::Cause::bus) {
          value = cycles;
          continue;
        }
        for (std::size_t p = 0; p < machine::kReadPortCount; ++p) {
          const std::int64_t taken = causes.by_taker(unit, work)[p];
          if (taken > 0) value[std::string(to_string(static_cast<machine::ReadPort>(p)))] = taken;
        }
      }
    }
  }
  return {{"cycles", causes.window}, {"units", units}};
}

}  // namespace vtasim::report
