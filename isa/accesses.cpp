#include "isa/accesses.h"

#include <algorithm>

#include "isa/index_runs.h"
#include "isa/index_set.h"
#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

void add_range(std::vector<ScratchpadRange>& ranges, Buffer buffer, std::uint64_t begin, std::uint64_t count,
               const HardwareConfig& config) {
  const auto depth = static_cast<std::uint64_t>(config.depth(buffer));
  if (count == 0) return;
  if (count >= depth) {
    ranges.push_back({buffer, 0, static_cast<std::uint32_t>(depth)});
    return;
  }
  begin %= depth;
  const std::uint64_t to_end = std::min(count, depth - begin);
  ranges.push_back({buffer, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(to_end)});
  if (count > to_end) ranges.push_back({buffer, 0, static_cast<std::uint32_t>(count - to_end)});
}

/// The micro-ops that an instruction runs.
struct UopRange {
  const std::vector<std::uint32_t>& uop_buffer;
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
  std::uint32_t mask = 0;

  Uop operator[](std::uint32_t u) const { return decode_uop(uop_buffer[(begin + u) & mask]); }
};

template <class Insn>
UopRange uops_of(const Insn& insn, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer) {
  const auto depth = static_cast<std::uint32_t>(config.uop_depth);
  return {uop_buffer, insn.uop_begin, std::min(loop_counts(insn).uops, depth), depth - 1};
}

/// How the two loops move an index.
struct Factors {
  std::uint32_t out = 0;
  std::uint32_t in = 0;
};

/// Entries that index_of(micro-op) plus the loops' offsets visit, added to `visited`; false where it has no room.
template <class IndexOf>
bool visit(const UopRange& uops, const LoopCounts& counts, const Factors& factors, std::uint32_t depth,
           IndexOf&& index_of, IndexRuns& visited) {
  for (std::uint32_t u = 0; u < uops.count; ++u) {
    if (!visited.insert(index_of(uops[u]))) return false;
  }
  return visited.repeat(factors.in, counts.in) && visited.repeat(factors.out, counts.out) && visited.wrap(depth);
}

template <class IndexOf>
void visit(const UopRange& uops, const LoopCounts& counts, const Factors& factors, IndexOf&& index_of,
           IndexSet& visited) {
  for (std::uint32_t u = 0; u < uops.count; ++u) visited.insert(index_of(uops[u]));
  visited.repeat(factors.in, counts.in);
  visited.repeat(factors.out, counts.out);
}

/// Calls use(begin, count) for each run of what is visited of a scratchpad of that depth, in ascending order.
template <class IndexOf, class Use>
void for_each_visited(const UopRange& uops, const LoopCounts& counts, const Factors& factors, int depth,
                      IndexOf&& index_of, Use&& use) {
  const auto entries = static_cast<std::uint32_t>(depth);
  IndexRuns runs;
  if (visit(uops, counts, factors, entries, index_of, runs)) {
    for (const IndexRuns::Run& run : runs) use(run.begin, run.end - run.begin);
    return;
  }
  IndexSet set(entries);
  visit(uops, counts, factors, index_of, set);
  set.for_each_run(use);
}

auto add_to(std::vector<ScratchpadRange>& ranges, Buffer buffer) {
  return [&ranges, buffer](std::uint32_t begin, std::uint32_t count) { ranges.push_back({buffer, begin, count}); };
}

class AccessCollector {
 public:
  AccessCollector(const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer, Accesses& found)
      : config_(config), uop_buffer_(uop_buffer), found_(found) {}

  void operator()(const Load& load) {
    if (load.x_size == 0 || load.y_size == 0) return;
    const std::uint64_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
    const std::uint64_t height = load.y_pad_0 + load.y_size + load.y_pad_1;
    add_range(found_.writes, static_cast<Buffer>(load.buffer), load.sram_base, width * height, config_);
  }

  void operator()(const Store& store) {
    add_range(found_.reads, Buffer::out, store.sram_base, std::uint64_t{store_rows(store, config_)} * store.x_size,
              config_);
  }

  void operator()(const Gemm& gemm) {
    const LoopCounts counts = loop_counts(gemm);
    const UopRange uops = uops_of(gemm, config_, uop_buffer_);
    add_range(found_.reads, Buffer::uop, gemm.uop_begin, counts.uops, config_);
    for_each_visited(
        uops, counts, {gemm.acc_factor_out, gemm.acc_factor_in}, config_.acc_depth,
        [](const Uop& uop) { return uop.acc; },
        [&](std::uint32_t begin, std::uint32_t count) {
          found_.writes.push_back({Buffer::acc, begin, count});
          if (gemm.reset != 0) return;
          found_.writes.push_back({Buffer::out, begin, count});
          found_.reads.push_back({Buffer::acc, begin, count});
        });
    if (gemm.reset != 0) return;
    for_each_visited(
        uops, counts, {gemm.inp_factor_out, gemm.inp_factor_in}, config_.inp_depth,
        [](const Uop& uop) { return uop.inp; }, add_to(found_.reads, Buffer::inp));
    for_each_visited(
        uops, counts, {gemm.wgt_factor_out, gemm.wgt_factor_in}, config_.wgt_depth,
        [](const Uop& uop) { return uop.wgt; }, add_to(found_.reads, Buffer::wgt));
  }

  void operator()(const Alu& alu) {
    const LoopCounts counts = loop_counts(alu);
    const UopRange uops = uops_of(alu, config_, uop_buffer_);
    add_range(found_.reads, Buffer::uop, alu.uop_begin, counts.uops, config_);
    for_each_visited(
        uops, counts, {alu.dst_factor_out, alu.dst_factor_in}, config_.acc_depth,
        [](const Uop& uop) { return uop.acc; },
        [&](std::uint32_t begin, std::uint32_t count) {
          found_.writes.push_back({Buffer::acc, begin, count});
          found_.writes.push_back({Buffer::out, begin, count});
          if (alu.use_imm == 0) found_.reads.push_back({Buffer::acc, begin, count});
        });
    const auto inp_depth = static_cast<std::uint32_t>(config_.inp_depth);
    for_each_visited(
        uops, counts, {alu.src_factor_out, alu.src_factor_in}, config_.acc_depth,
        [&](const Uop& uop) { return alu_src(uop, inp_depth); }, add_to(found_.reads, Buffer::acc));
  }

  void operator()(const Finish&) {}

 private:
  const HardwareConfig& config_;
  const std::vector<std::uint32_t>& uop_buffer_;
  Accesses& found_;
};

}  // namespace

void find_accesses(const Instruction& instruction, const HardwareConfig& config,
                   const std::vector<std::uint32_t>& uop_buffer, Accesses& found) {
  found.reads.clear();
  found.writes.clear();
  std::visit(AccessCollector(config, uop_buffer, found), instruction);
}

Accesses accesses_of(const Instruction& instruction, const HardwareConfig& config,
                     const std::vector<std::uint32_t>& uop_buffer) {
  Accesses accesses;
  find_accesses(instruction, config, uop_buffer, accesses);
  return accesses;
}

}  // namespace vtasim::isa
