#include "isa/base/files.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <functional>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/signal_hold.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("A file appears when it is committed, under no other name before or after") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  {
    AtomicFiles file;
    file.write(path, std::string("a\0b", 3));
    CHECK_FALSE(std::filesystem::exists(path));
    file.commit();
  }
  CHECK(read_whole_file(path) == std::string("a\0b", 3));
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
}

TEST_CASE("Files that come piece by piece appear when they are committed") {
  const TemporaryDirectory directory;
  AtomicFiles files;
  const std::size_t a = files.begin(directory / "a");
  const std::size_t b = files.begin(directory / "b");
  files.append(a, "1");
  files.append(b, "2");
  files.append(a, "3");
  CHECK_FALSE(std::filesystem::exists(directory / "a"));
  files.commit();
  CHECK(read_whole_file(directory / "a") == "13");
  CHECK(read_whole_file(directory / "b") == "2");
}

TEST_CASE("A signal that waits is known, unless it is ignored") {
  struct sigaction before = {};
  {
    const SignalHold hold;
    CHECK(SignalHold::waiting() == 0);
    raise(SIGHUP);
    CHECK(SignalHold::waiting() == SIGHUP);
    struct sigaction ignored = {};
    ignored.sa_handler = SIG_IGN;
    sigaction(SIGHUP, &ignored, &before);  // Which drops it, too.
    raise(SIGHUP);
    CHECK(SignalHold::waiting() == 0);
  }
  sigaction(SIGHUP, &before, nullptr);
}

TEST_CASE("A file that is not committed leaves nothing, and what was there stays") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "old") << "old";
  {
    AtomicFiles files;
    files.write(directory / "old", "new");
    files.write(directory / "fresh", "new");
  }
  CHECK(read_whole_file(directory / "old") == "old");
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 1);
}

TEST_CASE("What cannot be written or read is an error that names the file") {
  const TemporaryDirectory directory;
  const auto nowhere = directory.path() / "missing" / "f";
  AtomicFiles files;
  CHECK_THROWS_WITH(files.write(nowhere, "x"),
                    Contains(nowhere.string() + ": cannot be written: No such file or directory"));
  std::filesystem::create_directory(directory / "d");
  CHECK_THROWS_WITH(files.write(directory / "d", "x"), Contains("is a directory"));
  CHECK_THROWS_WITH(read_whole_file(nowhere), Contains(nowhere.string() + ": no such file"));
}

std::size_t files_in(const TemporaryDirectory& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()), {}));
}

TEST_CASE("Of files that belong together none appears before all can") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a") << "old";
  AtomicFiles files;
  files.write(directory / "a", "new");
  files.write(directory / "b", "new");
  CHECK(read_whole_file(directory / "a") == "old");
  SECTION("they can") {
    files.commit();
    CHECK(read_whole_file(directory / "a") == "new");
    CHECK(read_whole_file(directory / "b") == "new");
    CHECK(files_in(directory) == 2);
  }
  SECTION("the name of one is taken meanwhile") {
    std::filesystem::create_directory(directory / "b");
    AtomicFiles others;
    others.write(directory / "c", "new");
    CHECK_THROWS_WITH(files.commit(), Contains("b: cannot be written: Is a directory"));
    CHECK_THROWS_WITH(others.write(directory / "b", "new"), Contains("b: cannot be written: is a directory"));
  }
}

TEST_CASE("A name as long as the file system takes can be written, a longer one is found out at once") {
  const TemporaryDirectory directory;
  write_file(directory / std::string(255, 'n'), "x");
  CHECK(read_whole_file(directory / std::string(255, 'n')) == "x");
  CHECK_THROWS_WITH(AtomicFiles::check_writable(directory / std::string(256, 'n')), Contains("File name too long"));
  CHECK(files_in(directory) == 1);
}

/// Status of a process that does `work`.
int status_of_child(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

TEST_CASE("A signal that comes while files are written waits, and nothing is left half-way") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    for (const bool commit : {false, true}) {
      const TemporaryDirectory directory;
      const int status = status_of_child([&] {
        std::signal(signal, SIG_DFL);
        AtomicFiles files;
        files.write(directory / "a", "new");
        raise(signal);
        files.write(directory / "b", "new");
        if (commit) files.commit();
      });
      CHECK(WIFSIGNALED(status));
      CHECK(WTERMSIG(status) == signal);
      CHECK(files_in(directory) == (commit ? 2 : 0));
    }
  }
}

TEST_CASE("What a killed program leaves is gone with the next that writes there, but not what a living one has") {
  const TemporaryDirectory directory;
  const int status = status_of_child([&] {
    AtomicFiles files;
    files.write(directory / "a", "new");
    raise(SIGKILL);
  });
  CHECK(WIFSIGNALED(status));
  CHECK(files_in(directory) == 1);
  CHECK_FALSE(std::filesystem::exists(directory / "a"));
  std::ofstream(directory / "mine.tmp") << "x";
  AtomicFiles living;
  living.write(directory / "l", "new");
  CHECK(files_in(directory) == 3);
  AtomicFiles::check_writable(directory / "other");
  CHECK(files_in(directory) == 2);
  living.commit();
  CHECK(read_whole_file(directory / "l") == "new");
}

TEST_CASE("Pipes and devices are read to their end") {
  const TemporaryDirectory directory;
  CHECK(read_whole_file("/dev/null").empty());
  CHECK_THROWS_WITH(InputFile("/dev/null"), Contains("/dev/null: cannot be read: it is not a regular file"));
  CHECK_FALSE(read_whole_file("/proc/self/status").empty());  // A file that says it has no bytes.
  REQUIRE(mkfifo((directory / "pipe").c_str(), 0600) == 0);
  const std::string text(300'000, 'x');
  const pid_t writer = fork();
  if (writer == 0) {
    std::ofstream(directory / "pipe") << text;
    _exit(0);
  }
  CHECK(read_whole_file(directory / "pipe") == text);
  waitpid(writer, nullptr, 0);
}

TEST_CASE("A file is known to have been read under all its names") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "a") << "abc";
  std::ofstream(directory / "b") << "abc";
  std::filesystem::create_hard_link(directory / "a", directory / "hard");
  std::filesystem::create_symlink(directory / "a", directory / "soft");
  CHECK_FALSE(was_read(directory / "a"));
  const InputFile file(directory / "soft");
  CHECK(file.size() == 3);
  CHECK(file.read(1, 2) == std::vector<std::uint8_t>{'b', 'c'});
  for (const char* name : {"a", "hard", "soft"}) CHECK(was_read(directory / name));
  CHECK_FALSE(was_read(directory / "b"));
  CHECK_FALSE(was_read(directory / "none"));
}

}  // namespace
}  // namespace vtasim
