#include "isa/encoding.h"

#include <fmt/format.h>

#include "isa/base/error.h"
#include "isa/fields.h"

namespace vtasim::isa {
namespace {

using Words = std::array<std::uint64_t, 2>;

Words words_of(const std::uint8_t* bytes) {
  Words words{};
  for (std::size_t i = 0; i < kInstructionBytes; ++i) words[i / 8] |= std::uint64_t{bytes[i]} << (i % 8 * 8);
  return words;
}

template <class T>
T decode_fields(const Words& words) {
  T insn;
  visit_fields(insn, [&](const Field& field, std::uint32_t& value) {
    value = static_cast<std::uint32_t>(words[field.offset / 64] >> (field.offset % 64)) & field.largest();
  });
  return insn;
}

Load checked(Load load) {
  if (load.buffer > static_cast<std::uint32_t>(Buffer::acc)) {
    throw Error(
        fmt::format("LOAD: memory type is {}; the hardware decodes 0 (uop), 1 (wgt), 2 (inp), 3 (acc)", load.buffer));
  }
  return load;
}

Alu checked(Alu alu) {
  if (alu.op > static_cast<std::uint32_t>(AluOp::mul)) {
    throw Error(
        fmt::format("ALU: operation is {}; the hardware decodes 0 (min), 1 (max), 2 (add), 3 (shr), and as an "
                    "extension 4 (mul)",
                    alu.op));
  }
  return alu;
}

Instruction decode_words(const Words& words) {
  const auto opcode = static_cast<unsigned>(words[0] & ((1u << kOpcodeBits) - 1));
  switch (static_cast<Opcode>(opcode)) {
    case Opcode::load:
      return checked(decode_fields<Load>(words));
    case Opcode::store:
      return decode_fields<Store>(words);
    case Opcode::gemm:
      return decode_fields<Gemm>(words);
    case Opcode::alu:
      return checked(decode_fields<Alu>(words));
    case Opcode::finish:
      return decode_fields<Finish>(words);
  }
  throw Error(
      fmt::format("opcode is {}; the hardware decodes 0 (LOAD), 1 (STORE), 2 (GEMM), 3 (FINISH), 4 (ALU)", opcode));
}

}  // namespace

std::array<std::uint8_t, kInstructionBytes> encode(const Instruction& instruction) {
  Words words{};
  std::visit(
      [&](const auto& insn) {
        constexpr Opcode opcode = opcode_of<std::decay_t<decltype(insn)>>();
        words[0] = static_cast<std::uint64_t>(opcode);
        visit_fields(insn, [&](const Field& field, std::uint32_t value) {
          if (value > field.largest()) {
            throw Error(fmt::format("{}: {} is {}; legal are 0 to {} ({} bits)", mnemonic(opcode), field.name, value,
                                    field.largest(), field.width));
          }
          words[field.offset / 64] |= std::uint64_t{value} << (field.offset % 64);
        });
      },
      instruction);
  std::array<std::uint8_t, kInstructionBytes> bytes{};
  for (std::size_t i = 0; i < kInstructionBytes; ++i) {
    bytes[i] = static_cast<std::uint8_t>(words[i / 8] >> (i % 8 * 8));
  }
  return bytes;
}

Instruction decode(const std::array<std::uint8_t, kInstructionBytes>& bytes) { return decode(bytes.data()); }

Instruction decode(const std::uint8_t* bytes) { return decode_words(words_of(bytes)); }

}  // namespace vtasim::isa
