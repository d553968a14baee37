#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "compiler/codegen/note_taker.h"
#include "isa/instruction.h"

namespace vtasim::compiler {

/// Collects the micro-op lists of a program's GEMM and ALU instructions and decides where they lie in DRAM and in the
/// uop scratchpad.
class UopTable {
 public:
  using List = std::vector<std::uint32_t>;  ///< Encoded micro-ops.

  /// `notes`, if any, is told of what is appended, and has to outlive the appending.
  explicit UopTable(const isa::HardwareConfig& config, NoteTaker* notes = nullptr);

  /// Longest list that an instruction can run.
  std::size_t capacity() const { return capacity_; }

  /// Appends a GEMM or an ALU instruction that runs `list`: several of them where it is longer than the uop scratchpad,
  /// none where it is empty. Other instructions have no list.
  void append(const isa::Gemm& gemm, const List& list);
  void append(const isa::Alu& alu, const List& list);
  void append(const isa::Instruction& instruction);

  /// What instructions from here on are for. Costs nothing where nobody takes notes: describe() is called for them
  /// alone.
  template <class Describe>
  void begin_unit(Describe&& describe) {
    if (notes_ != nullptr) notes_->begin_unit(describe());
  }
  void begin(isa::Purpose purpose) {
    if (notes_ != nullptr) notes_->begin(purpose);
  }

  /// The DRAM contents of all lists, one after the other.
  const std::vector<std::uint32_t>& words() const { return words_; }
  std::int64_t bytes() const { return static_cast<std::int64_t>(4 * words_.size()); }

  /// The program with uop_begin and uop_end filled in and the LOADs of micro-ops inserted: a single one at the start
  /// where all lists fit the scratchpad together, otherwise one before each instruction whose list is not there.
  /// `dram_base` is where words() lie, in micro-ops.
  std::vector<isa::Instruction> place(std::uint32_t dram_base) const;

 private:
  /// A list's place in words_; size 0 for instructions without.
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Draft {
    isa::Instruction instruction;
    Span span;
  };
  struct ListHash {
    std::size_t operator()(const List& list) const;
  };
  Span intern(const List& list);
  std::vector<isa::Instruction> place_at_start(std::uint32_t dram_base) const;
  std::vector<isa::Instruction> place_on_demand(std::uint32_t dram_base) const;

  void keep_in_lists(const isa::Instruction& instruction, const List& list);
  void keep(const isa::Instruction& instruction, Span span);

  std::size_t capacity_;
  NoteTaker* notes_;
  std::unordered_map<List, Span, ListHash> spans_;
  std::vector<std::uint32_t> words_;
  std::vector<Draft> drafts_;
};

}  // namespace vtasim::compiler
