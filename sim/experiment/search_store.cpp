#include "sim/experiment/search_store.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"

namespace vtasim::experiment {

SearchStore::~SearchStore() {
  if (!cache_) return;
  try {
    cache_->prune();
  } catch (const std::exception&) {
    return;  // A later run does it.
  }
}

std::optional<std::string> SearchStore::find(const std::string& key) {
  if (const auto found = results_.find(key); found != results_.end()) return found->second;
  if (!cache_) return std::nullopt;
  std::optional<std::string> kept = cache_->find(key);
  if (kept) results_[key] = *kept;
  return kept;
}

void SearchStore::keep(const std::string& key, const nlohmann::json& result) {
  results_[key] = json_text(result);
  if (cache_) cache_->keep(key, results_[key]);
}

void SearchStore::add(const std::map<std::string, std::string>& results) {
  results_.insert(results.begin(), results.end());
}

}  // namespace vtasim::experiment
