#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/measurement.h"
#include "sim/check/suite.h"

namespace vtasim::check {

struct Baseline;

/// What the check has to say of a row.
enum class Verdict {
  same,    ///< Equal to the baseline, or within the row's tolerance.
  moved,   ///< Not so; or the run is wrong, whatever the baseline says.
  added,   ///< The baseline does not have the row.
  gone,    ///< The suite does not have the row.
  failed,  ///< It could not be run.
};
/// "same", "moved", "new", "gone", "could not run".
std::string_view to_string(Verdict verdict);

/// A row of the suite, or of the baseline where the suite has it no more, and how the two compare.
struct Finding {
  std::string name;
  std::size_t suite_line = 0;  ///< 0 for a row that is gone.
  Verdict verdict = Verdict::same;
  std::optional<Measurement> before;  ///< The baseline's.
  std::optional<Measurement> now;
  /// What differs, a line each: "cycles 330,151 -> 330,300 (+149, +0.05%)", "verified yes -> NO: ...". Not empty for a
  /// row that is within its tolerance without being equal.
  std::vector<std::string> changes;
  /// Where it comes from: what of configuration, layer and program is another one, or that the simulator is.
  std::vector<std::string> origins;
  /// Which module's cycles go elsewhere, a line each: "cycles of compute: busy with GEMM +149".
  std::vector<std::string> used;
  std::string failure;      ///< Why it could not be run.
  std::string diagnostics;  ///< What it then left on stderr.
};

/// What running a row came to.
struct RowResult {
  std::optional<Measurement> measurement;
  std::string failure;  ///< Not empty where there is no measurement.
  std::string diagnostics;
};

/// Everything that is reported of a check.
struct CheckReport {
  std::string suite;
  std::vector<Finding> findings;  ///< The suite's rows in its order, then those that are gone, by name.

  std::size_t count(Verdict verdict) const;
  bool all_same() const { return count(Verdict::same) == findings.size(); }
};

/// The baseline that these results would make. `kept`, where given, has the entries of rows that gave no result.
Baseline new_baseline(const Suite& suite, const std::vector<RowResult>& results, const std::string& version,
                      const Baseline* kept);

/// Compares, row by row; `results` are in the order of the suite's rows. `before` is null where there is no baseline.
CheckReport compare_with_baseline(const Suite& suite, const std::vector<RowResult>& results, const Baseline* before,
                                  const Baseline& now);

}  // namespace vtasim::check
