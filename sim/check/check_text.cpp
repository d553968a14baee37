#include "sim/check/check_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "isa/base/text.h"
#include "sim/check/explanation.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/table.h"

namespace vtasim::check {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string shown_cycles(const Measurement& measurement) {
  return measurement.finished() ? counted(measurement.cycles, "cycle") : "does not finish";
}

std::string cycles_cell(const Measurement& measurement) {
  return measurement.finished() ? grouped(measurement.cycles) : "no end";
}

std::vector<std::string> cells_of(const Finding& finding) {
  const Measurement& now = *finding.now;
  const bool compared = finding.before && now.finished() && finding.before->finished();
  const bool changed = compared && finding.before->cycles != now.cycles;
  return {finding.name,
          std::string(to_string(finding.verdict)),
          cycles_cell(now),
          finding.before ? cycles_cell(*finding.before) : "-",
          changed ? signed_percent(finding.before->cycles, now.cycles) : "",
          grouped(now.read_bytes),
          grouped(now.written_bytes),
          grouped(now.gemm_cycles),
          grouped(now.alu_cycles),
          report::mapping_label(now.mapping),
          !now.verified   ? "-"
          : *now.verified ? "yes"
                          : "NO"};
}

std::string format_table(const CheckReport& report, std::size_t width) {
  report::Table table;
  table.add_column(report::TableColumn::name("entry"));
  table.add_column(report::TableColumn::name("result"));
  // The change says it in short; what bytes and cycles moved of an entry that did stands below the table.
  table.add_column(report::TableColumn::figure("cycles", 0));
  table.add_column(report::TableColumn::figure("baseline", 1));
  table.add_column(report::TableColumn::figure("change", 1));
  table.add_column(report::TableColumn::figure("DRAM bytes\nread", 4));
  table.add_column(report::TableColumn::figure("DRAM bytes\nwritten", 5));
  table.add_column(report::TableColumn::figure("GEMM\ncycles", 6));
  table.add_column(report::TableColumn::figure("ALU\ncycles", 7));
  table.add_column(report::TableColumn::name("mapping", 0, 3, 16));
  table.add_column(report::TableColumn::name("verified", 0, 2));
  for (const Finding& finding : report.findings) {
    if (finding.now) {
      table.add_row(cells_of(finding));
    } else {
      table.add_row({finding.name, std::string(to_string(finding.verdict)), "",
                     finding.before ? cycles_cell(*finding.before) : "-"});
    }
  }
  return table.to_string(width);
}

}  // namespace

std::vector<std::string> describe(const Finding& finding) {
  std::vector<std::string> lines;
  if (finding.verdict == Verdict::failed) {
    lines.push_back(finding.failure);
    for (const std::string& line : lines_of(finding.diagnostics)) lines.push_back("stderr: " + line);
  }
  if (finding.verdict == Verdict::gone) {
    lines.push_back(fmt::format("in the baseline ({}), not in the suite", shown_cycles(*finding.before)));
  }
  if (finding.verdict == Verdict::added) {
    lines.push_back(fmt::format("not in the baseline: {}", shown_cycles(*finding.now)));
  }
  lines.insert(lines.end(), finding.changes.begin(), finding.changes.end());
  for (const std::string& origin : finding.origins) lines.push_back("changed: " + origin);
  lines.insert(lines.end(), finding.used.begin(), finding.used.end());
  return lines;
}

std::string headline(const Finding& finding) {
  const std::vector<std::string> lines = describe(finding);
  return lines.empty() ? "" : lines.front();
}

std::string summary(const CheckReport& report) {
  std::string text = report.findings.size() == 1
                         ? "1 entry"
                         : fmt::format("{} entries", grouped(static_cast<std::int64_t>(report.findings.size())));
  const char* separator = ": ";
  for (const Verdict verdict : {Verdict::same, Verdict::moved, Verdict::added, Verdict::gone, Verdict::failed}) {
    const std::size_t count = report.count(verdict);
    if (count == 0) continue;
    text += fmt::format("{}{} {}", separator, grouped(static_cast<std::int64_t>(count)), to_string(verdict));
    separator = ", ";
  }
  return text;
}

std::string format_check(const CheckReport& report, std::size_t width) {
  std::string text;
  // Of a suite that was never accepted the table says all.
  const bool all_new = report.count(Verdict::added) == report.findings.size();
  std::string notes;
  for (const Finding& finding : report.findings) {
    const std::vector<std::string> lines = describe(finding);
    if (finding.verdict == Verdict::same) {
      if (!lines.empty()) notes += fmt::format("  {}: {}\n", finding.name, fmt::join(lines, "; "));
    } else if (!all_new || !finding.changes.empty()) {
      text += fmt::format("\n{}: {}\n", finding.name, to_string(finding.verdict));
      for (const std::string& line : lines) text += fmt::format("  {}\n", line);
    }
  }
  if (!notes.empty()) text += "\nThe same as far as this suite compares, but not in all:\n" + notes;
  text += fmt::format("\n{}: {}\n", report.suite, summary(report));
  return format_table(report, width) + wrapped_lines(text, width);
}

}  // namespace vtasim::check
