#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/program.h"
#include "sim/observe/cause.h"

namespace vtasim::report {

/// What runs of cases did, in a file that other tools can compare: a line of JSON a case, and the output bytes beside
/// it (FILE.jsonl, FILE.bin). A line has name, finished, cycles, read_bursts, read_beats, write_bursts, write_beats,
/// load, compute and store in the form of a case's `rtl` (cycles is -1 when the run did not finish), and where they
/// apply causes (cause_json.h), assertion, outputs ([[address, bytes, offset in FILE.bin]...]) with hash, that of their
/// bytes, and problem.
class ResultsFile {
 public:
  /// `jsonl` must end in .jsonl. Throws Error when one of the two files cannot be written.
  explicit ResultsFile(const std::filesystem::path& jsonl);

  /// The two files that commit() makes.
  static std::filesystem::path bytes_file(const std::filesystem::path& jsonl);

  /// Adds a case's run. `dram` is null for a run without values: then outputs are left out; `causes` where they were
  /// not asked for.
  void add(const isa::Case& ran, const isa::RunRecord& record, const std::string& problem, const isa::DramImage* dram,
           const machine::CauseTotals* causes = nullptr);

  /// Adds a case that could not be run.
  void add_not_run(const std::string& name, const std::string& problem);

  /// Writes both files. Nothing is written before, or when this is not reached.
  void commit();

 private:
  std::filesystem::path jsonl_;
  std::string lines_;
  std::string bytes_;
};

}  // namespace vtasim::report
