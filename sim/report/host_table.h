#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/experiment/host_model.h"

namespace vtasim::report {

/// Hosts side by side for a person: their keys and what follows from them, a line each; below, where the numbers come
/// from.
std::string format_hosts(const std::vector<experiment::HostModel>& hosts, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
