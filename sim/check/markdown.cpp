#include "sim/check/markdown.h"

#include <fmt/format.h>

#include <string_view>

#include "isa/base/printable.h"
#include "isa/base/text.h"
#include "sim/check/check_text.h"
#include "sim/check/explanation.h"
#include "sim/report/beyond_rtl.h"

namespace vtasim::check {
namespace {

/// Whatever could mean something to Markdown, GitHub or HTML becomes an entity; in a table cell that is safe too.
std::string escaped(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]<>|~&$#@";
  std::string result;
  for (const char c : printable(text)) {
    if (c == '\n') {
      result += "<br>";
    } else if (kSpecial.find(c) != std::string_view::npos) {
      result += fmt::format("&#{};", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string cycles(const std::optional<Measurement>& measurement) {
  if (!measurement) return "";
  return measurement->finished() ? grouped(measurement->cycles) : "no end";
}

std::string change(const Finding& finding) {
  if (!finding.before || !finding.now || !finding.before->finished() || !finding.now->finished()) return "";
  if (finding.before->cycles == finding.now->cycles) return "";
  return escaped(signed_percent(finding.before->cycles, finding.now->cycles));
}

std::string row(const Finding& finding, const std::string& last) {
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", escaped(finding.name), to_string(finding.verdict),
                     cycles(finding.before), cycles(finding.now), change(finding), last);
}

std::string table_head(std::string_view last) {
  return fmt::format("| entry | result | baseline | cycles | change | {} |\n|---|---|--:|--:|--:|---|\n", last);
}

std::string explanation(const Finding& finding) {
  std::string text;
  for (const std::string& line : describe(finding)) text += (text.empty() ? "" : "<br>") + escaped(line);
  return text;
}

std::string verified(const Finding& finding) {
  if (!finding.now || !finding.now->verified) return "";
  const bool in_rtl = report::beyond_rtl(finding.now->mapping).empty();
  return fmt::format("{}{}", *finding.now->verified ? "yes" : "**NO**", in_rtl ? "" : ", not in the RTL");
}

}  // namespace

std::string to_markdown(const CheckReport& report, const std::string& accept_command) {
  std::string text =
      fmt::format("### {} {}\n\n{}\n", report.all_same() ? "✅" : "❌", escaped(report.suite), summary(report));
  if (!report.all_same()) {
    text += "\n" + table_head("what and why");
    for (const Finding& finding : report.findings) {
      if (finding.verdict != Verdict::same) text += row(finding, explanation(finding));
    }
    text += fmt::format("\nTo accept the new numbers:\n\n```sh\n{}\n```\n", printable(accept_command));
  }
  text += "\n<details><summary>All entries</summary>\n\n" + table_head("verified");
  for (const Finding& finding : report.findings) text += row(finding, verified(finding));
  return text + "\n</details>\n";
}

}  // namespace vtasim::check
