#include "sim/experiment/search_store.h"

#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"

namespace vtasim::experiment {

std::optional<std::string> SearchStore::find(const std::string& key) const {
  const auto found = results_.find(key);
  if (found == results_.end()) return std::nullopt;
  return found->second;
}

void SearchStore::keep(const std::string& key, const nlohmann::json& result) { results_[key] = json_text(result); }

void SearchStore::add(const std::map<std::string, std::string>& results) {
  results_.insert(results.begin(), results.end());
}

}  // namespace vtasim::experiment
