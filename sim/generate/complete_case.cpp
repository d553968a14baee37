#include "sim/generate/complete_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/base/ceil_div.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "isa/rules/transfer.h"

namespace vtasim::generate {
namespace {

constexpr std::uint64_t kPageBytes = 4096;

std::uint64_t round_up(std::uint64_t value, std::uint64_t unit) { return ceil_div(value, unit) * unit; }

/// The ranges of bytes that STOREs write, in ascending order, those that touch as one.
std::vector<std::pair<std::uint64_t, std::uint64_t>> stored_ranges(const std::vector<isa::Instruction>& instructions,
                                                                   const isa::HardwareConfig& config) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> rows;
  for (const isa::Instruction& instruction : instructions) {
    const auto* store = std::get_if<isa::Store>(&instruction);
    if (store == nullptr) continue;
    const isa::Transfer transfer = transfer_of(*store, config);
    for (std::uint64_t row = 0; row < transfer.rows; ++row) {
      const std::uint64_t begin = transfer.address + row * transfer.stride_bytes;
      rows.emplace_back(begin, begin + transfer.row_bytes);
    }
  }
  std::sort(rows.begin(), rows.end());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& [begin, end] : rows) {
    if (!ranges.empty() && begin <= ranges.back().second) {
      ranges.back().second = std::max(ranges.back().second, end);
    } else {
      ranges.emplace_back(begin, end);
    }
  }
  return ranges;
}

}  // namespace

std::uint64_t allocation_unit(const isa::HardwareConfig& config) {
  return std::max(kPageBytes,
                  static_cast<std::uint64_t>(config.bus_bytes) * static_cast<std::uint64_t>(config.max_burst_beats));
}

isa::Case complete_case(const std::string& name, const isa::HardwareConfig& config,
                        const std::vector<isa::Instruction>& instructions, std::vector<isa::Region> regions,
                        std::uint64_t data_bytes, machine::Machine& machine, std::uint64_t offset) {
  isa::Case result;
  isa::Program& program = result.program;
  program.name = name;
  program.config = config.name;
  program.insn_addr = data_bytes + offset;
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  isa::Region region{program.insn_addr, encode_stream(instructions)};
  // Instructions are fetched by the beat: the last may reach further than they do.
  program.dram_bytes = round_up(region.address + region.bytes.size(), allocation_unit(config));
  program.regions = std::move(regions);
  program.regions.push_back(std::move(region));
  result.hardware = config;

  const machine::RunResult run = machine.run(config, program);
  if (!run.problem.empty()) {
    throw Error(fmt::format("{}: the generated program does not run on {}: {}", name, config.name, run.problem));
  }
  result.has_outputs = true;
  for (const auto& [begin, end] : stored_ranges(instructions, config)) {
    const auto first = machine.dram().begin();
    result.outputs.push_back(
        {begin, {first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)}});
  }
  return result;
}

}  // namespace vtasim::generate
