#include "sim/experiment/host_model.h"

#include <nlohmann/json.hpp>

#include "compiler/program/compile_stats.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/shipped.h"

namespace vtasim::experiment {
namespace {

constexpr const char* kFolder = "hosts";
constexpr std::int64_t kMostCores = 1024;
constexpr std::int64_t kMostHz = 100'000'000'000;
constexpr std::int64_t kMostPerCycle = 1'000'000;

/// The texts of `source` are for people: nothing is done with them but to make sure that they are texts.
void check_source(JsonReader& reader) {
  if (!reader.has("source")) return;
  JsonReader source(reader.member("source"), reader.where() + ": source");
  for (const auto& item : reader.member("source").items()) source.text(item.key().c_str());
}

std::int64_t input_bytes(const compiler::Layer& layer) {
  return std::int64_t{layer.batch} * layer.channels * layer.height * layer.width;
}

}  // namespace

double HostModel::multiply_adds_per_second() const {
  return static_cast<double>(core_hz) * static_cast<double>(multiply_adds_per_cycle);
}

double HostModel::packed_bytes_per_second() const {
  return static_cast<double>(core_hz) / static_cast<double>(packing_cycles_per_byte);
}

double HostModel::accelerator_seconds(std::int64_t cycles) const {
  return static_cast<double>(cycles) / static_cast<double>(accelerator_hz);
}

double HostModel::packing_seconds(std::int64_t bytes) const {
  return static_cast<double>(bytes) / packed_bytes_per_second();
}

double HostModel::layer_seconds(const compiler::Layer& layer, int used_cores) const {
  return static_cast<double>(layer.macs()) / (multiply_adds_per_second() * used_cores);
}

std::int64_t peak_dram_bytes(const compiler::Layer& layer, const compiler::CompileStats& stats) {
  return stats.dram_bytes + (stats.packed_bytes > 0 ? input_bytes(layer) : 0);
}

std::int64_t host_dram_bytes(const compiler::Layer& layer) {
  const std::int64_t weights =
      std::int64_t{layer.out_channels} * (layer.channels / layer.groups) * layer.kernel_h * layer.kernel_w;
  const std::int64_t bias = layer.bias ? std::int64_t{layer.out_channels} * 4 : 0;
  const std::int64_t output = std::int64_t{layer.batch} * layer.out_channels * layer.out_height() * layer.out_width();
  return input_bytes(layer) + weights + bias + output * (layer.residual_shift ? 2 : 1);
}

HostModel parse_host_model(const nlohmann::json& json, const std::string& where) {
  JsonReader reader(json, where);
  HostModel host;
  host.name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(host.name, where + ": name");
  check_source(reader);
  host.cores = static_cast<int>(reader.integer("cores", 1, kMostCores));
  host.core_hz = reader.integer("core_hz", 1, kMostHz);
  host.multiply_adds_per_cycle = reader.integer("multiply_adds_per_cycle", 1, kMostPerCycle);
  host.packing_cycles_per_byte = reader.integer("packing_cycles_per_byte", 1, kMostPerCycle);
  host.accelerator_hz = reader.integer("accelerator_hz", 1, kMostHz);
  reader.expect_no_more();
  return host;
}

HostModel load_host_model(const std::filesystem::path& file) {
  return parse_host_model(parse_json(read_whole_file(file), file.string()), file.string());
}

HostModel find_host_model(const std::string& name_or_path) {
  return load_host_model(shipped_file(kFolder, "host", name_or_path));
}

std::vector<std::string> host_model_names() { return shipped_names(kFolder); }

nlohmann::json to_json(const HostModel& host) {
  return {{"name", host.name},
          {"cores", host.cores},
          {"core_hz", host.core_hz},
          {"multiply_adds_per_cycle", host.multiply_adds_per_cycle},
          {"packing_cycles_per_byte", host.packing_cycles_per_byte},
          {"accelerator_hz", host.accelerator_hz}};
}

}  // namespace vtasim::experiment
