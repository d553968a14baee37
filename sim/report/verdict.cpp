#include "sim/report/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "isa/base/text.h"
#include "sim/report/cause_groups.h"

namespace vtasim::report {
namespace {

using machine::Cause;
using machine::Unit;
using machine::Work;

/// "the memory's delay in LOAD acc"
std::string describe(Unit unit, Work work, Cause cause) {
  const std::string of = unit == Unit::fetch ? "reading instructions" : std::string(name_of(work));
  switch (cause) {
    case Cause::operations:
      return "the operations of " + of;
    case Cause::data:
      return "the data of " + of;
    case Cause::memory:
      return unit == Unit::store ? "the acknowledgements of STORE" : "the memory's delay in " + of;
    case Cause::bus:
      return "the bus taken by others in " + of;
    case Cause::request:
      return "the requests of " + of;
    case Cause::handover:
      return fmt::format("the hand-over of instructions in {}", to_string(unit));
    case Cause::sync:
      return "instructions that only move tokens";
    case Cause::padding:
      return "the zeros that " + of + " writes";
    case Cause::vector:
      return "vectors read by STORE between beats";
    default:
      return "the pipeline's start and end in " + of;
  }
}

/// Whether a cycle of a unit with this cause is one that counts for a resource.
bool is_work_of(Roof::Resource resource, Unit unit, Cause cause) {
  switch (resource) {
    case Roof::Resource::compute:
      return unit == Unit::compute && (cause == Cause::operations || cause == Cause::data);
    case Roof::Resource::reads:
      return unit != Unit::store && cause == Cause::data;
    case Roof::Resource::writes:
      return unit == Unit::store;
  }
  return false;
}

}  // namespace

Roof highest_roof(const experiment::Profile& profile) {
  const machine::Counters& counters = profile.result.counters;
  const auto compute = [&](Work work, Cause cause) { return profile.causes.of(Unit::compute, work, cause); };
  const std::int64_t gemm = compute(Work::gemm, Cause::operations);
  const std::int64_t alu = compute(Work::alu, Cause::operations);
  const std::int64_t data = compute(Work::uop, Cause::data) + compute(Work::acc, Cause::data);
  const std::int64_t cycles = std::max<std::int64_t>(1, profile.causes.window);
  const std::int64_t beats = std::accumulate(counters.read_beats.begin(), counters.read_beats.end(), std::int64_t{0});
  const std::array<Roof, 3> roofs = {
      Roof{Roof::Resource::compute, "compute",
           fmt::format(" (GEMM {}, ALU {}, data of uop and acc {})", percent(ratio(gemm, cycles)),
                       percent(ratio(alu, cycles)), percent(ratio(data, cycles))),
           gemm + alu + data},
      Roof{Roof::Resource::reads, "the bus for reads", "", beats},
      Roof{Roof::Resource::writes, "the path for writes", "", counters.store_burst_cycles}};
  return *std::max_element(roofs.begin(), roofs.end(),
                           [](const Roof& a, const Roof& b) { return a.cycles < b.cycles; });
}

std::string verdict(const experiment::Profile& profile) {
  const std::int64_t total = profile.result.record.cycles;
  const Roof roof = highest_roof(profile);
  const double used = ratio(std::min(roof.cycles, total), total);
  if (used >= kBoundFrom) return fmt::format("Bound by {} at {} of its roof{}.", roof.name, percent(used), roof.parts);
  std::int64_t most = 0;
  std::string what = "nothing else";
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    for (std::size_t w = 0; w < machine::kWorkCount; ++w) {
      for (std::size_t c = 0; c < machine::kCauseCount; ++c) {
        const auto cause = static_cast<Cause>(c);
        if (is_work_of(roof.resource, static_cast<Unit>(u), cause)) continue;
        const std::int64_t cycles = profile.path.totals.of(static_cast<Unit>(u), static_cast<Work>(w), cause);
        if (cycles <= most) continue;
        most = cycles;
        what = describe(static_cast<Unit>(u), static_cast<Work>(w), cause);
      }
    }
  }
  return fmt::format("Latency-bound, by {}: {} of the critical path. The most used is {} at {} of its roof{}.", what,
                     percent(ratio(most, total)), roof.name, percent(used), roof.parts);
}

}  // namespace vtasim::report
