#pragma once

#include <algorithm>
#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// A burst: `beats` beats from `address` on, which is beat-aligned.
struct BurstCommand {
  std::uint32_t address = 0;
  std::uint32_t beats = 0;
};

/// Splits a 2-D transfer into bursts, as GenVMECmd (tensor wider than the bus) and GenVMECmdWide (bus wider than the
/// tensor) do: each row on its own, from the beat its first byte lies in to the beat of its last; the first burst of a
/// row ends at a multiple of the largest burst's bytes, so that later ones are whole. In GenVMECmd rows always start on
/// a beat. Addresses are 32 bits and wrap.
class BurstCommands {
 public:
  BurstCommands() = default;

  /// `rows` rows of `row_bytes` bytes, `stride_bytes` apart, the first at `address`. No rows or no bytes: no commands.
  BurstCommands(const HardwareConfig& config, std::uint32_t address, std::uint32_t rows, std::uint32_t row_bytes,
                std::uint32_t stride_bytes)
      : row_address_(address),
        rows_left_(row_bytes == 0 ? 0 : rows),
        row_bytes_(row_bytes),
        stride_bytes_(stride_bytes),
        beat_bytes_(static_cast<std::uint32_t>(config.bus_bytes)),
        beat_shift_(log2_of(config.bus_bytes)),
        max_beats_(static_cast<std::uint32_t>(config.max_burst_beats)) {
    if (rows_left_ > 0) begin_row();
  }

  /// Those of a LOAD, or of a STORE by the wide unit. y_size 0 gives none: the unit then never completes (its row
  /// counter cannot match).
  static BurstCommands of(const HardwareConfig& config, const MemFields& f, Buffer buffer) {
    const auto bytes = static_cast<std::uint32_t>(config.element_bytes(buffer));
    return {config, f.dram_base * bytes, f.y_size, f.x_size * bytes, f.x_stride * bytes};
  }

  /// One burst of `beats` (at most the largest) that may cross any boundary.
  static BurstCommands single(const HardwareConfig& config, std::uint32_t address, std::uint32_t beats) {
    BurstCommands commands(config, address, 1, beats * static_cast<std::uint32_t>(config.bus_bytes), 0);
    commands.boundary_origin_ = address;
    return commands;
  }

  bool empty() const { return rows_left_ == 0; }

  BurstCommand next() {
    const std::uint32_t to_boundary = max_beats_ - ((address_ - boundary_origin_) >> beat_shift_ & (max_beats_ - 1));
    const BurstCommand command{address_, std::min(beats_left_, to_boundary)};
    beats_left_ -= command.beats;
    address_ += command.beats << beat_shift_;
    if (beats_left_ == 0 && --rows_left_ > 0) {
      row_address_ += stride_bytes_;
      begin_row();
    }
    return command;
  }

 private:
  static int log2_of(int power) {
    int log = 0;
    while (1 << log < power) ++log;
    return log;
  }

  void begin_row() {
    const std::uint32_t offset = row_address_ & (beat_bytes_ - 1);
    address_ = row_address_ - offset;
    beats_left_ = (offset + row_bytes_ + beat_bytes_ - 1) >> beat_shift_;
  }

  std::uint32_t row_address_ = 0;
  std::uint32_t address_ = 0;
  std::uint32_t beats_left_ = 0;
  std::uint32_t rows_left_ = 0;
  std::uint32_t row_bytes_ = 0;
  std::uint32_t stride_bytes_ = 0;
  std::uint32_t beat_bytes_ = 1;
  int beat_shift_ = 0;
  std::uint32_t max_beats_ = 1;
  std::uint32_t boundary_origin_ = 0;
};

}  // namespace vtasim::isa
