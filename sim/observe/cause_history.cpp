#include "sim/observe/cause_history.h"

namespace vtasim::machine {

void CauseHistory::spent(Unit unit, Work, std::int32_t instruction, const CauseInterval& interval) {
  if (interval.cycles() == 0) return;
  std::vector<CauseStretch>& stretches = stretches_[static_cast<std::size_t>(unit)];
  if (!stretches.empty() && stretches.back().cause == interval.cause && stretches.back().instruction == instruction) {
    stretches.back().cycles += interval.cycles();
    return;
  }
  stretches.push_back({interval.cycles(), instruction, interval.cause});
}

}  // namespace vtasim::machine
