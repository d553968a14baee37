#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::machine {

/// Consecutive cycles of a unit that went to the same, from where the stretch before it ends, or from launch.
struct CauseStretch {
  std::int64_t cycles = 0;
  std::int32_t instruction = -1;  ///< What the unit was at or waited to begin with; -1 where there is none.
  Cause cause = Cause::none;
};

/// Keeps what every cycle of a run went to, in order of time: 16 bytes for each change of cause or instruction, of
/// which a LOAD has a few a burst. It listens to a CauseObserver.
class CauseHistory final : public CauseListener {
 public:
  /// From launch to the end of the run, without gaps.
  const std::vector<CauseStretch>& of(Unit unit) const { return stretches_[static_cast<std::size_t>(unit)]; }

  void spent(Unit unit, Work work, std::int32_t instruction, const CauseInterval& interval) override;

 private:
  std::array<std::vector<CauseStretch>, kUnitCount> stretches_;
};

}  // namespace vtasim::machine
