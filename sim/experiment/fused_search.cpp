#include "sim/experiment/fused_search.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/fusion/pair_search.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/window_candidates.h"
#include "sim/experiment/layer_search.h"

namespace vtasim::experiment {
namespace {

/// A request that can be searched for, and cycles that no program of it comes below.
struct Candidate {
  PairRequest request;
  std::int64_t least = 0;
};

/// Most promising first.
std::vector<Candidate> candidates_of(const PairSearchData& data, const compiler::PartialPairPlan& plan,
                                     const isa::HardwareConfig& config, compiler::SearchEffort effort) {
  std::vector<Candidate> candidates;
  for (PairRequest& request : fused_requests(data, config, effort)) {
    if (!request.mapping) continue;
    request.plan = plan;
    const std::int64_t least = least_pair_cycles(*request.mapping, passes_of(data), config);
    candidates.push_back({std::move(request), least});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.least < b.least; });
  return candidates;
}

}  // namespace

std::uint64_t pointwise_seed(std::uint64_t seed) { return seed + 1; }

PairSearchData make_pair_search_data(const compiler::LayerPair& pair, std::uint64_t seed) {
  return {pair, make_search_data(pair.depthwise, seed), make_search_data(pair.pointwise, pointwise_seed(seed))};
}

compiler::PairPasses passes_of(const PairSearchData& data) { return {data.depthwise.passes, data.pointwise.passes}; }

std::vector<PairRequest> fused_requests(const PairSearchData& data, const isa::HardwareConfig& config,
                                        compiler::SearchEffort effort) {
  std::vector<PairRequest> requests;
  for (compiler::PairMapping& mapping : pair_mappings(data.pair, config)) {
    std::string name = mapping.first.name;
    requests.push_back({std::move(name), std::move(mapping), "", {}});
  }
  constexpr std::size_t kQuick = 2;
  constexpr std::size_t kFull = 12;
  const int alu_passes = 1 + static_cast<int>(data.depthwise.passes.size());
  const std::size_t count = effort == compiler::SearchEffort::quick ? kQuick : kFull;
  for (const compiler::RankedMapping& pair : rectangle_candidates(data.pair.depthwise, config, alu_passes, count)) {
    PairRequest request = request_pair(pair.mapping, data.pair, config);
    // Of those whose vectors hold one pixel none does better than the named ones.
    if (!request.mapping || request.mapping->transposition) requests.push_back(std::move(request));
  }
  for (const compiler::RankedMapping& one :
       window_candidates(data.pair.depthwise, config, alu_passes, count, compiler::WindowDeals::parts)) {
    PairRequest request = request_pair(one.mapping, data.pair, config);
    if (request.mapping) requests.push_back(std::move(request));
  }
  return requests;
}

PairChoice search_fused(const Laboratory& laboratory, const PairSearchData& data, const PairRequest& request,
                        const isa::HardwareConfig& config, compiler::SearchEffort effort,
                        const std::function<void(int)>& simulated) {
  const std::string key = search_key(data, request.key(), config, effort);
  const auto read = [&](const nlohmann::json& object) { return read_pair_choice(object, request, data, config); };
  if (auto found = laboratory.store.find_by(key, read)) return *std::move(found);
  const compiler::Evaluator evaluate = make_evaluator(laboratory.machine, config, simulated);
  PairChoice choice{request.name,
                    search_pair(*request.mapping, passes_of(data), config, {effort, request.plan}, evaluate)};
  laboratory.store.keep(key, to_json(choice));
  return choice;
}

std::optional<PairRequest> search_best_fused(const Laboratory& laboratory, const PairSearchData& data,
                                             const PairRequest& any, const isa::HardwareConfig& config,
                                             compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  const std::string key = search_key(data, any.key(), config, effort);
  if (const auto name = laboratory.store.find_by(key, read_mapping)) {
    PairRequest request = request_pair(*name, data.pair, config);
    request.plan = any.plan;
    if (request.mapping) return request;
  }
  std::vector<Candidate> candidates = candidates_of(data, any.plan, config, effort);
  if (candidates.empty()) return std::nullopt;
  const Candidate* best = nullptr;
  std::int64_t fewest = 0;
  for (const Candidate& candidate : candidates) {
    if (best != nullptr && candidate.least >= fewest) break;
    try {
      const PairChoice found = search_fused(laboratory, data, candidate.request, config, effort, simulated);
      if (best != nullptr && found.search.cycles >= fewest) continue;
      best = &candidate;
      fewest = found.search.cycles;
    } catch (const compiler::Refused&) {
      continue;
    }
  }
  if (best == nullptr) return candidates.front().request;
  laboratory.store.keep(key, {{"mapping", best->request.name}});
  return best->request;
}

}  // namespace vtasim::experiment
