#pragma once

#include <string>

#include "sim/check/finding.h"

namespace vtasim::check {

/// Where annotations point to, as GitHub knows the files: relative to the checkout.
struct AnnotatedFiles {
  std::string suite;
  std::string baseline;
  std::string baseline_text;  ///< Contents; empty where there is no such file.
};

/// Workflow commands of GitHub's runner, a line each: `::error file=F,line=L,title=T::M` for every finding that is not
/// the same. What moved or is gone points to its line of the baseline, what is new or could not be run to its entry in
/// the suite.
std::string to_annotations(const CheckReport& report, const AnnotatedFiles& files);

/// `file` relative to the directory in GITHUB_WORKSPACE, where it lies in it; otherwise as it is.
std::string relative_to_workspace(const std::string& file);

}  // namespace vtasim::check
