#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

#include "isa/base/error.h"
#include "sim/machine/machine.h"

/// What a target does with one input; the name is libFuzzer's. Returns 0; whatever is wrong ends the process.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace vtasim {

/// Ends the process: the input is a finding.
[[noreturn]] void finding(const std::string& what);

/// finding() where `right` does not hold.
inline void require(bool right, const std::string& what) {
  if (!right) finding(what);
}

/// Does `work`. True when it came to its end, false when it refused its input with an Error; any other exception is a
/// finding.
template <typename Work>
bool accepted(Work&& work) {
  try {
    work();
    return true;
  } catch (const Error&) {
    return false;
  } catch (const std::exception& exception) {
    finding(std::string("an exception that is no Error: ") + exception.what());
  }
}

/// The one machine of the process.
machine::Machine& fuzzed_machine();

/// Runs a program for at most 20,000 cycles, with values and without, and requires that both take the same cycles.
machine::RunResult run_limited(const isa::HardwareConfig& config, const isa::Program& program);

/// A file of the process, in a directory that is gone at its end, that holds `contents`. The next one of this name
/// takes its place.
std::filesystem::path scratch_file(const std::string& name, std::string_view contents);

/// The bytes as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace vtasim
