#include "compiler/search/refusals.h"

#include <fmt/format.h>

#include <algorithm>

namespace vtasim::compiler {
namespace {

/// A message without the layer and the mapping that it begins with.
std::string without_subject(const std::string& why, const std::string& layer, const std::string& mapping) {
  for (const std::string& subject :
       {fmt::format("layer {}, mapping {}: ", layer, mapping), fmt::format("layer {}: ", layer)}) {
    if (why.compare(0, subject.size(), subject) == 0) return why.substr(subject.size());
  }
  return why;
}

}  // namespace

void Refusals::add(const std::string& mapping, Stage stage, const std::string& why, std::int64_t bytes) {
  refusals_.push_back({mapping, stage, why, bytes});
}

std::string Refusals::summary(const Layer& layer) const {
  std::string text = fmt::format("layer {}: no mapping takes it", layer.name);
  if (refusals_.empty()) return text;
  const auto nearest = std::max_element(refusals_.begin(), refusals_.end(), [](const Refusal& a, const Refusal& b) {
    return a.stage != b.stage ? a.stage < b.stage : a.bytes > b.bytes;
  });
  text += fmt::format("; nearest came {}: {}", nearest->mapping,
                      without_subject(nearest->why, layer.name, nearest->mapping));
  const auto other_kinds = std::count_if(refusals_.begin(), refusals_.end(),
                                         [](const Refusal& refusal) { return refusal.stage == Stage::kind; });
  const auto count = static_cast<std::ptrdiff_t>(refusals_.size());
  if (nearest->stage == Stage::kind) {
    return count == 1 ? text : text + fmt::format("; {} more take other kinds of layers, too", count - 1);
  }
  const auto alike = count - other_kinds - 1;
  if (alike > 0) text += fmt::format("; {} more cannot take it either", alike);
  if (other_kinds > 0) text += fmt::format("; {} take other kinds of layers", other_kinds);
  return text;
}

}  // namespace vtasim::compiler
