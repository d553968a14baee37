#pragma once

#include <string>

#include "sim/experiment/profile.h"

namespace vtasim::report {

/// A resource that takes part in a run, and in how many of the run's cycles it did what it is there for.
struct Roof {
  enum class Resource { compute, reads, writes };
  Resource resource = Resource::compute;
  std::string name;
  std::string parts;  ///< What that was, where it is not one thing; in parentheses.
  std::int64_t cycles = 0;
};

/// The most used of: compute, which issues an operation of GEMM or ALU or receives a beat of uop or acc, one of these
/// at a time; the bus for reads, which brings a beat; the path for writes, which has a burst under way. A program's
/// bounds (compiler/program/compile_stats.h) are of the same three.
Roof highest_roof(const experiment::Profile& profile);

/// From this share of a run's cycles on the most used resource is called what bounds it.
inline constexpr double kBoundFrom = 0.8;

/// In one line what bounds a run that finished: its most used resource, or where that is not used so much, what most of
/// its critical path is beside the work of that resource.
std::string verdict(const experiment::Profile& profile);

}  // namespace vtasim::report
