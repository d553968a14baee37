#include "sim/app/emit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/hash.h"
#include "isa/case_file.h"
#include "sim/app/outputs.h"

namespace vtasim::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEndings[] = {".jsonl", ".bin"};

/// A file name for a program, whatever characters its name has.
std::string file_stem(const std::string& name) {
  constexpr std::size_t kLongest = 200;  // File systems take 255 bytes, of which some are for a hash and the ending.
  std::string stem = name;
  for (char& c : stem) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!plain && c != '.') c = '_';
  }
  return stem.size() <= kLongest ? stem : fmt::format("{}-{}", stem.substr(0, kLongest), hash_of(name));
}

/// What tells programs apart.
std::string hash_of_program(const isa::Case& program) {
  Hasher hash;
  for (const std::string& name : {program.program.name, program.program.config})
    hash.add(name.c_str(), name.size() + 1);
  for (const isa::Region& region : program.program.regions) {
    hash.add(&region.address, sizeof(region.address));
    hash.add(region.bytes.data(), region.bytes.size());
  }
  return hash.text();
}

}  // namespace

Emission::Emission(fs::path directory, std::vector<fs::path> others)
    : directory_(std::move(directory)), others_(std::move(others)) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) throw Error(fmt::format("{}: cannot be created: {}", directory_.string(), error.message()));
  AtomicFiles::check_writable(directory_ / "program.jsonl");
}

bool Emission::free(const std::string& stem, const std::string& program) const {
  if (const auto written = written_.find(stem); written != written_.end()) return written->second == program;
  return std::none_of(std::begin(kEndings), std::end(kEndings), [&](const char* ending) {
    const fs::path file = directory_ / (stem + ending);
    return was_read(file) ||
           std::any_of(others_.begin(), others_.end(), [&](const fs::path& other) { return same_file(file, other); });
  });
}

void Emission::write(const isa::Case& program) {
  const std::string hash = hash_of_program(program);
  std::string stem = file_stem(fmt::format("{}-{}", program.program.name, program.program.config));
  if (!free(stem, hash)) stem += "-" + hash;
  written_[stem] = hash;
  isa::write_cases(directory_ / (stem + ".jsonl"), {program});
}

}  // namespace vtasim::app
