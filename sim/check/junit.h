#pragma once

#include <string>

#include "sim/check/finding.h"

namespace vtasim::check {

/// The check as JUnit XML, in the form that Jenkins reads (junit-10.xsd of its xUnit plugin) and GitLab and others with
/// it: a test case a finding; what moved, is new or gone is a failure, what could not be run an error with its stderr.
/// No times: two reports of the same results are equal.
std::string to_junit(const CheckReport& report);

}  // namespace vtasim::check
