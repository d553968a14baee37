#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::compiler {

/// Instructions of three modules in program order, with the orderings between them that tokens enforce. Appending and
/// ordering go hand in hand: order_after() concerns the instruction that is about to be appended.
class TokenOrder {
 public:
  /// Position of an instruction in the result; kNone stands for "before everything".
  using Index = std::ptrdiff_t;
  static constexpr Index kNone = -1;

  /// With room for about as many instructions.
  explicit TokenOrder(std::size_t instructions = 0);

  /// The next append() must start after the instruction at `earlier` has ended. Adds tokens, or token-only
  /// instructions, where that does not follow from tokens already there.
  void order_after(isa::Module module, Index earlier);

  /// Appends an instruction; its dependency bits become those that its orderings need.
  Index append(const isa::Instruction& instruction);

  /// The latest instruction of a module, or kNone.
  Index latest(isa::Module module) const { return latest_[index(module)]; }

  std::vector<isa::Instruction> take() { return std::move(instructions_); }

 private:
  /// For each module, the latest instruction of it that is known to have ended.
  using Clock = std::array<Index, isa::kModuleCount>;
  /// A token: pushed by instruction `push` when it ends, popped by instruction `pop` when it starts.
  struct Token {
    Index push = kNone;
    Index pop = kNone;
  };
  /// The tokens from one module to another, in order; both indices grow.
  using Queue = std::vector<Token>;

  static std::size_t index(isa::Module module) { return static_cast<std::size_t>(module); }
  Queue& queue(isa::Module from, isa::Module to) { return queues_[index(from)][index(to)]; }
  /// order_after() between compute and another module.
  void order_after_neighbour(isa::Module module, isa::Module other, Index earlier);
  /// order_after() between load and store, which share no queue: an instruction of compute passes it on.
  void order_through_compute(isa::Module module, isa::Module other, Index earlier);
  /// The first instruction of `from`, from `earliest` on, that can push a token to `to` without one being lost.
  Index first_with_room(isa::Module from, isa::Module to, Index earliest) const;
  /// The first instruction of compute that is known to start after `earlier`, an instruction of `other`, has ended.
  Index first_started_after(isa::Module other, Index earlier) const;
  /// Adds the token by which the next instruction of `to` waits for `push` of a neighbour.
  void add_token(isa::Module from, isa::Module to, Index push);
  /// Tokens that the queue could hold at most when `push` has pushed one more.
  std::size_t pending_after(isa::Module from, isa::Module to, Index push) const;

  std::vector<isa::Instruction> instructions_;
  std::vector<Clock> started_with_;  ///< By instruction: what it knows when it starts.
  /// By module: its instructions, in order. What one knows to have ended, later ones know as well.
  std::array<std::vector<Index>, isa::kModuleCount> of_module_;
  std::array<Index, isa::kModuleCount> latest_{kNone, kNone, kNone};
  /// By module: what its next instruction will know, apart from what comes before it in its own module. Never falls.
  std::array<Clock, isa::kModuleCount> known_{Clock{kNone, kNone, kNone}, Clock{kNone, kNone, kNone},
                                              Clock{kNone, kNone, kNone}};
  std::array<std::array<Queue, isa::kModuleCount>, isa::kModuleCount> queues_;
  /// By module: pops that the next instruction will have, by the module they come from.
  std::array<std::array<bool, isa::kModuleCount>, isa::kModuleCount> pops_{};
};

}  // namespace vtasim::compiler
