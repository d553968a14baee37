#include "isa/base/shipped.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Contains;
using Catch::Equals;

/// VTASIM_CONFIGS in a scope.
class Configs {
 public:
  explicit Configs(const std::string& value) { setenv("VTASIM_CONFIGS", value.c_str(), 1); }
  ~Configs() { unsetenv("VTASIM_CONFIGS"); }
  Configs(const Configs&) = delete;
  Configs& operator=(const Configs&) = delete;
};

TEST_CASE("without VTASIM_CONFIGS the shipped files are those of the build tree's share") {
  const std::filesystem::path configs = std::filesystem::canonical(VTASIM_ROOT "/configs");
  CHECK(shipped_directory("hardware") == configs / "hardware");
  const Configs empty("");
  CHECK(shipped_directory("layers") == configs / "layers");
}

TEST_CASE("VTASIM_CONFIGS must name a directory that can be read") {
  const TemporaryDirectory directory;
  {
    const Configs missing(directory / "none");
    const std::string expected = "VTASIM_CONFIGS: " + (directory / "none").string() + " cannot be read: ";
    CHECK_THROWS_WITH(shipped_names("hardware"), Equals(expected + "No such file or directory"));
    CHECK_THROWS_WITH(shipped_file("layers", "layer", "any"), Equals(expected + "No such file or directory"));
    CHECK(shipped_file("layers", "layer", "./any.json") == "./any.json");
  }
  {
    std::ofstream(directory / "file") << "";
    const Configs file(directory / "file");
    CHECK_THROWS_WITH(shipped_names("hardware"), Contains("/file cannot be read: Not a directory"));
  }
}

TEST_CASE("a folder of VTASIM_CONFIGS that cannot be read is not one without names") {
  const TemporaryDirectory directory;
  const Configs configs(directory.path());
  CHECK(shipped_names("hardware").empty());
  // Also for root, who may read whatever can be read.
  std::filesystem::create_directory_symlink("hardware", directory / "hardware");
  const std::string where = (directory / "hardware").string();
  CHECK_THROWS_WITH(shipped_names("hardware"), Equals(where + ": cannot be read: Too many levels of symbolic links"));
  CHECK_THROWS_WITH(shipped_file("hardware", "hardware configuration", "b16-bus64"),
                    Contains("cannot be read: Too many levels of symbolic links"));

  if (geteuid() == 0) return;
  std::filesystem::create_directory(directory / "layers");
  std::filesystem::permissions(directory / "layers", std::filesystem::perms::none);
  CHECK_THROWS_WITH(shipped_names("layers"), Contains("/layers: cannot be read: Permission denied"));
  std::filesystem::permissions(directory.path(), std::filesystem::perms::none);
  CHECK_THROWS_WITH(shipped_names("layers"), Contains("VTASIM_CONFIGS: ") && Contains("Permission denied"));
  std::filesystem::permissions(directory.path(), std::filesystem::perms::owner_all);
  std::filesystem::permissions(directory / "layers", std::filesystem::perms::owner_all);
}

TEST_CASE("shipped files go by name") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "hosts");
  for (const char* name : {"b.json", "a.json", "c.txt"}) std::ofstream(directory.path() / "hosts" / name) << "{}";
  const Configs configs(directory.path());
  CHECK(shipped_names("hosts") == std::vector<std::string>{"a", "b"});
  CHECK(shipped_file("hosts", "host", "a") == directory.path() / "hosts" / "a.json");
  CHECK_THROWS_WITH(shipped_file("hosts", "host", "d"),
                    Contains("host \"d\": no such file and no such name") && Contains("has a, b"));
}

}  // namespace
}  // namespace vtasim
