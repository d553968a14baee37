#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::machine {

/// What units did over the time of a run, in stretches of as nearly as possible equal length. It listens to a
/// CauseObserver.
class Timeline final : public CauseListener {
 public:
  /// `columns` stretches, at least 1, of the cycles before `window`, at least 1.
  Timeline(std::int64_t window, std::size_t columns);

  std::size_t columns() const { return columns_; }
  /// The first cycle of a stretch; of `columns()`, the end.
  std::int64_t begin_of(std::size_t column) const;

  /// Cycles of a unit at a kind of work, by stretch. Idle are those in which it waits for a token or to be handed an
  /// instruction; not those in which it hands one over, or none is left.
  const std::vector<std::int64_t>& of(Unit unit, Work work) const { return work_[index(unit)][index(work)]; }
  /// Cycles in which data of any reader is on the bus.
  const std::vector<std::int64_t>& read_bus() const { return read_bus_; }

  void spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) override;

 private:
  template <class Name>
  static constexpr std::size_t index(Name name) {
    return static_cast<std::size_t>(name);
  }

  std::int64_t window_;
  std::size_t columns_;
  std::array<std::array<std::vector<std::int64_t>, kWorkCount>, kUnitCount> work_;
  std::vector<std::int64_t> read_bus_;
};

}  // namespace vtasim::machine
