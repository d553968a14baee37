#include "sim/observe/bus_trace.h"

namespace vtasim::machine {

void BusTrace::read_burst(const ReadBurst& burst) {
  const std::int64_t client = static_cast<int>(burst.port);
  const std::int64_t beats = burst.last - burst.first + 1;
  cmd.push_back({burst.taken, client, burst.address, beats});
  ar.push_back({burst.address_out, burst.address, beats});
  r.push_back({burst.first, burst.last, client});
}

void BusTrace::write_burst(const WriteBurst& burst) {
  aw.push_back({burst.address_out, burst.address, burst.beats});
  w.push_back({burst.first, burst.last});
  b.push_back(burst.acknowledged);
}

}  // namespace vtasim::machine
