#include "isa/accesses.h"

#include <algorithm>
#include <utility>

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

void add_set(std::vector<ScratchpadRange>& ranges, Buffer buffer, const IndexSet& set) {
  set.for_each_run([&](std::uint32_t begin, std::uint32_t count) { ranges.push_back({buffer, begin, count}); });
}

/// Entries that index_of(micro-op) plus the loops' offsets visit.
template <class IndexOf>
IndexSet visited(Buffer buffer, const HardwareConfig& config, const std::vector<Uop>& uops, const LoopCounts& counts,
                 std::uint32_t out_factor, std::uint32_t in_factor, IndexOf&& index_of) {
  IndexSet set(static_cast<std::uint32_t>(config.depth(buffer)));
  for (const Uop& uop : uops) set.insert(index_of(uop));
  set.repeat(in_factor, counts.in);
  set.repeat(out_factor, counts.out);
  return set;
}

template <class Insn>
std::vector<Uop> uops_of(const Insn& insn, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer) {
  std::vector<Uop> uops(std::min(loop_counts(insn).uops, static_cast<std::uint32_t>(config.uop_depth)));
  for (std::uint32_t u = 0; u < uops.size(); ++u) {
    uops[u] = decode_uop(uop_buffer[(insn.uop_begin + u) % static_cast<std::uint32_t>(config.uop_depth)]);
  }
  return uops;
}

class AccessCollector {
 public:
  AccessCollector(const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer)
      : config_(config), uop_buffer_(uop_buffer) {}

  void operator()(const Load& load) {
    if (load.x_size == 0 || load.y_size == 0) return;
    const std::uint64_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
    const std::uint64_t height = load.y_pad_0 + load.y_size + load.y_pad_1;
    add_range(result_.writes, static_cast<Buffer>(load.buffer), load.sram_base, width * height, config_);
  }

  void operator()(const Store& store) {
    add_range(result_.reads, Buffer::out, store.sram_base, std::uint64_t{store_rows(store, config_)} * store.x_size,
              config_);
  }

  void operator()(const Gemm& gemm) {
    const LoopCounts counts = loop_counts(gemm);
    const std::vector<Uop> uops = uops_of(gemm, config_, uop_buffer_);
    add_range(result_.reads, Buffer::uop, gemm.uop_begin, counts.uops, config_);
    const IndexSet acc = visited(Buffer::acc, config_, uops, counts, gemm.acc_factor_out, gemm.acc_factor_in,
                                 [](const Uop& uop) { return uop.acc; });
    add_set(result_.writes, Buffer::acc, acc);
    if (gemm.reset != 0) return;
    add_set(result_.writes, Buffer::out, acc);
    add_set(result_.reads, Buffer::acc, acc);
    add_set(result_.reads, Buffer::inp,
            visited(Buffer::inp, config_, uops, counts, gemm.inp_factor_out, gemm.inp_factor_in,
                    [](const Uop& uop) { return uop.inp; }));
    add_set(result_.reads, Buffer::wgt,
            visited(Buffer::wgt, config_, uops, counts, gemm.wgt_factor_out, gemm.wgt_factor_in,
                    [](const Uop& uop) { return uop.wgt; }));
  }

  void operator()(const Alu& alu) {
    const LoopCounts counts = loop_counts(alu);
    const std::vector<Uop> uops = uops_of(alu, config_, uop_buffer_);
    add_range(result_.reads, Buffer::uop, alu.uop_begin, counts.uops, config_);
    const IndexSet dst = visited(Buffer::acc, config_, uops, counts, alu.dst_factor_out, alu.dst_factor_in,
                                 [](const Uop& uop) { return uop.acc; });
    add_set(result_.writes, Buffer::acc, dst);
    add_set(result_.writes, Buffer::out, dst);
    if (alu.use_imm == 0) add_set(result_.reads, Buffer::acc, dst);
    const auto inp_depth = static_cast<std::uint32_t>(config_.inp_depth);
    add_set(result_.reads, Buffer::acc,
            visited(Buffer::acc, config_, uops, counts, alu.src_factor_out, alu.src_factor_in,
                    [&](const Uop& uop) { return alu_src(uop, inp_depth); }));
  }

  void operator()(const Finish&) {}

  Accesses take() { return std::move(result_); }

 private:
  const HardwareConfig& config_;
  const std::vector<std::uint32_t>& uop_buffer_;
  Accesses result_;
};

}  // namespace

Accesses accesses_of(const Instruction& instruction, const HardwareConfig& config,
                     const std::vector<std::uint32_t>& uop_buffer) {
  AccessCollector collector(config, uop_buffer);
  std::visit(collector, instruction);
  return collector.take();
}

}  // namespace vtasim::isa
