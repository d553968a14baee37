#include "sim/check/annotations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "sim/check/baseline.h"
#include "sim/check/check_text.h"

namespace vtasim::check {
namespace {

namespace fs = std::filesystem;

/// As the runner undoes it (ActionCommand.cs): in a message '%' and line ends, in a property also ':' and ','.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    result += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return result;
}

}  // namespace

std::string to_annotations(const CheckReport& report, const AnnotatedFiles& files) {
  std::string text;
  for (const Finding& finding : report.findings) {
    if (finding.verdict == Verdict::same) continue;
    const bool in_baseline = finding.verdict == Verdict::moved || finding.verdict == Verdict::gone;
    const std::size_t line = in_baseline ? entry_line(files.baseline_text, finding.name) : finding.suite_line;
    const std::string title = fmt::format("{}: {}", finding.name, to_string(finding.verdict));
    text +=
        fmt::format("::error file={},line={},title={}::{}\n", escaped(in_baseline ? files.baseline : files.suite, true),
                    line, escaped(title, true), escaped(fmt::format("{}", fmt::join(describe(finding), "\n")), false));
  }
  return text;
}

std::string relative_to_workspace(const std::string& file) {
  const char* workspace = std::getenv("GITHUB_WORKSPACE");
  if (workspace == nullptr || *workspace == '\0') return file;
  std::error_code error;
  const fs::path relative =
      fs::weakly_canonical(file, error).lexically_relative(fs::weakly_canonical(workspace, error));
  return error || relative.empty() || *relative.begin() == ".." ? file : relative.string();
}

}  // namespace vtasim::check
