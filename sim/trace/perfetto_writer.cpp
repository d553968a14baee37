#include "sim/trace/perfetto_writer.h"

#include <fmt/format.h>
#include <perfetto.pb.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "isa/base/text.h"

namespace vtasim::trace {
namespace {

using machine::Cause;
using machine::TokenQueue;
using machine::Unit;
using machine::Work;
namespace proto = perfetto::protos;

// A track's uuid; ids have no meaning but that they differ.
constexpr std::uint64_t kAll = 1;
constexpr std::uint64_t kUnits = 2;
constexpr std::uint64_t kReadBus = kUnits + machine::kUnitCount;
constexpr std::uint64_t kWriteBus = kReadBus + 1;
constexpr std::uint64_t kQueues = kWriteBus + 1;
constexpr std::uint64_t kScratchpads = kQueues + machine::kTokenQueueCount;

constexpr const char* kInstruction = "instruction";
constexpr const char* kCause = "cause";
constexpr const char* kWait = "wait";
constexpr const char* kBurst = "burst";

std::uint64_t track_of(Unit unit) { return kUnits + static_cast<std::uint64_t>(unit); }
std::uint64_t track_of(TokenQueue queue) { return kQueues + static_cast<std::uint64_t>(queue); }
std::uint64_t track_of(isa::Buffer buffer) { return kScratchpads + static_cast<std::uint64_t>(buffer); }

/// The token that `producer` pushes to the module behind it, or before it.
std::uint64_t flow_of(std::int32_t producer, bool to_next) {
  return 2 * static_cast<std::uint64_t>(producer) + (to_next ? 1 : 2);
}

/// What a unit does or waits for; without the instruction that is waited for.
std::string phrase(Unit unit, const machine::CauseInterval& interval) {
  switch (interval.cause) {
    case Cause::operations:
      return "operations";
    case Cause::fill:
      return "pipeline fills";
    case Cause::drain:
      return "pipeline drains";
    case Cause::sync:
      return "tokens";
    case Cause::data:
      return "data";
    case Cause::request:
      return "request";
    case Cause::memory:
      return unit == Unit::store ? "memory's acknowledgement" : "memory's delay";
    case Cause::bus:
      return fmt::format("bus taken by {}", to_string(interval.taker));
    case Cause::padding:
      return "zeros";
    case Cause::vector:
      return "reads the next vector";
    case Cause::handover:
      return "hand-over";
    case Cause::token_prev:
    case Cause::token_next:
      return "waits for the token of ";
    case Cause::fetch:
      return "waits to be fetched";
    case Cause::queue:
      return unit == Unit::fetch ? "full queue for " : "fetch stands before a full queue with ";
    case Cause::none:
      break;
  }
  return "nothing left";
}

using Arguments = std::initializer_list<std::pair<const char*, std::int64_t>>;

/// Names by the numbers that stand for them in packets.
class Interned {
 public:
  /// `add(number)` is called for a name that is new.
  template <class Add>
  std::uint64_t number_of(const std::string& name, Add add) {
    const auto [at, is_new] = numbers_.try_emplace(name, numbers_.size() + 1);
    if (is_new) add(at->second);
    return at->second;
  }

 private:
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

}  // namespace

/// The file, a packet at a time.
class PerfettoWriter::Packets {
 public:
  explicit Packets(Output output) : output_(std::move(output)) {}

  proto::TrackDescriptor& track(std::uint64_t uuid, const std::string& name, std::uint64_t parent = 0) {
    packet_ = &next();
    proto::TrackDescriptor& track = *packet_->mutable_track_descriptor();
    track.set_uuid(uuid);
    track.set_name(name);
    if (parent != 0) {
      track.set_parent_uuid(parent);
      track.set_sibling_order_rank(static_cast<std::int32_t>(uuid));
    }
    return track;
  }

  proto::TrackEvent& begin(std::uint64_t track, std::int64_t cycle, const char* category, const std::string& name,
                           Arguments arguments) {
    proto::TrackEvent& event = add(proto::TrackEvent::TYPE_SLICE_BEGIN, track, cycle);
    event.add_category_iids(categories_.number_of(category, [&](std::uint64_t n) {
      put(*packet_->mutable_interned_data()->add_event_categories(), n, category);
    }));
    event.set_name_iid(names_.number_of(
        name, [&](std::uint64_t n) { put(*packet_->mutable_interned_data()->add_event_names(), n, name); }));
    for (const auto& [key, value] : arguments) argument(event, key, value);
    return event;
  }

  void argument(proto::TrackEvent& event, const std::string& key, std::int64_t value) {
    named_argument(event, key).set_int_value(value);
  }
  void argument(proto::TrackEvent& event, const std::string& key, const std::string& value) {
    named_argument(event, key).set_string_value(value);
  }

  /// What an instruction is for.
  void place(proto::TrackEvent& event, const isa::ProgramNotes& notes, std::size_t instruction) {
    const isa::ProgramNotes::Unit* unit = notes.unit_of(instruction);
    if (unit == nullptr) return;
    argument(event, "stage", notes.stages[unit->stage]);
    argument(event, "tile", fmt::format("{} of {}", unit->tile, unit->tiles));
    for (const isa::LoopRange& range : unit->loops) {
      argument(event, std::string(range.loop), fmt::format("{} of {}", isa::indices_of(range), range.of));
    }
    argument(event, "purpose", std::string(to_string(notes.instructions[instruction].purpose)));
  }

  void end(std::uint64_t track, std::int64_t cycle) { add(proto::TrackEvent::TYPE_SLICE_END, track, cycle); }

  void count(std::uint64_t track, std::int64_t cycle, std::int64_t value) {
    add(proto::TrackEvent::TYPE_COUNTER, track, cycle).set_counter_value(value);
  }

  /// Passes on what is there.
  void flush() {
    serialize();
    if (!bytes_.empty()) output_(bytes_);
    bytes_.clear();
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 16;

  proto::DebugAnnotation& named_argument(proto::TrackEvent& event, const std::string& key) {
    proto::DebugAnnotation& annotation = *event.add_debug_annotations();
    annotation.set_name_iid(arguments_.number_of(
        key, [&](std::uint64_t n) { put(*packet_->mutable_interned_data()->add_debug_annotation_names(), n, key); }));
    return annotation;
  }

  template <class Entry>
  static void put(Entry& entry, std::uint64_t number, const std::string& name) {
    entry.set_iid(number);
    entry.set_name(name);
  }

  /// A trace of one packet; traces behind each other are one.
  void serialize() {
    if (trace_.packet_size() > 0) trace_.AppendToString(&bytes_);
    trace_.Clear();
  }

  proto::TracePacket& next() {
    serialize();
    if (bytes_.size() >= kPiece) flush();
    proto::TracePacket& packet = *trace_.add_packet();
    packet.set_trusted_packet_sequence_id(1);
    packet.set_sequence_flags(first_ ? proto::TracePacket::SEQ_INCREMENTAL_STATE_CLEARED
                                     : proto::TracePacket::SEQ_NEEDS_INCREMENTAL_STATE);
    first_ = false;
    return packet;
  }

  proto::TrackEvent& add(proto::TrackEvent::Type type, std::uint64_t track, std::int64_t cycle) {
    packet_ = &next();
    packet_->set_timestamp(static_cast<std::uint64_t>(cycle));
    proto::TrackEvent& event = *packet_->mutable_track_event();
    event.set_type(type);
    event.set_track_uuid(track);
    return event;
  }

  Output output_;
  std::string bytes_;
  proto::Trace trace_;
  proto::TracePacket* packet_ = nullptr;
  bool first_ = true;
  Interned categories_;
  Interned names_;
  Interned arguments_;
};

PerfettoWriter::PerfettoWriter(const std::string& title, Output output, const isa::ProgramNotes& notes)
    : packets_(std::make_unique<Packets>(std::move(output))), notes_(notes) {
  proto::TrackDescriptor& all = packets_->track(kAll, title);
  all.set_description("A cycle is a nanosecond.");
  all.set_child_ordering(proto::TrackDescriptor::EXPLICIT);
  for (const Unit unit : {Unit::load, Unit::compute, Unit::store, Unit::fetch}) {
    packets_->track(track_of(unit), std::string(to_string(unit)), kAll);
  }
  packets_->track(kReadBus, "bus read", kAll);
  packets_->track(kWriteBus, "bus write", kAll);
  for (int i = 0; i < machine::kTokenQueueCount; ++i) {
    const auto queue = static_cast<TokenQueue>(i);
    packets_->track(track_of(queue), fmt::format("tokens {}", to_string(queue)), kAll)
        .mutable_counter()
        ->set_unit_name("tokens");
  }
}

PerfettoWriter::~PerfettoWriter() = default;

std::string PerfettoWriter::name_of(std::int32_t instruction) const {
  return placed_name(*program_, static_cast<std::size_t>(instruction), notes_);
}

void PerfettoWriter::run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>& program,
                               std::int64_t) {
  program_ = &program;
  read_until_ = -1;
  for (int i = 0; i < machine::kTokenQueueCount; ++i) packets_->count(track_of(static_cast<TokenQueue>(i)), 0, 0);
  for (int i = 0; i < isa::kBufferCount; ++i) {
    const auto buffer = static_cast<isa::Buffer>(i);
    packets_
        ->track(track_of(buffer), fmt::format("live {}, of {}", to_string(buffer), grouped(config.depth(buffer))), kAll)
        .mutable_counter()
        ->set_unit_name("entries");
    packets_->count(track_of(buffer), 0, 0);
  }
}

void PerfettoWriter::began(Unit unit, const Beginning& beginning) {
  proto::TrackEvent& event =
      packets_->begin(track_of(unit), beginning.start, kInstruction, name_of(beginning.instruction),
                      {{"instruction", beginning.instruction}, {"dispatch", beginning.dispatched}});
  if (beginning.from_prev >= 0) {
    packets_->argument(event, "token of previous module's", beginning.from_prev);
    event.add_terminating_flow_ids(flow_of(beginning.from_prev, true));
  }
  if (beginning.from_next >= 0) {
    packets_->argument(event, "token of next module's", beginning.from_next);
    event.add_terminating_flow_ids(flow_of(beginning.from_next, false));
  }
  packets_->place(event, notes_, static_cast<std::size_t>(beginning.instruction));
  const isa::Deps& deps = isa::deps_of((*program_)[static_cast<std::size_t>(beginning.instruction)]);
  if (deps.push_next != 0 && unit != Unit::store) event.add_flow_ids(flow_of(beginning.instruction, true));
  if (deps.push_prev != 0 && unit != Unit::load) event.add_flow_ids(flow_of(beginning.instruction, false));
}

void PerfettoWriter::ended(Unit unit, std::int64_t end) { packets_->end(track_of(unit), end); }

void PerfettoWriter::cause(Unit unit, const char* category, const std::string& name, std::int32_t instruction,
                           const machine::CauseInterval& interval) {
  proto::TrackEvent& event =
      packets_->begin(track_of(unit), interval.from, category, name, {{"instruction", instruction}});
  if (interval.other >= 0) packets_->argument(event, "other instruction", interval.other);
  packets_->end(track_of(unit), interval.to);
}

void PerfettoWriter::spent(Unit unit, Work work, std::int32_t instruction, const machine::CauseInterval& interval) {
  if (unit == Unit::fetch) return fetch_spent(work, instruction, interval);
  if (interval.cause == Cause::none) return;
  std::string name = phrase(unit, interval);
  if (interval.cause == Cause::token_prev || interval.cause == Cause::token_next || interval.cause == Cause::queue) {
    name += interval.other < 0 ? "nobody" : name_of(interval.other);
  }
  cause(unit, work == Work::idle ? kWait : kCause, name, instruction, interval);
}

void PerfettoWriter::fetch_spent(Work, std::int32_t instruction, const machine::CauseInterval& interval) {
  const bool reads =
      interval.cause != Cause::handover && interval.cause != Cause::queue && interval.cause != Cause::none;
  if (!reads) end_reading();
  if (reads) {
    if (read_until_ < 0) {
      packets_->begin(track_of(Unit::fetch), interval.from, kInstruction, "reads instructions",
                      {{"instruction", instruction}});
    }
    read_until_ = interval.to;
    cause(Unit::fetch, kCause, interval.cause == Cause::drain ? "before hand-over" : phrase(Unit::fetch, interval),
          instruction, interval);
  } else if (interval.cause == Cause::handover) {
    // Of instructions behind each other, a cycle each.
    for (std::int64_t cycle = interval.from; cycle < interval.to; ++cycle) {
      const auto handed = static_cast<std::int32_t>(instruction + (cycle - interval.from));
      packets_->begin(track_of(Unit::fetch), cycle, kInstruction, name_of(handed), {{"instruction", handed}});
      packets_->end(track_of(Unit::fetch), cycle + 1);
    }
  } else if (interval.cause == Cause::queue) {
    cause(Unit::fetch, kWait, phrase(Unit::fetch, interval) + name_of(instruction), instruction, interval);
  }
}

void PerfettoWriter::end_reading() {
  if (read_until_ >= 0) packets_->end(track_of(Unit::fetch), read_until_);
  read_until_ = -1;
}

void PerfettoWriter::tokens(TokenQueue queue, std::int64_t cycle, int count) {
  packets_->count(track_of(queue), cycle, count);
}

void PerfettoWriter::live(isa::Buffer buffer, std::int64_t cycle, std::int64_t entries) {
  packets_->count(track_of(buffer), cycle, entries);
}

void PerfettoWriter::read_data(const machine::ReadBurst& burst, std::int64_t end) {
  packets_->begin(kReadBus, burst.first, kBurst, std::string(to_string(burst.port)),
                  {{"beats", burst.last - burst.first + 1},
                   {"address", burst.address},
                   {"command taken", burst.taken},
                   {"address out", burst.address_out}});
  packets_->end(kReadBus, end);
}

void PerfettoWriter::write_data(const machine::WriteBurst& burst, std::int64_t end) {
  packets_->begin(kWriteBus, burst.first, kBurst, "out",
                  {{"beats", burst.beats},
                   {"address", burst.address},
                   {"command taken", burst.command},
                   {"address out", burst.address_out},
                   {"acknowledged", burst.acknowledged}});
  packets_->end(kWriteBus, end);
}

void PerfettoWriter::run_ended() {
  end_reading();
  packets_->flush();
}

}  // namespace vtasim::trace
