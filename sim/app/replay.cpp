#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isa/base/error.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "isa/program.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/progress.h"
#include "sim/experiment/run_difference.h"
#include "sim/machine/machine.h"
#include "sim/observe/cause_observer.h"
#include "sim/report/results_file.h"

namespace vtasim::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFooter = R"(Examples:
  vtasim replay tests/golden/b16-bus64/*.jsonl             do all recorded cases still run as on the hardware
  vtasim replay programs/*.jsonl --verbose                 the cycles of each program, and whether its outputs are right
  vtasim replay stream.jsonl --hardware b16-bus512         the same program on another configuration
  vtasim replay cases.jsonl --results got.jsonl            what each run did, for another tool to read

A case file has a program a line and its bytes in the .bin file beside it; recordings of the memory side, named
*.bus.jsonl, are passed over. With `rtl` a case expects these totals and these cycles of every instruction; a run
recorded with finished false is expected to hang, with the same cycles up to there, and with assertion true to report
the ALU hazard. With `outputs` it expects these bytes of DRAM. A case with neither just runs. Of a case that differs,
the instruction shown is the one whose cycles part first. A case that is still running after --max-cycles has not
finished, and is compared with nothing.

Exit status: 0 when all cases agree; 1 when one differs, cannot run, is stopped, or hangs without being expected to; 2
for bad input: a file that cannot be read or written, or no case that can run. Then no results are written.)";

/// Ten seconds of an accelerator at 100 MHz: hundreds of times what a layer takes, thousands of times what any recorded
/// case does; and about a minute's work for the simulator at most.
constexpr std::int64_t kDefaultMaxCycles = 1'000'000'000;
/// More cycles than anybody waits for, and not so many that the cycles of many cases overflow SystemC's time.
constexpr std::int64_t kMostMaxCycles = 1'000'000'000'000'000;

struct Options {
  std::vector<std::string> files;
  std::string results_file;
  std::string hardware;
  std::int64_t max_cycles = kDefaultMaxCycles;
  bool no_values = false;
  bool verbose = false;
};

struct CaseFile {
  std::string name;
  std::vector<isa::Case> cases;
};

/// Recordings of the memory side lie beside case files under such names; they hold no programs.
bool is_bus_recording(const std::string& name) {
  constexpr std::string_view kEnding = ".bus.jsonl";
  return name.size() > kEnding.size() && name.compare(name.size() - kEnding.size(), kEnding.size(), kEnding) == 0;
}

std::vector<CaseFile> read_files(const std::vector<std::string>& names) {
  std::vector<CaseFile> files;
  for (const std::string& name : names) {
    if (!is_bus_recording(name)) files.push_back({name, isa::read_cases(name)});
  }
  return files;
}

/// Throws Error when the results would be written over one of the files that are replayed.
void check_results_apart(const Options& options) {
  for (const fs::path& output :
       {fs::path(options.results_file), report::ResultsFile::bytes_file(options.results_file)}) {
    for (const std::string& input : options.files) {
      std::error_code not_there;
      if (fs::equivalent(output, input, not_there) ||
          fs::equivalent(output, fs::path(input).replace_extension(".bin"), not_there)) {
        throw Error(fmt::format("--results: {} is one of the files to replay", output.string()));
      }
    }
  }
}

/// How many cases of a file ended how.
struct Tally {
  std::int64_t agree = 0;
  std::int64_t differ = 0;   ///< From what the file expects; or hung, where it expects nothing.
  std::int64_t stopped = 0;  ///< Still running after --max-cycles.
  std::int64_t ran = 0;      ///< Finished, with nothing to compare with.
  std::int64_t not_run = 0;  ///< The machine refuses the program.
  std::int64_t cycles = 0;
};

/// "1 agrees", "12 agree"
std::string counted_verb(std::int64_t count, const std::string& verb) {
  return fmt::format("{} {}{}", grouped(count), verb, count == 1 ? "s" : "");
}

std::string summary(const CaseFile& file, const Tally& tally) {
  std::string text = fmt::format("{}: {}", file.name, counted(static_cast<std::int64_t>(file.cases.size()), "case"));
  if (tally.agree > 0) text += ", " + counted_verb(tally.agree, "agree");
  if (tally.differ > 0) text += ", " + counted_verb(tally.differ, "differ");
  if (tally.stopped > 0) text += fmt::format(", {} stopped by --max-cycles", grouped(tally.stopped));
  if (tally.not_run > 0) text += fmt::format(", {} cannot run", grouped(tally.not_run));
  if (tally.ran > 0) text += fmt::format(", {} ran with nothing to compare", grouped(tally.ran));
  return text + fmt::format(" ({})", counted(tally.cycles, "cycle"));
}

/// Continuation lines of `text` further in than its first.
std::string indented(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? "\n      " : std::string(1, c);
  return result;
}

/// Runs cases one after the other and says what came of each.
class Replay {
 public:
  explicit Replay(const Options& options) : options_(options) {}

  ExitCode run() {
    const std::vector<CaseFile> files = read_files(options_.files);
    if (!options_.hardware.empty()) override_ = isa::find_hardware_config(options_.hardware);
    if (!options_.results_file.empty()) {
      check_results_apart(options_);
      check_outputs({{"--results", options_.results_file},
                     {"--results", report::ResultsFile::bytes_file(options_.results_file)}});
      results_.emplace(options_.results_file);
    }

    std::int64_t total = 0;
    std::int64_t failed = 0;
    bool any_ran = false;
    for (const CaseFile& file : files) {
      const Tally tally = run_file(file);
      total += static_cast<std::int64_t>(file.cases.size());
      failed += tally.differ + tally.stopped + tally.not_run;
      any_ran = any_ran || tally.agree + tally.differ + tally.stopped + tally.ran > 0;
    }
    if (!any_ran) throw Error(total > 0 ? first_failure_ : fmt::format("{}: no cases", options_.files.front()));
    if (results_) results_->commit();
    if (failed == 0) return kSuccess;
    return complain(kDisagrees, fmt::format("{} of {}: {}", grouped(failed), counted(total, "case"), first_failure_));
  }

 private:
  Tally run_file(const CaseFile& file) {
    Tally tally;
    std::string report;
    for (std::size_t i = 0; i < file.cases.size(); ++i) {
      progress_.show(fmt::format("{}: case {} of {}", file.name, i + 1, file.cases.size()));
      report += run_case(file, file.cases[i], tally);
    }
    progress_.clear();
    print(fmt::format("{}\n{}", summary(file, tally), report));
    flush_output();
    return tally;
  }

  /// What there is to say about a case, in whole lines; nothing when it agrees and nobody asked.
  std::string run_case(const CaseFile& file, const isa::Case& expected, Tally& tally) {
    const std::string& name = expected.program.name;
    machine::RunResult result;
    try {
      machine::RunOptions run_options;
      run_options.values = !options_.no_values;
      run_options.max_cycles = options_.max_cycles;
      if (results_) run_options.observer = &causes_;
      result = machine_.run(hardware_of(expected), expected.program, run_options);
    } catch (const Error& error) {
      return cannot_run(file, name, error.what(), tally);
    } catch (const std::bad_alloc&) {
      const isa::Program& program = expected.program;
      return cannot_run(file, name,
                        fmt::format("there is not enough memory for its dram_bytes {} and insn_count {}",
                                    program.dram_bytes, program.insn_count),
                        tally);
    }
    const isa::DramImage* dram = options_.no_values ? nullptr : &machine_.dram();
    if (results_) results_->add(expected, result.record, result.problem, dram, &causes_.totals());
    if (result.record.finished) tally.cycles += result.record.cycles;
    if (result.stopped) {
      ++tally.stopped;
      note_failure(file, name, result.problem);
      return fmt::format("  {}: stopped\n    {}\n", name, indented(result.problem));
    }

    const std::vector<std::string> differences =
        experiment::describe_differences(expected, result.record, result.problem, dram);
    if (!differences.empty()) {
      ++tally.differ;
      note_failure(file, name, differences.front());
      std::string text = fmt::format("  {}: differs\n", name);
      for (const std::string& difference : differences) text += fmt::format("    {}\n", indented(difference));
      return text;
    }
    const bool compared = expected.rtl || (expected.has_outputs && dram != nullptr);
    ++(compared ? tally.agree : tally.ran);
    if (!options_.verbose && compared) return "";
    const std::string how =
        result.record.finished ? counted(result.record.cycles, "cycle") : "does not finish, as expected";
    std::string text = fmt::format("  {}: {}\n", name, how);
    if (!result.problem.empty()) text += fmt::format("    {}\n", indented(result.problem));
    return text;
  }

  /// Counts a case that the machine refuses, and says why.
  std::string cannot_run(const CaseFile& file, const std::string& name, const std::string& why, Tally& tally) {
    ++tally.not_run;
    note_failure(file, name, why);
    if (results_) results_->add_not_run(name, why);
    return fmt::format("  {}: cannot run\n    {}\n", name, why);
  }

  /// Keeps the first failure for the line that goes to stderr.
  void note_failure(const CaseFile& file, const std::string& name, const std::string& what) {
    if (first_failure_.empty()) first_failure_ = fmt::format("{}: {}: {}", file.name, name, what);
  }

  /// What --hardware says, what the case carries, or what it names among the shipped ones.
  const isa::HardwareConfig& hardware_of(const isa::Case& expected) {
    if (override_) return *override_;
    if (expected.hardware) return *expected.hardware;
    const std::string& name = expected.program.config;
    const auto known = configs_.find(name);
    if (known != configs_.end()) return known->second;
    return configs_.emplace(name, isa::find_hardware_config(name)).first->second;
  }

  const Options& options_;
  std::optional<isa::HardwareConfig> override_;
  std::map<std::string, isa::HardwareConfig> configs_;
  std::optional<report::ResultsFile> results_;
  std::string first_failure_;
  machine::Machine machine_;
  machine::CauseObserver causes_;
  Progress progress_;
};

}  // namespace

void add_replay_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("replay", "Run recorded or emitted programs and compare with what they expect");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command.add_option("CASES.jsonl", options->files, "Case files").required().type_name("FILE...");
  command
      .add_option("--results", options->results_file,
                  "Write what each run did: a line a case, output bytes in the .bin beside it")
      .type_name("FILE.jsonl");
  command
      .add_option("--hardware", options->hardware, "Run all cases on this configuration instead of the one they name")
      .type_name("CONFIG");
  command
      .add_number("--max-cycles", options->max_cycles, 1, kMostMaxCycles,
                  "Stop a program that is still running after this many cycles (default: 1,000,000,000)")
      .type_name("N");
  command.add_flag("--no-values", options->no_values,
                   "Only the timing, which is the same; outputs are not compared or written");
  command.add_flag("-v,--verbose", options->verbose,
                   "Say of every case how many cycles it took, or why it does not finish");
  command.callback([options, &status] { status = Replay(*options).run(); });
}

}  // namespace vtasim::app
