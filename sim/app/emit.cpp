#include "sim/app/emit.h"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "isa/error.h"
#include "isa/files.h"

namespace vtasim::app {

namespace fs = std::filesystem;

namespace {

/// A file name for a program, whatever characters the layer's name has.
std::string file_stem(const std::string& name) {
  std::string stem = name;
  for (char& c : stem) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!plain && c != '.') c = '_';
  }
  return stem;
}

}  // namespace

void prepare_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw Error(fmt::format("{}: cannot be created: {}", directory.string(), error.message()));
  AtomicFile::check_writable(directory / "program.jsonl");
}

void emit(const Case& program, const fs::path& directory) {
  const std::string name = fmt::format("{}-{}", program.program.name, program.program.config);
  write_cases(directory / (file_stem(name) + ".jsonl"), {program});
}

}  // namespace vtasim::app
