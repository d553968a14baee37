#include "sim/experiment/search_workers.h"

#include <exception>
#include <map>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"

namespace vtasim::experiment {
namespace {

using Results = std::map<std::string, std::string>;

/// What is in `now` and not in `before`.
Results difference(const Results& now, const Results& before) {
  Results more;
  for (const auto& [key, result] : now) {
    if (before.count(key) == 0) more.emplace(key, result);
  }
  return more;
}

Results read_results(const std::string& text) {
  try {
    return parse_json(text, "search results").get<Results>();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

SearchTask layer_task(const SearchData& data, const MappingRequest& request, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort) {
  const auto search = [data, request, config, effort](const Laboratory& laboratory) {
    search_layer(laboratory, data, request, config, effort, [](int) {});
  };
  return {search_key(data, request.key(), config, effort), search};
}

SearchTask operation_task(const compiler::MappedOperation& operation, const isa::HardwareConfig& config,
                          compiler::SearchEffort effort) {
  const auto search = [operation, config, effort](const Laboratory& laboratory) {
    search_operation(laboratory, operation, config, effort, [](int) {});
  };
  return {search_key(operation, config, effort), search};
}

SearchTask gather_task(const std::shared_ptr<const compiler::VectorGather>& gather, const isa::HardwareConfig& config) {
  const auto search = [gather, config](const Laboratory& laboratory) {
    search_gather(laboratory, *gather, config, [](int) {});
  };
  return {search_key(*gather, config), search};
}

SearchTask fused_task(const PairSearchData& data, const PairRequest& request, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort) {
  const auto search = [data, request, config, effort](const Laboratory& laboratory) {
    const auto ignore = [](int) {};
    if (request.any()) {
      search_best_fused(laboratory, data, request, config, effort, ignore);
    } else {
      search_fused(laboratory, data, request, config, effort, ignore);
    }
  };
  return {search_key(data, request.key(), config, effort), search};
}

SearchWorkers::SearchWorkers(const Laboratory& laboratory, std::size_t jobs,
                             const std::function<std::vector<SearchTask>()>& tasks)
    : laboratory_(laboratory) {
  if (jobs <= 1) return;
  try {
    tasks_ = tasks();
  } catch (const std::bad_alloc&) {
    return;  // Whoever comes to the search that is too large says so, after those before it.
  } catch (const std::length_error&) {
    return;
  }
  group();
  if (to_make_.size() <= 1) return;
  pool_ = std::make_unique<processes::ProcessPool>(to_make_.size(), jobs, [this](std::size_t i) { return run(i); });
}

void SearchWorkers::group() {
  process_.resize(tasks_.size());
  std::map<std::string, std::size_t> made;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    const SearchTask& task = tasks_[i];
    if (!task.search || laboratory_.store.find(task.key)) continue;
    const auto [known, is_new] = made.emplace(task.key, to_make_.size());
    process_[i] = known->second;
    if (is_new) to_make_.push_back(i);
  }
  failures_.resize(to_make_.size());
}

/// In the process: what goes to the parent.
std::string SearchWorkers::run(std::size_t process) const {
  const Results before = laboratory_.store.results();
  try {
    tasks_[to_make_[process]].search(laboratory_);
  } catch (const std::exception&) {
    // The parent meets it, too, in the place where it belongs.
  }
  return json_text(nlohmann::json(difference(laboratory_.store.results(), before)));
}

std::string SearchWorkers::await(std::size_t task, const std::function<void(std::size_t, std::size_t)>& progress) {
  if (!pool_) return "";
  const std::optional<std::size_t> process = process_[task];
  try {
    const processes::SignalWatch watch;
    if (!process || failures_[*process]) {
      pool_->tend(watch);
    } else {
      const processes::ProcessResult result =
          pool_->wait(*process, watch, [&](std::size_t ended) { progress(ended, to_make_.size()); });
      failures_[*process] = result.failure;
      laboratory_.store.add(read_results(result.output));
    }
  } catch (const Error&) {  // There can be no processes: the searches are made without.
    pool_.reset();
    return "";
  }
  return process ? *failures_[*process] : "";
}

}  // namespace vtasim::experiment
