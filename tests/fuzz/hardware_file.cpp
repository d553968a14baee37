// Configurations: JSON that is refused or read; what was read can be shown, written and read again, and runs a program.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "sim/report/hardware_table.h"
#include "tests/fuzz/fuzzing.h"
#include "tests/fuzz/sample_hardware.h"
#include "tests/support/program_builder.h"

namespace {

using namespace vtasim;

/// Entries that a LOAD of the program below brings at most.
constexpr int kMostLoaded = 2;

/// Some LOAD of the program fills its scratchpad, which can drive its unit's count of beats in flight round: the
/// hardware then loses data, and the machine says so.
bool fills_a_scratchpad(const isa::HardwareConfig& config) {
  return std::min({config.uop_depth, config.inp_depth, config.wgt_depth, config.acc_depth}) <= kMostLoaded;
}

/// Loads of everything, a GEMM, an ALU operation and a store.
isa::Program small_program(const isa::HardwareConfig& config) {
  std::vector<isa::Instruction> instructions = {load(isa::Buffer::uop, 1, 1), load(isa::Buffer::acc, 1, 2, 2)};
  isa::Load inp = load(isa::Buffer::inp, 2, 1, 1);
  inp.x_pad_0 = 1;
  instructions.emplace_back(with_deps(inp, {}));
  isa::Load wgt = load(isa::Buffer::wgt, 1, 2, 2);
  wgt.deps.push_next = 1;
  instructions.emplace_back(wgt);
  isa::Gemm gemm;
  gemm.deps.pop_prev = 1;
  gemm.uop_end = 1;
  gemm.iter_out = 1;
  gemm.iter_in = 2;
  gemm.acc_factor_in = 1;
  instructions.emplace_back(gemm);
  isa::Alu alu;
  alu.deps.push_next = 1;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 2;
  alu.dst_factor_in = alu.src_factor_in = 1;
  alu.op = static_cast<std::uint32_t>(isa::AluOp::add);
  alu.use_imm = 1;
  alu.imm = 7;
  instructions.emplace_back(alu);
  isa::Deps deps;
  deps.pop_prev = 1;
  deps.push_prev = 1;
  instructions.emplace_back(store(2, deps));
  isa::Finish finish;
  finish.deps.pop_next = 1;
  instructions.emplace_back(finish);
  return program_of(instructions, static_cast<std::size_t>(2 * config.element_bytes(isa::Buffer::wgt)), false);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  isa::HardwareConfig config;
  const auto read = [&] {
    config = isa::parse_hardware_config(parse_json(text_of(data, size), "fuzzed.json"), "fuzzed.json");
  };
  if (!accepted(read)) return 0;
  report::format_hardware({config});
  nlohmann::json written = to_json(config);
  const nlohmann::json before = written;
  written.erase("name");
  written.erase("derived");
  const bool again = accepted([&] {
    require(to_json(isa::parse_hardware_config(written, "fuzzed.json")) == before,
            "a configuration written has changed");
  });
  require(again, "a configuration that is written cannot be read");
  constexpr std::int64_t kMostBytes = 8 << 20;  // They are cleared before each run.
  if (scratchpad_bytes(config) > kMostBytes) return 0;
  machine::RunResult run;
  require(accepted([&] { run = run_limited(config, small_program(config)); }), "the program is refused");
  const bool overrun = run.problem.rfind("LOAD overrun", 0) == 0 && fills_a_scratchpad(config);
  // Long delays of the memory end it before its end.
  require(run.stopped || overrun || run.problem.empty(), run.problem);
  return 0;
}
