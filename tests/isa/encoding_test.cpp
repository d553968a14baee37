#include "isa/encoding.h"

#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "isa/fields.h"
#include "isa/instruction_stream.h"
#include "isa/program.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Bytes = std::array<std::uint8_t, kInstructionBytes>;

/// Bytes of a 128-bit number in hexadecimal, most significant digit first.
Bytes bytes_of(std::string hex) {
  Bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(hex.size() - 2 * (i + 1), 2), nullptr, 16));
  }
  return bytes;
}

/// 128 random bits with the given opcode.
Bytes random_bytes(Opcode opcode) {
  Bytes bytes = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<Bytes>());
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & ~7u) | static_cast<unsigned>(opcode));
  return bytes;
}

void set_bits(Bytes& bytes, unsigned offset, unsigned width, unsigned value) {
  for (unsigned b = 0; b < width; ++b) {
    auto& byte = bytes[(offset + b) / 8];
    const unsigned bit = 1u << (offset + b) % 8;
    byte = static_cast<std::uint8_t>((value >> b & 1) != 0 ? byte | bit : byte & ~bit);
  }
}

TEST_CASE("Instructions lie in their 128 bits as the RTL decodes them") {
  // Worked out by hand from the order and widths of the fields, y_pad_0 and up in the top byte's nibbles.
  Load load;
  load.deps = {1, 0, 0, 1};
  load.buffer = static_cast<std::uint32_t>(Buffer::inp);
  load.sram_base = 0x1234;
  load.dram_base = 0x89abcdef;
  load.y_size = 0x0102;
  load.x_size = 0x0304;
  load.x_stride = 0x0506;
  load.y_pad_0 = 1;
  load.y_pad_1 = 2;
  load.x_pad_0 = 3;
  load.x_pad_1 = 4;
  // Low 64 bits: 0x89abcdef << 26 | 0x1234 << 10 | 2 << 7 | 0b1001 << 3 | 0.
  CHECK(encode(load) == bytes_of("43210506030401020226af37bc48d148"));

  Store store;
  store.deps = {1, 0, 1, 0};
  store.buffer = static_cast<std::uint32_t>(Buffer::out);
  store.y_size = 1;
  store.x_size = 1;
  store.x_stride = 1;
  // 4 << 7 | 0b0101 << 3 | 1.
  CHECK(encode(store) == bytes_of("00000001000100010000000000000229"));

  Gemm gemm;
  gemm.reset = 1;
  gemm.uop_begin = 1;
  gemm.uop_end = 2;
  gemm.iter_out = 3;
  gemm.iter_in = 4;
  gemm.acc_factor_out = 5;
  gemm.acc_factor_in = 6;
  gemm.inp_factor_out = 7;
  gemm.inp_factor_in = 8;
  gemm.wgt_factor_out = 9;
  gemm.wgt_factor_in = 10;
  // Low: 4 << 49 | 3 << 35 | 2 << 21 | 1 << 8 | 1 << 7 | 2. High: 10 << 54 | 9 << 44 | 8 << 33 | 7 << 22 | 6 << 11 | 5.
  CHECK(encode(gemm) == bytes_of("02809010"
                                 "01c03005"
                                 "00080018"
                                 "00400182"));

  Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 1;
  alu.op = static_cast<std::uint32_t>(AluOp::shr);
  alu.use_imm = 1;
  alu.imm = 0xfffe;
  CHECK(encode(alu) == bytes_of("fffeb000"
                                "00000000"
                                "00020008"
                                "00200004"));
  CHECK(alu.immediate() == -2);

  Finish finish;
  finish.deps.pop_next = 1;
  CHECK(encode(finish) == bytes_of("00000000000000000000000000000013"));
}

TEMPLATE_TEST_CASE("The fields of an instruction cover its 128 bits, each once", "", Load, Store, Gemm, Alu, Finish) {
  std::array<int, 128> times{};
  for (unsigned b = 0; b < kOpcodeBits; ++b) ++times[b];
  TestType insn;
  visit_fields(insn, [&](const Field& field, std::uint32_t&) {
    CHECK(field.offset / 64 == (field.offset + field.width - 1) / 64);
    for (unsigned b = 0; b < field.width; ++b) ++times[field.offset + b];
  });
  for (const int n : times) CHECK(n == 1);
}

TEMPLATE_TEST_CASE("A value that does not fit its field is an error that names both", "", Load, Store, Gemm, Alu,
                   Finish) {
  TestType insn;
  visit_fields(insn, [&](const Field& field, std::uint32_t& value) {
    value = field.largest();
    CHECK_NOTHROW(encode(insn));
    if (field.width < 32) {
      value = field.largest() + 1;
      const std::string expected =
          fmt::format("{}: {} is {}; legal are 0 to {} ({} bits)", mnemonic(opcode_of<TestType>()), field.name, value,
                      field.largest(), field.width);
      CHECK_THROWS_WITH(encode(insn), Equals(expected));
    }
    value = 0;
  });
}

TEST_CASE("Decoding and encoding are inverse, reserved bits included") {
  rc::prop("any 128 bits that decode encode to themselves", [] {
    Bytes bytes =
        random_bytes(*rc::gen::element(Opcode::load, Opcode::store, Opcode::gemm, Opcode::finish, Opcode::alu));
    const auto opcode = static_cast<Opcode>(bytes[0] & 7u);
    if (opcode == Opcode::load) set_bits(bytes, 7, 3, *rc::gen::inRange(0u, 4u));
    if (opcode == Opcode::alu) set_bits(bytes, 108, 3, *rc::gen::inRange(0u, 4u));
    RC_ASSERT(encode(decode(bytes)) == bytes);
  });
  rc::prop("any values that fit decode to themselves", [] {
    Gemm gemm;
    visit_fields(gemm, [](const Field& field, std::uint32_t& value) {
      value = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()) & field.largest();
    });
    Gemm back = std::get<Gemm>(decode(encode(gemm)));
    std::vector<std::uint32_t> values, values_back;
    visit_fields(gemm, [&](const Field&, std::uint32_t value) { values.push_back(value); });
    visit_fields(back, [&](const Field&, std::uint32_t value) { values_back.push_back(value); });
    RC_ASSERT(values == values_back);
  });
}

TEST_CASE("What the hardware does not decode is an error") {
  for (const unsigned opcode : {5u, 6u, 7u}) {
    Bytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(opcode);
    CHECK_THROWS_WITH(decode(bytes), Contains(fmt::format("opcode is {}; the hardware decodes 0 (LOAD)", opcode)));
  }
  for (const unsigned type : {4u, 7u}) {
    Bytes bytes = encode(Load{});
    set_bits(bytes, 7, 3, type);
    CHECK_THROWS_WITH(decode(bytes), Contains(fmt::format("LOAD: memory type is {}", type)));
    bytes[0] |= 1;  // A STORE's memory type is not looked at.
    CHECK(std::get<Store>(decode(bytes)).buffer == type);
  }
  for (const unsigned op : {5u, 7u}) {
    Bytes bytes = encode(Alu{});
    set_bits(bytes, 108, 3, op);
    CHECK_THROWS_WITH(decode(bytes), Contains(fmt::format("ALU: operation is {}", op)));
  }
}

TEST_CASE("A stream is decoded as a whole or not at all") {
  std::vector<std::uint8_t> stream;
  for (int i = 0; i < 3; ++i) {
    const Bytes bytes = encode(Gemm{});
    stream.insert(stream.end(), bytes.begin(), bytes.end());
  }
  CHECK(decode_stream(stream.data(), stream.size()).size() == 3);
  CHECK(decode_stream(stream.data(), 0).empty());
  CHECK_THROWS_WITH(decode_stream(stream.data(), 47),
                    Equals("47 bytes of instructions; the length must be a multiple of 16"));
  stream[32] = 7;
  CHECK_THROWS_WITH(decode_stream(stream.data(), stream.size()), Contains("instruction 2: opcode is 7"));
}

TEST_CASE("Instructions go to the module that the RTL's fetch sends them to") {
  const auto load = [](Buffer buffer) {
    Load insn;
    insn.buffer = static_cast<std::uint32_t>(buffer);
    return Instruction(insn);
  };
  CHECK(module_of(load(Buffer::inp)) == Module::load);
  CHECK(module_of(load(Buffer::wgt)) == Module::load);
  CHECK(module_of(load(Buffer::uop)) == Module::compute);
  CHECK(module_of(load(Buffer::acc)) == Module::compute);
  CHECK(module_of(Gemm{}) == Module::compute);
  CHECK(module_of(Alu{}) == Module::compute);
  CHECK(module_of(Finish{}) == Module::compute);
  CHECK(module_of(Store{}) == Module::store);
  Instruction finish = Finish{};
  deps_of(finish).push_prev = 1;
  CHECK(std::get<Finish>(finish).deps.push_prev == 1);
}

TEST_CASE("Loop counters wrap at 14 bits") {
  Gemm gemm;
  gemm.uop_begin = 3;
  gemm.uop_end = 5;
  gemm.iter_out = 6;
  gemm.iter_in = 7;
  CHECK(loop_counts(gemm).out == 6);
  CHECK(loop_counts(gemm).in == 7);
  CHECK(loop_counts(gemm).uops == 2);
  CHECK(loop_counts(gemm).total() == 84);
  gemm.iter_out = 0;
  gemm.iter_in = 0;
  gemm.uop_end = 3;
  CHECK(loop_counts(gemm).total() == std::uint64_t{16384} * 16384 * 16384);
  Alu alu;
  alu.uop_begin = 5;
  alu.uop_end = 3;
  alu.iter_in = 16383;
  alu.iter_out = 1;
  CHECK(loop_counts(alu).uops == 16382);
  CHECK(loop_counts(alu).in == 16383);
}

TEST_CASE("A micro-op has 11, 11 and 10 bits") {
  CHECK(encode(Uop{0x555, 0x2aa, 0x3c3}) == (0x3c3u << 22 | 0x2aau << 11 | 0x555u));
  const Uop uop = decode_uop(0xffffffff);
  CHECK(uop.acc == 2047);
  CHECK(uop.inp == 2047);
  CHECK(uop.wgt == 1023);
  CHECK(alu_src(Uop{0, 5, 3}, 1024) == 3 * 1024 + 5);
}

}  // namespace
}  // namespace vtasim::isa
