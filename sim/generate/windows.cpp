#include "sim/generate/windows.h"

#include <algorithm>

namespace vtasim::generate {
namespace {

using isa::Buffer;

/// Entries from which on instructions or micro-ops cannot name one: uop_begin has 13 bits, acc and inp of a micro-op
/// 11, wgt 10.
std::uint32_t nameable(Buffer buffer) {
  if (buffer == Buffer::uop) return 1 << 13;
  return buffer == Buffer::wgt ? 1 << 10 : 1 << 11;
}

}  // namespace

Windows random_windows(const isa::HardwareConfig& config, RandomNumbers& random, std::uint32_t most_bytes) {
  Windows windows;
  for (const Buffer buffer : {Buffer::uop, Buffer::wgt, Buffer::inp, Buffer::acc}) {
    const std::uint32_t entries = std::min(static_cast<std::uint32_t>(config.depth(buffer)), nameable(buffer));
    const auto element = static_cast<std::uint32_t>(config.element_bytes(buffer));
    // A program needs a micro-op for GEMM and one for ALU, and two acc entries to go back and forth between.
    const std::uint32_t most = std::clamp(most_bytes / element, 2u, entries);
    Window& window = windows.of(buffer);
    window.size = random.of_any_size(2, most);
    if (random.one_in(2)) window.begin = random.below(entries - window.size + 1);
  }
  windows.of(Buffer::out) = windows.of(Buffer::acc);
  return windows;
}

}  // namespace vtasim::generate
