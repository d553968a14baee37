#include "sim/report/packing_json.h"

#include <nlohmann/json.hpp>

namespace vtasim::report {

nlohmann::json to_json(const compiler::PackingWork& work) {
  return {{"bytes", work.bytes}, {"pieces", work.pieces}, {"lines", work.lines}};
}

}  // namespace vtasim::report
