#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/fused_search.h"
#include "sim/experiment/gather_search.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/operation_search.h"
#include "sim/experiment/search_store.h"
#include "sim/processes/process_pool.h"

namespace vtasim::experiment {

/// A search that will be needed; none where there is nothing to be called.
struct SearchTask {
  std::string key;                                ///< Of search_key().
  std::function<void(const Laboratory&)> search;  ///< Comes to what is found by that key in the laboratory's store.
};

/// That of search_layer(), of a request without an error.
SearchTask layer_task(const SearchData& data, const MappingRequest& request, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort);

/// That of search_fused(), or for any mapping that of search_best_fused(); of a request without an error.
SearchTask fused_task(const PairSearchData& data, const PairRequest& request, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort);

/// That of search_operation().
SearchTask operation_task(const compiler::MappedOperation& operation, const isa::HardwareConfig& config,
                          compiler::SearchEffort effort);

/// That of search_gather().
SearchTask gather_task(const std::shared_ptr<const compiler::VectorGather>& gather, const isa::HardwareConfig& config);

/// Makes searches in processes of their own, some at a time and ahead of whoever needs them: what they come to is put
/// into a store, where search_layer() and the others then find it. What is not there in the end, such as that a search
/// is refused, they find out by themselves; so all is as it would be without.
class SearchWorkers {
 public:
  /// `jobs` processes at a time. Of the tasks that `tasks` returns those with one key are made once, and none of what
  /// is in the store. With one job, with no more than one to make, and where there is no memory for the tasks, there
  /// are no processes.
  SearchWorkers(const Laboratory& laboratory, std::size_t jobs, const std::function<std::vector<SearchTask>()>& tasks);

  /// Waits for a task; in any case lets others begin in place of those that have ended. Returns why its process ended
  /// otherwise than by itself, such as "killed by SIGSEGV", and nothing where it did not. `progress(n, m)` is called
  /// about ten times a second, n of m processes having ended. To be called where no other thread runs. Throws
  /// Interrupted for a signal that would end the program.
  std::string await(std::size_t task, const std::function<void(std::size_t, std::size_t)>& progress);

 private:
  void group();
  std::string run(std::size_t process) const;

  const Laboratory laboratory_;
  std::vector<SearchTask> tasks_;
  std::vector<std::size_t> to_make_;                  ///< The task of each process.
  std::vector<std::optional<std::size_t>> process_;   ///< Of each task.
  std::vector<std::optional<std::string>> failures_;  ///< Of each process, once it has been waited for.
  std::unique_ptr<processes::ProcessPool> pool_;
};

}  // namespace vtasim::experiment
