#include "sim/report/beyond_rtl.h"

namespace vtasim::report {

std::string_view beyond_rtl(const std::string& mapping) {
  return mapping == "alu" ? "a MUL in the ALU (shell.alu_mul), which VTA's RTL does not have" : "";
}

std::string mapping_label(const std::string& mapping) {
  return beyond_rtl(mapping).empty() ? mapping : mapping + " (not in the RTL)";
}

}  // namespace vtasim::report
