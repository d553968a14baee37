#include "sim/experiment/host_model.h"

#include <nlohmann/json.hpp>

#include "compiler/program/compile_stats.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/readable_json.h"
#include "isa/base/shipped.h"

namespace vtasim::experiment {
namespace {

constexpr const char* kFolder = "hosts";
constexpr double kMostCycles = 1'000'000;

std::map<std::string, std::string> read_source(JsonReader& reader) {
  std::map<std::string, std::string> texts;
  if (!reader.has("source")) return texts;
  JsonReader source(reader.member("source"), reader.where() + ": source");
  for (const auto& item : reader.member("source").items()) texts[item.key()] = source.text(item.key().c_str());
  return texts;
}

PackingCycles read_packing(JsonReader& of_host) {
  JsonReader reader(of_host.member("packing"), of_host.where() + ": packing");
  PackingCycles packing;
  packing.per_byte = reader.number("cycles_per_byte", 0, kMostCycles);
  packing.per_piece = reader.number("cycles_per_piece", 0, kMostCycles);
  packing.per_line = reader.number("cycles_per_line", 0, kMostCycles);
  packing.line_bytes = static_cast<int>(reader.integer("line_bytes", 1, kMostLineBytes));
  reader.expect_no_more();
  return packing;
}

nlohmann::ordered_json ordered(const HostModel& host) {
  nlohmann::ordered_json object = {{"name", host.name}};
  if (!host.source.empty()) object["source"] = host.source;
  object["cores"] = host.cores;
  object["core_hz"] = host.core_hz;
  object["multiply_adds_per_cycle"] = host.multiply_adds_per_cycle;
  object["packing"] = {{"cycles_per_byte", host.packing.per_byte},
                       {"cycles_per_piece", host.packing.per_piece},
                       {"cycles_per_line", host.packing.per_line},
                       {"line_bytes", host.packing.line_bytes}};
  object["launch_microseconds"] = host.launch_microseconds;
  object["accelerator_hz"] = host.accelerator_hz;
  return object;
}

std::int64_t input_bytes(const compiler::Layer& layer) {
  return std::int64_t{layer.batch} * layer.channels * layer.height * layer.width;
}

}  // namespace

double HostModel::multiply_adds_per_second() const { return static_cast<double>(core_hz) * multiply_adds_per_cycle; }

double HostModel::accelerator_seconds(std::int64_t cycles) const {
  return static_cast<double>(cycles) / static_cast<double>(accelerator_hz);
}

double HostModel::packing_seconds(const compiler::PackingWork& work) const {
  const double cycles = static_cast<double>(work.bytes) * packing.per_byte +
                        static_cast<double>(work.pieces) * packing.per_piece +
                        static_cast<double>(work.lines) * packing.per_line;
  return cycles / static_cast<double>(core_hz);
}

double HostModel::launch_seconds(std::int64_t programs) const {
  return static_cast<double>(programs) * launch_microseconds / 1e6;
}

double HostModel::layer_seconds(const compiler::Layer& layer, int used_cores) const {
  return static_cast<double>(layer.macs()) / (multiply_adds_per_second() * used_cores);
}

std::int64_t nanoseconds(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

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
  host.source = read_source(reader);
  host.cores = static_cast<int>(reader.integer("cores", 1, kMostCores));
  host.core_hz = reader.integer("core_hz", 1, kMostHz);
  host.multiply_adds_per_cycle = reader.number("multiply_adds_per_cycle", kLeastPerCycle, kMostPerCycle);
  host.packing = read_packing(reader);
  host.launch_microseconds = reader.number("launch_microseconds", 0, kMostMicroseconds);
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

nlohmann::json to_json(const HostModel& host) { return ordered(host); }

std::string host_file_text(const HostModel& host) { return readable_json(ordered(host)); }

}  // namespace vtasim::experiment
