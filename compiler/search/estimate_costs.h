#pragma once

#include <cstdint>

namespace vtasim::compiler {

// What estimates take an instruction to cost beyond its beats or operations. Measured on the RTL (mobilenet-dw1 cases,
// 64 and 512 bits).
inline constexpr std::int64_t kLoadCycles = 23;
inline constexpr std::int64_t kLeastBurstCycles = 3;
inline constexpr std::int64_t kStoreCycles = 4;

}  // namespace vtasim::compiler
