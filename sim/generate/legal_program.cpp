#include "sim/generate/legal_program.h"

#include <algorithm>
#include <utility>

#include "compiler/codegen/safe_loads.h"
#include "compiler/codegen/tokens.h"
#include "isa/accesses.h"
#include "isa/base/append_word.h"
#include "isa/base/ceil_div.h"
#include "isa/hazards.h"
#include "isa/rules/in_flight.h"
#include "isa/rules/transfer.h"
#include "isa/semantics.h"
#include "sim/generate/complete_case.h"
#include "sim/generate/index_reach.h"

namespace vtasim::generate {

using isa::Buffer;

LegalProgram::LegalProgram(const isa::HardwareConfig& config, RandomNumbers& random)
    : config_(config), random_(random), uops_(static_cast<std::size_t>(config.uop_depth)), written_(config) {
  dram_.resize(allocation_unit(config));  // Drivers take an address of 0 for none.
}

std::uint64_t LegalProgram::allocate(std::uint64_t bytes) {
  const std::uint64_t address = dram_.size();
  const std::uint64_t unit = allocation_unit(config_);
  dram_.resize(address + ceil_div(bytes, unit) * unit);
  return address;
}

std::uint32_t LegalProgram::add_data(Buffer buffer, std::uint32_t count) {
  const auto element = static_cast<std::uint64_t>(config_.element_bytes(buffer));
  const std::uint64_t address = allocate(count * element);
  regions_.push_back({address, random_.bytes(count * element)});
  std::copy(regions_.back().bytes.begin(), regions_.back().bytes.end(), dram_.begin() + address);
  return static_cast<std::uint32_t>(address / element);
}

std::uint32_t LegalProgram::add_uops(const std::vector<isa::Uop>& uops) {
  const std::uint64_t address = allocate(uops.size() * isa::kUopBytes);
  isa::Region region{address, {}};
  for (const isa::Uop& uop : uops) append_word(encode(uop), region.bytes);
  std::copy(region.bytes.begin(), region.bytes.end(), dram_.begin() + address);
  regions_.push_back(std::move(region));
  return static_cast<std::uint32_t>(address / isa::kUopBytes);
}

std::uint32_t LegalProgram::add_room(std::uint32_t count) {
  const auto element = static_cast<std::uint64_t>(config_.element_bytes(Buffer::out));
  return static_cast<std::uint32_t>(allocate(count * element) / element);
}

bool LegalProgram::legal(const isa::Instruction& instruction) const {
  if (const auto* load = std::get_if<isa::Load>(&instruction)) {
    if (!in_range(*load, config_) || transfer_of(*load, config_).end() > dram_.size()) return false;
    // A row with padding is not cut, however long.
    const std::int64_t limit = isa::in_flight_limit(static_cast<Buffer>(load->buffer), config_);
    const std::vector<isa::Load> parts = compiler::safe_loads(*load, config_);
    return std::all_of(parts.begin(), parts.end(),
                       [&](const isa::Load& part) { return beats_of(transfer_of(part, config_), config_) < limit; });
  }
  if (const auto* store = std::get_if<isa::Store>(&instruction)) {
    if (!in_range(*store, config_) || transfer_of(*store, config_).end() > dram_.size()) return false;
  } else if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) {
    if (!in_range(*gemm, config_, uops_)) return false;
  } else if (const auto* alu = std::get_if<isa::Alu>(&instruction)) {
    if (!in_range(*alu, config_, uops_) || find_alu_hazard(*alu, config_, uops_)) return false;
  }
  return written_.contain(accesses_of(instruction, config_, uops_).reads);
}

bool LegalProgram::append(const isa::Instruction& instruction) {
  if (!legal(instruction)) return false;
  const auto* load = std::get_if<isa::Load>(&instruction);
  written_.add(accesses_of(instruction, config_, uops_).writes);
  if (load == nullptr) {
    instructions_.push_back(instruction);
    return true;
  }
  for (const isa::Load& part : compiler::safe_loads(*load, config_)) instructions_.emplace_back(part);
  if (static_cast<Buffer>(load->buffer) == Buffer::uop) {
    isa::ArchState state;
    state.uop.swap(uops_);
    std::swap(state.dram, dram_);
    execute(instruction, config_, state);
    state.uop.swap(uops_);
    std::swap(state.dram, dram_);
  }
  return true;
}

isa::Case LegalProgram::finish(const std::string& name, machine::Machine& machine) const {
  std::vector<isa::Instruction> instructions = instructions_;
  instructions.emplace_back(isa::Finish{});
  return complete_case(name, config_, compiler::insert_tokens(instructions, config_, regions_), regions_, dram_.size(),
                       machine);
}

}  // namespace vtasim::generate
