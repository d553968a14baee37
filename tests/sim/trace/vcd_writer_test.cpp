#include "sim/trace/vcd_writer.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "tests/sim/trace/traced_case.h"

namespace vtasim::trace {
namespace {

/// A value from a cycle on.
struct Change {
  std::int64_t cycle = 0;
  std::string value;
};

/// A value change dump: changes by "scope.name".
struct Dump {
  std::map<std::string, std::vector<Change>> variables;
  std::int64_t end = 0;

  /// Cycles in which a variable has a value for which `is` holds.
  template <class Is>
  std::int64_t cycles(const std::string& variable, Is is) const {
    const std::vector<Change>& changes = variables.at(variable);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const std::int64_t until = i + 1 < changes.size() ? changes[i + 1].cycle : end;
      if (is(changes[i].value)) sum += until - changes[i].cycle;
    }
    return sum;
  }
};

Dump read(const std::string& file) {
  Dump dump;
  std::map<std::string, std::string> variables;
  std::string scope;
  std::istringstream lines(file);
  std::string line;
  bool header = true;
  std::int64_t cycle = -1;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (header) {
      std::string type;
      std::string width;
      std::string id;
      std::string name;
      if (word == "$timescale") CHECK(line == "$timescale 1 ns $end");
      if (word == "$scope") words >> type >> scope;
      if (word == "$var") {
        words >> type >> width >> id >> name;
        REQUIRE(variables.emplace(id, scope + "." + name).second);
      }
      header = word != "$enddefinitions";
    } else if (word[0] == '#') {
      const std::int64_t next = std::stoll(word.substr(1));
      REQUIRE(next > cycle);
      cycle = next;
    } else if (word[0] != '$') {
      std::string id;
      std::string value = word.substr(1);
      if (word[0] == '0' || word[0] == '1') {
        id = value;
        value = word[0];
      } else {
        REQUIRE((word[0] == 'b' || word[0] == 's'));
        words >> id;
      }
      std::vector<Change>& changes = dump.variables[variables.at(id)];
      if (changes.empty()) {
        REQUIRE(cycle == 0);
      } else {
        REQUIRE(changes.back().value != value);
      }
      changes.push_back({cycle, value});
    }
  }
  dump.end = cycle;
  REQUIRE(dump.variables.size() == variables.size());
  return dump;
}

struct Dumped {
  TracedRun run;
  Dump dump;
};

Dumped dumped(const isa::HardwareConfig& config, const isa::Program& program) {
  Written written;
  VcdWriter writer("title", written.output());
  Dumped dumped;
  dumped.run = trace(config, program, writer);
  writer.write();
  dumped.dump = read(written.file);
  return dumped;
}

TEST_CASE("the variables of recorded programs come to what was counted", "[trace]") {
  using machine::Cause;
  using machine::Unit;
  for (const char* name : {"b16-bus64", "b16-bus512", "b32-bus64"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    for (const char* suite : {"layers", "micro", "deep", "broken"}) {
      for (const isa::Case& c : recorded_cases(name, suite)) {
        INFO(name << " " << suite << " " << c.program.name);
        const auto [run, dump] = dumped(config, c.program);
        const machine::Counters& counters = run.result.counters;
        REQUIRE(dump.end == run.causes.window);
        const auto is = [](const std::string& wanted) {
          return [wanted](const std::string& value) { return value == wanted; };
        };
        for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
          const std::string scope(to_string(module));
          INFO(scope);
          const machine::ModuleCycles& cycles = counters.modules[static_cast<std::size_t>(module)];
          REQUIRE(dump.end - dump.cycles(scope + ".work", is("idle")) == cycles.busy);
          REQUIRE(dump.end - dump.cycles(scope + ".instruction", is("x")) == cycles.busy);
          REQUIRE(dump.cycles(scope + ".cause", is("token_prev")) == cycles.wait_prev);
          REQUIRE(dump.cycles(scope + ".cause", is("bus_wgt")) ==
                  [&totals = run.causes, unit = machine::unit_of(module)] {
                    std::int64_t sum = 0;
                    for (std::size_t work = 0; work < machine::kWorkCount; ++work) {
                      sum += totals.by_taker(unit, static_cast<machine::Work>(work))[3];
                    }
                    return sum;
                  }());
        }
        REQUIRE(dump.cycles("compute.work", is("gemm")) == counters.compute_gemm_cycles);
        REQUIRE(dump.cycles("fetch.cause", is("queue")) == run.causes.of(Unit::fetch, Cause::queue));
        REQUIRE(dump.cycles("bus_read.busy", is("1")) == dump.end - dump.cycles("bus_read.client", is("-")));
        for (int b = 0; b < isa::kBufferCount; ++b) {
          const auto buffer = static_cast<isa::Buffer>(b);
          const std::string variable = fmt::format("live.{}_of_{}", to_string(buffer), config.depth(buffer));
          INFO(variable);
          std::vector<Counted> counts;
          for (const Change& change : dump.variables.at(variable)) {
            counts.emplace_back(change.cycle, std::stoll(change.value, nullptr, 2));
          }
          REQUIRE(counts == live_entries(run, config, c.program, buffer));
          if (suite == std::string("layers")) REQUIRE(counts.back().second == 0);
        }
        if (suite != std::string("layers")) continue;
        REQUIRE(dump.cycles("bus_read.busy", is("1")) == run.result.record.read_beats);
        for (const char* queue : {"load_to_compute", "compute_to_load", "compute_to_store", "store_to_compute"}) {
          REQUIRE(dump.variables.at(std::string("tokens.") + queue).back().value == "0");
        }
      }
    }
  }
}

TEST_CASE("fetch's instruction in a dump counts with every hand-over", "[trace]") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const isa::Case c = recorded_cases("b16-bus64", "layers").front();
  const Dumped run = dumped(config, c.program);
  std::map<std::int64_t, std::int64_t> at;  // The instruction from a cycle on.
  for (const Change& change : run.dump.variables.at("fetch.instruction")) {
    at[change.cycle] = change.value == "x" ? -1 : std::stoll(change.value, nullptr, 2);
  }
  std::vector<std::int64_t> dispatches;
  for (const auto& timing : run.run.result.record.timing) {
    for (const isa::InsnTiming& insn : timing) dispatches.push_back(insn[0]);
  }
  std::sort(dispatches.begin(), dispatches.end());
  REQUIRE(dispatches.size() == c.program.insn_count);
  for (std::size_t i = 0; i < dispatches.size(); ++i) {
    CHECK(std::prev(at.upper_bound(dispatches[i]))->second == static_cast<std::int64_t>(i));
  }
}

}  // namespace
}  // namespace vtasim::trace
