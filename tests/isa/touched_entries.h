#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include "isa/instruction.h"
#include "isa/semantics.h"

namespace vtasim::isa {

/// Entries by buffer.
using Entries = std::array<std::set<std::uint32_t>, kBufferCount>;

inline std::set<std::uint32_t>& of(Entries& entries, Buffer buffer) {
  return entries[static_cast<std::size_t>(buffer)];
}

/// Reads and writes of every single operation, entry by entry.
struct Touched {
  const HardwareConfig& config;
  const std::vector<std::uint32_t>& uops;
  Entries reads, writes;

  void touch(Entries& entries, Buffer buffer, std::uint64_t entry) const {
    of(entries, buffer).insert(static_cast<std::uint32_t>(entry % static_cast<std::uint64_t>(config.depth(buffer))));
  }
  template <class Insn, class Operation>
  void each(const Insn& insn, Operation&& operation) {
    const LoopCounts counts = loop_counts(insn);
    for (std::uint64_t o = 0; o < counts.out; ++o) {
      for (std::uint64_t i = 0; i < counts.in; ++i) {
        for (std::uint32_t u = 0; u < counts.uops; ++u) {
          const std::uint32_t at = (insn.uop_begin + u) % static_cast<std::uint32_t>(config.uop_depth);
          touch(reads, Buffer::uop, at);
          operation(o, i, decode_uop(uops[at]));
        }
      }
    }
  }
  void operator()(const Gemm& gemm) {
    each(gemm, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
      const std::uint64_t acc = uop.acc + o * gemm.acc_factor_out + i * gemm.acc_factor_in;
      touch(writes, Buffer::acc, acc);
      if (gemm.reset != 0) return;
      touch(reads, Buffer::acc, acc);
      touch(writes, Buffer::out, acc);
      touch(reads, Buffer::inp, uop.inp + o * gemm.inp_factor_out + i * gemm.inp_factor_in);
      touch(reads, Buffer::wgt, uop.wgt + o * gemm.wgt_factor_out + i * gemm.wgt_factor_in);
    });
  }
  void operator()(const Alu& alu) {
    each(alu, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
      const std::uint64_t dst = uop.acc + o * alu.dst_factor_out + i * alu.dst_factor_in;
      const std::uint64_t src = (uop.wgt * static_cast<std::uint64_t>(config.inp_depth) | uop.inp) +
                                o * alu.src_factor_out + i * alu.src_factor_in;
      touch(reads, Buffer::acc, src);
      if (alu.use_imm == 0) touch(reads, Buffer::acc, dst);
      touch(writes, Buffer::acc, dst);
      touch(writes, Buffer::out, dst);
    });
  }
  void operator()(const Load& load) {
    if (load.x_size == 0 || load.y_size == 0) return;
    const std::uint32_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
    for (std::uint32_t y = 0; y < load.y_pad_0 + load.y_size + load.y_pad_1; ++y) {
      for (std::uint32_t x = 0; x < width; ++x) {
        touch(writes, static_cast<Buffer>(load.buffer), load.sram_base + y * width + x);
      }
    }
  }
  void operator()(const Store& store) {
    const std::uint32_t rows = store.x_size == 0 ? 0 : store_rows(store, config);
    for (std::uint32_t y = 0; y < rows; ++y) {
      for (std::uint32_t x = 0; x < store.x_size; ++x)
        touch(reads, Buffer::out, store.sram_base + y * store.x_size + x);
    }
  }
  void operator()(const Finish&) {}
};

}  // namespace vtasim::isa
