#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "sim/check/finding.h"
#include "sim/check/suite.h"
#include "sim/experiment/search_store.h"
#include "sim/processes/signal_watch.h"

namespace vtasim::check {

/// Runs every row, each in a process of its own, `jobs` at a time; results in the order of the rows. Searches are taken
/// from `store`, and kept in its cache. `progress(n)` is called about ten times a second, n the rows that are done.
/// Throws processes::Interrupted, and Error when no process can be started.
std::vector<RowResult> run_suite(const Suite& suite, std::size_t jobs, experiment::SearchStore& store,
                                 const processes::SignalWatch& watch, const std::function<void(std::size_t)>& progress);

}  // namespace vtasim::check
