#include "sim/generate/suites.h"

#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/base/files.h"
#include "isa/base/hash.h"
#include "isa/instruction_stream.h"
#include "legality.h"
#include "sample_configurations.h"
#include "sim/machine/fetch/fetch.h"
#include "tests/support/shared_machine.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

const std::vector<Kind> kAllKinds(std::begin(kKinds), std::end(kKinds));

void no_listener(const std::string& /*name*/) {}

std::vector<isa::Case> micro(const isa::HardwareConfig& config, std::uint64_t seed = 1) {
  return micro_suite(config, seed, shared_machine(), no_listener);
}
std::vector<isa::Case> streams(const isa::HardwareConfig& config, std::uint64_t seed, std::uint32_t count,
                               const std::vector<Kind>& kinds = kAllKinds) {
  return streams_suite(config, seed, count, kinds, shared_machine(), no_listener);
}
std::vector<isa::Case> deep(const isa::HardwareConfig& config, std::uint64_t seed = 1, std::uint32_t count = 4) {
  return deep_suite(config, seed, count, shared_machine(), no_listener);
}

isa::HardwareConfig shipped(const std::string& name) {
  return isa::load_hardware_config(VTASIM_ROOT "/configs/hardware/" + name + ".json");
}

/// The bytes of the files that the cases make.
std::string bytes_of(const std::vector<isa::Case>& cases) {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", cases);
  return read_whole_file(directory / "cases.jsonl") + read_whole_file(directory / "cases.bin");
}

/// Legal, run to their end by the machine, with the same outputs again after a way through the files, all of one
/// configuration and different names.
void check_cases(const std::vector<isa::Case>& cases, const isa::HardwareConfig& config) {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", cases);
  std::set<std::string> names;
  for (const isa::Case& read : isa::read_cases(directory / "cases.jsonl")) {
    CHECK(names.insert(read.program.name).second);
    CHECK(read.program.config == config.name);
    CHECK_FALSE(read.rtl);
    REQUIRE(fault_of(read) == "");
    const machine::RunResult run = shared_machine().run(*read.hardware, read.program);
    INFO(read.program.name << " on " << config.name);
    REQUIRE(run.problem == "");
    REQUIRE(run.record.finished);
    for (const isa::Region& output : read.outputs) {
      const auto begin = shared_machine().dram().begin() + output.address;
      REQUIRE(std::equal(output.bytes.begin(), output.bytes.end(), begin));
    }
  }
}

/// The most instructions of a module that wait in its queue at a time.
std::size_t most_queued(const std::vector<isa::InsnTiming>& timing) {
  std::size_t most = 0;
  std::size_t started = 0;
  for (std::size_t i = 0; i < timing.size(); ++i) {
    while (timing[started][1] <= timing[i][0]) ++started;
    most = std::max(most, i + 1 - started);
  }
  return most;
}

/// How many instructions of each sort there are.
struct Tally {
  std::set<std::string> seen;
  std::array<std::size_t, 5> by_opcode{};  ///< LOAD, STORE, GEMM, ALU, FINISH; token-only ones left out.
};

void note(Tally& tally, const isa::Instruction& instruction) {
  const auto* load = std::get_if<isa::Load>(&instruction);
  const auto* store = std::get_if<isa::Store>(&instruction);
  if ((load != nullptr && load->x_size == 0) || (store != nullptr && store->x_size == 0)) {
    tally.seen.insert(fmt::format("{} only tokens", to_string(module_of(instruction))));
    return;
  }
  ++tally.by_opcode[instruction.index()];
  if (load != nullptr) {
    const std::string_view name = to_string(static_cast<Buffer>(load->buffer));
    const bool padded = load->y_pad_0 + load->y_pad_1 + load->x_pad_0 + load->x_pad_1 > 0;
    if (!padded) tally.seen.insert(fmt::format("load {} {}", name, load->y_size == 1 ? "row" : "rows"));
    const auto side = [&](const char* which, std::uint32_t pad, std::uint32_t others) {
      if (pad > 0) tally.seen.insert(fmt::format("load {} {}{}", name, others == 0 ? "only " : "", which));
    };
    side("top", load->y_pad_0, load->y_pad_1 + load->x_pad_0 + load->x_pad_1);
    side("bottom", load->y_pad_1, load->y_pad_0 + load->x_pad_0 + load->x_pad_1);
    side("left", load->x_pad_0, load->y_pad_0 + load->y_pad_1 + load->x_pad_1);
    side("right", load->x_pad_1, load->y_pad_0 + load->y_pad_1 + load->x_pad_0);
    if (load->y_size > 1 && load->x_stride > load->x_size) tally.seen.insert(fmt::format("load {} stride", name));
    if (load->y_size > 1 && load->x_stride < load->x_size) tally.seen.insert(fmt::format("load {} overlap", name));
  } else if (store != nullptr) {
    tally.seen.insert(store->y_size == 1                 ? "store row"
                      : store->x_stride == store->x_size ? "store rows"
                                                         : "store stride");
  } else if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
    tally.seen.insert(gemm->reset != 0 ? "gemm reset" : "gemm");
    if (gemm->uop_end - gemm->uop_begin > 1) tally.seen.insert("gemm micro-ops");
    if (gemm->iter_out > 1) tally.seen.insert("gemm outer loop");
    if (gemm->iter_in > 1) tally.seen.insert("gemm inner loop");
  } else if (const auto* alu = std::get_if<isa::Alu>(&instruction)) {
    tally.seen.insert(fmt::format("alu {} {}", alu->op, alu->use_imm != 0 ? "immediate" : "register"));
    if (alu->use_imm != 0) tally.seen.insert(alu->immediate() < 0 ? "alu negative" : "alu positive");
    if (alu->uop_end - alu->uop_begin > 1) tally.seen.insert("alu micro-ops");
    if (alu->iter_out > 1) tally.seen.insert("alu outer loop");
    if (alu->iter_in > 1) tally.seen.insert("alu inner loop");
  }
}

Tally tally_of(const std::vector<isa::Case>& cases) {
  Tally tally;
  for (const isa::Case& made : cases) {
    for (const isa::Instruction& instruction : instructions_of(made.program)) note(tally, instruction);
  }
  return tally;
}

std::vector<std::string> mechanisms() {
  std::vector<std::string> all = {"store row",        "store rows",          "store stride",
                                  "load only tokens", "compute only tokens", "store only tokens",
                                  "gemm reset",       "alu negative",        "alu positive"};
  for (const char* buffer : {"inp", "wgt", "acc", "uop"}) {
    for (const char* form : {"row", "rows", "top", "bottom", "left", "right", "only top", "only bottom", "only left",
                             "only right", "stride", "overlap"}) {
      all.push_back(fmt::format("load {} {}", buffer, form));
    }
  }
  for (int op = 0; op < 4; ++op) {
    for (const char* form : {"immediate", "register"}) all.push_back(fmt::format("alu {} {}", op, form));
  }
  for (const char* insn : {"gemm", "alu"}) {
    for (const char* form : {"micro-ops", "outer loop", "inner loop"}) all.push_back(fmt::format("{} {}", insn, form));
  }
  return all;
}

}  // namespace

TEST_CASE("every suite is legal and reproduces its outputs on every configuration") {
  for (const isa::HardwareConfig& config : sample_configurations()) {
    check_cases(micro(config), config);
    check_cases(streams(config, 1, 9), config);
    check_cases(deep(config), config);
  }
}

TEST_CASE("random programs of any seed are legal on any configuration") {
  rc::prop("streams", [] {
    const int log_block = *rc::gen::element(3, 4, 5);
    const int bus_bits = *rc::gen::element(64, 128, 256, 512);
    const isa::HardwareConfig config = configuration(
        log_block, bus_bits,
        {*rc::gen::inRange(5, 12), *rc::gen::inRange(4, 12), *rc::gen::inRange(3, 9), *rc::gen::inRange(4, 12)},
        *rc::gen::element(16, 256), *rc::gen::element(4, 512));
    for (const isa::Case& made : streams(config, *rc::gen::arbitrary<std::uint64_t>(), 3)) {
      RC_ASSERT(fault_of(made) == "");
    }
  });
}

TEST_CASE("a seed gives the same bytes, always") {
  const isa::HardwareConfig config = shipped("b16-bus128");
  CHECK(bytes_of(micro(config, 3)) == bytes_of(micro(config, 3)));
  CHECK(bytes_of(micro(config, 3)) != bytes_of(micro(config, 4)));
  CHECK(bytes_of(streams(config, 3, 6)) == bytes_of(streams(config, 3, 6)));
  CHECK(bytes_of(streams(config, 3, 6)) != bytes_of(streams(config, 4, 6)));
  CHECK(bytes_of(deep(config, 3)) == bytes_of(deep(config, 3)));
  CHECK(bytes_of(deep(config, 3)) != bytes_of(deep(config, 4)));
  // On every computer: recordings of such files are looked for by what they were generated from.
  CHECK(hash_of(bytes_of(micro(config, 3))) == "a686610100af2bbb");
  CHECK(hash_of(bytes_of(streams(config, 3, 6))) == "06a7e208b20cd9fb");
  CHECK(hash_of(bytes_of(deep(config, 3))) == "847ccf8d3f796d04");
}

TEST_CASE("a case is the same whatever the count") {
  const isa::HardwareConfig config = shipped("b16-bus64");
  const std::vector<isa::Case> many = streams(config, 5, 7);
  CHECK(bytes_of(streams(config, 5, 4)) == bytes_of({many.begin(), many.begin() + 4}));
}

TEST_CASE("micro has every mechanism") {
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus512", "b32-bus64"}) {
    const isa::HardwareConfig config = shipped(name);
    const std::vector<isa::Case> cases = micro(config);
    const Tally tally = tally_of(cases);
    for (const std::string& mechanism : mechanisms()) {
      INFO(mechanism << " on " << name);
      CHECK(tally.seen.count(mechanism) == 1);
    }
    CHECK(tally.seen.count("alu 4 register") == 0);  // The RTL has no MUL.
    std::set<std::int64_t> counts;
    for (const isa::Case& made : cases) counts.insert(made.program.insn_count);
    const std::int64_t chunk = machine::fetch_unit(config).chunk(config);
    for (const std::int64_t count : {std::int64_t{1}, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 1}) {
      CHECK(counts.count(count) == 1);
    }
  }
}

TEST_CASE("a configuration whose ALU multiplies has MUL in its suites") {
  isa::HardwareConfig config = shipped("b16-bus64");
  config.alu_mul = true;
  CHECK(tally_of(micro(config)).seen.count("alu 4 register") == 1);
  CHECK(tally_of(streams(config, 1, 9)).seen.count("alu 4 register") == 1);
}

TEST_CASE("streams have every mechanism, and each kind mostly what it is for") {
  const isa::HardwareConfig config = shipped("b16-bus64");
  const Tally all = tally_of(streams(config, 1, 60));
  for (const std::string& mechanism : mechanisms()) {
    // Padding would be micro-ops of entries 0; and every module has better to do than wait.
    const bool left_out = mechanism.find("load uop") == 0 || mechanism == "store only tokens";
    INFO(mechanism);
    CHECK((left_out || all.seen.count(mechanism) == 1));
  }
  enum { kLoad, kStore, kGemm, kAlu };
  const auto memory = tally_of(streams(config, 1, 20, {Kind::memory})).by_opcode;
  CHECK(memory[kLoad] + memory[kStore] > 3 * (memory[kGemm] + memory[kAlu]));
  const auto compute = tally_of(streams(config, 1, 20, {Kind::compute})).by_opcode;
  CHECK(compute[kGemm] + compute[kAlu] > 2 * (compute[kLoad] + compute[kStore]));
  const auto mixed = tally_of(streams(config, 1, 20, {Kind::mixed})).by_opcode;
  for (const int opcode : {kLoad, kStore, kGemm, kAlu}) {
    CHECK(mixed[static_cast<std::size_t>(opcode)] * 10 > mixed[kLoad] + mixed[kStore] + mixed[kGemm] + mixed[kAlu]);
  }
}

TEST_CASE("deep programs fill the queues that they are named after") {
  for (const isa::HardwareConfig& config : sample_configurations()) {
    const auto depth = static_cast<std::size_t>(config.queue_depth);
    const std::vector<isa::Case> cases = deep(config);
    REQUIRE(cases.size() == 4);
    for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
      const auto index = static_cast<std::size_t>(module);
      INFO(cases[index].program.name << " on block " << config.block << ", bus " << config.bus_bits);
      CHECK(cases[index].program.name.find(fmt::format("deep-{}-", to_string(module))) == 0);
      const machine::RunResult run = shared_machine().run(config, cases[index].program);
      CHECK(most_queued(run.record.timing[index]) >= depth);
      CHECK(run.record.timing[index].size() > depth);
    }
    CHECK(cases[3].program.insn_count > 3 * depth);
  }
}

}  // namespace vtasim::generate
