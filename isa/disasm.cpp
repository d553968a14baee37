#include "isa/disasm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "isa/base/text.h"
#include "isa/fields.h"
#include "isa/instruction_stream.h"
#include "isa/uop_contents.h"
#include "isa/validate.h"

namespace vtasim::isa {
namespace {

std::string_view alu_name(std::uint32_t op) { return op < kAluOpCount ? to_string(static_cast<AluOp>(op)) : "?"; }

/// What it is: "LOAD inp", "STORE out", "GEMM reset", "ALU add imm -3", "FINISH".
std::string title(const Instruction& instruction) {
  struct Title {
    std::string operator()(const Load& load) const {
      return fmt::format("LOAD {}{}", to_string(static_cast<Buffer>(load.buffer)), load.x_size == 0 ? " sync" : "");
    }
    std::string operator()(const Store& store) const { return store.x_size == 0 ? "STORE out sync" : "STORE out"; }
    std::string operator()(const Gemm& gemm) const { return gemm.reset != 0 ? "GEMM reset" : "GEMM"; }
    std::string operator()(const Alu& alu) const {
      return alu.use_imm != 0 ? fmt::format("ALU {} imm {}", alu_name(alu.op), alu.immediate())
                              : fmt::format("ALU {}", alu_name(alu.op));
    }
    std::string operator()(const Finish&) const { return "FINISH"; }
  };
  return fmt::format("{} {}", to_string(module_of(instruction)), std::visit(Title{}, instruction));
}

/// "[2, 5)", and the count where the counter wraps.
template <class Insn>
std::string uop_range(const Insn& insn) {
  const std::uint32_t count = loop_counts(insn).uops;
  const std::string range = fmt::format("[{}, {})", insn.uop_begin, insn.uop_end);
  return insn.uop_begin < insn.uop_end ? range : fmt::format("{}: {}", range, count);
}

std::string set_deps(const Deps& deps) {
  std::vector<std::string_view> set;
  if (deps.pop_prev != 0) set.emplace_back("pop prev");
  if (deps.pop_next != 0) set.emplace_back("pop next");
  if (deps.push_prev != 0) set.emplace_back("push prev");
  if (deps.push_next != 0) set.emplace_back("push next");
  return set.empty() ? "" : fmt::format("; {}", fmt::join(set, ", "));
}

/// Operands on one line, starting with a space where there are any.
struct OneLine {
  std::string operator()(const Finish&) const { return ""; }
  std::string operator()(const MemFields& mem) const {
    if (mem.x_size == 0) return "";
    std::string text = fmt::format(" dram {:#x} sram {:#x} y {} x {} stride {}", mem.dram_base, mem.sram_base,
                                   mem.y_size, mem.x_size, mem.x_stride);
    if ((mem.y_pad_0 | mem.y_pad_1 | mem.x_pad_0 | mem.x_pad_1) != 0) {
      text += fmt::format(" pad y [{}, {}] x [{}, {}]", mem.y_pad_0, mem.y_pad_1, mem.x_pad_0, mem.x_pad_1);
    }
    return text;
  }
  std::string operator()(const Gemm& gemm) const {
    const LoopCounts counts = loop_counts(gemm);
    return fmt::format(" uops [{}, {}) loops {} x {}, acc +{} +{}, inp +{} +{}, wgt +{} +{}", gemm.uop_begin,
                       gemm.uop_end, counts.out, counts.in, gemm.acc_factor_out, gemm.acc_factor_in,
                       gemm.inp_factor_out, gemm.inp_factor_in, gemm.wgt_factor_out, gemm.wgt_factor_in);
  }
  std::string operator()(const Alu& alu) const {
    const LoopCounts counts = loop_counts(alu);
    return fmt::format(" uops {} loops {} x {}, dst +{} +{}, src +{} +{}", uop_range(alu), counts.out, counts.in,
                       alu.dst_factor_out, alu.dst_factor_in, alu.src_factor_out, alu.src_factor_in);
  }
};

/// Operands over several lines, as VTA's runtime dumps them.
struct Listing {
  std::string operator()(const Finish&) const { return ""; }
  std::string operator()(const MemFields& mem) const {
    if (mem.x_size == 0) return "";
    return fmt::format(
        "    DRAM: {:#010x}, SRAM: {:#06x}\n"
        "    y: size={}, pad=[{}, {}]\n"
        "    x: size={}, stride={}, pad=[{}, {}]\n",
        mem.dram_base, mem.sram_base, mem.y_size, mem.y_pad_0, mem.y_pad_1, mem.x_size, mem.x_stride, mem.x_pad_0,
        mem.x_pad_1);
  }
  std::string operator()(const Gemm& gemm) const {
    const LoopCounts counts = loop_counts(gemm);
    return fmt::format(
        "    uop range: {}\n"
        "    outer loop - iter: {}, acc: {}, inp: {}, wgt: {}\n"
        "    inner loop - iter: {}, acc: {}, inp: {}, wgt: {}\n",
        uop_range(gemm), counts.out, gemm.acc_factor_out, gemm.inp_factor_out, gemm.wgt_factor_out, counts.in,
        gemm.acc_factor_in, gemm.inp_factor_in, gemm.wgt_factor_in);
  }
  std::string operator()(const Alu& alu) const {
    const LoopCounts counts = loop_counts(alu);
    return fmt::format(
        "    uop range: {}\n"
        "    outer loop - iter: {}, dst: {}, src: {}\n"
        "    inner loop - iter: {}, dst: {}, src: {}\n",
        uop_range(alu), counts.out, alu.dst_factor_out, alu.src_factor_out, counts.in, alu.dst_factor_in,
        alu.src_factor_in);
  }
};

/// Whether the lines of a listing leave out what a field holds that is not as it is by default.
struct Unshown {
  bool operator()(const Load& load, std::string_view field) const { return memory(load, field, false); }
  bool operator()(const Store& store, std::string_view field) const { return memory(store, field, true); }
  bool operator()(const Gemm&, std::string_view field) const { return field == "reserved0"; }
  bool operator()(const Alu& alu, std::string_view field) const {
    return field == "reserved0" || field == "reset" || (field == "imm" && alu.use_imm == 0);
  }
  bool operator()(const Finish&, std::string_view field) const { return field.substr(0, 8) == "reserved"; }

 private:
  static bool memory(const MemFields& mem, std::string_view field, bool buffer_unshown) {
    if (field == "reserved0") return true;
    if (field == "buffer") return buffer_unshown && mem.buffer != static_cast<std::uint32_t>(Buffer::out);
    const bool dep = field.substr(0, 3) == "pop" || field.substr(0, 4) == "push";
    return mem.x_size == 0 && !dep;
  }
};

/// Those fields on a line of their own; nothing where there are none, as in most instructions.
std::string unshown_fields(const Instruction& instruction) {
  std::vector<std::string> fields;
  std::visit(
      [&](const auto& insn) {
        visit_fields(insn, [&](const Field& field, const std::uint32_t& value) {
          const bool by_default = value == 0 && field.name != "buffer";
          if (!by_default && Unshown{}(insn, field.name)) fields.push_back(fmt::format("{}={}", field.name, value));
        });
      },
      instruction);
  return fields.empty() ? "" : fmt::format("    also: {}\n", fmt::join(fields, ", "));
}

std::string listing(std::size_t index, const Instruction& instruction) {
  const Deps& deps = deps_of(instruction);
  return fmt::format(
      "INSTRUCTION {}: {}\n"
      "    dep - pop prev: {}, pop next: {}, push prev: {}, push next: {}\n{}{}",
      index, title(instruction), deps.pop_prev, deps.pop_next, deps.push_prev, deps.push_next,
      std::visit(Listing{}, instruction), unshown_fields(instruction));
}

/// The micro-ops that a GEMM or ALU runs, one a line; nothing for other instructions.
struct UopListing {
  const HardwareConfig& config;
  const std::vector<std::uint32_t>& uop_buffer;

  template <class Insn, class Format>
  std::string lines(const Insn& insn, Format&& format) const {
    std::string text;
    const auto depth = static_cast<std::uint32_t>(config.uop_depth);
    for (std::uint32_t u = 0; u < std::min(loop_counts(insn).uops, depth); ++u) {
      const std::uint32_t at = (insn.uop_begin + u) % depth;
      text += fmt::format("    uop {}: {}\n", at, format(decode_uop(uop_buffer[at])));
    }
    return text;
  }
  std::string operator()(const Gemm& gemm) const {
    return lines(gemm, [](Uop uop) { return fmt::format("acc {}, inp {}, wgt {}", uop.acc, uop.inp, uop.wgt); });
  }
  std::string operator()(const Alu& alu) const {
    const auto inp_depth = static_cast<std::uint32_t>(config.inp_depth);
    return lines(alu, [&](Uop uop) { return fmt::format("dst {}, src {}", uop.acc, alu_src(uop, inp_depth)); });
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return "";
  }
};

}  // namespace

std::string short_name(const Instruction& instruction) {
  const auto moved = [](const std::string& what, const MemFields& f) {
    return f.x_size == 0 ? "tokens only" : fmt::format("{} {} x {}", what, f.y_size, f.x_size);
  };
  if (const auto* load = std::get_if<Load>(&instruction)) {
    return moved(fmt::format("LOAD {}", to_string(static_cast<Buffer>(load->buffer))), *load);
  }
  if (const auto* store = std::get_if<Store>(&instruction)) return moved("STORE", *store);
  if (const auto* gemm = std::get_if<Gemm>(&instruction)) {
    return fmt::format("GEMM{} of {}", gemm->reset != 0 ? " reset" : "",
                       grouped(static_cast<std::int64_t>(loop_counts(*gemm).total())));
  }
  if (const auto* alu = std::get_if<Alu>(&instruction)) {
    constexpr std::array<const char*, 5> kOps = {"MIN", "MAX", "ADD", "SHR", "MUL"};
    return fmt::format("ALU {} of {}", alu->op < kOps.size() ? kOps[alu->op] : "?",
                       grouped(static_cast<std::int64_t>(loop_counts(*alu).total())));
  }
  return "FINISH";
}

std::string disassemble(const Instruction& instruction) {
  return title(instruction) + std::visit(OneLine{}, instruction) + set_deps(deps_of(instruction));
}

void disassemble(const std::uint8_t* bytes, std::size_t size, const Listener& listener) {
  for_each_instruction(bytes, size, [&](std::size_t i, const Instruction& insn) { listener(listing(i, insn)); });
}

void disassemble(const Program& program, const Listener& listener) {
  for_each_instruction(program, [](std::size_t, const Instruction&) {});
  for_each_instruction(program, [&](std::size_t i, const Instruction& insn) { listener(listing(i, insn)); });
}

void disassemble(const Program& program, const HardwareConfig& config, const Listener& listener) {
  for_each_valid_instruction(program, config, [](std::size_t, const Instruction&) {});
  std::vector<std::uint32_t> uops(static_cast<std::size_t>(config.uop_depth));
  for_each_instruction(program, [&](std::size_t i, const Instruction& insn) {
    follow_uops(insn, config, program.regions, uops);
    listener(listing(i, insn) + std::visit(UopListing{config, uops}, insn));
  });
}

}  // namespace vtasim::isa
