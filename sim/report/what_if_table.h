#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "sim/experiment/what_if.h"

namespace vtasim::report {

/// What a program that takes `cycles` would take with one thing changed, a row a change. Within `width`.
std::string what_if_table(std::int64_t cycles, const std::vector<experiment::WhatIfRun>& runs,
                          std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
