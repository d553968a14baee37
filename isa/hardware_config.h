#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim::isa {

/// The scratchpads, numbered as the memory-type field of LOAD and STORE numbers them.
enum class Buffer : std::uint8_t { uop = 0, wgt = 1, inp = 2, acc = 3, out = 4 };

inline constexpr int kBufferCount = 5;

/// "uop", "wgt", "inp", "acc" or "out".
std::string_view to_string(Buffer buffer);

/// Lanes that a vector has at most.
inline constexpr int kLargestBlock = 64;

/// One hardware configuration: the keys of TVM's vta_config.json plus what VTA's shell decides, and the sizes that
/// follow from them. Always valid: the only ways to make one are the loaders below, which check every range once.
struct HardwareConfig {
  std::string name;  ///< File stem; what a case's `config` refers to.

  // TVM's keys, verbatim (lower case).
  std::string target;
  std::string hw_ver;
  int log_inp_width = 3;       ///< log2 of the bits of an inp element; only 3 (8 bits) exists in the RTL.
  int log_wgt_width = 3;       ///< log2 of the bits of a wgt element; only 3.
  int log_acc_width = 5;       ///< log2 of the bits of an acc element; only 5 (32 bits).
  int log_batch = 0;           ///< log2 of the batch rows of a vector; only 0.
  int log_block = 4;           ///< log2 of the lanes of a vector, 3 to 6.
  int log_uop_buff_size = 13;  ///< log2 of the scratchpad's bytes, as the next three.
  int log_inp_buff_size = 15;
  int log_wgt_buff_size = 18;
  int log_acc_buff_size = 17;

  // Section "shell": what the RTL's shell and core parameters decide, with the Pynq shell's values as defaults.
  int bus_bits = 64;          ///< DRAM bus, 64 to 512, a power of two (`bus_bits`).
  int max_burst_beats = 256;  ///< Largest burst, 2^lenBits of the AXI port, 16 to 256 (`max_burst_beats`).
  int memory_delay = 16;      ///< Cycles the memory model waits before it serves a request (`memory_delay`).
  int queue_depth = 512;      ///< Entries of each module's instruction queue (`queue_depth`).
  bool alu_mul = false;       ///< The ALU multiplies (`alu_mul`): an extension, which the RTL does not have.

  // Derived, computed once by the loaders.
  int block = 16;        ///< Lanes of a vector: the matrix unit is 1 x block by block x block.
  int bus_bytes = 8;     ///< Bytes of a beat.
  int uop_depth = 2048;  ///< Scratchpad entries: micro-ops, inp vectors, wgt tiles, acc vectors, out vectors.
  int inp_depth = 2048;
  int wgt_depth = 1024;
  int acc_depth = 2048;
  int out_depth = 2048;  ///< As deep as acc.

  /// Bytes of one entry: 4 for uop, block for inp and out, block^2 for wgt, 4 x block for acc.
  int element_bytes(Buffer buffer) const;
  /// Entries of a scratchpad, a power of two.
  int depth(Buffer buffer) const;
};

/// Reads a configuration file. TVM's own vta_config.json loads unchanged; an object `shell` adds this project's keys.
/// Throws Error naming file, field, value and legal range; unknown keys and wrong types are errors.
HardwareConfig load_hardware_config(const std::filesystem::path& file);

/// As above from parsed JSON; `where` is the file name used in messages and gives the configuration its name.
HardwareConfig parse_hardware_config(const nlohmann::json& json, const std::string& where);

/// Finds a configuration by file path (contains '/' or ends in .json) or by name among the shipped ones
/// (`hardware` in the directory that shipped.h describes). Throws Error that lists the known names;
/// where that directory cannot be read, one that says so.
HardwareConfig find_hardware_config(const std::string& name_or_path);

/// Names of the shipped configurations, sorted: what find_hardware_config() takes besides paths.
std::vector<std::string> hardware_config_names();

/// The keys of a configuration file that gives this configuration, all but its name.
nlohmann::json file_json(const HardwareConfig& config);

/// Every key and derived size, as `vtasim hardware --json` prints it.
nlohmann::json to_json(const HardwareConfig& config);

}  // namespace vtasim::isa
