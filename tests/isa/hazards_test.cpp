#include "isa/hazards.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "configs.h"
#include "isa/case_file.h"
#include "isa/program.h"
#include "isa/semantics.h"
#include "isa/validate.h"
#include "random_state.h"

namespace vtasim::isa {
namespace {

Alu alu_of(bool use_imm, std::uint32_t uops) {
  Alu alu;
  alu.use_imm = use_imm ? 1 : 0;
  alu.uop_end = uops;
  alu.iter_out = 1;
  alu.iter_in = 1;
  return alu;
}

std::vector<std::uint32_t> buffer_of(const std::vector<Uop>& uops) {
  std::vector<std::uint32_t> buffer(2048);
  std::transform(uops.begin(), uops.end(), buffer.begin(), [](Uop uop) { return encode(uop); });
  return buffer;
}

/// "operation/acc entry", or "none".
std::string found(const Alu& alu, const std::vector<Uop>& uops) {
  const auto hazard = find_alu_hazard(alu, block16(), buffer_of(uops));
  return hazard ? std::to_string(hazard->operation) + "/" + std::to_string(hazard->acc_index) : "none";
}

TEST_CASE("With an immediate, the same dst twice in a row is a hazard") {
  CHECK(found(alu_of(true, 3), {{1, 9, 0}, {2, 9, 0}, {1, 9, 0}}) == "none");
  CHECK(found(alu_of(true, 3), {{1, 7, 0}, {2, 8, 0}, {2, 9, 0}}) == "2/2");
  // A source that was just written is none.
  CHECK(found(alu_of(true, 2), {{1, 0, 0}, {2, 1, 0}}) == "none");
}

TEST_CASE("With registers, a src that was just written is a hazard") {
  CHECK(found(alu_of(false, 2), {{1, 0, 0}, {2, 1, 0}}) == "1/1");
  CHECK(found(alu_of(false, 2), {{1, 0, 0}, {1, 0, 0}}) == "none");
  CHECK(found(alu_of(false, 3), {{1, 0, 0}, {2, 0, 0}, {3, 1, 0}}) == "none");
}

TEST_CASE("The search ends with the outer iteration that has the last operation asked for") {
  // In outer iteration 8 the first micro-op writes 2 + 8, which the second reads.
  Alu alu = alu_of(false, 2);
  alu.iter_out = 20;
  alu.iter_in = 16;
  alu.dst_factor_out = 1;
  const auto uops = buffer_of({{2, 0, 0}, {100, 10, 0}});
  CHECK(find_alu_hazard(alu, block16(), uops)->operation == 8 * 32 + 1);
  CHECK(find_alu_hazard(alu, block16(), uops, 8 * 32)->operation == 8 * 32 + 1);
  CHECK_FALSE(find_alu_hazard(alu, block16(), uops, 8 * 32 - 1));
}

TEST_CASE("Hazards between iterations are found") {
  Alu alu = alu_of(true, 1);
  CHECK(found(alu, {{5, 0, 0}}) == "none");
  alu.iter_in = 3;
  CHECK(found(alu, {{5, 0, 0}}) == "1/5");
  alu.dst_factor_in = 1;
  CHECK(found(alu, {{5, 0, 0}}) == "none");
  // (o, i) = (0, 0), (0, 1), (0, 2), (1, 0): dst 5, 6, 7, 7.
  alu.iter_out = 2;
  alu.dst_factor_out = 2;
  CHECK(found(alu, {{5, 0, 0}}) == "3/7");
  // Two micro-ops: 5, 6 | 6, 7 | ...
  alu = alu_of(true, 2);
  alu.iter_in = 4;
  alu.dst_factor_in = 1;
  CHECK(found(alu, {{5, 0, 0}, {6, 0, 0}}) == "2/6");
  // Registers: dst 5, 6, 7, 8; src 4, 4, 7, 10: 7 is the dst of the operation itself; src 1, 3, 5, 7: one behind.
  alu = alu_of(false, 1);
  alu.iter_in = 4;
  alu.dst_factor_in = 1;
  alu.src_factor_in = 2;
  CHECK(found(alu, {{5, 1, 0}}) == "3/7");
  // One iteration less, and nothing follows that could clash; the same in the outer loop.
  alu.iter_in = 3;
  CHECK(found(alu, {{5, 1, 0}}) == "none");
  alu = alu_of(false, 1);
  alu.iter_out = 4;
  alu.dst_factor_out = 1;
  alu.src_factor_out = 2;
  CHECK(found(alu, {{5, 1, 0}}) == "3/7");
  alu.iter_out = 3;
  CHECK(found(alu, {{5, 1, 0}}) == "none");
}

TEST_CASE("A dst that wraps at the end of acc can meet a src") {
  // dst 2040, 2041, ..., 2047, 0, 1, 2: the eleventh is the src of all.
  Alu alu = alu_of(false, 1);
  alu.iter_in = 20;
  alu.dst_factor_in = 1;
  CHECK(found(alu, {{2040, 2, 0}}) == "11/2");
  alu.iter_in = 11;
  CHECK(found(alu, {{2040, 2, 0}}) == "none");
}

TEST_CASE("The RTL compares sums before they are cut to an address") {
  // src 2049 is entry 1, which was just written, but the assertion does not see that.
  CHECK(found(alu_of(false, 2), {{1, 0, 0}, {2, 1, 1}}) == "none");
  CHECK(find_alu_hazard(alu_of(true, 2), config_of(4, {11, 4, 3, 4}), buffer_of({{1, 0, 0}, {17, 0, 0}})) ==
        std::nullopt);
}

/// The entries of every operation in order, in the bits that the RTL's adders have: f(operation, dst, src), until it
/// returns false.
template <class F>
void walk(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uops, F&& f) {
  const auto depth = static_cast<std::uint64_t>(config.acc_depth);
  const std::uint64_t dst_range = std::max<std::uint64_t>(depth, 2048);
  const std::uint64_t src_range = std::max<std::uint64_t>(depth, 2048 * static_cast<std::uint64_t>(config.inp_depth));
  const LoopCounts counts = loop_counts(alu);
  std::uint64_t operation = 0;
  for (std::uint64_t o = 0; o < counts.out; ++o) {
    for (std::uint64_t i = 0; i < counts.in; ++i) {
      for (std::uint64_t u = 0; u < counts.uops; ++u, ++operation) {
        const Uop uop = decode_uop(
            uops[static_cast<std::size_t>((alu.uop_begin + u) % static_cast<std::uint64_t>(config.uop_depth))]);
        const std::uint64_t dst = ((o * alu.dst_factor_out + i * alu.dst_factor_in) % depth + uop.acc) % dst_range;
        const std::uint64_t from_uop =
            (std::uint64_t{uop.wgt} * static_cast<std::uint64_t>(config.inp_depth)) | uop.inp;
        const std::uint64_t src = ((o * alu.src_factor_out + i * alu.src_factor_in) % depth + from_uop) % src_range;
        if (!f(operation, dst, src)) return;
      }
    }
  }
}

std::optional<AluHazard> search_plainly(const Alu& alu, const HardwareConfig& config,
                                        const std::vector<std::uint32_t>& uops) {
  std::optional<AluHazard> found;
  std::uint64_t last_dst = 0;
  walk(alu, config, uops, [&](std::uint64_t operation, std::uint64_t dst, std::uint64_t src) {
    if (operation > 0 && last_dst == (alu.use_imm != 0 ? dst : src)) {
      found = {operation, static_cast<std::uint32_t>(last_dst % static_cast<std::uint64_t>(config.acc_depth))};
    }
    last_dst = dst;
    return !found;
  });
  return found;
}

bool reads_last_dst_plainly(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uops) {
  const auto depth = static_cast<std::uint64_t>(config.acc_depth);
  bool found = false;
  std::uint64_t last_dst = depth;
  walk(alu, config, uops, [&](std::uint64_t /*operation*/, std::uint64_t dst, std::uint64_t src) {
    found = src % depth == last_dst;
    last_dst = dst % depth;
    return !found;
  });
  return found;
}

/// A configuration, micro-ops and loops with small indices and factors, so that neighbouring operations with one entry
/// are neither sure nor rare.
struct Sample {
  HardwareConfig config = any_small_config();
  std::vector<std::uint32_t> uops;
  Alu alu = any_alu();

  Sample() {
    if (any_of(0, 3) == 0) config = config_of(4, {5, 11, 3, static_cast<int>(any_of(10, 13))});
    uops.resize(static_cast<std::size_t>(config.uop_depth));
    const std::uint32_t range = any_of(1, 60);
    for (auto& uop : uops) uop = encode(Uop{any_of(0, range), any_of(0, range), any_of(0, 20) == 0 ? 1u : 0u});
    if (any_of(0, 3) == 0) uops[0] = encode(Uop{any_bits(11), any_bits(11), any_bits(10)});
    alu.iter_in = any_of(0, 3) == 0 ? any_of(60, 300) : any_of(1, 20);
    const auto factor = [] { return any_of(0, 3) == 0 ? any_bits(11) : any_of(0, 4); };
    alu.dst_factor_out = factor();
    alu.dst_factor_in = factor();
    alu.src_factor_out = any_bits(1) == 0 ? alu.dst_factor_out : factor();
    alu.src_factor_in = any_bits(1) == 0 ? alu.dst_factor_in : factor();
  }
};

TEST_CASE("The first hazard is the one that a walk over all operations finds") {
  rc::prop("any loops and micro-ops", [] {
    const Sample sample;
    const auto expected = search_plainly(sample.alu, sample.config, sample.uops);
    const auto hazard = find_alu_hazard(sample.alu, sample.config, sample.uops);
    RC_ASSERT(hazard.has_value() == expected.has_value());
    if (hazard) RC_ASSERT(hazard->operation == expected->operation);
    if (hazard) RC_ASSERT(hazard->acc_index == expected->acc_index);
  });
}

TEST_CASE("An operation reads the dst of the one before where a walk over all operations finds that") {
  rc::prop("any loops and micro-ops", [] {
    const Sample sample;
    const bool expected = reads_last_dst_plainly(sample.alu, sample.config, sample.uops);
    RC_ASSERT(reads_last_dst(sample.alu, sample.config, sample.uops) == expected);
  });
}

TEST_CASE("What is read is compared as an address of acc") {
  // As a sum, 2049 is not entry 1; with an immediate the dst of the operation before is no hazard.
  CHECK(reads_last_dst(alu_of(true, 2), block16(), buffer_of({{1, 0, 0}, {2, 1, 1}})));
  CHECK_FALSE(reads_last_dst(alu_of(true, 2), block16(), buffer_of({{1, 0, 0}, {1, 2, 0}})));
}

TEST_CASE("Hazards are where the hardware's assertions fired, and nowhere else") {
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    const HardwareConfig config = find_hardware_config(name);
    int assertions = 0;
    for (const char* suite : {"micro", "streams", "deep", "layers", "broken"}) {
      const auto file = std::filesystem::path(VTASIM_TESTS) / "golden" / name / (std::string(suite) + ".jsonl");
      for (const Case& recorded : read_cases(file)) {
        INFO(file.string() << " " << recorded.program.name);
        ArchState state(config);
        state.dram = recorded.program.image();
        bool hazard = false;
        for (const Instruction& instruction : validate(recorded.program, config)) {
          const auto* load = std::get_if<Load>(&instruction);
          if (load != nullptr && static_cast<Buffer>(load->buffer) == Buffer::uop) execute(instruction, config, state);
          if (const auto* alu = std::get_if<Alu>(&instruction))
            hazard |= find_alu_hazard(*alu, config, state.uop).has_value();
        }
        REQUIRE(hazard == (recorded.rtl && recorded.rtl->assertion));
        assertions += hazard ? 1 : 0;
      }
    }
    CHECK(assertions >= 2);
  }
}

}  // namespace
}  // namespace vtasim::isa
