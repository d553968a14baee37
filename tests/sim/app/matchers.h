#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "program.h"

namespace vtasim {

/// Matches a run that ended with `status` and one line on stderr, an error that says `what`, without a word of
/// SystemC's.
class FailedWith : public Catch::MatcherBase<Outcome> {
 public:
  FailedWith(int status, std::string what) : status_(status), what_(std::move(what)) {}

  bool match(const Outcome& outcome) const override {
    const std::string start = "vtasim: error: ";
    return outcome.status == status_ && outcome.err.compare(0, start.size(), start) == 0 &&
           lines_of(outcome.err).size() == 1 && outcome.err.find(what_) != std::string::npos;
  }
  std::string describe() const override {
    return "exits with " + std::to_string(status_) + " and one line on stderr that says '" + what_ + "'";
  }

 private:
  int status_;
  std::string what_;
};

}  // namespace vtasim

namespace Catch {
template <>
struct StringMaker<vtasim::Outcome> {
  static std::string convert(const vtasim::Outcome& outcome) {
    return "status " + std::to_string(outcome.status) + ", stderr:\n" + outcome.err + "stdout:\n" + outcome.out;
  }
};
}  // namespace Catch
