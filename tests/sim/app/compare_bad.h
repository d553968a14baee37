#pragma once

#include <catch2/catch.hpp>
#include <filesystem>

#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

/// Compares with this configuration and layer, and sees that nothing is written for them.
inline Outcome compare_bad(const TemporaryDirectory& directory, const nlohmann::json& hardware,
                           const nlohmann::json& layer) {
  write_text(directory / "hardware.json", hardware.dump());
  write_text(directory / "layer.json", layer.dump());
  const Outcome outcome = run_vtasim({"compare", directory / "layer.json", "--hardware", directory / "hardware.json",
                                      "--json", directory / "out.json", "--emit", directory / "programs"});
  CHECK_FALSE(std::filesystem::exists(directory / "out.json"));
  CHECK_FALSE(std::filesystem::exists(directory / "programs"));
  return outcome;
}

}  // namespace vtasim
