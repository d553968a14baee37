#include "compiler/codegen/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/codegen/token_order.h"
#include "isa/accesses.h"
#include "isa/base/error.h"
#include "isa/latest_by_entry.h"
#include "isa/rules/transfer.h"
#include "isa/uop_contents.h"

namespace vtasim::compiler {
namespace {

using Index = TokenOrder::Index;
static_assert(TokenOrder::kNone == isa::LatestByEntry::kNone);

/// What every module must have finished before an instruction may start, by Module.
using Needs = std::array<Index, isa::kModuleCount>;

void raise(Needs& needs, isa::Module module, Index index) {
  Index& need = needs[static_cast<std::size_t>(module)];
  need = std::max(need, index);
}

/// The last writers and readers of scratchpad entries that two modules share: inp and wgt (written by load, read by
/// compute), out (compute, store). uop and acc are compute's own.
class ScratchpadTracker {
 public:
  explicit ScratchpadTracker(const isa::HardwareConfig& config)
      : inp_(isa::Module::load, isa::Module::compute, config.inp_depth),
        wgt_(isa::Module::load, isa::Module::compute, config.wgt_depth),
        out_(isa::Module::compute, isa::Module::store, config.out_depth) {}

  void collect(const isa::Accesses& accesses, Needs& needs) const {
    for (const isa::ScratchpadRange& range : accesses.reads) {
      const Scratchpad* shared = shared_by(*this, range.buffer);
      if (shared != nullptr) raise(needs, shared->writer, shared->written.latest(range.begin, end_of(range)));
    }
    for (const isa::ScratchpadRange& range : accesses.writes) {
      const Scratchpad* shared = shared_by(*this, range.buffer);
      if (shared != nullptr) raise(needs, shared->reader, shared->read.latest(range.begin, end_of(range)));
    }
  }

  void record(const isa::Accesses& accesses, Index index) {
    for (const isa::ScratchpadRange& range : accesses.reads) {
      Scratchpad* shared = shared_by(*this, range.buffer);
      if (shared != nullptr) shared->read.set(range.begin, end_of(range), index);
    }
    for (const isa::ScratchpadRange& range : accesses.writes) {
      Scratchpad* shared = shared_by(*this, range.buffer);
      if (shared != nullptr) shared->written.set(range.begin, end_of(range), index);
    }
  }

 private:
  struct Scratchpad {
    Scratchpad(isa::Module writing, isa::Module reading, int depth)
        : writer(writing), reader(reading), written(static_cast<std::uint32_t>(depth)), read(written) {}
    isa::Module writer;
    isa::Module reader;
    isa::LatestByEntry written;
    isa::LatestByEntry read;
  };

  static std::uint32_t end_of(const isa::ScratchpadRange& range) { return range.begin + range.count; }

  /// Of a tracker, constant or not; nullptr for a scratchpad of one module.
  template <class Tracker>
  static auto shared_by(Tracker& tracker, isa::Buffer buffer) -> decltype(&tracker.inp_) {
    switch (buffer) {
      case isa::Buffer::inp:
        return &tracker.inp_;
      case isa::Buffer::wgt:
        return &tracker.wgt_;
      case isa::Buffer::out:
        return &tracker.out_;
      case isa::Buffer::uop:
      case isa::Buffer::acc:
        break;
    }
    return nullptr;
  }

  Scratchpad inp_;
  Scratchpad wgt_;
  Scratchpad out_;
};

/// The DRAM ranges that LOADs read and STOREs write.
class DramTracker {
 public:
  /// Orders a LOAD after the STOREs whose bytes it reads.
  void collect_load(const isa::Transfer& load, Needs& needs) const {
    raise(needs, isa::Module::store, stores_.latest_overlapping(load));
  }

  /// Orders a STORE after the LOADs that read what it overwrites; STOREs follow each other anyway.
  void collect_store(const isa::Transfer& store, Needs& needs) const {
    raise(needs, isa::Module::load, loads_.latest_overlapping(store));
    raise(needs, isa::Module::compute, compute_loads_.latest_overlapping(store));
  }

  bool stored(const isa::Transfer& load) const { return stores_.latest_overlapping(load) != TokenOrder::kNone; }

  void record(isa::Module module, const isa::Transfer& transfer, Index index) {
    if (transfer.rows == 0) return;
    (module == isa::Module::store  ? stores_
     : module == isa::Module::load ? loads_
                                   : compute_loads_)
        .add(transfer, index);
  }

 private:
  class Transfers {
   public:
    void add(const isa::Transfer& transfer, Index index) {
      low_ = std::min(low_, transfer.address);
      high_ = std::max(high_, transfer.end());
      all_.push_back({transfer, transfer.end(), index});
    }
    Index latest_overlapping(const isa::Transfer& transfer) const {
      // Most programs load and store in different places.
      if (transfer.rows == 0 || transfer.end() <= low_ || transfer.address >= high_) return TokenOrder::kNone;
      const std::uint64_t end = transfer.end();
      const auto found = std::find_if(all_.rbegin(), all_.rend(), [&](const Entry& e) {
        return e.transfer.address < end && transfer.address < e.end && overlap(e.transfer, transfer);
      });
      return found == all_.rend() ? TokenOrder::kNone : found->index;
    }

   private:
    struct Entry {
      isa::Transfer transfer;
      std::uint64_t end = 0;  ///< Of the transfer: most are told apart by this.
      Index index = TokenOrder::kNone;
    };
    std::vector<Entry> all_;
    std::uint64_t low_ = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t high_ = 0;
  };

  Transfers stores_;
  Transfers loads_;          ///< Of the load module.
  Transfers compute_loads_;  ///< uop and acc.
};

class TokenPass {
 public:
  TokenPass(const isa::HardwareConfig& config, const std::vector<isa::Region>& image)
      : config_(config), image_(image), uops_(static_cast<std::size_t>(config.uop_depth)), scratchpads_(config) {}

  std::vector<isa::Instruction> run(const std::vector<isa::Instruction>& program) {
    for (const isa::Instruction& instruction : program) visit(instruction);
    return order_.take();
  }

 private:
  void visit(const isa::Instruction& instruction) {
    const isa::Module module = module_of(instruction);
    Needs needs{TokenOrder::kNone, TokenOrder::kNone, TokenOrder::kNone};
    isa::Transfer transfer;
    if (const auto* load = std::get_if<isa::Load>(&instruction)) {
      transfer = transfer_of(*load, config_);
      dram_.collect_load(transfer, needs);
      if (static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop) load_uops(*load, transfer);
    } else if (const auto* store = std::get_if<isa::Store>(&instruction)) {
      transfer = transfer_of(*store, config_);
      dram_.collect_store(transfer, needs);
    }
    find_accesses(instruction, config_, uops_, accesses_);
    scratchpads_.collect(accesses_, needs);
    if (std::holds_alternative<isa::Finish>(instruction)) {
      for (const isa::Module m : {isa::Module::load, isa::Module::store}) raise(needs, m, order_.latest(m));
    }
    // Through compute first: what that brings with it may be all that is needed of compute.
    order_.order_after(
        module, needs[static_cast<std::size_t>(module == isa::Module::load ? isa::Module::store : isa::Module::load)]);
    for (const isa::Module m : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
      order_.order_after(module, needs[static_cast<std::size_t>(m)]);
    }
    const Index index = order_.append(instruction);
    scratchpads_.record(accesses_, index);
    dram_.record(module, transfer, index);
  }

  /// Follows the contents of the uop scratchpad.
  void load_uops(const isa::Load& load, const isa::Transfer& transfer) {
    if (dram_.stored(transfer)) {
      throw Error(
          fmt::format("LOAD of uop from DRAM bytes {} to {}: the program has stored there; micro-ops must not "
                      "depend on results",
                      transfer.address, transfer.end()));
    }
    isa::load_uops(load, config_, image_, uops_);
  }

  const isa::HardwareConfig& config_;
  const std::vector<isa::Region>& image_;
  std::vector<std::uint32_t> uops_;
  isa::Accesses accesses_;  ///< Of the instruction that is visited.
  ScratchpadTracker scratchpads_;
  DramTracker dram_;
  TokenOrder order_;
};

}  // namespace

std::vector<isa::Instruction> insert_tokens(const std::vector<isa::Instruction>& program,
                                            const isa::HardwareConfig& config, const std::vector<isa::Region>& image) {
  return TokenPass(config, image).run(program);
}

}  // namespace vtasim::compiler
