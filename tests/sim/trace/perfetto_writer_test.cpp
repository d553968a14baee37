#include "sim/trace/perfetto_writer.h"

#include <fmt/format.h>
#include <perfetto.pb.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>

#include "isa/base/text.h"
#include "tests/sim/trace/traced_case.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/program_builder.h"
#include "tests/support/sample_layers.h"

namespace vtasim::trace {
namespace {

namespace proto = perfetto::protos;

struct Slice {
  std::string track;
  std::string category;
  std::string name;
  std::int64_t from = 0;
  std::int64_t to = -1;
  std::size_t depth = 0;
  std::map<std::string, std::int64_t> arguments;
  std::map<std::string, std::string> texts;  ///< Arguments, too.
  std::vector<std::uint64_t> flows;
  std::vector<std::uint64_t> ended_flows;
  std::int64_t cycles() const { return to - from; }
};

struct Count {
  std::int64_t cycle = 0;
  std::int64_t value = 0;
};

/// A trace as Perfetto reads it: slices by the order of begins and ends in each track, names by number.
struct Decoded {
  std::vector<Slice> slices;
  std::map<std::string, std::vector<Count>> counters;

  /// Cycles of the slices of a track and a category, of all names or those that begin with `name`.
  std::int64_t cycles(const std::string& track, const std::string& category, const std::string& name = "") const {
    return sum(track, category, name, [](const Slice& slice) { return slice.cycles(); });
  }
  std::int64_t argument(const std::string& track, const std::string& name, const std::string& key) const {
    return sum(track, "burst", name, [&](const Slice& slice) { return slice.arguments.at(key); });
  }

 private:
  template <class Value>
  std::int64_t sum(const std::string& track, const std::string& category, const std::string& name, Value value) const {
    std::int64_t all = 0;
    for (const Slice& slice : slices) {
      if (slice.track == track && slice.category == category && slice.name.rfind(name, 0) == 0) all += value(slice);
    }
    return all;
  }
};

Decoded decode(const std::string& file) {
  proto::Trace trace;
  REQUIRE(trace.ParseFromString(file));
  Decoded decoded;
  std::map<std::uint64_t, std::string> tracks;
  std::map<std::uint64_t, std::string> categories;
  std::map<std::uint64_t, std::string> names;
  std::map<std::uint64_t, std::string> arguments;
  std::map<std::uint64_t, std::vector<std::size_t>> open;
  std::map<std::uint64_t, std::int64_t> last;
  bool first = true;
  for (const proto::TracePacket& packet : trace.packet()) {
    REQUIRE(packet.trusted_packet_sequence_id() == 1);
    const auto flags =
        first ? proto::TracePacket::SEQ_INCREMENTAL_STATE_CLEARED : proto::TracePacket::SEQ_NEEDS_INCREMENTAL_STATE;
    REQUIRE(packet.sequence_flags() == static_cast<std::uint32_t>(flags));
    first = false;
    for (const auto& entry : packet.interned_data().event_categories()) {
      REQUIRE(categories.emplace(entry.iid(), entry.name()).second);
    }
    for (const auto& entry : packet.interned_data().event_names()) {
      REQUIRE(names.emplace(entry.iid(), entry.name()).second);
    }
    for (const auto& entry : packet.interned_data().debug_annotation_names()) {
      REQUIRE(arguments.emplace(entry.iid(), entry.name()).second);
    }
    if (packet.has_track_descriptor()) {
      REQUIRE(tracks.emplace(packet.track_descriptor().uuid(), packet.track_descriptor().name()).second);
      continue;
    }
    const proto::TrackEvent& event = packet.track_event();
    const std::string& track = tracks.at(event.track_uuid());
    const auto cycle = static_cast<std::int64_t>(packet.timestamp());
    REQUIRE(cycle >= last[event.track_uuid()]);
    last[event.track_uuid()] = cycle;
    std::vector<std::size_t>& stack = open[event.track_uuid()];
    switch (event.type()) {
      case proto::TrackEvent::TYPE_SLICE_BEGIN: {
        Slice slice;
        slice.track = track;
        slice.category = categories.at(event.category_iids(0));
        slice.name = names.at(event.name_iid());
        slice.from = cycle;
        slice.depth = stack.size();
        for (const proto::DebugAnnotation& a : event.debug_annotations()) {
          if (a.has_string_value()) {
            slice.texts[arguments.at(a.name_iid())] = a.string_value();
          } else {
            slice.arguments[arguments.at(a.name_iid())] = a.int_value();
          }
        }
        slice.flows.assign(event.flow_ids().begin(), event.flow_ids().end());
        slice.ended_flows.assign(event.terminating_flow_ids().begin(), event.terminating_flow_ids().end());
        stack.push_back(decoded.slices.size());
        decoded.slices.push_back(std::move(slice));
        break;
      }
      case proto::TrackEvent::TYPE_SLICE_END:
        REQUIRE_FALSE(stack.empty());
        decoded.slices[stack.back()].to = cycle;
        REQUIRE(cycle > decoded.slices[stack.back()].from);
        stack.pop_back();
        break;
      case proto::TrackEvent::TYPE_COUNTER:
        decoded.counters[track].push_back({cycle, event.counter_value()});
        break;
      default:
        FAIL("a type of event that is not written");
    }
  }
  for (const auto& [track, stack] : open) REQUIRE(stack.empty());
  return decoded;
}

struct Traced {
  Written written;
  Decoded decoded;
};

Traced traced(const isa::HardwareConfig& config, const isa::Program& program, const isa::ProgramNotes& notes = {}) {
  Traced traced;
  PerfettoWriter writer("title", traced.written.output(), notes);
  traced.written.run = trace(config, program, writer);
  traced.decoded = decode(traced.written.file);
  return traced;
}

/// What holds of any run: slices come to what the machine counted.
void require_sums(const Traced& traced) {
  const machine::RunResult& result = traced.written.run.result;
  const machine::CauseTotals& causes = traced.written.run.causes;
  const Decoded& decoded = traced.decoded;
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    const std::string track(to_string(module));
    INFO(track);
    const machine::ModuleCycles& cycles = result.counters.modules[static_cast<std::size_t>(module)];
    REQUIRE(decoded.cycles(track, "instruction") == cycles.busy);
    REQUIRE(decoded.cycles(track, "cause") == cycles.busy);
    REQUIRE(decoded.cycles(track, "wait", "waits for the token of ") == cycles.wait_prev + cycles.wait_next);
    REQUIRE(decoded.cycles(track, "wait", "hand-over") == cycles.issue);
    const machine::Unit unit = machine::unit_of(module);
    REQUIRE(decoded.cycles(track, "cause", "data") == causes.of(unit, machine::Cause::data));
    REQUIRE(decoded.cycles(track, "cause", "memory's ") == causes.of(unit, machine::Cause::memory));
    REQUIRE(decoded.cycles(track, "cause", "bus taken by ") == causes.of(unit, machine::Cause::bus));
  }
  using machine::Cause;
  using machine::Unit;
  using machine::Work;
  REQUIRE(decoded.cycles("fetch", "instruction") == causes.of(Unit::fetch, Work::instructions));
  REQUIRE(decoded.cycles("fetch", "cause") ==
          causes.of(Unit::fetch, Work::instructions) - causes.of(Unit::fetch, Cause::handover));
  REQUIRE(decoded.cycles("fetch", "wait") == causes.of(Unit::fetch, Cause::queue));
  for (const Slice& slice : decoded.slices) {
    REQUIRE(slice.to <= causes.window);
    REQUIRE((slice.depth == 1) == (slice.category == "cause"));
  }
  for (const auto& [track, counts] : decoded.counters) {
    for (std::size_t i = 1; i < counts.size(); ++i) {
      REQUIRE(counts[i].cycle > counts[i - 1].cycle);
      REQUIRE(counts[i].value != counts[i - 1].value);
      REQUIRE(counts[i].value >= 0);
    }
  }
}

/// The scratchpads' counters are what instructions began and ended.
void require_live(const Traced& traced, const isa::HardwareConfig& config, const isa::Program& program) {
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const auto buffer = static_cast<isa::Buffer>(b);
    const std::string track = fmt::format("live {}, of {}", to_string(buffer), grouped(config.depth(buffer)));
    INFO(track);
    std::vector<Counted> counts;
    for (const Count& count : traced.decoded.counters.at(track)) counts.emplace_back(count.cycle, count.value);
    REQUIRE(counts == live_entries(traced.written.run, config, program, buffer));
  }
}

/// All bursts of a program whose FINISH waits for everything are there, to the beat.
void require_bursts(const Traced& traced) {
  const isa::RunRecord& record = traced.written.run.result.record;
  const Decoded& decoded = traced.decoded;
  constexpr std::array<const char*, 5> kClients = {"uop", "wgt", "inp", "acc", "fetch"};
  const auto beats = [&](const char* client) { return decoded.argument("bus read", client, "beats"); };
  REQUIRE(std::accumulate(kClients.begin(), kClients.end(), std::int64_t{0}, [&](std::int64_t all, const char* client) {
            return all + beats(client);
          }) == record.read_beats);
  REQUIRE(decoded.cycles("bus read", "burst") == record.read_beats);
  REQUIRE(decoded.argument("bus write", "out", "beats") == record.write_beats);
}

/// Tokens lead from instructions that have ended to later ones, each once.
void require_flows(const Decoded& decoded, bool all_taken) {
  std::map<std::uint64_t, const Slice*> pushed;
  for (const Slice& slice : decoded.slices) {
    for (const std::uint64_t flow : slice.flows) REQUIRE(pushed.emplace(flow, &slice).second);
  }
  for (const Slice& slice : decoded.slices) {
    for (const std::uint64_t flow : slice.ended_flows) {
      REQUIRE(pushed.count(flow) == 1);
      REQUIRE(pushed.at(flow)->to < slice.from);
      REQUIRE(pushed.at(flow)->track != slice.track);
      pushed.erase(flow);
    }
  }
  if (all_taken) REQUIRE(pushed.empty());
}

TEST_CASE("a trace has the slices, arguments, counts and flow of a token", "[trace]") {
  isa::Gemm gemm;
  gemm.reset = 1;
  gemm.uop_end = 1;
  gemm.iter_out = gemm.iter_in = 4;
  gemm.deps.pop_prev = 1;
  const isa::Program program = program_of({with_deps(load(isa::Buffer::inp, 7, 12, 12), {0, 0, 0, 1}), gemm}, 4096);
  const Traced run = traced(isa::find_hardware_config("b16-bus64"), program);
  require_sums(run);
  const auto find = [&](const std::string& track, const std::string& name) {
    const auto& all = run.decoded.slices;
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Slice& s) { return s.track == track && s.name == name; });
    REQUIRE(at != all.end());
    return *at;
  };
  const isa::RunRecord& record = run.written.run.result.record;
  const isa::InsnTiming& load_timing = record.timing[0][0];
  const Slice inp = find("load", "LOAD inp 7 x 12");
  CHECK(inp.from == load_timing[1]);
  CHECK(inp.to == load_timing[2]);
  CHECK(inp.arguments == std::map<std::string, std::int64_t>{{"instruction", 0}, {"dispatch", load_timing[0]}});
  CHECK(inp.flows == std::vector<std::uint64_t>{1});
  const Slice reset = find("compute", "GEMM reset of 16");
  CHECK(reset.ended_flows == inp.flows);
  CHECK(reset.arguments.at("token of previous module's") == 0);
  const Slice wait = find("compute", "waits for the token of LOAD inp 7 x 12");
  CHECK(wait.arguments.at("other instruction") == 0);
  CHECK(wait.to == inp.to);
  CHECK(find("fetch", "LOAD inp 7 x 12").from == load_timing[0]);
  // The LOAD posts its token in its last cycle; GEMM takes it in the one before its first.
  const std::vector<Count>& counts = run.decoded.counters.at("tokens load_to_compute");
  REQUIRE(counts.size() == 3);
  CHECK(counts[1].cycle == inp.to);
  CHECK(counts[1].value == 1);
  CHECK(counts[2].cycle == reset.from);
  CHECK(counts[2].value == 0);
}

TEST_CASE("a trace names instructions by their places, where they are known", "[trace]") {
  isa::ProgramNotes notes;
  notes.stages = {"layer"};
  notes.units = {{0, 3, 8, {{"row", 9, 9, 72}, {"tap", 2, 1, 9}}}};
  notes.instructions = {{0, isa::Purpose::activation}, {}};
  const isa::Program program = program_of({load(isa::Buffer::inp, 7, 12, 12)}, 4096);
  const Traced run = traced(isa::find_hardware_config("b16-bus64"), program, notes);
  require_sums(run);
  const auto& slices = run.decoded.slices;
  const auto placed = [&](const char* track) {
    return std::find_if(slices.begin(), slices.end(), [&](const Slice& s) {
      return s.track == track && s.name == "LOAD inp 7 x 12, rows 9-17, tap 2";
    });
  };
  REQUIRE(placed("load") != slices.end());
  CHECK(
      placed("load")->texts ==
      std::map<std::string, std::string>{
          {"stage", "layer"}, {"tile", "3 of 8"}, {"row", "9-17 of 72"}, {"tap", "2 of 9"}, {"purpose", "activation"}});
  CHECK(placed("fetch") != slices.end());
  for (const Slice& slice : slices) {
    if (slice.name == "FINISH") CHECK(slice.texts.empty());
  }
}

TEST_CASE("the slices of recorded programs come to what was counted", "[trace]") {
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus512", "b32-bus64"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    for (const char* suite : {"layers", "micro", "deep", "broken"}) {
      for (const isa::Case& c : recorded_cases(name, suite)) {
        INFO(name << " " << suite << " " << c.program.name);
        const Traced run = traced(config, c.program);
        REQUIRE(run.written.run.result.record.finished == c.rtl->finished);
        require_sums(run);
        require_live(run, config, c.program);
        const bool is_layer = suite == std::string("layers");
        require_flows(run.decoded, is_layer);
        if (!is_layer) continue;
        require_bursts(run);
        for (const auto& [track, counts] : run.decoded.counters) REQUIRE(counts.back().value == 0);
      }
    }
  }
}

TEST_CASE("a layer's trace is written in pieces, and its tokens are all taken", "[trace]") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const compiler::Layer layer = compiler::depthwise_layer(64, 28, 28, 3, 1);
  const isa::Program program = compile_estimated(layer, random_tensors(layer, 1), "diagonal", config).program;
  const Traced run = traced(config, program);
  REQUIRE(run.written.run.result.record.finished);
  require_sums(run);
  require_bursts(run);
  require_flows(run.decoded, true);
  require_live(run, config, program);
  CHECK(run.decoded.counters.size() == 4 + 5);
  for (const auto& [track, counts] : run.decoded.counters) {
    CHECK(counts.size() > 2);
    CHECK(counts.back().value == 0);
  }
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const auto buffer = static_cast<isa::Buffer>(b);
    for (const auto& [cycle, live] : live_entries(run.written.run, config, program, buffer)) {
      REQUIRE(live <= config.depth(buffer));
    }
  }
  CHECK(run.written.file.size() > std::size_t{200'000});
  CHECK(run.written.largest_piece < std::size_t{70'000});
}

}  // namespace
}  // namespace vtasim::trace
