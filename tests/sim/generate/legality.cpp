#include "legality.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "compiler/codegen/safe_loads.h"
#include "isa/rules/in_flight.h"
#include "isa/rules/transfer.h"
#include "isa/semantics.h"
#include "isa/validate.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

struct Fault : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Scratchpads full of noise, and DRAM as the case has it.
isa::ArchState noise(const isa::HardwareConfig& config, const isa::Program& program) {
  isa::ArchState state(config);
  const auto fill = [](auto& values) {
    std::uint32_t noise = 7;
    for (auto& value : values)
      value = static_cast<std::decay_t<decltype(value)>>((noise = noise * 1664525 + 1013904223) >> 8);
  };
  fill(state.uop);
  fill(state.inp);
  fill(state.wgt);
  fill(state.acc);
  fill(state.out);
  state.dram = program.image();
  return state;
}

class Walk {
 public:
  Walk(const isa::HardwareConfig& config, const isa::Program& program)
      : config_(config), state_(noise(config, program)), stored_(program.dram_bytes) {
    for (int b = 0; b < isa::kBufferCount; ++b) {
      written_.emplace_back(static_cast<std::size_t>(config.depth(static_cast<Buffer>(b))), false);
    }
  }

  void step(const isa::Instruction& instruction) {
    std::visit([this](const auto& insn) { touch(insn); }, instruction);
    execute(instruction, config_, state_);
  }

  const isa::DramImage& dram() const { return state_.dram; }
  const std::vector<bool>& stored() const { return stored_; }

 private:
  void check_range(Buffer buffer, std::uint64_t entry) const {
    if (entry >= written_[static_cast<std::size_t>(buffer)].size()) {
      throw Fault(fmt::format("{} entry {} does not exist", to_string(buffer), entry));
    }
  }
  void read(Buffer buffer, std::uint64_t entry) const {
    check_range(buffer, entry);
    if (!written_[static_cast<std::size_t>(buffer)][entry]) {
      throw Fault(fmt::format("{} entry {} is read before it is written", to_string(buffer), entry));
    }
  }
  void write(Buffer buffer, std::uint64_t entry) {
    check_range(buffer, entry);
    written_[static_cast<std::size_t>(buffer)][entry] = true;
  }

  void touch(const isa::Load& load) {
    if (load.x_size == 0) return;
    if (load.y_size == 0) throw Fault("a LOAD has no rows");
    const auto buffer = static_cast<Buffer>(load.buffer);
    if (beats_of(transfer_of(load, config_), config_) >= isa::in_flight_limit(buffer, config_)) {
      throw Fault(fmt::format("a LOAD of {} may overrun its unit", to_string(buffer)));
    }
    const std::uint64_t rows = load.y_pad_0 + load.y_size + load.y_pad_1;
    const std::uint64_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
    for (std::uint64_t i = 0; i < rows * width; ++i) write(buffer, load.sram_base + i);
  }

  void touch(const isa::Store& store) {
    if (store.x_size == 0) return;
    if (store.y_size == 0) throw Fault("a STORE has no rows");
    const auto element = static_cast<std::uint64_t>(config_.element_bytes(Buffer::out));
    for (std::uint64_t y = 0; y < store.y_size; ++y) {
      for (std::uint64_t x = 0; x < store.x_size; ++x) {
        read(Buffer::out, store.sram_base + y * store.x_size + x);
        const std::uint64_t address = (store.dram_base + y * store.x_stride + x) * element;
        for (std::uint64_t byte = 0; byte < element; ++byte) stored_.at(address + byte) = true;
      }
    }
  }

  /// Calls visit(micro-op, o, i) for each operation, in order.
  template <typename Insn, typename Visit>
  void for_each_operation(const Insn& insn, Visit&& visit) const {
    if (insn.iter_out == 0 || insn.iter_in == 0 || insn.uop_begin >= insn.uop_end) throw Fault("a loop wraps");
    for (std::uint32_t u = insn.uop_begin; u < insn.uop_end; ++u) read(Buffer::uop, u);
    for (std::uint32_t o = 0; o < insn.iter_out; ++o) {
      for (std::uint32_t i = 0; i < insn.iter_in; ++i) {
        for (std::uint32_t u = insn.uop_begin; u < insn.uop_end; ++u) visit(isa::decode_uop(state_.uop[u]), o, i);
      }
    }
  }

  void touch(const isa::Gemm& gemm) {
    for_each_operation(gemm, [&](const isa::Uop& uop, std::uint32_t o, std::uint32_t i) {
      const std::uint32_t acc = uop.acc + o * gemm.acc_factor_out + i * gemm.acc_factor_in;
      if (gemm.reset == 0) {
        read(Buffer::acc, acc);
        read(Buffer::inp, uop.inp + o * gemm.inp_factor_out + i * gemm.inp_factor_in);
        read(Buffer::wgt, uop.wgt + o * gemm.wgt_factor_out + i * gemm.wgt_factor_in);
        write(Buffer::out, acc);
      }
      write(Buffer::acc, acc);
    });
  }

  void touch(const isa::Alu& alu) {
    std::uint64_t last = ~std::uint64_t{0};
    for_each_operation(alu, [&](const isa::Uop& uop, std::uint32_t o, std::uint32_t i) {
      const std::uint32_t dst = uop.acc + o * alu.dst_factor_out + i * alu.dst_factor_in;
      const std::uint32_t src = uop.wgt * static_cast<std::uint32_t>(config_.inp_depth) + uop.inp +
                                o * alu.src_factor_out + i * alu.src_factor_in;
      if (last == (alu.use_imm != 0 ? dst : src)) throw Fault("the ALU's operations follow each other too closely");
      last = dst;
      read(Buffer::acc, src);
      if (alu.use_imm == 0) read(Buffer::acc, dst);
      write(Buffer::acc, dst);
      write(Buffer::out, dst);
    });
  }

  void touch(const isa::Finish& /*finish*/) {}

  const isa::HardwareConfig& config_;
  isa::ArchState state_;
  std::vector<std::vector<bool>> written_;  ///< By Buffer.
  std::vector<bool> stored_;                ///< By byte of DRAM.
};

void check_outputs(const std::vector<isa::Region>& outputs, const Walk& walk) {
  std::vector<bool> named(walk.stored().size());
  for (const isa::Region& output : outputs) {
    for (std::size_t i = 0; i < output.bytes.size(); ++i) {
      if (named.at(output.address + i)) throw Fault(fmt::format("byte {:#x} is in two outputs", output.address + i));
      named[output.address + i] = true;
      if (walk.dram()[output.address + i] != output.bytes[i]) {
        throw Fault(fmt::format("output byte at {:#x} is wrong", output.address + i));
      }
    }
  }
  if (named != walk.stored()) throw Fault("outputs are not the bytes that are stored");
}

}  // namespace

std::string fault_of(const isa::Case& generated) {
  const isa::HardwareConfig& config = *generated.hardware;
  Walk walk(config, generated.program);
  std::size_t index = 0;
  try {
    for (const isa::Instruction& instruction : validate(generated.program, config)) {
      walk.step(instruction);
      ++index;
    }
    check_outputs(generated.outputs, walk);
  } catch (const std::exception& fault) {
    return fmt::format("{} on {}: instruction {}: {}", generated.program.name, config.name, index, fault.what());
  }
  return "";
}

}  // namespace vtasim::generate
