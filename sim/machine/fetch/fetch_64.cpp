#include "sim/machine/fetch/fetch.h"

namespace vtasim::machine {

namespace {

/// FetchVME64.scala: a chunk is one burst of two beats an instruction, which need not start at a burst boundary.
class Fetch64 final : public FetchUnit {
 public:
  std::int32_t chunk(const isa::HardwareConfig& config) const override { return config.max_burst_beats / 2; }

  isa::BurstCommands commands(const isa::HardwareConfig& config, std::uint32_t address,
                              std::int32_t count) const override {
    return isa::BurstCommands::single(config, address, 2 * static_cast<std::uint32_t>(count));
  }

  /// The last beat enters the queue as it arrives; sDrain follows.
  Cycle data_to_buffer() const override { return 1; }

  /// The queue's count is 0 a cycle after the last left; sReadCmd follows.
  Cycle buffer_to_command() const override { return 2; }

  bool look_ahead() const override { return false; }
};

}  // namespace

const FetchUnit& fetch_unit_64() {
  static const Fetch64 unit;
  return unit;
}

}  // namespace vtasim::machine
