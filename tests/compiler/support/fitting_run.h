#pragma once

#include <rapidcheck.h>

#include <string>

#include "isa/base/error.h"
#include "tests/compiler/support/compiled_run.h"

namespace vtasim::compiler {

/// check_compiled(), for properties; nothing is wrong where a bias is refused because spare lanes do not reach that
/// far, or a mapping because acc does not hold what one vector takes.
inline std::string check_fitting(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  const bool lane = layer.bias_entry == BiasEntry::lane && layer.has_bias();
  const bool product = layer.bias_entry == BiasEntry::product && layer.has_bias();
  RC_TAG(mapping.name.substr(0, mapping.name.find(' ')) + (lane ? ", lane" : product ? ", product" : ""));
  try {
    return check_compiled(layer, mapping, config);
  } catch (const Error& error) {
    const std::string what = error.what();
    const bool refused = (lane && what.find("does not fit the") != std::string::npos) ||
                         (product && what.find("do not reach the bias") != std::string::npos) ||
                         what.find("acc entries at least") != std::string::npos;
    return refused ? "" : what;
  }
}

}  // namespace vtasim::compiler
