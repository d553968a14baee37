#include "sim/report/host_table.h"

#include <fmt/format.h>

#include <utility>

#include "isa/base/text.h"
#include "sim/report/side_by_side.h"

namespace vtasim::report {
namespace {

constexpr double kMillion = 1e6;

/// A number with as many decimals as it takes, up to four digits in all.
std::string number(double value) { return fmt::format("{:.4g}", value); }

std::string megahertz(std::int64_t hz) { return number(static_cast<double>(hz) / kMillion); }

/// Of changes of layout that do such things over and over.
std::string megabytes_per_second(const experiment::HostModel& host, const compiler::PackingWork& work) {
  const double seconds = host.packing_seconds(work);
  return seconds > 0 ? fmt::format("{:.1f}", static_cast<double>(work.bytes) / seconds / kMillion) : "free";
}

using Line = std::pair<std::string, std::string>;

/// What there is to say of a host, with its labels.
std::vector<Line> lines_of(const experiment::HostModel& host) {
  const experiment::PackingCycles& packing = host.packing;
  const std::int64_t line = packing.line_bytes;
  return {{"cores", grouped(host.cores)},
          {"core_hz, MHz", megahertz(host.core_hz)},
          {"multiply_adds_per_cycle", number(host.multiply_adds_per_cycle)},
          {"packing: cycles_per_byte", number(packing.per_byte)},
          {"packing: cycles_per_piece", number(packing.per_piece)},
          {"packing: cycles_per_line", number(packing.per_line)},
          {"packing: line_bytes", grouped(line)},
          {"launch_microseconds", number(host.launch_microseconds)},
          {"accelerator_hz, MHz", megahertz(host.accelerator_hz)},
          {"", ""},
          {"multiply-adds/s of a core, million", fmt::format("{:.0f}", host.multiply_adds_per_second() / kMillion)},
          {"packing in one piece, MB/s", megabytes_per_second(host, {line, 0, 2})},
          {"pieces of 16 bytes, a line each, MB/s", megabytes_per_second(host, {16 * line, line, line + 16})},
          {"bytes one by one, a line each, MB/s", megabytes_per_second(host, {line, line, line + 1})}};
}

}  // namespace

std::string format_hosts(const std::vector<experiment::HostModel>& hosts, std::size_t width) {
  std::vector<std::string> labels;
  std::vector<SideBySide> columns;
  std::string sources;
  for (const experiment::HostModel& host : hosts) {
    labels.clear();
    SideBySide& column = columns.emplace_back();
    column.name = host.name;
    for (const auto& [label, cell] : lines_of(host)) {
      labels.push_back(label);
      column.cells.push_back(cell);
    }
    if (host.source.empty()) continue;
    sources += fmt::format("\nSources of {}:\n", host.name);
    for (const auto& [key, text] : host.source) sources += wrapped_lines(fmt::format("  {}: {}\n", key, text), width);
  }
  return format_side_by_side(labels, columns, width) + sources;
}

}  // namespace vtasim::report
