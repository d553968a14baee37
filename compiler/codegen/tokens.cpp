#include "compiler/codegen/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/codegen/latest_by_address.h"
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
static_assert(TokenOrder::kNone == LatestByAddress::kNone);

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

/// Bytes of DRAM from the first to the last of some transfers.
class Span {
 public:
  void add(const isa::Transfer& transfer) {
    if (transfer.rows == 0) return;
    begin_ = std::min(begin_, transfer.address);
    end_ = std::max(end_, transfer.end());
  }
  bool meets(const isa::Transfer& transfer) const {
    return transfer.rows != 0 && transfer.address < end_ && begin_ < transfer.end();
  }

 private:
  std::uint64_t begin_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t end_ = 0;
};

/// The DRAM bytes that LOADs read and STOREs write. Most programs load and store in different places: what lies where
/// the other kind never goes is not followed.
class DramTracker {
 public:
  DramTracker(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config)
      : stores_(granule(config)), loads_(granule(config)), compute_loads_(granule(config)) {
    for (const isa::Instruction& instruction : program) {
      if (const auto* load = std::get_if<isa::Load>(&instruction)) {
        const bool of_uops = static_cast<isa::Buffer>(load->buffer) == isa::Buffer::uop;
        (of_uops                                 ? uop_span_
         : module_of(*load) == isa::Module::load ? load_span_
                                                 : acc_span_)
            .add(transfer_of(*load, config));
      } else if (const auto* store = std::get_if<isa::Store>(&instruction)) {
        store_span_.add(transfer_of(*store, config));
      }
    }
  }

  /// Orders a LOAD after the STOREs whose bytes it reads.
  void collect_load(const isa::Transfer& load, Needs& needs) const {
    raise(needs, isa::Module::store, latest_store(load));
  }

  /// Orders a STORE after the LOADs that read what it overwrites; STOREs follow each other anyway.
  void collect_store(const isa::Transfer& store, Needs& needs) const {
    if (load_span_.meets(store)) raise(needs, isa::Module::load, loads_.latest(store));
    if (compute_loads_meet(store)) raise(needs, isa::Module::compute, compute_loads_.latest(store));
  }

  bool stored(const isa::Transfer& load) const { return latest_store(load) != TokenOrder::kNone; }

  void record(isa::Module module, const isa::Transfer& transfer, Index index) {
    if (module == isa::Module::store) {
      if (load_span_.meets(transfer) || compute_loads_meet(transfer)) stores_.set(transfer, index);
    } else if (store_span_.meets(transfer)) {
      (module == isa::Module::load ? loads_ : compute_loads_).set(transfer, index);
    }
  }

 private:
  /// Whole granules are what STOREs write, so that nothing else that lies in one is taken for a conflict: LOADs of
  /// micro-ops alone may touch parts of them.
  static std::uint64_t granule(const isa::HardwareConfig& config) {
    return static_cast<std::uint64_t>(config.element_bytes(isa::Buffer::out));
  }

  Index latest_store(const isa::Transfer& load) const {
    return store_span_.meets(load) ? stores_.latest(load) : TokenOrder::kNone;
  }
  bool compute_loads_meet(const isa::Transfer& store) const { return acc_span_.meets(store) || uop_span_.meets(store); }

  // Of the whole program. Micro-ops lie behind all else, and bias before what is stored: by themselves.
  Span store_span_;
  Span load_span_;  ///< Of the load module.
  Span acc_span_;
  Span uop_span_;
  // Of what has been visited.
  LatestByAddress stores_;
  LatestByAddress loads_;          ///< Of the load module.
  LatestByAddress compute_loads_;  ///< uop and acc.
};

class TokenPass {
 public:
  TokenPass(const std::vector<isa::Instruction>& program, const isa::HardwareConfig& config,
            const std::vector<isa::Region>& image)
      : program_(program),
        config_(config),
        image_(image),
        uops_(static_cast<std::size_t>(config.uop_depth)),
        scratchpads_(config),
        dram_(program, config),
        order_(program.size() + program.size() / 8) {}

  std::vector<isa::Instruction> run() {
    for (const isa::Instruction& instruction : program_) visit(instruction);
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

  const std::vector<isa::Instruction>& program_;
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
  return TokenPass(program, config, image).run();
}

}  // namespace vtasim::compiler
