#pragma once

#include <cstdint>
#include <string_view>

namespace vtasim::machine {

/// Who reads over the bus: ports of the memory engine's read side, by priority (Core.scala).
enum class ReadPort : std::uint8_t { fetch = 0, uop = 1, inp = 2, wgt = 3, acc = 4 };
inline constexpr int kReadPortCount = 5;

/// "fetch", "uop", "inp", "wgt" or "acc".
std::string_view to_string(ReadPort port);

}  // namespace vtasim::machine
