#include "compiler/codegen/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/codegen/token_order.h"
#include "isa/accesses.h"
#include "isa/base/error.h"
#include "isa/hazards.h"
#include "isa/rules/transfer.h"
#include "isa/semantics.h"

namespace vtasim {
namespace {

using Index = TokenOrder::Index;

/// What every module must have finished before an instruction may start, by Module.
using Needs = std::array<Index, kModuleCount>;

void raise(Needs& needs, Module module, Index index) {
  Index& need = needs[static_cast<std::size_t>(module)];
  need = std::max(need, index);
}

/// The last writers and readers of scratchpad entries that two modules share: inp and wgt (written by load, read by
/// compute), out (compute, store). uop and acc are compute's own.
class ScratchpadTracker {
 public:
  explicit ScratchpadTracker(const HardwareConfig& config) {
    for (const Buffer buffer : {Buffer::inp, Buffer::wgt, Buffer::out}) {
      Entries& entries = entries_[static_cast<std::size_t>(buffer)];
      entries.writer.assign(static_cast<std::size_t>(config.depth(buffer)), TokenOrder::kNone);
      entries.reader = entries.writer;
    }
  }

  void collect(const Accesses& accesses, Needs& needs) const {
    for_each_entry(accesses.reads, [&](Buffer buffer, std::size_t entry) {
      raise(needs, writer_of(buffer), entries_of(buffer).writer[entry]);
    });
    for_each_entry(accesses.writes, [&](Buffer buffer, std::size_t entry) {
      raise(needs, reader_of(buffer), entries_of(buffer).reader[entry]);
    });
  }

  void record(const Accesses& accesses, Index index) {
    for_each_entry(accesses.reads, [&](Buffer buffer, std::size_t entry) { entries_of(buffer).reader[entry] = index; });
    for_each_entry(accesses.writes,
                   [&](Buffer buffer, std::size_t entry) { entries_of(buffer).writer[entry] = index; });
  }

 private:
  struct Entries {
    std::vector<Index> writer;
    std::vector<Index> reader;
  };

  static Module writer_of(Buffer buffer) { return buffer == Buffer::out ? Module::compute : Module::load; }
  static Module reader_of(Buffer buffer) { return buffer == Buffer::out ? Module::store : Module::compute; }

  Entries& entries_of(Buffer buffer) { return entries_[static_cast<std::size_t>(buffer)]; }
  const Entries& entries_of(Buffer buffer) const { return entries_[static_cast<std::size_t>(buffer)]; }

  template <typename Visit>
  void for_each_entry(const std::vector<ScratchpadRange>& ranges, Visit&& visit) const {
    for (const ScratchpadRange& range : ranges) {
      const std::size_t depth = entries_of(range.buffer).writer.size();
      if (depth == 0) continue;
      for (std::size_t i = 0; i < range.count; ++i) visit(range.buffer, (range.begin + i) % depth);
    }
  }

  std::array<Entries, kBufferCount> entries_;
};

/// The DRAM ranges that LOADs read and STOREs write.
class DramTracker {
 public:
  /// Orders a LOAD after the STOREs whose bytes it reads.
  void collect_load(const Transfer& load, Needs& needs) const {
    raise(needs, Module::store, stores_.latest_overlapping(load));
  }

  /// Orders a STORE after the LOADs that read what it overwrites; STOREs follow each other anyway.
  void collect_store(const Transfer& store, Needs& needs) const {
    raise(needs, Module::load, loads_.latest_overlapping(store));
    raise(needs, Module::compute, compute_loads_.latest_overlapping(store));
  }

  bool stored(const Transfer& load) const { return stores_.latest_overlapping(load) != TokenOrder::kNone; }

  void record(Module module, const Transfer& transfer, Index index) {
    if (transfer.rows == 0) return;
    (module == Module::store ? stores_ : module == Module::load ? loads_ : compute_loads_).add(transfer, index);
  }

 private:
  class Transfers {
   public:
    void add(const Transfer& transfer, Index index) {
      low_ = std::min(low_, transfer.address);
      high_ = std::max(high_, transfer.end());
      all_.push_back({transfer, index});
    }
    Index latest_overlapping(const Transfer& transfer) const {
      // Most programs load and store in different places.
      if (transfer.rows == 0 || transfer.end() <= low_ || transfer.address >= high_) return TokenOrder::kNone;
      const auto found =
          std::find_if(all_.rbegin(), all_.rend(), [&](const Entry& e) { return overlap(e.transfer, transfer); });
      return found == all_.rend() ? TokenOrder::kNone : found->index;
    }

   private:
    struct Entry {
      Transfer transfer;
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

/// The bytes of `image` from `address` on.
std::vector<std::uint8_t> read_image(const std::vector<Region>& image, std::uint64_t address, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (const Region& region : image) {
    const std::uint64_t begin = std::max(address, region.address);
    const std::uint64_t end = std::min(address + size, region.address + region.bytes.size());
    for (std::uint64_t at = begin; at < end; ++at) bytes[at - address] = region.bytes[at - region.address];
  }
  return bytes;
}

class TokenPass {
 public:
  TokenPass(const HardwareConfig& config, const std::vector<Region>& image)
      : config_(config), image_(image), uops_(static_cast<std::size_t>(config.uop_depth)), scratchpads_(config) {}

  std::vector<Instruction> run(const std::vector<Instruction>& program) {
    for (const Instruction& instruction : program) visit(instruction);
    return order_.take();
  }

 private:
  void visit(const Instruction& instruction) {
    const Module module = module_of(instruction);
    Needs needs{TokenOrder::kNone, TokenOrder::kNone, TokenOrder::kNone};
    Transfer transfer;
    if (const auto* load = std::get_if<Load>(&instruction)) {
      transfer = transfer_of(*load, config_);
      dram_.collect_load(transfer, needs);
      if (static_cast<Buffer>(load->buffer) == Buffer::uop) load_uops(*load, transfer);
    } else if (const auto* store = std::get_if<Store>(&instruction)) {
      transfer = transfer_of(*store, config_);
      dram_.collect_store(transfer, needs);
    }
    const Accesses accesses = accesses_of(instruction, config_, uops_);
    scratchpads_.collect(accesses, needs);
    if (std::holds_alternative<Finish>(instruction)) {
      for (const Module m : {Module::load, Module::store}) raise(needs, m, order_.latest(m));
    }
    // Through compute first: what that brings with it may be all that is needed of compute.
    order_.order_after(module, needs[static_cast<std::size_t>(module == Module::load ? Module::store : Module::load)]);
    for (const Module m : {Module::load, Module::compute, Module::store}) {
      order_.order_after(module, needs[static_cast<std::size_t>(m)]);
    }
    const Index index = order_.append(instruction);
    scratchpads_.record(accesses, index);
    dram_.record(module, transfer, index);
  }

  /// Follows the contents of the uop scratchpad.
  void load_uops(const Load& load, const Transfer& transfer) {
    if (dram_.stored(transfer)) {
      throw Error(
          fmt::format("LOAD of uop from DRAM bytes {} to {}: the program has stored there; micro-ops must not "
                      "depend on results",
                      transfer.address, transfer.end()));
    }
    if (transfer.rows == 0) return;
    // Executed on a state whose DRAM is just what the instruction reads.
    Load local = load;
    local.dram_base = 0;
    ArchState state;
    state.uop = uops_;
    state.dram = read_image(image_, transfer.address, transfer.end() - transfer.address);
    execute(local, config_, state);
    uops_ = std::move(state.uop);
  }

  const HardwareConfig& config_;
  const std::vector<Region>& image_;
  std::vector<std::uint32_t> uops_;
  ScratchpadTracker scratchpads_;
  DramTracker dram_;
  TokenOrder order_;
};

}  // namespace

std::vector<Instruction> insert_tokens(const std::vector<Instruction>& program, const HardwareConfig& config,
                                       const std::vector<Region>& image) {
  return TokenPass(config, image).run(program);
}

}  // namespace vtasim
