#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "isa/base/error.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "sim/app/arguments.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/app/progress.h"
#include "sim/generate/suites.h"
#include "sim/machine/machine.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim generate micro -o micro.jsonl --hardware b16-bus64                one mechanism a case
  vtasim generate streams -o streams.jsonl --hardware ./my-board.json      60 random programs for a configuration of yours
  vtasim generate streams -o more.jsonl --hardware b16-bus64 --seed 7 --count 500 --kind memory
  vtasim generate deep -o deep.jsonl --hardware b16-bus64                  more instructions than the queues hold
  vtasim replay streams.jsonl --results vtasim.jsonl                       what vtasim does with them
  vtasim disasm streams.jsonl --case stream-mixed-seed1-0                  one of the programs

Suites:
  micro    fetches, LOADs of every buffer with shapes, strides and padding on each side, STOREs, GEMMs, every ALU
           operation, chains of tokens; the seed decides their data. What the scratchpads are too small for is left out
  streams  random LOADs, GEMMs, ALUs and STOREs: mixed, with mostly memory traffic, with mostly compute, by turns
  deep     long programs that fill the queue of load, of compute, of store, of all, by turns

Every program is legal: it ends, reads no scratchpad entry that it did not write, has no ALU hazard and waits with tokens
wherever one instruction needs another's result. So hardware must do with it what vtasim does, to the cycle and the byte.
A case carries its configuration, and in `outputs` the bytes of DRAM that vtasim's machine leaves. To compare, run the
cases on hardware or on its RTL in a simulator, add what was seen as `rtl` to each line (docs/recording.md says exactly
what), and replay the file. The same seed and options give the same files on every computer.

Exit status: 0, or 2 for bad input or a file that cannot be written.)";

constexpr std::uint32_t kMostCases = 1000;

struct Options {
  std::string suite;
  std::string file;
  std::string hardware;
  std::uint64_t seed = 1;
  std::uint32_t count = 0;  ///< 0: as many as the suite has by default.
  std::string kind;
};

/// Throws Error for an option that the suite has no use for.
void check_suite_options(const Options& options) {
  if (options.suite == "micro" && options.count > 0) {
    throw Error("--count: micro has a case for each mechanism; streams and deep have as many as asked for");
  }
  if (options.suite != "streams" && !options.kind.empty()) {
    throw Error(fmt::format("--kind: {} has no kinds; streams has", options.suite));
  }
}

std::vector<generate::Kind> kinds_of(const std::string& name) {
  std::vector<generate::Kind> kinds;
  for (const generate::Kind kind : generate::kKinds) {
    if (name.empty() || name == to_string(kind)) kinds.push_back(kind);
  }
  return kinds;
}

std::vector<isa::Case> make_cases(const Options& options, const isa::HardwareConfig& config) {
  constexpr std::uint32_t kStreams = 60;
  constexpr std::uint32_t kDeep = 4;
  machine::Machine machine;
  Progress progress;
  const auto show = [&](const std::string& name) { progress.show("generating " + name); };
  if (options.suite == "micro") return generate::micro_suite(config, options.seed, machine, show);
  if (options.suite == "deep") {
    return generate::deep_suite(config, options.seed, options.count > 0 ? options.count : kDeep, machine, show);
  }
  return generate::streams_suite(config, options.seed, options.count > 0 ? options.count : kStreams,
                                 kinds_of(options.kind), machine, show);
}

ExitCode write_suite(const Options& options) {
  check_suite_options(options);
  const isa::HardwareConfig config = isa::find_hardware_config(options.hardware);
  check_outputs({{"-o", options.file}, {"-o", isa::case_bytes_file(options.file)}});
  const std::vector<isa::Case> cases = make_cases(options, config);
  isa::write_cases(options.file, cases);
  std::int64_t instructions = 0;
  for (const isa::Case& made : cases) instructions += made.program.insn_count;
  print(fmt::format("{}: {}, {}, for {}\n", options.file, counted(static_cast<std::int64_t>(cases.size()), "case"),
                    counted(instructions, "instruction"), config.name));
  return kSuccess;
}

}  // namespace

void add_generate_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("generate", "Write programs for hardware to be held against vtasim with");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command.add_option("SUITE", options->suite, "micro, streams or deep")
      .required()
      .one_of({"micro", "streams", "deep"})
      .type_name("");
  command.add_option("-o,--output", options->file, "The case file to write; its bytes go to the .bin beside it")
      .required()
      .type_name("FILE.jsonl");
  command.add_option("--hardware", options->hardware, "Configuration: a name from configs/hardware, or a JSON file")
      .required()
      .type_name("CONFIG");
  add_seed_option(command, options->seed, "all that is random");
  command
      .add_number("--count", options->count, 1, kMostCases,
                  "How many programs, of streams (default: 60) and deep (default: 4); 1 to 1000")
      .type_name("N");
  command.add_option("--kind", options->kind, "Only this kind of streams (default: all by turns)")
      .one_of({"mixed", "memory", "compute"})
      .type_name("KIND");
  command.callback([options, &status] { status = write_suite(*options); });
}

}  // namespace vtasim::app
