#pragma once

#include <string>
#include <string_view>

namespace vtasim::report {

/// What VTA's RTL lacks to run a mapping's programs, as a phrase: "a MUL in the ALU ..."; empty where it lacks nothing.
/// Cycles of such a mapping are the model's alone: none could be recorded.
std::string_view beyond_rtl(const std::string& mapping);

/// The mapping's name for a table, marked where it is beyond the RTL: "alu (not in the RTL)".
std::string mapping_label(const std::string& mapping);

}  // namespace vtasim::report
