#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "isa/base/files.h"
#include "tests/fuzz/fuzzing.h"

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

/// Gives a target the inputs in files and directories, one after the other, without libFuzzer: corpus_TARGET PATH...
/// A name is printed before its file is tried, so that the last one is that of a crash.
int main(int argc, char* argv[]) {
  std::size_t count = 0;
  try {
    for (int i = 1; i < argc; ++i) {
      for (const std::filesystem::path& file : files_in(argv[i])) {
        fmt::print("{}\n", file.string());
        std::fflush(stdout);
        const std::string input = vtasim::read_whole_file(file);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
        ++count;
      }
    }
  } catch (const std::exception& exception) {
    fmt::print(stderr, "corpus: error: {}\n", exception.what());
    return 1;
  }
  if (count == 0) {
    fmt::print(stderr, "corpus: error: no inputs\n");
    return 1;
  }
  return 0;
}
