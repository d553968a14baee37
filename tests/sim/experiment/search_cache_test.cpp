#include "sim/experiment/search_cache.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/base/files.h"
#include "sample_searches.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/search_json.h"
#include "sim/processes/process_pool.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::experiment {
namespace {

namespace fs = std::filesystem;

const std::string kKey = R"({"layer":"some","mapping":"auto"})";
const std::string kResult = R"({"cycles":5,"plan":{"rows":7}})";

void write_text(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

/// The one file of a cache.
fs::path file_in(const fs::path& directory) {
  REQUIRE(std::distance(fs::directory_iterator(directory), {}) == 1);
  return fs::directory_iterator(directory)->path();
}

/// An environment variable for as long as it lives; none without a value.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) const { value == nullptr ? unsetenv(name_) : setenv(name_, value, 1); }

  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("a result is found by its key and program, and by no others") {
  const TemporaryDirectory directory;
  const SearchCache cache(directory / "a" / "b", "program");
  CHECK_FALSE(cache.find(kKey));
  cache.keep(kKey, kResult);
  CHECK(cache.find(kKey) == kResult);
  CHECK(SearchCache(directory / "a" / "b", "program").find(kKey) == kResult);
  CHECK_FALSE(cache.find(R"({"layer":"some","mapping":"diagonal"})"));
  CHECK_FALSE(SearchCache(directory / "a" / "b", "other program").find(kKey));
  cache.keep(kKey, R"({"cycles":4})");
  CHECK(cache.find(kKey) == R"({"cycles":4})");
  CHECK(cache.usage().files == 1);
  CHECK(cache.usage().bytes == 4096);
}

TEST_CASE("a file that is cut off, changed, or another's is not found, and no error") {
  const TemporaryDirectory directory;
  const SearchCache cache(directory / "cache", "program");
  cache.keep(kKey, kResult);
  const fs::path file = file_in(cache.directory());
  const std::string whole = read_whole_file(file);
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    write_text(file, whole.substr(0, size));
    CHECK_FALSE(cache.find(kKey));
  }
  for (std::size_t at = 0; at + 1 < whole.size(); ++at) {
    for (const int bit : {1, 2, 16, 128}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      write_text(file, changed);
      INFO(changed);
      const auto found = cache.find(kKey);
      // A key of the file that is written otherwise is not one of ours either.
      CHECK_FALSE(found);
    }
  }
  const std::string deep(100'000, '[');
  for (const std::string& text : {std::string("null"), std::string("[]"), std::string("{}"), std::string("5"), deep,
                                  std::string("\0\0\0", 3), std::string(2 << 20, ' ') + whole}) {
    write_text(file, text);
    CHECK_FALSE(cache.find(kKey));
  }
  const nlohmann::json entry = nlohmann::json::parse(whole);
  for (const char* key : {"program", "search", "result", "hash"}) {
    for (const nlohmann::json& other : {nlohmann::json(), nlohmann::json(5), nlohmann::json("x")}) {
      nlohmann::json changed = entry;
      changed[key] = other;
      write_text(file, changed.dump());
      CHECK_FALSE(cache.find(kKey));
    }
    nlohmann::json less = entry;
    less.erase(key);
    write_text(file, less.dump());
    CHECK_FALSE(cache.find(kKey));
  }
  nlohmann::json more = entry;
  more["more"] = 1;
  write_text(file, more.dump());
  CHECK_FALSE(cache.find(kKey));

  // A file under the name of another key, as if their hashes were the same.
  const std::string other_key = R"({"layer":"other"})";
  fs::remove(file);
  cache.keep(other_key, kResult);
  const fs::path other_file = file_in(cache.directory());
  fs::copy_file(other_file, file);
  CHECK(cache.find(other_key) == kResult);
  CHECK_FALSE(cache.find(kKey));
  cache.keep(kKey, kResult);
  CHECK(cache.find(kKey) == kResult);
}

TEST_CASE("what is no file, and a directory that cannot be, is no error") {
  const TemporaryDirectory directory;
  const SearchCache cache(directory / "cache", "program");
  cache.keep(kKey, kResult);
  const fs::path file = file_in(cache.directory());
  fs::remove(file);
  fs::create_directory(file);
  CHECK_FALSE(cache.find(kKey));
  CHECK_NOTHROW(cache.keep(kKey, kResult));
  fs::remove(file);
  REQUIRE(mkfifo(file.c_str(), 0600) == 0);
  CHECK_FALSE(cache.find(kKey));  // And does not wait for somebody who writes to it.
  CHECK_NOTHROW(cache.keep(kKey, kResult));

  write_text(directory / "file", "text");
  for (const fs::path& place : {directory / "file", directory / "file" / "below", fs::path("/proc/no/such")}) {
    const SearchCache none(place, "program");
    CHECK_NOTHROW(none.keep(kKey, kResult));
    CHECK_FALSE(none.find(kKey));
    CHECK_NOTHROW(none.prune());
    CHECK(none.usage().files == 0);
    CHECK(none.clear() == 0);
  }
  CHECK(read_whole_file(directory / "file") == "text");
}

TEST_CASE("the files that were used least recently go where there are too many, and only ours") {
  const TemporaryDirectory directory;
  const SearchCache cache(directory / "cache", "program");
  const auto key = [](int i) { return "{\"i\":" + std::to_string(i) + "}"; };
  const auto now = fs::file_time_type::clock::now();
  for (int i = 0; i < 6; ++i) {
    cache.keep(key(i), kResult);
    for (const auto& entry : fs::directory_iterator(cache.directory())) {
      // All that are there are an hour older with each.
      fs::last_write_time(entry.path(), entry.last_write_time() - std::chrono::hours(1));
    }
  }
  write_text(cache.directory() / "notes.txt", std::string(1 << 20, 'x'));
  write_text(cache.directory() / "0123.json", "{}");
  write_text(cache.directory() / ".vtasim-1-0.tmp", "left behind");
  CHECK(cache.find(key(0)));  // The oldest is used now.
  cache.prune(3 * 4096);
  CHECK(cache.usage().files == 3);
  CHECK(cache.usage().bytes == 3 * 4096);
  for (const int kept : {0, 5, 4}) CHECK(cache.find(key(kept)));
  for (const int gone : {1, 2, 3}) CHECK_FALSE(cache.find(key(gone)));
  CHECK_FALSE(fs::exists(cache.directory() / ".vtasim-1-0.tmp"));
  CHECK(fs::last_write_time(cache.directory() / "0123.json") >= now - std::chrono::hours(1));
  cache.prune();
  CHECK(cache.usage().files == 3);
  CHECK(cache.clear() == 3);
  CHECK(cache.usage().files == 0);
  CHECK(fs::exists(cache.directory() / "notes.txt"));
  CHECK(fs::exists(cache.directory() / "0123.json"));
}

TEST_CASE("processes that write, read, prune and clear at a time see whole results or none") {
  const TemporaryDirectory directory;
  const auto work = [&](std::size_t process) {
    const SearchCache cache(directory / "cache", "program");
    std::size_t found = 0;
    for (int i = 0; i < 300; ++i) {
      const std::string number = std::to_string(i % 5);
      const std::string key = "{\"i\":" + number + "}";
      const std::string result = "{\"text\":\"" + std::string(5000, static_cast<char>('a' + i % 5)) + "\"}";
      if (const auto there = cache.find(key)) {
        if (*there != result) return std::string("wrong");
        ++found;
      }
      cache.keep(key, result);
      if (i % 7 == 0) cache.prune(3 * 8192);
      if (process == 0 && i % 50 == 0) {
        try {
          cache.clear();
        } catch (const Error&) {
          return std::string("error");
        }
      }
    }
    return std::string(found > 0 ? "right" : "nothing");
  };
  const processes::SignalWatch watch;
  processes::ProcessPool pool(4, 4, work);
  for (std::size_t i = 0; i < 4; ++i) CHECK(pool.wait(i, watch, [](std::size_t) {}).output == "right");
  for (const auto& entry : fs::directory_iterator(directory / "cache")) CHECK(entry.path().extension() == ".json");
}

TEST_CASE("the user's directory is that of the environment, where it is an absolute path") {
  {
    const Variable caches("XDG_CACHE_HOME", "/some/where");
    CHECK(user_cache_directory() == fs::path("/some/where/vtasim"));
  }
  const Variable home("HOME", "/home/me");
  for (const char* none : {static_cast<const char*>(nullptr), "", "relative/path"}) {
    const Variable caches("XDG_CACHE_HOME", none);
    CHECK(user_cache_directory() == fs::path("/home/me/.cache/vtasim"));
    const Variable nowhere("HOME", none);
    CHECK_FALSE(user_cache_directory());
    CHECK_FALSE(user_cache());
  }
}

TEST_CASE("a program has one hash") {
  const auto hash = program_hash();
  REQUIRE(hash);
  CHECK(hash->size() == 32);
  CHECK(program_hash() == hash);
  CHECK(hash128_of("") == "99aa06d3014798d86001c324468d497f");  // As in XXH3's specification.
}

TEST_CASE("a later run finds what a search came to, and searches again for what it cannot use") {
  const TemporaryDirectory directory;
  const SearchCache cache(directory.path(), "program");
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const SearchData data = make_search_data(sample_layers()[0], 1);
  const std::string key = search_key(data, kAutoMapping, config, compiler::SearchEffort::quick);
  int simulated = 0;
  const auto search = [&](std::optional<SearchCache> use) {
    SearchStore store(std::move(use));
    simulated = 0;
    const Laboratory laboratory{shared_machine(), store};
    return to_json(search_layer(laboratory, data, request_any(), config, compiler::SearchEffort::quick,
                                [&](int n) { simulated = n; }));
  };
  const nlohmann::json without = search(std::nullopt);
  const int all = simulated;
  CHECK(all > 0);
  CHECK(cache.usage().files == 0);
  CHECK(search(cache) == without);
  CHECK(simulated == all);
  CHECK(cache.find(key));
  CHECK(search(cache) == without);
  CHECK(simulated == 0);
  // Whole, but of no program.
  nlohmann::json of_none = without;
  of_none["plan"]["rows"] = 100;
  for (const nlohmann::json& other : {of_none, nlohmann::json{{"mapping", "diagonal"}}, nlohmann::json::array()}) {
    const TemporaryDirectory of_this_alone;  // Of each mapping by itself it has nothing.
    const SearchCache damaged(of_this_alone.path(), "program");
    damaged.keep(key, other.dump());
    CHECK(search(damaged) == without);
    CHECK(simulated == all);
    CHECK(search(damaged) == without);
    CHECK(simulated == 0);
  }
}

TEST_CASE("a search by any mapping has what was found by each, and the other way round") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const SearchData data = make_search_data(sample_layers()[0], 1);
  int simulated = 0;
  const auto search = [&](SearchStore& store, const MappingRequest& request) {
    simulated = 0;
    const Laboratory laboratory{shared_machine(), store};
    return search_layer(laboratory, data, request, config, compiler::SearchEffort::quick,
                        [&](int n) { simulated = n; });
  };
  SearchStore any_first;
  const compiler::MappingChoice best = search(any_first, request_any());
  CHECK(simulated == best.search.simulated);
  SearchStore each_first;
  int by_each = 0;
  for (const compiler::Mapping& mapping : mapping_candidates(
           data.layer, config, 1 + static_cast<int>(data.passes.size()), compiler::SearchEffort::quick)) {
    const MappingRequest request = request_mapping(mapping.name, data.layer, config);
    search(each_first, request);
    by_each += simulated;
    if (mapping.name != best.mapping.name) continue;
    CHECK(simulated > 0);
    CHECK(search(any_first, request).search.cycles == best.search.cycles);
    CHECK(simulated == 0);
  }
  CHECK(by_each >= best.search.simulated);
  CHECK(to_json(search(each_first, request_any())) == to_json(best));
  CHECK(simulated == 0);
  // Tiles of which something is given are others.
  MappingRequest given = request_any();
  given.tiling.rows = 1;
  search(any_first, given);
  CHECK(simulated > 0);
}

}  // namespace vtasim::experiment
