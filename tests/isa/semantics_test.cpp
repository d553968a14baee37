#include "isa/semantics.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "configs.h"
#include "isa/case_file.h"
#include "isa/program.h"
#include "isa/validate.h"

namespace vtasim::isa {
namespace {

TEST_CASE("Scratchpads of vectors begin where a cache line does") {
  for (const HardwareConfig& config : {block16(), config_of(3, {3, 3, 1, 3})}) {
    const ArchState state(config);
    const auto begins = [](const auto& pad) { return reinterpret_cast<std::uintptr_t>(pad.data()) % 64 == 0; };
    CHECK(begins(state.inp));
    CHECK(begins(state.wgt));
    CHECK(begins(state.acc));
    CHECK(begins(state.out));
  }
}

TEST_CASE("reset gives zeroed scratchpads of the configuration's size and leaves DRAM") {
  ArchState state(block16());
  CHECK(state.uop.size() == 2048);
  CHECK(state.inp.size() == 2048 * 16);
  CHECK(state.wgt.size() == 1024 * 256);
  CHECK(state.acc.size() == 2048 * 16);
  CHECK(state.out.size() == 2048 * 16);
  state.dram = {1, 2};
  state.acc[5] = 1;
  state.out[5] = 1;
  state.reset(config_of(5, {5, 4, 3, 4}));
  CHECK(state.dram == DramImage{1, 2});
  CHECK(state.acc == AlignedVector<std::int32_t>(16 * 32, 0));
  CHECK(state.out == AlignedVector<std::int8_t>(16 * 32, 0));
}

/// Runs a program in the order of its instructions, to FINISH.
void run_in_order(const Program& program, const HardwareConfig& config, ArchState& state) {
  state.dram = program.image();
  for (const Instruction& instruction : validate(program, config)) {
    if (std::holds_alternative<Finish>(instruction)) break;
    execute(instruction, config, state);
  }
}

TEST_CASE("The hardware's outputs come out, to the byte") {
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    const HardwareConfig config = find_hardware_config(name);
    int ranges = 0;
    for (const char* suite : {"micro", "layers", "broken"}) {
      const auto file = std::filesystem::path(VTASIM_TESTS) / "golden" / name / (std::string(suite) + ".jsonl");
      for (const Case& recorded : read_cases(file)) {
        if (recorded.outputs.empty()) continue;
        INFO(file.string() << " " << recorded.program.name);
        ArchState state(config);
        run_in_order(recorded.program, config, state);
        for (const Region& expected : recorded.outputs) {
          const auto begin = state.dram.begin() + static_cast<std::ptrdiff_t>(expected.address);
          CHECK(std::equal(expected.bytes.begin(), expected.bytes.end(), begin));
          ++ranges;
        }
      }
    }
    CHECK(ranges >= 60);
  }
}

}  // namespace
}  // namespace vtasim::isa
