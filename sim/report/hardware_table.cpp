#include "sim/report/hardware_table.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "isa/base/text.h"
#include "sim/report/side_by_side.h"

namespace vtasim::report {
namespace {

/// "2,048 x 16 B = 32 KiB"
std::string scratchpad(const isa::HardwareConfig& config, isa::Buffer buffer) {
  const std::int64_t bytes = std::int64_t{config.depth(buffer)} * config.element_bytes(buffer);
  const std::string size = bytes % 1024 == 0 ? grouped(bytes / 1024) + " KiB" : grouped(bytes) + " B";
  return fmt::format("{} x {} B = {}", grouped(config.depth(buffer)), grouped(config.element_bytes(buffer)), size);
}

/// Bus beats that an entry takes; a fraction where a beat carries several.
std::string beats_per_element(const isa::HardwareConfig& config, isa::Buffer buffer) {
  const int bytes = config.element_bytes(buffer);
  if (bytes >= config.bus_bytes) return grouped(bytes / config.bus_bytes);
  return fmt::format("1/{}", config.bus_bytes / bytes);
}

using Value = std::function<std::string(const isa::HardwareConfig&)>;
using Lines = std::vector<std::pair<std::string, Value>>;

/// What there is to say of a configuration, by label.
Lines make_lines() {
  Lines lines = {
      {"TARGET", [](const isa::HardwareConfig& c) { return c.target; }},
      {"HW_VER", [](const isa::HardwareConfig& c) { return c.hw_ver; }},
      {"LOG_INP_WIDTH", [](const isa::HardwareConfig& c) { return grouped(c.log_inp_width); }},
      {"LOG_WGT_WIDTH", [](const isa::HardwareConfig& c) { return grouped(c.log_wgt_width); }},
      {"LOG_ACC_WIDTH", [](const isa::HardwareConfig& c) { return grouped(c.log_acc_width); }},
      {"LOG_BATCH", [](const isa::HardwareConfig& c) { return grouped(c.log_batch); }},
      {"LOG_BLOCK", [](const isa::HardwareConfig& c) { return grouped(c.log_block); }},
      {"LOG_UOP_BUFF_SIZE", [](const isa::HardwareConfig& c) { return grouped(c.log_uop_buff_size); }},
      {"LOG_INP_BUFF_SIZE", [](const isa::HardwareConfig& c) { return grouped(c.log_inp_buff_size); }},
      {"LOG_WGT_BUFF_SIZE", [](const isa::HardwareConfig& c) { return grouped(c.log_wgt_buff_size); }},
      {"LOG_ACC_BUFF_SIZE", [](const isa::HardwareConfig& c) { return grouped(c.log_acc_buff_size); }},
      {"shell: bus_bits", [](const isa::HardwareConfig& c) { return grouped(c.bus_bits); }},
      {"shell: max_burst_beats", [](const isa::HardwareConfig& c) { return grouped(c.max_burst_beats); }},
      {"shell: memory_delay", [](const isa::HardwareConfig& c) { return grouped(c.memory_delay); }},
      {"shell: queue_depth", [](const isa::HardwareConfig& c) { return grouped(c.queue_depth); }},
      {"shell: alu_mul (not in RTL)", [](const isa::HardwareConfig& c) { return c.alu_mul ? "yes" : "no"; }},
      {"", [](const isa::HardwareConfig&) { return ""; }},
      {"matrix unit", [](const isa::HardwareConfig& c) { return fmt::format("1 x {0} by {0} x {0}", c.block); }},
      {"peak MACs per cycle", [](const isa::HardwareConfig& c) { return grouped(std::int64_t{c.block} * c.block); }},
      {"bus, bytes per beat", [](const isa::HardwareConfig& c) { return grouped(c.bus_bytes); }},
  };
  constexpr isa::Buffer kBuffers[] = {isa::Buffer::uop, isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc,
                                      isa::Buffer::out};
  for (const isa::Buffer buffer : kBuffers) {
    lines.emplace_back(fmt::format("{}, entries", to_string(buffer)),
                       [buffer](const isa::HardwareConfig& c) { return scratchpad(c, buffer); });
  }
  for (const isa::Buffer buffer : kBuffers) {
    lines.emplace_back(fmt::format("{}, beats per entry", to_string(buffer)),
                       [buffer](const isa::HardwareConfig& c) { return beats_per_element(c, buffer); });
  }
  return lines;
}

}  // namespace

std::string format_hardware(const std::vector<isa::HardwareConfig>& configs, std::size_t width) {
  const Lines lines = make_lines();
  std::vector<std::string> labels;
  for (const auto& line : lines) labels.push_back(line.first);
  std::vector<SideBySide> columns;
  for (const isa::HardwareConfig& config : configs) {
    SideBySide& column = columns.emplace_back();
    column.name = config.name;
    for (const auto& line : lines) column.cells.push_back(line.second(config));
  }
  return format_side_by_side(labels, columns, width);
}

}  // namespace vtasim::report
