#include "sim/machine/fetch/fetch.h"

namespace vtasim::machine {

namespace {

/// FetchWideVME.scala: a chunk is what the buffer holds (2^lenBits instructions, memDepth of "fetch" in
/// TensorUtil.scala), read with the command generator of wide loads. Instructions leave through a queue of two entries
/// (readInstrPipe).
class FetchWide final : public FetchUnit {
 public:
  std::int32_t chunk(const isa::HardwareConfig& config) const override { return config.max_burst_beats; }

  isa::BurstCommands commands(const isa::HardwareConfig& config, std::uint32_t address,
                              std::int32_t count) const override {
    return {config, address, 1, static_cast<std::uint32_t>(count) * std::uint32_t{isa::kInstructionBytes}, 0};
  }

  /// A register behind the memory engine, the count of lines in flight (0 a cycle later), then sDrain.
  Cycle data_to_buffer() const override { return 3; }

  /// queueCount is 0 a cycle after the last left; sRead follows, whose first cycle starts the command generator.
  Cycle buffer_to_command() const override { return 3; }

  bool look_ahead() const override { return true; }
};

}  // namespace

const FetchUnit& fetch_unit_wide() {
  static const FetchWide unit;
  return unit;
}

}  // namespace vtasim::machine
