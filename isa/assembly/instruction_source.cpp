#include "isa/assembly/instruction_source.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "isa/base/error.h"
#include "isa/fields.h"
#include "isa/hardware_config.h"

namespace vtasim::isa {
namespace {

constexpr std::array kBuffers = {Buffer::uop, Buffer::wgt, Buffer::inp, Buffer::acc, Buffer::out};
constexpr std::int64_t kMostIterations = 1 << 14;

/// Sets a field by its name. False where the instruction has none of that name.
bool set_field(Instruction& instruction, std::string_view name, LineScanner& line, std::int64_t least = 0) {
  bool found = false;
  std::visit(
      [&](auto& insn) {
        visit_fields(insn, [&](const Field& field, std::uint32_t& value) {
          if (field.name != name) return;
          value = static_cast<std::uint32_t>(line.number(name, least, field.largest()));
          found = true;
        });
      },
      instruction);
  return found;
}

template <class Memory>
Instruction memory_instruction(Buffer buffer) {
  Memory memory;
  memory.buffer = static_cast<std::uint32_t>(buffer);
  return memory;
}

Instruction parse_load(LineScanner& line) {
  for (const Buffer buffer : kBuffers) {
    if (buffer != Buffer::out && line.accept(to_string(buffer))) return memory_instruction<Load>(buffer);
  }
  line.fail_expected("what a LOAD fills: uop, wgt, inp or acc");
}

Instruction parse_alu(LineScanner& line) {
  Alu alu;
  alu.iter_out = alu.iter_in = 1;
  while (!line.accept(to_string(static_cast<AluOp>(alu.op)))) {
    if (++alu.op == kAluOpCount) line.fail_expected("an operation of the ALU: min, max, add, shr or mul");
  }
  if (!line.accept("imm")) return alu;
  alu.use_imm = 1;
  constexpr auto kLowest = std::numeric_limits<std::int16_t>::min();
  constexpr auto kHighest = std::numeric_limits<std::int16_t>::max();
  alu.imm = static_cast<std::uint16_t>(line.number("the immediate", kLowest, kHighest));
  return alu;
}

/// The instruction behind the module's name; nothing where none stands there.
std::optional<Instruction> parse_kind(LineScanner& line) {
  if (line.accept("LOAD")) return parse_load(line);
  if (line.accept("STORE")) {
    line.expect("out");
    return memory_instruction<Store>(Buffer::out);
  }
  if (line.accept("GEMM")) {
    Gemm gemm;
    gemm.iter_out = gemm.iter_in = 1;
    gemm.reset = line.accept("reset") ? 1 : 0;
    return gemm;
  }
  if (line.accept("ALU")) return parse_alu(line);
  if (line.accept("FINISH")) return Finish{};
  return std::nullopt;
}

std::optional<Module> parse_module(LineScanner& line) {
  for (const Module module : {Module::load, Module::compute, Module::store}) {
    if (line.accept(to_string(module))) return module;
  }
  return std::nullopt;
}

void parse_deps(LineScanner& line, Deps& deps) {
  const std::pair<std::string_view, std::uint32_t*> bits[] = {{"pop prev", &deps.pop_prev},
                                                              {"pop next", &deps.pop_next},
                                                              {"push prev", &deps.push_prev},
                                                              {"push next", &deps.push_next}};
  line.expect("-");
  do {
    bool found = false;
    for (const auto& [name, bit] : bits) {
      if (!line.accept(name)) continue;
      line.expect(":");
      *bit = static_cast<std::uint32_t>(line.number(name, 0, 1));
      found = true;
      break;
    }
    if (!found) line.fail_expected("pop prev, pop next, push prev or push next");
  } while (line.accept(","));
}

/// "[1, 2]", two fields of an instruction.
void parse_padding(LineScanner& line, Instruction& instruction, std::string_view first, std::string_view second) {
  line.expect("=");
  line.expect("[");
  set_field(instruction, first, line);
  line.expect(",");
  set_field(instruction, second, line);
  line.expect("]");
}

/// "DRAM: 0x20, SRAM: 0x0", or a label in place of the element in DRAM.
void parse_addresses(LineScanner& line, InstructionSource& source) {
  line.expect(":");
  if (line.at_number()) {
    set_field(source.instruction, "dram_base", line);
  } else {
    DataReference reference{line.word(), 0};
    if (reference.label.empty()) line.fail_expected("an element in DRAM, or a data section's label");
    if (line.accept("+")) {
      reference.elements = line.number("elements behind the label", 0, std::numeric_limits<std::uint32_t>::max());
    }
    source.data = std::move(reference);
  }
  line.expect(",");
  line.expect("SRAM");
  line.expect(":");
  set_field(source.instruction, "sram_base", line);
}

void parse_rows(LineScanner& line, Instruction& instruction) {
  line.expect(":");
  line.expect("size");
  line.expect("=");
  set_field(instruction, "y_size", line);
  if (!line.accept(",")) return;
  line.expect("pad");
  parse_padding(line, instruction, "y_pad_0", "y_pad_1");
}

void parse_cols(LineScanner& line, InstructionSource& source) {
  line.expect(":");
  line.expect("size");
  line.expect("=");
  set_field(source.instruction, "x_size", line, 1);
  bool more = line.accept(",");
  if (more && line.accept("stride")) {
    line.expect("=");
    set_field(source.instruction, "x_stride", line);
    source.has_stride = true;
    more = line.accept(",");
  }
  if (!more) return;
  line.expect("pad");
  parse_padding(line, source.instruction, "x_pad_0", "x_pad_1");
}

/// "[2, 5)", and behind it the number of micro-ops where the counter wraps.
template <class Insn>
void parse_uop_range(LineScanner& line, Insn& insn) {
  Instruction changed = insn;
  line.expect("range");
  line.expect(":");
  line.expect("[");
  set_field(changed, "uop_begin", line);
  line.expect(",");
  set_field(changed, "uop_end", line);
  line.expect(")");
  insn = std::get<Insn>(changed);
  if (!line.accept(":")) return;
  const std::int64_t count = loop_counts(insn).uops;
  if (line.number("the number of micro-ops", 1, kMostIterations) != count) {
    line.fail(fmt::format("from {} to {} are {} micro-ops", insn.uop_begin, insn.uop_end, count));
  }
}

/// "loop - iter: 4, acc: 16, inp: 18, wgt: 0": the fields' names end in `suffix`.
void parse_loop(LineScanner& line, Instruction& instruction, std::string_view suffix) {
  line.expect("loop");
  line.expect("-");
  line.expect("iter");
  line.expect(":");
  const auto iterations = static_cast<std::uint32_t>(line.number("iter", 1, kMostIterations));
  std::visit(
      [&](auto& insn) {
        visit_fields(insn, [&](const Field& field, std::uint32_t& value) {
          if (field.name == fmt::format("iter{}", suffix)) value = low_bits(iterations, field.width);
        });
      },
      instruction);
  while (line.accept(",")) {
    const std::string factor = line.word();
    line.expect(":");
    if (!set_field(instruction, fmt::format("{}_factor{}", factor, suffix), line)) {
      line.fail(std::holds_alternative<Gemm>(instruction) ? "loops of a GEMM move acc, inp and wgt"
                                                          : "loops of an ALU move dst and src");
    }
  }
}

/// "y_size=3, reserved0=1": fields by their names.
void parse_fields(LineScanner& line, Instruction& instruction) {
  line.expect(":");
  do {
    const std::string name = line.word();
    line.expect("=");
    if (!set_field(instruction, name, line)) line.fail(fmt::format("there is no field {}", name));
  } while (line.accept(","));
}

[[noreturn]] void fail_of_kind(const LineScanner& line, const Instruction& instruction, std::string_view has) {
  const std::string_view kind = std::visit(
      [](const auto& insn) { return mnemonic(opcode_of<std::remove_cv_t<std::remove_reference_t<decltype(insn)>>>()); },
      instruction);
  line.fail(fmt::format("a {} has no {}", kind, has));
}

bool is_memory(const Instruction& instruction) {
  return std::holds_alternative<Load>(instruction) || std::holds_alternative<Store>(instruction);
}

void require_memory(const LineScanner& line, const InstructionSource& source) {
  if (!is_memory(source.instruction)) fail_of_kind(line, source.instruction, "rows in DRAM");
  if (source.only_tokens) line.fail("with sync nothing but tokens moves: there are no rows in DRAM");
}

void require_loops(const LineScanner& line, const Instruction& instruction) {
  const bool loops = std::holds_alternative<Gemm>(instruction) || std::holds_alternative<Alu>(instruction);
  if (!loops) fail_of_kind(line, instruction, "micro-ops and loops");
}

bool parse_memory_property(LineScanner& line, InstructionSource& source) {
  if (line.accept("DRAM")) {
    require_memory(line, source);
    parse_addresses(line, source);
  } else if (line.accept("y")) {
    require_memory(line, source);
    parse_rows(line, source.instruction);
  } else if (line.accept("x")) {
    require_memory(line, source);
    parse_cols(line, source);
  } else {
    return false;
  }
  return true;
}

bool parse_loop_property(LineScanner& line, InstructionSource& source) {
  Instruction& instruction = source.instruction;
  if (line.accept("uop")) {
    require_loops(line, instruction);
    if (line.at_number()) {
      line.fail("which micro-ops there are is what LOADs of uop bring: they are data, \"uop ACC INP WGT\"");
    }
    if (auto* gemm = std::get_if<Gemm>(&instruction)) parse_uop_range(line, *gemm);
    if (auto* alu = std::get_if<Alu>(&instruction)) parse_uop_range(line, *alu);
    source.has_uops = true;
  } else if (line.accept("outer")) {
    require_loops(line, instruction);
    parse_loop(line, instruction, "_out");
  } else if (line.accept("inner")) {
    require_loops(line, instruction);
    parse_loop(line, instruction, "_in");
  } else {
    return false;
  }
  return true;
}

void complete_memory(InstructionSource& source, MemFields& memory) {
  if (source.only_tokens) return;
  if (memory.x_size == 0) {
    throw Error(
        fmt::format("{}: the rows that it moves are missing: lines DRAM: and x:, or sync for none", source.where));
  }
  if (!source.has_stride) memory.x_stride = memory.x_size;
}

}  // namespace

std::optional<InstructionSource> parse_title(LineScanner& line) {
  const bool numbered = line.accept("INSTRUCTION");
  if (numbered) {
    if (line.at_number()) line.number("the instruction's number", 0, std::numeric_limits<std::uint32_t>::max());
    line.expect(":");
  }
  const std::optional<Module> module = parse_module(line);
  std::optional<Instruction> instruction = parse_kind(line);
  if (!instruction) {
    if (numbered || module) line.fail_expected("LOAD, STORE, GEMM, ALU or FINISH");
    return std::nullopt;
  }
  if (module && *module != module_of(*instruction)) {
    line.fail(
        fmt::format("that is an instruction of {}, not of {}", to_string(module_of(*instruction)), to_string(*module)));
  }
  InstructionSource source;
  source.where = line.where();
  source.instruction = *std::move(instruction);
  source.only_tokens = is_memory(source.instruction) && line.accept("sync");
  if (!source.only_tokens) {
    if (auto* load = std::get_if<Load>(&source.instruction)) load->y_size = 1;
    if (auto* store = std::get_if<Store>(&source.instruction)) store->y_size = 1;
  }
  line.expect_end();
  return source;
}

bool parse_property(LineScanner& line, InstructionSource& source) {
  if (line.accept("dep")) {
    parse_deps(line, deps_of(source.instruction));
  } else if (line.accept("also")) {
    parse_fields(line, source.instruction);
  } else if (!parse_memory_property(line, source) && !parse_loop_property(line, source)) {
    return false;
  }
  line.expect_end();
  return true;
}

void complete(InstructionSource& source) {
  if (auto* load = std::get_if<Load>(&source.instruction)) complete_memory(source, *load);
  if (auto* store = std::get_if<Store>(&source.instruction)) complete_memory(source, *store);
  const bool loops =
      std::holds_alternative<Gemm>(source.instruction) || std::holds_alternative<Alu>(source.instruction);
  if (loops && !source.has_uops) {
    throw Error(fmt::format("{}: the micro-ops that it runs are missing: a line \"uop range: [0, 1)\"", source.where));
  }
}

}  // namespace vtasim::isa
