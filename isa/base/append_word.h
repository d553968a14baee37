#pragma once

#include <cstdint>
#include <vector>

namespace vtasim {

/// Appends a word of 32 bits as DRAM has it: lowest byte first.
inline void append_word(std::uint32_t word, std::vector<std::uint8_t>& bytes) {
  for (int byte = 0; byte < 4; ++byte) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
}

}  // namespace vtasim
