#include "sim/processes/process_pool.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/temporary_directory.h"

namespace vtasim::processes {
namespace {

using Catch::Matchers::Contains;

void nothing(std::size_t) {}

/// What a process could do; what each gives stands in the test below.
std::string do_something(std::size_t index) {
  std::fprintf(stderr, "about to do %d\n", static_cast<int>(index));
  switch (index % 5) {
    case 1:
      std::fputs("to stdout\n", stdout);
      signal(SIGSEGV, SIG_DFL);
      raise(SIGSEGV);
      break;
    case 2:
      throw std::runtime_error("it is broken");
    case 3:
      _exit(7);
    case 4:
      return std::string(1'000'000, 'x');
    default:
      break;
  }
  return "result " + std::to_string(index);
}

/// All results, waited for in order.
std::vector<ProcessResult> run_in_processes(std::size_t count, std::size_t jobs, const SignalWatch& watch,
                                            const std::function<std::string(std::size_t)>& task,
                                            const std::function<void(std::size_t)>& progress) {
  ProcessPool pool(count, jobs, task);
  std::vector<ProcessResult> results;
  for (std::size_t i = 0; i < count; ++i) results.push_back(pool.wait(i, watch, progress));
  return results;
}

bool no_children() { return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

}  // namespace

TEST_CASE("a process that fails does so alone, and its last words are kept, for any number of jobs") {
  for (const std::size_t jobs : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
    const SignalWatch watch;
    const auto results = run_in_processes(10, jobs, watch, do_something, nothing);
    REQUIRE(results.size() == 10);
    for (const std::size_t first : {std::size_t{0}, std::size_t{5}}) {
      const std::string words = "about to do ";
      CHECK(results[first].output == "result " + std::to_string(first));
      CHECK(results[first].failure.empty());
      CHECK(results[first].diagnostics == words + std::to_string(first) + "\n");
      CHECK(results[first + 1].failure == "killed by SIGSEGV");
      CHECK_THAT(results[first + 1].diagnostics, Contains(words + std::to_string(first + 1)));
      CHECK(results[first + 2].failure == "ended with status 1");
      CHECK_THAT(results[first + 2].diagnostics, Contains("it is broken\n"));
      CHECK(results[first + 3].failure == "ended with status 7");
      CHECK(results[first + 4].output.size() == 1'000'000);
    }
    CHECK(no_children());
  }
}

TEST_CASE("of endless last words the end is kept") {
  const SignalWatch watch;
  const auto talk = [](std::size_t) {
    for (int i = 0; i < 100'000; ++i) std::fprintf(stderr, "line %d\n", i);
    return std::string("done");
  };
  const auto results = run_in_processes(1, 1, watch, talk, nothing);
  CHECK(results[0].output == "done");
  CHECK(results[0].diagnostics.size() == 65536);
  CHECK_THAT(results[0].diagnostics, Catch::Matchers::EndsWith("line 99999\n"));
}

TEST_CASE("results are in order, progress goes from none to nearly all, however long one takes") {
  const SignalWatch watch;
  std::vector<std::size_t> seen;
  const auto wait_a_bit = [](std::size_t i) {
    if (i == 0) usleep(800'000);
    return std::to_string(i);
  };
  const auto results = run_in_processes(7, 2, watch, wait_a_bit, [&](std::size_t done) { seen.push_back(done); });
  for (std::size_t i = 0; i < results.size(); ++i) CHECK(results[i].output == std::to_string(i));
  CHECK(seen.front() == 0);
  CHECK(seen.back() == 6);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(std::count(seen.begin(), seen.end(), 6) >= 2);  // While the first goes on.
  CHECK(run_in_processes(0, 2, watch, wait_a_bit, nothing).empty());
}

TEST_CASE("no more at a time than asked for") {
  const SignalWatch watch;
  const TemporaryDirectory directory;
  // Each counts the files that the others at work have there.
  const auto count = [&](std::size_t i) {
    const auto own = directory / std::to_string(i);
    std::ofstream(own) << i;
    usleep(100'000);
    const auto files = std::distance(std::filesystem::directory_iterator(directory.path()), {});
    std::filesystem::remove(own);
    return std::to_string(files);
  };
  for (const ProcessResult& result : run_in_processes(6, 1, watch, count, nothing)) CHECK(result.output == "1");
  std::string most;
  for (const ProcessResult& result : run_in_processes(6, 3, watch, count, nothing))
    most = std::max(most, result.output);
  CHECK(most >= "2");
  CHECK(most <= "3");
}

TEST_CASE("a result is there while earlier tasks go on, which end with the pool") {
  const TemporaryDirectory directory;
  const auto leave_file = [&](std::size_t i) {
    if (i == 1) sleep(1000);
    std::ofstream(directory / std::to_string(i)) << i;
    return std::to_string(i);
  };
  {
    ProcessPool pool(4, 2, leave_file);
    CHECK(directory.empty());  // None is begun before the first wait.
    const SignalWatch watch;
    CHECK(pool.wait(0, watch, nothing).output == "0");
    CHECK(pool.wait(3, watch, nothing).output == "3");
    CHECK(pool.wait(2, watch, nothing).output == "2");
    CHECK_FALSE(std::filesystem::exists(directory / "1"));
  }
  CHECK(no_children());
}

TEST_CASE("who tends a pool need not wait for its tasks to go on") {
  const SignalWatch watch;
  const TemporaryDirectory directory;
  const auto leave_file = [&](std::size_t i) {
    std::ofstream(directory / std::to_string(i)) << i;
    return std::to_string(i);
  };
  ProcessPool pool(5, 2, leave_file);
  for (int i = 0; i < 1000 && !std::filesystem::exists(directory / "4"); ++i) {
    pool.tend(watch);
    usleep(10'000);
  }
  CHECK(std::filesystem::exists(directory / "4"));
  for (std::size_t i = 0; i < 5; ++i) CHECK(pool.wait(i, watch, nothing).output == std::to_string(i));
}

TEST_CASE("a signal ends all of them, and acts as before afterwards") {
  const auto sleep_long = [](std::size_t) {
    sleep(1000);
    return std::string();
  };
  struct sigaction before = {};
  sigaction(SIGTERM, nullptr, &before);
  int caught = 0;
  {
    const SignalWatch watch;
    try {
      int calls = 0;
      run_in_processes(5, 2, watch, sleep_long, [&](std::size_t) {
        if (++calls == 3) raise(SIGTERM);
      });
    } catch (const Interrupted& interrupted) {
      caught = interrupted.signal;
    }
    CHECK(no_children());
  }
  CHECK(caught == SIGTERM);
  struct sigaction action = {};
  sigaction(SIGTERM, nullptr, &action);
  CHECK(action.sa_handler == before.sa_handler);
  sigset_t mask;
  sigprocmask(SIG_SETMASK, nullptr, &mask);
  CHECK(sigismember(&mask, SIGTERM) == 0);
}

TEST_CASE("a signal that comes while files are written waits until they are") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGINT, SIG_DFL);  // Not the test framework's.
    {
      const SignalWatch watch;
      raise(SIGINT);
      static_cast<void>(!write(ends[1], "x", 1));
    }
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  close(ends[1]);
  char byte = 0;
  CHECK(read(ends[0], &byte, 1) == 1);
  close(ends[0]);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

}  // namespace vtasim::processes
