#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compiler/codegen/safe_loads.h"
#include "isa/rules/in_flight.h"
#include "isa/rules/transfer.h"
#include "sim/generate/index_reach.h"
#include "sim/generate/micro_cases.h"
#include "sim/generate/program_parts.h"
#include "sim/generate/readout.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

// In the order of the documentation of show().
constexpr Buffer kLoaded[] = {Buffer::uop, Buffer::acc, Buffer::inp, Buffer::wgt};

/// Data of a LOAD that is not of the largest, so that the files stay small.
constexpr std::uint64_t kMostBytes = 128 << 10;

std::uint32_t add_source(LegalProgram& program, Buffer buffer, std::uint32_t count) {
  if (buffer != Buffer::uop) return program.add_data(buffer, count);
  std::vector<isa::Uop> uops(count);
  for (isa::Uop& uop : uops) {
    uop.acc = program.random().below(kShownUopTargets);
    uop.inp = program.random().below(kShownUopTargets);
    uop.wgt = program.random().below(kShownUopTargets);
  }
  return program.add_uops(uops);
}

/// A program of one LOAD, its dram_base counted from the start of a burst, and what shows all that it wrote.
bool fill_load(LegalProgram& program, isa::Load load, std::uint64_t most_bytes) {
  const isa::HardwareConfig& config = program.config();
  const auto buffer = static_cast<Buffer>(load.buffer);
  const std::uint32_t span = load.dram_base + (load.y_size - 1) * load.x_stride + load.x_size;
  if (std::uint64_t{span} * static_cast<std::uint64_t>(config.element_bytes(buffer)) > most_bytes) return false;
  const std::uint32_t entries = entries_of(load);
  if (load.sram_base + entries > most_shown(buffer, config)) return false;
  load.dram_base += add_source(program, buffer, span);
  if (!program.append(load)) return false;
  show(program, buffer, load.sram_base, entries);
  return true;
}

isa::Load load_of(Buffer buffer, std::uint32_t rows, std::uint32_t width, std::uint32_t stride) {
  isa::Load load = row_load(buffer, 0, 0, width);
  load.y_size = rows;
  load.x_stride = stride;
  return load;
}

void add_load(MicroSuite& suite, const std::string& name, const isa::Load& load) {
  suite.add(name, [&](LegalProgram& program) { return fill_load(program, load, kMostBytes); });
}

void add_rows(MicroSuite& suite, Buffer buffer) {
  const std::string_view name = to_string(buffer);
  for (const std::uint32_t width : {1u,  2u,  3u,  4u,  5u,   7u,   8u,   9u,   15u,  16u,  17u,  31u,  32u,
                                    33u, 63u, 64u, 65u, 100u, 127u, 128u, 129u, 255u, 256u, 257u, 512u, 1000u}) {
    add_load(suite, fmt::format("load-{}-x{}", name, width), row_load(buffer, 0, 0, width));
  }
  // Where the first element lies in its beat of DRAM, and in its line of the scratchpad.
  for (const std::uint32_t width : {1u, 2u, 7u, 16u, 33u}) {
    for (const std::uint32_t offset : {1u, 3u, 15u}) {
      add_load(suite, fmt::format("load-{}-x{}-dram{}", name, width, offset), row_load(buffer, offset, 0, width));
      add_load(suite, fmt::format("load-{}-x{}-sram{}", name, width, offset), row_load(buffer, 0, offset, width));
    }
    add_load(suite, fmt::format("load-{}-x{}-dram3-sram1", name, width), row_load(buffer, 3, 1, width));
  }
  suite.add(fmt::format("load-{}-largest", name), [&](LegalProgram& program) {
    const isa::HardwareConfig& config = program.config();
    isa::Load load = row_load(buffer, 0, 0, most_shown(buffer, config));
    while (beats_of(transfer_of(load, config), config) >= isa::in_flight_limit(buffer, config)) --load.x_size;
    return fill_load(program, load, std::numeric_limits<std::uint64_t>::max());
  });
}

void add_rectangles(MicroSuite& suite, Buffer buffer) {
  constexpr std::array<std::uint32_t, 3> kShapes[] = {{2, 1, 1},   {2, 1, 7},     {3, 4, 4},    {3, 4, 9},
                                                      {5, 3, 100}, {16, 2, 33},   {14, 14, 14}, {14, 14, 56},
                                                      {7, 9, 11},  {3, 129, 140}, {4, 4, 1},    {9, 5, 0}};
  for (const auto& [rows, width, stride] : kShapes) {
    add_load(suite, fmt::format("load-{}-{}x{}-stride{}", to_string(buffer), rows, width, stride),
             load_of(buffer, rows, width, stride));
  }
}

void add_padding(MicroSuite& suite, Buffer buffer) {
  bool tall = true;
  for (const std::uint32_t top : {0u, 1u, 3u}) {
    for (const std::uint32_t bottom : {0u, 2u}) {
      for (const std::uint32_t left : {0u, 1u, 2u}) {
        for (const std::uint32_t right : {0u, 1u, 15u}) {
          isa::Load load = tall ? load_of(buffer, 4, 1, 3) : load_of(buffer, 3, 5, 8);
          load.y_pad_0 = top;
          load.y_pad_1 = bottom;
          load.x_pad_0 = left;
          load.x_pad_1 = right;
          add_load(suite,
                   fmt::format("pad-{}-{}x{}-top{}-bottom{}-left{}-right{}", to_string(buffer), load.y_size,
                               load.x_size, top, bottom, left, right),
                   load);
          tall = !tall;
        }
      }
    }
  }
  // The most that a side can have.
  std::uint32_t isa::MemFields::*const sides[] = {&isa::MemFields::y_pad_0, &isa::MemFields::y_pad_1,
                                                  &isa::MemFields::x_pad_0, &isa::MemFields::x_pad_1};
  constexpr const char* kNames[] = {"top", "bottom", "left", "right"};
  for (std::size_t side = 0; side < std::size(sides); ++side) {
    isa::Load load = load_of(buffer, 2, 3, 3);
    load.*sides[side] = 15;
    add_load(suite, fmt::format("pad-{}-2x3-{}15", to_string(buffer), kNames[side]), load);
  }
}

/// LOADs behind each other, by the first letters of their buffers, each `width` elements behind those before it.
void add_sequence(MicroSuite& suite, const std::string& letters, std::uint32_t width) {
  suite.add(fmt::format("loads-{}-x{}", letters, width), [&](LegalProgram& program) {
    const std::map<char, Buffer> buffers = {
        {'u', Buffer::uop}, {'a', Buffer::acc}, {'i', Buffer::inp}, {'w', Buffer::wgt}};
    std::map<Buffer, std::uint32_t> loaded;
    for (const char letter : letters) {
      const Buffer buffer = buffers.at(letter);
      std::uint32_t& to = loaded[buffer];
      if (to + width > most_shown(buffer, program.config())) return false;
      append_all(program, {row_load(buffer, add_source(program, buffer, width), to, width)});
      to += width;
    }
    for (const Buffer buffer : kLoaded) {
      if (loaded.count(buffer) > 0) show(program, buffer, 0, loaded[buffer]);
    }
    return true;
  });
}

}  // namespace

void add_load_cases(MicroSuite& suite) {
  for (const Buffer buffer : kLoaded) {
    add_rows(suite, buffer);
    add_rectangles(suite, buffer);
    add_padding(suite, buffer);
  }
  for (const char* letters : {"ii", "iw", "wi", "ww", "iwiw", "au", "ua", "aa", "uu", "ia", "iu", "wa", "iawuia"}) {
    for (const std::uint32_t width : {1u, 6u, 40u}) add_sequence(suite, letters, width);
  }
}

}  // namespace vtasim::generate
