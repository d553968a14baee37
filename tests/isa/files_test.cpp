#include "isa/files.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "isa/error.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("A file appears when it is committed, under no other name before or after") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  {
    AtomicFile file(path);
    file.write(std::string("a\0b", 3));
    CHECK_FALSE(std::filesystem::exists(path));
    file.commit();
  }
  CHECK(read_whole_file(path) == std::string("a\0b", 3));
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
}

TEST_CASE("A file that is not committed leaves nothing, and what was there stays") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "old") << "old";
  {
    AtomicFile changed(directory / "old");
    changed.write("new");
    AtomicFile fresh(directory / "fresh");
    fresh.write("new");
  }
  CHECK(read_whole_file(directory / "old") == "old");
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
}

TEST_CASE("What cannot be written or read is an error that names the file") {
  const TemporaryDirectory directory;
  const auto nowhere = directory.path() / "missing" / "f";
  AtomicFile file(nowhere);
  CHECK_THROWS_WITH(file.write("x"), Contains(nowhere.string() + ": cannot be written: No such file or directory"));
  std::filesystem::create_directory(directory / "d");
  AtomicFile over_directory(directory / "d");
  CHECK_THROWS_WITH(over_directory.write("x"), Contains("is a directory"));
  CHECK_THROWS_WITH(read_whole_file(nowhere), Contains(nowhere.string() + ": no such file"));
}

}  // namespace
}  // namespace vtasim
