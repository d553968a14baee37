#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/observe/observer.h"

namespace vtasim::machine {

/// What went over the memory side in a run, in the form of the recorded *.bus.jsonl files. All cycles are absolute.
struct BusTrace final : Observer {
  std::vector<std::array<std::int64_t, 4>> cmd;  ///< [cycle, client, address, beats]: taken by the memory engine.
  std::vector<std::array<std::int64_t, 3>> ar;   ///< [cycle, address, beats]: read address goes out.
  std::vector<std::array<std::int64_t, 3>> r;    ///< [first, last, client]: read data.
  std::vector<std::array<std::int64_t, 3>> aw;   ///< [cycle, address, beats]: write address.
  std::vector<std::array<std::int64_t, 2>> w;    ///< [first, last]: write data.
  std::vector<std::int64_t> b;                   ///< [cycle]: acknowledgement.

  void clear() { *this = BusTrace{}; }

  void read_burst(const ReadBurst& burst) override;
  void write_burst(const WriteBurst& burst) override;
};

}  // namespace vtasim::machine
