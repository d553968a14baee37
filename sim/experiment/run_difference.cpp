#include "sim/experiment/run_difference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "isa/base/text.h"
#include "isa/case_file.h"
#include "isa/disasm.h"
#include "isa/instruction_stream.h"

namespace vtasim::experiment {
namespace {

constexpr isa::InsnTiming kNeverDispatched = {-1, -1, -1};

/// The earlier of the two cycles that first differ; what never happens comes last.
std::uint64_t moment_of(const isa::InsnTiming& a, const isa::InsnTiming& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin());
  // -1 turns into the largest unsigned value.
  return std::min(static_cast<std::uint64_t>(*in_a), static_cast<std::uint64_t>(*in_b));
}

/// Position in the program of the index-th instruction of `module`; the program's length where there is none.
std::size_t program_index(const std::vector<isa::Instruction>& instructions, isa::Module module, std::size_t index) {
  std::size_t seen = 0;
  const auto found = std::find_if(instructions.begin(), instructions.end(), [&](const isa::Instruction& instruction) {
    return module_of(instruction) == module && seen++ == index;
  });
  return static_cast<std::size_t>(found - instructions.begin());
}

std::string describe(const TimingDifference& difference, const isa::Program& program) {
  const std::vector<isa::Instruction> instructions = instructions_of(program);
  const std::size_t at = program_index(instructions, difference.module, difference.index);
  const std::string what = at < instructions.size()
                               ? fmt::format("the program's instruction {}: {}", at, disassemble(instructions[at]))
                               : "of which the program has no such instruction";
  return fmt::format("{} instruction {}, {}\n  expected [dispatch, start, end] {}, got {}",
                     to_string(difference.module), difference.index, what, difference.expected, difference.got);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::optional<TimingDifference> first_timing_difference(const isa::RunRecord& expected, const isa::RunRecord& got) {
  std::optional<TimingDifference> first;
  std::uint64_t first_moment = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    const std::vector<isa::InsnTiming>& a = expected.timing[m];
    const std::vector<isa::InsnTiming>& b = got.timing[m];
    // A module's instructions run in order: its first difference is also its earliest.
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      const isa::InsnTiming& in_a = i < a.size() ? a[i] : kNeverDispatched;
      const isa::InsnTiming& in_b = i < b.size() ? b[i] : kNeverDispatched;
      if (in_a == in_b) continue;
      if (!first || moment_of(in_a, in_b) < first_moment) {
        first = TimingDifference{static_cast<isa::Module>(m), i, in_a, in_b};
        first_moment = moment_of(in_a, in_b);
      }
      break;
    }
  }
  return first;
}

std::optional<TotalDifference> first_total_difference(const isa::RunRecord& expected, const isa::RunRecord& got) {
  const TotalDifference totals[] = {
      {"cycles", expected.cycles, got.cycles},
      {"read_bursts", expected.read_bursts, got.read_bursts},
      {"read_beats", expected.read_beats, got.read_beats},
      {"write_bursts", expected.write_bursts, got.write_bursts},
      {"write_beats", expected.write_beats, got.write_beats},
  };
  for (const TotalDifference& total : totals) {
    if (total.expected != -1 && total.expected != total.got) return total;
  }
  return std::nullopt;
}

std::optional<ByteDifference> first_output_difference(const std::vector<isa::Region>& expected,
                                                      const isa::DramImage& dram) {
  for (const isa::Region& region : expected) {
    for (std::size_t i = 0; i < region.bytes.size(); ++i) {
      const std::uint64_t address = region.address + i;
      const std::uint8_t got = address < dram.size() ? dram[address] : std::uint8_t{0};
      if (got != region.bytes[i]) return ByteDifference{address, region.bytes[i], got};
    }
  }
  return std::nullopt;
}

std::vector<std::string> describe_differences(const isa::Case& expected, const isa::RunRecord& got,
                                              const std::string& problem, const isa::DramImage* dram) {
  std::vector<std::string> lines;
  const bool should_finish = !expected.rtl || expected.rtl->finished;
  if (should_finish && !got.finished) lines.push_back("expected to finish: " + problem);
  if (!should_finish && got.finished) {
    lines.push_back(fmt::format("expected not to finish, finished in {} cycles", grouped(got.cycles)));
  }
  if (expected.rtl && expected.rtl->assertion && !got.assertion) {
    lines.push_back("expected an ALU hazard, got " + (problem.empty() ? "none" : first_line(problem)));
  }
  if (expected.rtl && !expected.rtl->assertion && got.assertion && got.finished == should_finish) {
    lines.push_back("expected no ALU hazard, got " + first_line(problem));
  }

  if (expected.rtl) {
    if (const auto timing = first_timing_difference(*expected.rtl, got)) {
      lines.push_back(describe(*timing, expected.program));
    } else if (const auto total = first_total_difference(*expected.rtl, got)) {
      lines.push_back(fmt::format("{}: expected {}, got {}", total->name, total->expected, total->got));
    }
  }
  if (dram != nullptr) {
    if (const auto byte = first_output_difference(expected.outputs, *dram)) {
      lines.push_back(fmt::format("output byte at address {:#x}: expected {:#04x}, got {:#04x}", byte->address,
                                  byte->expected, byte->got));
    }
  }
  return lines;
}

}  // namespace vtasim::experiment
