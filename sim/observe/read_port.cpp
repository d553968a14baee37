#include "sim/observe/read_port.h"

#include <array>

namespace vtasim::machine {

std::string_view to_string(ReadPort port) {
  constexpr std::array<std::string_view, kReadPortCount> kNames = {"fetch", "uop", "inp", "wgt", "acc"};
  return kNames[static_cast<std::size_t>(port)];
}

}  // namespace vtasim::machine
