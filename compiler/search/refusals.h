#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Why mappings do not take a layer, to say briefly which came nearest.
class Refusals {
 public:
  /// How far a mapping came; later ones are nearer.
  enum class Stage { kind, mapping, memory, search };

  /// `why` is an Error's message. Of mappings that came as far, that with the least `bytes` of tensors is nearest.
  void add(const std::string& mapping, Stage stage, const std::string& why, std::int64_t bytes = 0);

  /// One line: "layer NAME: no mapping takes it; nearest came MAPPING: why; and how many did not for what reasons".
  std::string summary(const Layer& layer) const;

 private:
  struct Refusal {
    std::string mapping;
    Stage stage = Stage::kind;
    std::string why;
    std::int64_t bytes = 0;
  };
  std::vector<Refusal> refusals_;
};

}  // namespace vtasim::compiler
