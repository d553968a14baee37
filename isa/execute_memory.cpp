#include <algorithm>
#include <cstring>

#include "isa/execute.h"
#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

/// A scratchpad as bytes, addressed by entry. Indices wrap: the RTL's memories take as many address bits as they need.
struct Scratchpad {
  std::uint8_t* bytes = nullptr;
  std::size_t depth = 0;  ///< Entries, a power of two.
  std::size_t entry_bytes = 0;

  /// Calls use(bytes, count) for each contiguous piece of `count` entries from `entry` on.
  template <class Use>
  void for_pieces(std::size_t entry, std::size_t count, Use&& use) const {
    while (count > 0) {
      const std::size_t at = entry & (depth - 1);
      const std::size_t piece = std::min(count, depth - at);
      use(bytes + at * entry_bytes, piece * entry_bytes);
      entry += piece;
      count -= piece;
    }
  }
  void fill_zero(std::size_t entry, std::size_t count) const {
    for_pieces(entry, count, [](std::uint8_t* to, std::size_t size) { std::memset(to, 0, size); });
  }
  void write(std::size_t entry, std::size_t count, const std::uint8_t* from) const {
    for_pieces(entry, count, [&](std::uint8_t* to, std::size_t size) {
      std::memcpy(to, from, size);
      from += size;
    });
  }
  void read(std::size_t entry, std::size_t count, std::uint8_t* to) const {
    for_pieces(entry, count, [&](const std::uint8_t* from, std::size_t size) {
      std::memcpy(to, from, size);
      to += size;
    });
  }
};

template <class Values>
std::uint8_t* bytes_of(Values& values) {
  return reinterpret_cast<std::uint8_t*>(values.data());
}

Scratchpad scratchpad(Buffer buffer, const HardwareConfig& config, ArchState& state) {
  std::uint8_t* bytes = nullptr;
  switch (buffer) {
    case Buffer::uop:
      bytes = bytes_of(state.uop);
      break;
    case Buffer::wgt:
      bytes = bytes_of(state.wgt);
      break;
    case Buffer::inp:
      bytes = bytes_of(state.inp);
      break;
    case Buffer::acc:
      bytes = bytes_of(state.acc);
      break;
    case Buffer::out:
      bytes = bytes_of(state.out);
      break;
  }
  return {bytes, static_cast<std::size_t>(config.depth(buffer)),
          static_cast<std::size_t>(config.element_bytes(buffer))};
}

}  // namespace

std::uint32_t store_rows(const Store& store, const HardwareConfig& config) {
  const bool narrow = config.bus_bytes < config.element_bytes(Buffer::out);
  return store.y_size == 0 && narrow ? 1u << 16 : store.y_size;
}

void execute(const Load& load, const HardwareConfig& config, ArchState& state) {
  // No rows to wait for: with x_size 0 the RTL moves tokens only, with y_size 0 it never gets anywhere.
  if (load.x_size == 0 || load.y_size == 0) return;
  const Scratchpad pad = scratchpad(static_cast<Buffer>(load.buffer), config, state);
  const std::size_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
  std::size_t entry = load.sram_base;
  pad.fill_zero(entry, load.y_pad_0 * width);
  entry += load.y_pad_0 * width;
  const std::uint8_t* from = state.dram.data() + dram_address(load, pad.entry_bytes);
  for (std::uint32_t y = 0; y < load.y_size; ++y) {
    pad.fill_zero(entry, load.x_pad_0);
    pad.write(entry + load.x_pad_0, load.x_size, from);
    pad.fill_zero(entry + load.x_pad_0 + load.x_size, load.x_pad_1);
    entry += width;
    from += load.x_stride * pad.entry_bytes;
  }
  pad.fill_zero(entry, load.y_pad_1 * width);
}

void execute(const Store& store, const HardwareConfig& config, ArchState& state) {
  if (store.x_size == 0) return;
  const Scratchpad out = scratchpad(Buffer::out, config, state);
  std::size_t entry = store.sram_base;
  std::uint8_t* to = state.dram.data() + dram_address(store, out.entry_bytes);
  const std::uint32_t rows = store_rows(store, config);
  for (std::uint32_t y = 0; y < rows; ++y) {
    out.read(entry, store.x_size, to);
    entry += store.x_size;
    to += store.x_stride * out.entry_bytes;
  }
}

}  // namespace vtasim::isa
