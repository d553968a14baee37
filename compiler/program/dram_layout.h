#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Where DRAM that programs may use begins: page 0 stays free, since VTA's drivers take an address of 0 for none.
/// Bytes; 4096 is the smallest page of the hosts that VTA is driven by.
inline constexpr std::uint64_t kFirstPage = 4096;

/// Where a program lies: by itself, or beside others in one DRAM, with tensors where those others have them.
struct Placement {
  std::uint64_t begin = kFirstPage;         ///< What the program has for itself begins there.
  std::optional<std::uint64_t> activation;  ///< Addresses, aligned as DramLayout::alignment() says; the program has
  std::optional<std::uint64_t> residual;    ///< room of its own for what has none.
  std::optional<std::uint64_t> output;
  std::vector<std::uint64_t> others{};  ///< Of the inputs behind the residual, if there are any: all or none.
};

/// Hands out a program's DRAM, from `begin` up.
class DramLayout {
 public:
  /// `what` is what errors are about. `config` must outlive the layout.
  DramLayout(const isa::HardwareConfig& config, std::string what, std::uint64_t begin = kFirstPage);

  /// What addresses of elements of `buffer` are multiples of: of bursts, so that none is split without need, and of the
  /// element.
  static std::uint64_t alignment(isa::Buffer buffer, const isa::HardwareConfig& config);

  /// The address of `bytes` for elements of `buffer`. Throws Error where addresses do not reach that far.
  std::uint64_t allocate(std::int64_t bytes, isa::Buffer buffer);
  /// The same unless they have an address already.
  std::uint64_t allocate_unless(const std::optional<std::uint64_t>& placed, std::int64_t bytes, isa::Buffer buffer) {
    return placed ? *placed : allocate(bytes, buffer);
  }

  /// Where what was handed out ends, in whole beats: instructions are fetched by the beat.
  std::uint64_t end() const;

 private:
  const isa::HardwareConfig& config_;
  const std::string what_;
  std::uint64_t end_;
};

/// The number of the element of `buffer` at an address.
std::uint32_t element_at(std::uint64_t address, isa::Buffer buffer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
