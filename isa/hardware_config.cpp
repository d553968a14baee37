#include "isa/hardware_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/shipped.h"

namespace vtasim::isa {
namespace {

constexpr const char* kFolder = "hardware";

// Bits of the tag that travels with a read command (VMEParams in VME.scala): the load modules put the destination in
// it.
constexpr int kTagBits = 21;
// sram_base of LOAD and STORE has 16 bits.
constexpr int kMaxLogDepth = 16;
// The micro-op counters of GEMM and ALU have 14 bits.
constexpr int kMaxLogUopDepth = 14;
constexpr int kMaxQueueDepth = 1 << 16;
constexpr int kMaxMemoryDelay = 65535;

/// A key of TVM's that holds an integer, with the values that the RTL can be built with.
struct IntegerKey {
  const char* key;
  int HardwareConfig::*member;
  int low;
  int high;
};
constexpr IntegerKey kWidthKeys[] = {
    {"LOG_INP_WIDTH", &HardwareConfig::log_inp_width, 3, 3}, {"LOG_WGT_WIDTH", &HardwareConfig::log_wgt_width, 3, 3},
    {"LOG_ACC_WIDTH", &HardwareConfig::log_acc_width, 5, 5}, {"LOG_BATCH", &HardwareConfig::log_batch, 0, 0},
    {"LOG_BLOCK", &HardwareConfig::log_block, 3, 6},
};

struct BufferKey {
  const char* key;
  int HardwareConfig::*log_bytes;
  int HardwareConfig::*depth;
  Buffer buffer;
};
constexpr BufferKey kBufferKeys[] = {
    {"LOG_UOP_BUFF_SIZE", &HardwareConfig::log_uop_buff_size, &HardwareConfig::uop_depth, Buffer::uop},
    {"LOG_INP_BUFF_SIZE", &HardwareConfig::log_inp_buff_size, &HardwareConfig::inp_depth, Buffer::inp},
    {"LOG_WGT_BUFF_SIZE", &HardwareConfig::log_wgt_buff_size, &HardwareConfig::wgt_depth, Buffer::wgt},
    {"LOG_ACC_BUFF_SIZE", &HardwareConfig::log_acc_buff_size, &HardwareConfig::acc_depth, Buffer::acc},
};

int log2_exact(int power_of_two) {
  int log = 0;
  while ((1 << log) < power_of_two) ++log;
  return log;
}

int power_of_two(JsonReader& reader, const char* key, int low, int high) {
  const auto value = static_cast<int>(reader.integer(key, low, high));
  if ((value & (value - 1)) != 0) {
    std::vector<int> legal;
    for (int v = low; v <= high; v *= 2) legal.push_back(v);
    reader.fail(key, fmt::format("is {}; legal are {}", value, fmt::join(legal, ", ")));
  }
  return value;
}

void read_shell(const nlohmann::json& json, const std::string& where, HardwareConfig& config) {
  JsonReader shell(json, where + ": shell");
  if (shell.has("bus_bits")) config.bus_bits = power_of_two(shell, "bus_bits", 64, 512);
  if (shell.has("max_burst_beats")) config.max_burst_beats = power_of_two(shell, "max_burst_beats", 16, 256);
  if (shell.has("memory_delay"))
    config.memory_delay = static_cast<int>(shell.integer("memory_delay", 0, kMaxMemoryDelay));
  // Below four entries SyncQueue.scala builds another queue, with another timing.
  if (shell.has("queue_depth")) config.queue_depth = static_cast<int>(shell.integer("queue_depth", 4, kMaxQueueDepth));
  if (shell.has("alu_mul")) config.alu_mul = shell.boolean("alu_mul");
  shell.expect_no_more();
}

/// Largest log2 depth for which the tag of a read command can name every destination. Narrow loads
/// (TensorLoadNarrowVME) put a beat's index in the tag; wide ones (TensorLoadWideVME) an element's index, and the
/// elements to skip in the first beat and to take from the last.
int max_log_depth(int element_bits, int bus_bits) {
  const int room = element_bits > bus_bits ? kTagBits - log2_exact(element_bits / bus_bits)
                                           : kTagBits - 2 * (log2_exact(bus_bits / element_bits) + 1);
  return std::min(room, kMaxLogDepth);
}

/// At least two lines of a wide memory, whose line is a beat: the RTL needs an address bit.
int min_log_depth(int element_bits, int bus_bits) {
  return 1 + (element_bits < bus_bits ? log2_exact(bus_bits / element_bits) : 0);
}

void read_buffers(JsonReader& reader, HardwareConfig& config) {
  for (const BufferKey& key : kBufferKeys) {
    const int bytes = config.element_bytes(key.buffer);
    int low = min_log_depth(8 * bytes, config.bus_bits);
    int high = max_log_depth(8 * bytes, config.bus_bits);
    if (key.buffer == Buffer::uop) high = std::min(high, kMaxLogUopDepth);
    if (key.buffer == Buffer::acc) {
      // out is as deep as acc, but its vectors are shorter. Its stores use the same tag.
      const int out_bits = 8 * config.element_bytes(Buffer::out);
      low = std::max(low, min_log_depth(out_bits, config.bus_bits));
      high = std::min(high, max_log_depth(out_bits, config.bus_bits));
    }
    const int log_bytes = log2_exact(bytes);
    const std::int64_t value = checked_integer(reader.member(key.key), low + log_bytes, high + log_bytes,
                                               fmt::format("{}: {} (log2 of bytes; block {}, {}-bit bus)",
                                                           reader.where(), key.key, config.block, config.bus_bits));
    config.*key.log_bytes = static_cast<int>(value);
    config.*key.depth = 1 << (value - log_bytes);
  }
  config.out_depth = config.acc_depth;
}

/// Keys that TVM's own tools derive and write (`vta_config.py --save-cfg-json`): nothing is free in them.
void check_derived_keys(JsonReader& reader, const HardwareConfig& config) {
  const struct {
    const char* key;
    int value;
  } derived[] = {
      {"LOG_BLOCK_IN", config.log_block},
      {"LOG_BLOCK_OUT", config.log_block},
      {"LOG_OUT_WIDTH", config.log_inp_width},
      {"LOG_OUT_BUFF_SIZE", config.log_acc_buff_size + config.log_inp_width - config.log_acc_width},
  };
  for (const auto& item : derived) {
    if (reader.has(item.key)) reader.integer(item.key, item.value, item.value);
  }
}

}  // namespace

std::string_view to_string(Buffer buffer) {
  constexpr std::string_view kNames[] = {"uop", "wgt", "inp", "acc", "out"};
  return kNames[static_cast<std::size_t>(buffer)];
}

int HardwareConfig::element_bytes(Buffer buffer) const {
  switch (buffer) {
    case Buffer::uop:
      return 4;
    case Buffer::wgt:
      return block * block;
    case Buffer::acc:
      return 4 * block;
    case Buffer::inp:
    case Buffer::out:
      break;
  }
  return block;
}

int HardwareConfig::depth(Buffer buffer) const {
  switch (buffer) {
    case Buffer::uop:
      return uop_depth;
    case Buffer::wgt:
      return wgt_depth;
    case Buffer::inp:
      return inp_depth;
    case Buffer::acc:
      return acc_depth;
    case Buffer::out:
      break;
  }
  return out_depth;
}

HardwareConfig parse_hardware_config(const nlohmann::json& json, const std::string& where) {
  HardwareConfig config;
  config.name = name_of_file(where);
  JsonReader reader(json, where);
  config.target = reader.text("TARGET");
  if (reader.has("HW_VER")) config.hw_ver = reader.text("HW_VER");
  for (const IntegerKey& key : kWidthKeys) {
    config.*key.member = static_cast<int>(reader.integer(key.key, key.low, key.high));
  }
  if (reader.has("shell")) read_shell(reader.member("shell"), where, config);
  config.block = 1 << config.log_block;
  config.bus_bytes = config.bus_bits / 8;
  read_buffers(reader, config);
  check_derived_keys(reader, config);
  reader.expect_no_more();
  return config;
}

HardwareConfig load_hardware_config(const std::filesystem::path& file) {
  return parse_hardware_config(parse_json(read_whole_file(file), file.string()), file.string());
}

std::vector<std::string> hardware_config_names() { return shipped_names(kFolder); }

HardwareConfig find_hardware_config(const std::string& name_or_path) {
  return load_hardware_config(shipped_file(kFolder, "hardware configuration", name_or_path));
}

nlohmann::json file_json(const HardwareConfig& config) {
  nlohmann::json json = {
      {"TARGET", config.target},
      {"HW_VER", config.hw_ver},
      {"shell",
       {{"bus_bits", config.bus_bits},
        {"max_burst_beats", config.max_burst_beats},
        {"memory_delay", config.memory_delay},
        {"queue_depth", config.queue_depth}}},
  };
  for (const IntegerKey& key : kWidthKeys) json[key.key] = config.*key.member;
  for (const BufferKey& key : kBufferKeys) json[key.key] = config.*key.log_bytes;
  if (config.alu_mul) json["shell"]["alu_mul"] = true;
  return json;
}

nlohmann::json to_json(const HardwareConfig& config) {
  nlohmann::json json = file_json(config);
  json["name"] = config.name;
  nlohmann::json& derived = json["derived"];
  derived["block"] = config.block;
  derived["bus_bytes"] = config.bus_bytes;
  for (int b = 0; b < kBufferCount; ++b) {
    const auto buffer = static_cast<Buffer>(b);
    derived[std::string(to_string(buffer))] = {{"depth", config.depth(buffer)},
                                               {"element_bytes", config.element_bytes(buffer)}};
  }
  return json;
}

}  // namespace vtasim::isa
