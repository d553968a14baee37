#include "sim/experiment/search_workers.h"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <new>

#include "isa/base/error.h"
#include "sample_searches.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::experiment {
namespace {

using Tasks = std::vector<SearchTask>;

constexpr auto kQuick = compiler::SearchEffort::quick;

void nothing(std::size_t, std::size_t) {}

/// Keeps what the process is; a file of its name says that it was made.
SearchTask task_of(const std::string& key, const TemporaryDirectory& directory) {
  return {key, [key, &directory](const Laboratory& laboratory) {
            std::ofstream(directory / (key + "-" + std::to_string(getpid()))) << key;
            laboratory.store.keep(key, getpid());
          }};
}

std::size_t files_in(const TemporaryDirectory& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory.path()), {}));
}

}  // namespace

TEST_CASE("what workers find is what a search here finds") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const SearchData depthwise = make_search_data(sample_layers()[0], 1);
  const SearchData pointwise = make_search_data(sample_layers()[3], 1);
  const PairSearchData pair = make_pair_search_data(sample_pair(), 1);
  const auto tasks = [&] {
    const auto by = [&](const SearchData& data, const char* name) {
      return layer_task(data, request_mapping(name, data.layer, config), config, kQuick);
    };
    const auto fused = [&](const char* name) {
      return fused_task(pair, request_pair(name, pair.pair, config), config, kQuick);
    };
    return Tasks{by(depthwise, kAutoMapping), by(depthwise, "swapped"), by(pointwise, "direct"), fused("diagonal"),
                 fused(kAutoMapping)};
  };
  EmptyLaboratory here;
  for (const SearchTask& task : tasks()) task.search(here.laboratory);
  CHECK(here.store.results().size() >= 5);
  for (const std::size_t jobs : {std::size_t{2}, std::size_t{5}}) {
    EmptyLaboratory there;
    SearchWorkers workers(there.laboratory, jobs, tasks);
    for (std::size_t i = 0; i < 5; ++i) CHECK(workers.await(i, nothing).empty());
    CHECK(there.store.results() == here.store.results());
  }
}

TEST_CASE("a search of one key is made once, one that is known or is none not at all") {
  const TemporaryDirectory directory;
  EmptyLaboratory empty;
  empty.store.keep("known", 1);
  const auto tasks = [&] {
    return Tasks{
        task_of("a", directory), task_of("known", directory), {}, task_of("b", directory), task_of("a", directory)};
  };
  SearchWorkers workers(empty.laboratory, 4, tasks);
  std::size_t all = 0;
  for (std::size_t i = 0; i < 5; ++i) CHECK(workers.await(i, [&](std::size_t, std::size_t n) { all = n; }).empty());
  CHECK(all == 2);
  CHECK(files_in(directory) == 2);
  CHECK(empty.store.results().size() == 3);
  CHECK(empty.store.find("a") != std::to_string(getpid()));
}

TEST_CASE("searches go on while others are asked for that have come to something, or are none") {
  for (const std::size_t asked : {std::size_t{4}, std::size_t{5}}) {
    const TemporaryDirectory directory;
    EmptyLaboratory empty;
    const auto tasks = [&] {
      return Tasks{task_of("a", directory), task_of("b", directory), task_of("c", directory),
                   task_of("d", directory), task_of("a", directory), {}};
    };
    SearchWorkers workers(empty.laboratory, 2, tasks);
    CHECK(workers.await(0, nothing).empty());
    for (int i = 0; i < 1000 && files_in(directory) < 4; ++i) {
      usleep(10'000);
      CHECK(workers.await(asked, nothing).empty());
    }
    CHECK(files_in(directory) == 4);
  }
}

TEST_CASE("one search and one job take no process, nor is a search then made ahead") {
  const TemporaryDirectory directory;
  for (const std::size_t jobs : {std::size_t{1}, std::size_t{4}}) {
    EmptyLaboratory empty;
    const auto tasks = [&] {
      return jobs == 1 ? Tasks{task_of("a", directory), task_of("b", directory)} : Tasks{task_of("a", directory)};
    };
    SearchWorkers workers(empty.laboratory, jobs, tasks);
    CHECK(workers.await(0, nothing).empty());
    CHECK(empty.store.results().empty());
  }
  CHECK(directory.empty());
}

TEST_CASE("a search whose process crashes is said to have failed, wherever it is needed, and the others are not") {
  const TemporaryDirectory directory;
  EmptyLaboratory empty;
  const auto tasks = [&] {
    SearchTask crash{"crash", [](const Laboratory&) {
                       signal(SIGSEGV, SIG_DFL);
                       raise(SIGSEGV);
                     }};
    return Tasks{crash, task_of("a", directory), crash};
  };
  SearchWorkers workers(empty.laboratory, 2, tasks);
  CHECK(workers.await(0, nothing) == "killed by SIGSEGV");
  CHECK(workers.await(1, nothing).empty());
  CHECK(workers.await(2, nothing) == "killed by SIGSEGV");
  CHECK(empty.store.results().size() == 1);
}

TEST_CASE("what a search throws is left to whoever needs it") {
  const TemporaryDirectory directory;
  EmptyLaboratory empty;
  const auto tasks = [&] {
    SearchTask refused{"refused", [](const Laboratory&) { throw Error("no"); }};
    SearchTask huge{"huge", [](const Laboratory&) { throw std::bad_alloc(); }};
    return Tasks{refused, huge, task_of("a", directory)};
  };
  SearchWorkers workers(empty.laboratory, 2, tasks);
  for (std::size_t i = 0; i < 3; ++i) CHECK(workers.await(i, nothing).empty());
  CHECK(empty.store.results().size() == 1);
}

TEST_CASE("without memory for the tasks there are no workers") {
  EmptyLaboratory empty;
  SearchWorkers workers(empty.laboratory, 2, []() -> Tasks { throw std::bad_alloc(); });
  CHECK(workers.await(7, nothing).empty());
}

}  // namespace vtasim::experiment
