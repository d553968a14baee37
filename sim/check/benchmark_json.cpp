#include "sim/check/benchmark_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"
#include "sim/check/check_text.h"
#include "sim/report/beyond_rtl.h"

namespace vtasim::check {
namespace {

using Json = nlohmann::ordered_json;

/// What the chart shows where the mouse is.
std::string extra(const Measurement& now) {
  std::string text = now.mapping.empty() ? "" : fmt::format("mapping {}\n", report::mapping_label(now.mapping));
  for (const ComparedValue& value : kComparedValues) text += fmt::format("{} {}\n", value.label, now.*value.member);
  text.pop_back();
  return text;
}

}  // namespace

std::string to_benchmark_json(const CheckReport& report) {
  Json array = Json::array();
  for (const Finding& finding : report.findings) {
    if (!finding.now || !finding.now->finished()) continue;
    const Measurement& now = *finding.now;
    array.push_back({{"name", finding.name}, {"unit", "cycles"}, {"value", now.cycles}, {"extra", extra(now)}});
    array.push_back({{"name", finding.name + " (DRAM)"},
                     {"unit", "bytes"},
                     {"value", now.read_bytes + now.written_bytes},
                     {"extra", extra(now)}});
  }
  return json_text(array, 2) + '\n';
}

}  // namespace vtasim::check
