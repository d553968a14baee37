#pragma once

#include <nlohmann/json_fwd.hpp>

#include "compiler/layout/packing_work.h"

namespace vtasim::report {

nlohmann::json to_json(const compiler::PackingWork& work);

}  // namespace vtasim::report
