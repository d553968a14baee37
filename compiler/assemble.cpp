#include "compiler/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/constants.h"
#include "compiler/packing.h"
#include "compiler/second_pass.h"
#include "compiler/stats.h"
#include "compiler/tokens.h"
#include "isa/error.h"

namespace vtasim {
namespace {

constexpr std::uint64_t kDramBytes = std::uint64_t{1} << 32;  // Addresses have 32 bits.
constexpr int kLargestStride = 65535;                         // x_stride has 16 bits.

/// Hands out DRAM from address 0 up.
class DramLayout {
 public:
  DramLayout(const HardwareConfig& config, std::string what) : config_(config), what_(std::move(what)) {}

  /// The address of `bytes` for elements of `buffer`. Starts where bursts start, so that none is split without need,
  /// and at a multiple of the element.
  std::uint64_t allocate(std::int64_t bytes, Buffer buffer) {
    const auto burst =
        static_cast<std::uint64_t>(config_.max_burst_beats) * static_cast<std::uint64_t>(config_.bus_bytes);
    const std::uint64_t alignment = std::max(burst, static_cast<std::uint64_t>(config_.element_bytes(buffer)));
    const std::uint64_t address = (end_ + alignment - 1) / alignment * alignment;
    if (bytes > static_cast<std::int64_t>(kDramBytes - address)) {
      throw Error(fmt::format("{}: needs more than {} bytes of DRAM, which is what addresses reach ({} for {} alone)",
                              what_, kDramBytes, bytes, to_string(buffer)));
    }
    end_ = address + static_cast<std::uint64_t>(bytes);
    return address;
  }
  std::uint64_t end() const { return end_; }

 private:
  const HardwareConfig& config_;
  const std::string what_;
  std::uint64_t end_ = 0;
};

void allocate_tensors(const Nest& nest, const HardwareConfig& config, DramLayout& layout, Assembly& assembly) {
  assembly.activation = layout.allocate(activation_bytes(nest, config), nest.activation);
  assembly.filter = layout.allocate(filter_bytes(nest, config), nest.filter);
  assembly.constants = layout.allocate(constant_bytes(nest, config), Buffer::acc);
  assembly.output = layout.allocate(output_bytes(nest, config), Buffer::out);
}

std::uint32_t element_at(std::uint64_t address, Buffer buffer, const HardwareConfig& config) {
  return static_cast<std::uint32_t>(address / static_cast<std::uint64_t>(config.element_bytes(buffer)));
}

DramBases bases_of(const Assembly& assembly, const Nest& nest, const HardwareConfig& config) {
  return {element_at(assembly.activation, nest.activation, config), element_at(assembly.filter, nest.filter, config),
          element_at(assembly.constants, Buffer::acc, config), element_at(assembly.output, Buffer::out, config)};
}

std::vector<std::uint8_t> bytes_of(const std::vector<std::uint32_t>& words) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(4 * words.size());
  for (const std::uint32_t word : words) {
    for (int byte = 0; byte < 4; ++byte) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
  }
  return bytes;
}

void check_strides(const Nest& nest, const std::string& what) {
  for (const auto& [name, value] : {std::pair{"activation", nest.plane_cols}, {"output", nest.cols}}) {
    if (value > kLargestStride) {
      throw Error(fmt::format("{}: a row of the {} has {} vectors; the x_stride field holds at most {}", what, name,
                              value, kLargestStride));
    }
  }
}

void add_region(Program& program, std::uint64_t address, std::vector<std::uint8_t> bytes) {
  if (!bytes.empty()) program.regions.push_back({address, std::move(bytes)});
}

/// Encodes the instructions into the image.
void add_instructions(const std::vector<Instruction>& instructions, DramLayout& layout, Program& program) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(instructions.size() * kInstructionBytes);
  for (const Instruction& instruction : instructions) {
    const auto encoded = encode(instruction);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  // No buffer holds instructions; an element of uop is as small as any.
  program.insn_addr = layout.allocate(static_cast<std::int64_t>(bytes.size()), Buffer::uop);
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  add_region(program, program.insn_addr, std::move(bytes));
}

}  // namespace

Assembly assemble(const Layer& layer, const Mapping& mapping, const Tiling& tiling, const std::vector<AluPass>& passes,
                  const HardwareConfig& config) {
  const Nest& nest = mapping.nest;
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, mapping.name);
  check_strides(nest, what);
  DramLayout layout(config, what);
  Assembly assembly;
  allocate_tensors(nest, config, layout, assembly);
  DramBases bases = bases_of(assembly, nest, config);
  if (const int count = stored_digits(passes); count > 0) {
    const std::uint64_t digits = layout.allocate(digit_bytes(nest, config, count), Buffer::inp);
    const std::uint64_t identity = layout.allocate(config.element_bytes(Buffer::wgt), Buffer::wgt);
    add_region(assembly.program, identity, identity_tile(config));
    bases.digits = element_at(digits, Buffer::inp, config);
    bases.identity = element_at(identity, Buffer::wgt, config);
  }
  const UopTable sequence = lower(nest, tiling, config, passes, bases);

  Program& program = assembly.program;
  program.name = fmt::format("{}-{}", layer.name, mapping.name);
  program.config = config.name;
  std::vector<std::uint8_t> uops = bytes_of(sequence.words());
  const auto uop_bytes = static_cast<std::int64_t>(uops.size());
  const std::uint64_t uop_address = layout.allocate(uop_bytes, Buffer::uop);
  add_region(program, uop_address, std::move(uops));

  std::vector<Instruction> instructions = sequence.place(element_at(uop_address, Buffer::uop, config));
  instructions.emplace_back(Finish{});
  instructions = insert_tokens(instructions, config, program.regions);
  add_instructions(instructions, layout, program);
  program.dram_bytes = layout.end();

  CompileStats& stats = assembly.stats;
  stats.useful_macs = layer.macs();
  const auto is_clamp = [](const AluPass& pass) { return pass.op == AluOp::min || pass.op == AluOp::max; };
  stats.clamps_left_out = 2 - static_cast<int>(std::count_if(passes.begin(), passes.end(), is_clamp));
  count_instructions(instructions, program.insn_addr, config, stats);
  stats.packed_bytes = mapping.host_packed ? activation_bytes(nest, config) : 0;
  stats.packed_weight_bytes = filter_bytes(nest, config) + constant_bytes(nest, config) + uop_bytes;
  stats.dram_bytes = static_cast<std::int64_t>(program.dram_bytes);
  return assembly;
}

void check_tensors(const Layer& layer, const Mapping& mapping, const HardwareConfig& config) {
  const std::string what = fmt::format("layer {}, mapping {}", layer.name, mapping.name);
  check_strides(mapping.nest, what);
  DramLayout layout(config, what);
  Assembly unused;
  allocate_tensors(mapping.nest, config, layout, unused);
}

}  // namespace vtasim
