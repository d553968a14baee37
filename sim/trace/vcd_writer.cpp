#include "sim/trace/vcd_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "isa/base/error.h"

namespace vtasim::trace {
namespace {

using machine::Cause;
using machine::TokenQueue;
using machine::Unit;
using machine::Work;

enum class Type : std::uint8_t { wire, count, number, text };

/// No value, which is x; of a text "-".
constexpr std::int32_t kNothing = -1;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// Variables, in this order.
constexpr std::size_t kPerUnit = 3;
constexpr std::size_t kQueues = kPerUnit * machine::kUnitCount;
constexpr std::size_t kReadBusy = kQueues + machine::kTokenQueueCount;
constexpr std::size_t kReadClient = kReadBusy + 1;
constexpr std::size_t kWriteBusy = kReadClient + 1;
constexpr std::size_t kScratchpads = kWriteBusy + 1;

/// Causes by number, and behind them `bus` by who takes it.
std::int32_t cause_number(const machine::CauseInterval& interval) {
  if (interval.cause != Cause::bus) return static_cast<std::int32_t>(interval.cause);
  return static_cast<std::int32_t>(machine::kCauseCount) + static_cast<std::int32_t>(interval.taker);
}

std::string cause_text(std::int32_t number) {
  const auto causes = static_cast<std::int32_t>(machine::kCauseCount);
  if (number < causes) return std::string(to_string(static_cast<Cause>(number)));
  return fmt::format("bus_{}", to_string(static_cast<machine::ReadPort>(number - causes)));
}
std::string work_text(std::int32_t number) { return std::string(to_string(static_cast<Work>(number))); }
std::string port_text(std::int32_t number) { return std::string(to_string(static_cast<machine::ReadPort>(number))); }

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

/// A variable and its changes. The last one is held back: in a cycle the last value counts.
class VcdWriter::Variable {
 public:
  using Text = std::string (*)(std::int32_t);

  Variable(std::string scope, std::string name, Type type, Text text, std::int32_t initial)
      : scope_(std::move(scope)),
        name_(std::move(name)),
        type_(type),
        text_(text),
        last_{0, initial},
        file_(std::tmpfile()) {
    if (file_ == nullptr) fail();
  }

  const std::string& scope() const { return scope_; }
  void rename(std::string name) { name_ = std::move(name); }

  void set(std::int64_t cycle, std::int32_t value) {
    if (cycle == last_.cycle) {
      last_.value = value;
    } else if (value != last_.value) {
      keep();
      last_ = {cycle, value};
    }
  }

  std::string declaration(char id) const {
    switch (type_) {
      case Type::wire:
        return fmt::format("$var wire 1 {} {} $end\n", id, name_);
      case Type::count:
        return fmt::format("$var wire 8 {} {} [7:0] $end\n", id, name_);
      case Type::number:
        return fmt::format("$var integer 32 {} {} $end\n", id, name_);
      case Type::text:
        break;
    }
    return fmt::format("$var string 1 {} {} $end\n", id, name_);
  }

  /// Goes back to the first change. Throws Error where not all could be kept.
  void rewind() {
    keep();
    if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0) fail();
    std::rewind(file_.get());
    advance();
  }
  /// The cycle of the next change, kNever behind the last.
  std::int64_t next() const { return next_ ? next_->cycle : kNever; }

  /// The next change, and moves on. Changes of one value are none: where the last value of a cycle is the one before.
  void write(char id, std::string& text) {
    if (next_->value != written_ || next_->cycle == 0) {
      written_ = next_->value;
      switch (type_) {
        case Type::wire:
          fmt::format_to(std::back_inserter(text), "{}{}\n", written_, id);
          break;
        case Type::count:
        case Type::number:
          if (written_ == kNothing) {
            fmt::format_to(std::back_inserter(text), "bx {}\n", id);
          } else {
            fmt::format_to(std::back_inserter(text), "b{:b} {}\n", written_, id);
          }
          break;
        case Type::text:
          fmt::format_to(std::back_inserter(text), "s{} {}\n", written_ == kNothing ? "-" : text_(written_), id);
          break;
      }
    }
    advance();
  }

 private:
  struct Change {
    std::int64_t cycle = 0;
    std::int32_t value = kNothing;
  };

  [[noreturn]] static void fail() {
    throw Error(fmt::format("a temporary file for the VCD cannot be used: {}", std::strerror(errno)));
  }

  /// What fails here is found in rewind().
  void keep() { std::fwrite(&last_, sizeof last_, 1, file_.get()); }

  void advance() {
    Change change;
    if (std::fread(&change, sizeof change, 1, file_.get()) == 1) {
      next_ = change;
    } else {
      if (std::ferror(file_.get()) != 0) fail();
      next_.reset();
    }
  }

  std::string scope_;
  std::string name_;
  Type type_;
  Text text_;
  Change last_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::optional<Change> next_;
  std::int32_t written_ = kNothing;
};

VcdWriter::VcdWriter(std::string title, Output output) : title_(std::move(title)), output_(std::move(output)) {
  for (const Unit unit : {Unit::load, Unit::compute, Unit::store, Unit::fetch}) {
    const std::string scope(to_string(unit));
    variables_.emplace_back(scope, "work", Type::text, work_text, static_cast<std::int32_t>(Work::idle));
    variables_.emplace_back(scope, "cause", Type::text, cause_text, kNothing);
    variables_.emplace_back(scope, "instruction", Type::number, nullptr, kNothing);
  }
  for (int queue = 0; queue < machine::kTokenQueueCount; ++queue) {
    variables_.emplace_back("tokens", std::string(to_string(static_cast<TokenQueue>(queue))), Type::count, nullptr, 0);
  }
  variables_.emplace_back("bus_read", "busy", Type::wire, nullptr, 0);
  variables_.emplace_back("bus_read", "client", Type::text, port_text, kNothing);
  variables_.emplace_back("bus_write", "busy", Type::wire, nullptr, 0);
  for (int buffer = 0; buffer < isa::kBufferCount; ++buffer) {
    variables_.emplace_back("live", std::string(to_string(static_cast<isa::Buffer>(buffer))), Type::number, nullptr, 0);
  }
}

VcdWriter::~VcdWriter() = default;

void VcdWriter::run_began(const isa::HardwareConfig& config, const std::vector<isa::Instruction>&,
                          std::int64_t window) {
  window_ = window;
  for (int i = 0; i < isa::kBufferCount; ++i) {
    const auto buffer = static_cast<isa::Buffer>(i);
    variables_[kScratchpads + static_cast<std::size_t>(i)].rename(
        fmt::format("{}_of_{}", to_string(buffer), config.depth(buffer)));
  }
}

void VcdWriter::spent(Unit unit, Work work, std::int32_t instruction, const machine::CauseInterval& interval) {
  const std::size_t first = kPerUnit * static_cast<std::size_t>(unit);
  variables_[first].set(interval.from, static_cast<std::int32_t>(work));
  variables_[first + 1].set(interval.from, cause_number(interval));
  // Fetch hands over instructions behind each other, a cycle each.
  const bool each = unit == Unit::fetch && interval.cause == Cause::handover;
  for (std::int64_t cycle = interval.from; cycle < (each ? interval.to : interval.from + 1); ++cycle) {
    const auto current = static_cast<std::int32_t>(instruction + (cycle - interval.from));
    variables_[first + 2].set(cycle, work == Work::idle ? kNothing : current);
  }
}

void VcdWriter::tokens(TokenQueue queue, std::int64_t cycle, int count) {
  variables_[kQueues + static_cast<std::size_t>(queue)].set(cycle, count);
}

void VcdWriter::live(isa::Buffer buffer, std::int64_t cycle, std::int64_t entries) {
  variables_[kScratchpads + static_cast<std::size_t>(buffer)].set(cycle, static_cast<std::int32_t>(entries));
}

void VcdWriter::read_data(const machine::ReadBurst& burst, std::int64_t end) {
  variables_[kReadBusy].set(burst.first, 1);
  variables_[kReadBusy].set(end, 0);
  variables_[kReadClient].set(burst.first, static_cast<std::int32_t>(burst.port));
  variables_[kReadClient].set(end, kNothing);
}

void VcdWriter::write_data(const machine::WriteBurst& burst, std::int64_t end) {
  variables_[kWriteBusy].set(burst.first, 1);
  variables_[kWriteBusy].set(end, 0);
}

void VcdWriter::write() {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  const auto id_of = [](std::size_t variable) { return static_cast<char>('!' + variable); };
  std::string text = fmt::format("$comment {} $end\n$timescale 1 ns $end\n$scope module vtasim $end\n", title_);
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const std::string& scope = variables_[i].scope();
    if (i == 0 || variables_[i - 1].scope() != scope) text += fmt::format("$scope module {} $end\n", scope);
    text += variables_[i].declaration(id_of(i));
    if (i + 1 == variables_.size() || variables_[i + 1].scope() != scope) text += "$upscope $end\n";
  }
  text += "$upscope $end\n$enddefinitions $end\n";
  for (Variable& variable : variables_) variable.rewind();
  for (;;) {
    std::int64_t cycle = kNever;
    for (const Variable& variable : variables_) cycle = std::min(cycle, variable.next());
    if (cycle >= window_) break;
    text += fmt::format("#{}\n", cycle);
    if (cycle == 0) text += "$dumpvars\n";
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (variables_[i].next() == cycle) variables_[i].write(id_of(i), text);
    }
    if (cycle == 0) text += "$end\n";
    if (text.size() >= kPiece) {
      output_(text);
      text.clear();
    }
  }
  output_(text + fmt::format("#{}\n", window_));
}

}  // namespace vtasim::trace
