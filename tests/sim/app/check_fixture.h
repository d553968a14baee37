#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

/// A directory with a suite of a few rows and all that it names; what CI would have checked in.
class CheckFixture {
 public:
  CheckFixture() {
    write_json("board.json", nlohmann::json::parse(read_whole_file(VTASIM_ROOT "/configs/hardware/b16-bus64.json")));
    write_json("layer.json",
               {{"name", "small"}, {"input", {1, 16, 8, 8}}, {"multiplier", 1}, {"kernel", 3}, {"padding", 1}});
    write_cases(file("cases.jsonl"), recorded_cases("layers", {"conv-1ctx"}));
    write_suite(
        {{{"layer", "layer.json"}, {"hardware", {"board.json", "b16-bus512"}}, {"mapping", {"diagonal", "swapped"}}},
         {{"name", "recorded"}, {"cases", "cases.jsonl"}}});
  }

  std::filesystem::path file(const std::string& name) const { return directory_ / name; }
  std::string read(const std::string& name) const { return read_whole_file(file(name)); }
  nlohmann::json json(const std::string& name) const { return nlohmann::json::parse(read(name)); }
  void write_json(const std::string& name, const nlohmann::json& value) const { write_text(file(name), value.dump()); }
  void write_suite(const std::vector<nlohmann::json>& entries) const {
    write_json("suite.json", {{"entries", entries}});
  }

  /// Names of all files, sorted.
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// vtasim check of the suite, as outside of GitHub's runners.
  Outcome check(const std::vector<std::string>& options = {},
                std::vector<std::string> environment = {"GITHUB_ACTIONS="}) const {
    std::vector<std::string> words = {"check", file("suite.json")};
    words.insert(words.end(), options.begin(), options.end());
    return run_vtasim(words, environment);
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace vtasim
