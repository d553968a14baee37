#include "sim/machine/tensor_load/tensor_load.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/rules/in_flight.h"
#include "sim/machine/tensor_load/tensor_load_narrow.h"
#include "sim/machine/tensor_load/tensor_load_wide.h"

namespace vtasim::machine {

const TensorLoadTiming& tensor_load_timing(const isa::HardwareConfig& config, isa::Buffer buffer) {
  return isa::wide_unit(buffer, config) ? kTensorLoadWide : kTensorLoadNarrow;
}

std::string overrun_message(std::int32_t instruction, std::int64_t limit) {
  return fmt::format(
      "LOAD overrun: instruction {} (LOAD) has {} beats in flight, at which its unit's counter wraps to 0 and the "
      "hardware loses "
      "data: load less at a time",
      instruction, limit);
}

void TensorLoad::start(const isa::MemFields& f, Cycle start) {
  overrun_ = false;
  const std::int64_t bus_bytes = config_->bus_bytes;
  const std::int64_t element_bytes = config_->element_bytes(buffer_);
  const std::int64_t row_beats = f.x_size * element_bytes / bus_bytes + 2;
  in_flight_.start(f.y_size * row_beats, isa::in_flight_limit(buffer_, *config_));
  padding_.start(f, start + 1 + timing_.padding_pipe);
  const isa::BurstCommands commands = isa::BurstCommands::of(*config_, f, buffer_);
  if (commands.empty()) return;
  // Busy from start + 1; the first command comes after currentRowIdx has counted the rows above, one a cycle.
  memory_.present(port_, *this, commands, start + 1 + f.y_pad_0);
}

void TensorLoad::burst(Cycle fired, Cycle first, Cycle last, bool more) {
  if (overrun_) return;
  if (const Cycle wrapped = in_flight_.burst(fired, first + timing_.data_pipe, last + timing_.data_pipe, more);
      wrapped != kNever) {
    overrun_ = true;
    owner_.load_overrun(wrapped, in_flight_.limit());
    return;
  }
  padding_.data(first + timing_.data_pipe, last + timing_.data_pipe);
  if (more) return;
  // The count of data in flight is a register: it is 0 one cycle after the last write.
  const Cycle received = last + timing_.data_pipe + 1;
  const Cycle done = std::max(received, padding_.finish());
  if (done > received) memory_.padded(port_, done - received);
  owner_.load_done(done);
}

}  // namespace vtasim::machine
