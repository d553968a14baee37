#pragma once

#include <string>

#include "sim/page/results.h"

namespace vtasim::page {

/// The page: one file of HTML that shows `results` in any browser, without a network, from a disk too. `title` is its
/// heading. What the results contain, names of layers such as "</script>" among it, stays text.
std::string to_html(const Results& results, const std::string& title, const std::string& version);

}  // namespace vtasim::page
