#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/text.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/progress.h"
#include "sim/app/terminal.h"
#include "sim/check/annotations.h"
#include "sim/check/baseline.h"
#include "sim/check/benchmark_json.h"
#include "sim/check/check_text.h"
#include "sim/check/finding.h"
#include "sim/check/junit.h"
#include "sim/check/markdown.h"
#include "sim/check/run_suite.h"
#include "sim/check/suite.h"
#include "sim/experiment/search_store.h"
#include "sim/processes/signal_watch.h"

namespace vtasim::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFooter = R"(Examples:
  vtasim check suite.json                                   has any cycle count moved, and why
  vtasim check suite.json --accept                          the new numbers are right: rewrite the baseline
  vtasim check suite.json -j 8 --junit check.xml --markdown "$GITHUB_STEP_SUMMARY"
  vtasim check suite.json --benchmark-json cycles.json      for github-action-benchmark, customSmallerIsBetter

A suite file lists what to run; lists of hardware and mappings are combined, each combination an entry of its own:
  {"entries": [
    {"layer": "mobilenet-v1-dw1", "hardware": ["b16-bus64", "b16-bus512"], "mapping": "auto"},
    {"layer": {"name": "mine", "input": [1, 16, 8, 8], "multiplier": 1, "kernel": 3}, "hardware": "my_vta.json",
     "mapping": ["diagonal", "in 4x2x2 step 2x2 out 2x4x2"], "seed": 2, "tolerance": 0.5},
    {"network": "mobilenet-v1", "only": "dw*", "hardware": "b16-bus64", "search": "full"},
    {"cases": "programs.jsonl", "only": ["conv-3x3-14"]}]}
`mapping` auto, the default, is the one with the fewest cycles; `search` how far tilings are searched, quick by default or
full, of an entry or, beside "entries", of all that do not say; `tolerance` a percentage, 0 by default, up and down; `name`
names an entry. Files are relative to the suite's.

Compared with the baseline, SUITE.baseline.json beside SUITE.json: cycles, DRAM bytes, cycles that issue a GEMM operation,
ALU cycles, and whether every output is right. A difference leaves BASELINE.new; --accept rewrites the baseline, unless an
entry cannot be run or its output is wrong. With GITHUB_ACTIONS=true in the environment, differences are also annotations.

Exit status: 0 when nothing moved, or it was accepted; 1 when an entry moved, is new, gone or wrong; 2 when one could not
be run, or for bad input.)";

struct Options {
  std::string suite;
  std::string baseline;
  std::int64_t jobs = 1;
  bool no_cache = false;
  bool accept = false;
  bool wide = false;
  std::string junit_file;
  std::string benchmark_file;
  std::string markdown_file;
};

/// A word for a shell.
std::string quoted(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./+=:,").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// One check, from the files it reads to those it writes.
class Check {
 public:
  explicit Check(const Options& options)
      : options_(options),
        baseline_file_(options.baseline.empty() ? check::baseline_file(options.suite) : fs::path(options.baseline)) {
    new_file_ = baseline_file_;
    new_file_ += ".new";
  }

  ExitCode run() {
    const check::Suite suite = check::load_suite(options_.suite);
    const std::optional<check::Baseline> before = check::read_baseline(baseline_file_);
    if (before) baseline_text_ = read_whole_file(baseline_file_);
    check_outputs();
    {
      const processes::SignalWatch watch;
      const std::vector<check::RowResult> results = run_rows(suite, watch);
      const check::Baseline now = new_baseline(suite, results, VTASIM_VERSION, before ? &*before : nullptr);
      report_ = compare_with_baseline(suite, results, before ? &*before : nullptr, now);
      write_reports();
      if (options_.accept) {
        accept(to_text(now));
      } else {
        write_new_baseline(to_text(now));
      }
    }
    print(format_check(report_, output_width(options_.wide)));
    print_annotations();
    return conclude(before.has_value());
  }

 private:
  /// Finds out before the work what cannot be written, and what would overwrite something else.
  void check_outputs() const {
    std::vector<fs::path> written = {baseline_file_, new_file_};
    for (const std::string& file : {options_.junit_file, options_.benchmark_file, options_.markdown_file}) {
      if (!file.empty()) written.emplace_back(file);
    }
    std::vector<fs::path> taken = {fs::weakly_canonical(options_.suite)};
    for (const fs::path& file : written) {
      std::error_code error;
      const fs::path path = fs::weakly_canonical(fs::absolute(file), error);
      if (std::find(taken.begin(), taken.end(), path) != taken.end()) {
        throw Error(fmt::format("{}: is named for two files of this check", file.string()));
      }
      taken.push_back(path);
      if (file != baseline_file_ && was_read(file)) {
        throw Error(fmt::format("{} is one of the files that are read; it would be overwritten", file.string()));
      }
      const bool report = file != baseline_file_ && file != new_file_;
      if (report || (file == baseline_file_ && options_.accept)) AtomicFiles::check_writable(file);
    }
  }

  std::vector<check::RowResult> run_rows(const check::Suite& suite, const processes::SignalWatch& watch) const {
    experiment::SearchStore store(open_cache(options_.no_cache));
    Progress progress;
    return run_suite(suite, static_cast<std::size_t>(options_.jobs), store, watch, [&](std::size_t done) {
      progress.show(fmt::format("{} of {} entries done", done, suite.rows.size()), done, suite.rows.size());
    });
  }

  void write_reports() const {
    AtomicFiles files;
    if (!options_.junit_file.empty()) files.write(options_.junit_file, to_junit(report_));
    if (!options_.benchmark_file.empty()) files.write(options_.benchmark_file, to_benchmark_json(report_));
    if (!options_.markdown_file.empty()) files.write(options_.markdown_file, to_markdown(report_, accept_command()));
    files.commit();
  }

  /// A row whose output is wrong, or null.
  const check::Finding* wrong_row() const {
    const auto wrong =
        std::find_if(report_.findings.begin(), report_.findings.end(),
                     [](const check::Finding& finding) { return finding.now && finding.now->verified == false; });
    return wrong == report_.findings.end() ? nullptr : &*wrong;
  }

  void accept(const std::string& text) {
    if (report_.count(check::Verdict::failed) > 0 || wrong_row() != nullptr) return;
    if (text != baseline_text_) write_file(baseline_file_, text);
    accepted_ =
        fmt::format(text == baseline_text_ ? "Nothing to accept: {} is up to date." : "Accepted: {} is written.",
                    baseline_file_.string());
    remove_new_baseline();
  }

  /// The checkout may be read-only: then there is none to look at, and the rest stands.
  void write_new_baseline(const std::string& text) {
    const bool nothing_new =
        report_.count(check::Verdict::same) + report_.count(check::Verdict::failed) == report_.findings.size();
    if (nothing_new) return remove_new_baseline();
    try {
      write_file(new_file_, text);
      left_ = fmt::format("{} has these numbers. ", new_file_.string());
    } catch (const Error& error) {
      left_ = fmt::format("{}. ", error.what());
    }
  }

  /// One of an earlier check would mislead.
  void remove_new_baseline() const {
    std::error_code ignored;
    fs::remove(new_file_, ignored);
  }

  void print_annotations() const {
    const char* github = std::getenv("GITHUB_ACTIONS");
    if (github == nullptr || std::string_view(github) != "true" || !accepted_.empty()) return;
    const check::AnnotatedFiles files{check::relative_to_workspace(options_.suite),
                                      check::relative_to_workspace(baseline_file_.string()), baseline_text_};
    print(to_annotations(report_, files));
  }

  std::string accept_command() const {
    const std::string baseline = options_.baseline.empty() ? "" : " --baseline " + quoted(options_.baseline);
    return fmt::format("vtasim check {}{} --accept", quoted(options_.suite), baseline);
  }

  /// What the program ends with, and its one line on stderr.
  ExitCode conclude(bool had_baseline) const {
    const std::string nothing = options_.accept ? "nothing is accepted: " : "";
    if (const check::Finding* failed = first(check::Verdict::failed)) {
      return complain(kBadInput, fmt::format("{}{} could not run: {}", nothing, failed->name, failed->failure));
    }
    if (const check::Finding* wrong = wrong_row()) {
      return complain(kDisagrees, fmt::format("{}{} is wrong: {}", nothing, wrong->name, wrong->now->problem));
    }
    if (options_.accept) {
      print(fmt::format("{}\n", accepted_));
      return kSuccess;
    }
    if (report_.all_same()) return kSuccess;
    print(fmt::format("{}To accept them: {}\n", left_, accept_command()));
    if (!had_baseline)
      return complain(kDisagrees, fmt::format("there is no {} to compare with", baseline_file_.string()));
    const check::Finding* example = nullptr;
    for (const check::Verdict verdict : {check::Verdict::gone, check::Verdict::added, check::Verdict::moved}) {
      if (const check::Finding* finding = first(verdict)) example = finding;
    }
    return complain(
        kDisagrees,
        fmt::format("{} of {} are not as accepted: {} is {}: {}",
                    report_.findings.size() - report_.count(check::Verdict::same),
                    report_.findings.size() == 1 ? "1 entry" : fmt::format("{} entries", report_.findings.size()),
                    example->name, to_string(example->verdict), headline(*example)));
  }

  /// The first finding of this kind, or null.
  const check::Finding* first(check::Verdict verdict) const {
    const auto found = std::find_if(report_.findings.begin(), report_.findings.end(),
                                    [verdict](const check::Finding& finding) { return finding.verdict == verdict; });
    return found == report_.findings.end() ? nullptr : &*found;
  }

  const Options& options_;
  fs::path baseline_file_;
  fs::path new_file_;
  std::string baseline_text_;  ///< Empty where there is none.
  check::CheckReport report_;
  std::string accepted_;  ///< What --accept came to, once it did.
  std::string left_;      ///< About BASELINE.new, for the last line.
};

}  // namespace

void add_check_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("check", "Run a suite and compare its cycle counts with the accepted ones");
  auto options = std::make_shared<Options>();
  command.add_option("SUITE", options->suite, "A suite file").required();
  command
      .add_option("--baseline", options->baseline,
                  "The accepted numbers (default: SUITE.baseline.json beside SUITE.json)")
      .type_name("FILE");
  add_jobs_option(command, options->jobs, "Entries to run at a time");
  add_cache_option(command, options->no_cache);
  command.add_flag("--accept", options->accept, "Make these numbers the baseline");
  command.add_option("--junit", options->junit_file, "Write JUnit XML").type_name("FILE");
  command.add_option("--benchmark-json", options->benchmark_file, "Write JSON for github-action-benchmark")
      .type_name("FILE");
  command.add_option("--markdown", options->markdown_file, "Write Markdown, as for a job's summary").type_name("FILE");
  add_wide_option(command, options->wide, kFooter);
  command.callback([options, &status] { status = Check(*options).run(); });
}

}  // namespace vtasim::app
