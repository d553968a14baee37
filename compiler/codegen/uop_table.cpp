#include "compiler/codegen/uop_table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "compiler/codegen/instructions.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

isa::Load load_uops(std::uint32_t sram_base, std::uint32_t dram_base, std::uint32_t count) {
  return make_load(isa::Buffer::uop, static_cast<int>(sram_base), dram_base, {1, static_cast<int>(count)});
}

isa::Instruction with_uops(isa::Instruction instruction, std::uint32_t begin, std::uint32_t size) {
  const auto set = [&](auto& insn) {
    insn.uop_begin = begin;
    insn.uop_end = begin + size;
  };
  if (auto* gemm = std::get_if<isa::Gemm>(&instruction)) set(*gemm);
  if (auto* alu = std::get_if<isa::Alu>(&instruction)) set(*alu);
  return instruction;
}

}  // namespace

UopTable::UopTable(const isa::HardwareConfig& config, NoteTaker* notes)
    : capacity_(static_cast<std::size_t>(isa::addressable_depth(isa::Buffer::uop, config))), notes_(notes) {}

std::size_t UopTable::ListHash::operator()(const List& list) const {
  const std::string_view bytes(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(list[0]));
  return std::hash<std::string_view>{}(bytes);
}

UopTable::Span UopTable::intern(const List& list) {
  const auto [entry, is_new] = spans_.try_emplace(
      list, Span{static_cast<std::uint32_t>(words_.size()), static_cast<std::uint32_t>(list.size())});
  if (is_new) words_.insert(words_.end(), list.begin(), list.end());
  return entry->second;
}

void UopTable::append(const isa::Gemm& gemm, const List& list) { keep_in_lists(gemm, list); }

void UopTable::append(const isa::Alu& alu, const List& list) { keep_in_lists(alu, list); }

void UopTable::append(const isa::Instruction& instruction) { keep(instruction, {}); }

void UopTable::keep_in_lists(const isa::Instruction& instruction, const List& list) {
  if (!list.empty() && list.size() <= capacity_) return keep(instruction, intern(list));  // As most are: no copy.
  for (std::size_t begin = 0; begin < list.size(); begin += capacity_) {
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(begin);
    keep(instruction, intern({first, first + static_cast<std::ptrdiff_t>(std::min(capacity_, list.size() - begin))}));
  }
}

void UopTable::keep(const isa::Instruction& instruction, Span span) {
  drafts_.push_back({instruction, span});
  if (notes_ != nullptr) notes_->append();
}

std::vector<isa::Instruction> UopTable::place(std::uint32_t dram_base) const {
  return words_.size() <= capacity_ ? place_at_start(dram_base) : place_on_demand(dram_base);
}

std::vector<isa::Instruction> UopTable::place_at_start(std::uint32_t dram_base) const {
  std::vector<isa::Instruction> placed;
  placed.reserve(drafts_.size() + 2);  // A LOAD, and FINISH.
  if (!words_.empty()) placed.emplace_back(load_uops(0, dram_base, static_cast<std::uint32_t>(words_.size())));
  for (const Draft& draft : drafts_) placed.push_back(with_uops(draft.instruction, draft.span.begin, draft.span.size));
  return placed;
}

std::vector<isa::Instruction> UopTable::place_on_demand(std::uint32_t dram_base) const {
  std::vector<isa::Instruction> placed;
  std::map<std::uint32_t, Span> resident;  // By place in the scratchpad; `begin` is the place in words_.
  std::uint32_t next = 0;                  // Where the next list goes: round the scratchpad.
  for (const Draft& draft : drafts_) {
    if (draft.span.size == 0) {
      placed.push_back(draft.instruction);
      continue;
    }
    auto found = std::find_if(resident.begin(), resident.end(),
                              [&](const auto& entry) { return entry.second.begin == draft.span.begin; });
    if (found == resident.end()) {
      if (next + draft.span.size > capacity_) next = 0;
      for (auto it = resident.begin(); it != resident.end();) {
        const bool overwritten = it->first < next + draft.span.size && next < it->first + it->second.size;
        it = overwritten ? resident.erase(it) : std::next(it);
      }
      placed.emplace_back(load_uops(next, dram_base + draft.span.begin, draft.span.size));
      found = resident.emplace(next, draft.span).first;
      next += draft.span.size;
    }
    placed.push_back(with_uops(draft.instruction, found->first, draft.span.size));
  }
  return placed;
}

}  // namespace vtasim::compiler
