#include "isa/case_file.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/hash.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"

namespace vtasim::isa {
namespace {

// Addresses have 32 bits.
constexpr std::int64_t kLargestDram = std::int64_t{1} << 32;
constexpr std::int64_t kLargestCount = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kLargestCycle = std::numeric_limits<std::int64_t>::max();

/// Reads the regions of a case, and adds their bytes to `hash`.
std::vector<Region> read_regions(JsonReader& reader, const char* key, std::int64_t dram_bytes, const InputFile& bin,
                                 Hasher& hash) {
  std::vector<Region> regions;
  for (const nlohmann::json& item : reader.array(key)) {
    const std::string field = fmt::format("{}: {}[{}]", reader.where(), key, regions.size());
    if (!item.is_array() || item.size() != 3) {
      throw Error(fmt::format("{} is {}; it must be [address, bytes, offset in the .bin]", field, shown(item)));
    }
    const std::int64_t address = checked_integer(item[0], 0, dram_bytes, field + ": address");
    const std::int64_t size = checked_integer(item[1], 0, kLargestDram, field + ": bytes");
    const std::int64_t offset = checked_integer(item[2], 0, kLargestCycle, field + ": offset");
    if (size > dram_bytes - address) {
      throw Error(fmt::format("{}: {} bytes at address {} reach past dram_bytes {}", field, size, address, dram_bytes));
    }
    const auto available = static_cast<std::int64_t>(bin.size());
    if (offset > available || size > available - offset) {
      throw Error(fmt::format("{}: {} bytes at offset {} reach past the end of {}, which has {}", field, size, offset,
                              bin.name(), available));
    }
    regions.push_back({static_cast<std::uint64_t>(address),
                       bin.read(static_cast<std::uint64_t>(offset), static_cast<std::size_t>(size))});
    hash.add(regions.back().bytes.data(), regions.back().bytes.size());
  }
  return regions;
}

std::vector<InsnTiming> read_timing(JsonReader& reader, const char* key) {
  std::vector<InsnTiming> timing;
  for (const nlohmann::json& item : reader.array(key)) {
    const std::string field = fmt::format("{}: {}[{}]", reader.where(), key, timing.size());
    if (!item.is_array() || item.size() != 3) {
      throw Error(fmt::format("{} is {}; it must be [dispatch, start, end]", field, shown(item)));
    }
    InsnTiming& triple = timing.emplace_back();
    for (std::size_t i = 0; i < triple.size(); ++i) triple[i] = checked_integer(item[i], -1, kLargestCycle, field);
  }
  return timing;
}

struct RecordNumber {
  const char* key;
  std::int64_t RunRecord::*member;
};
constexpr RecordNumber kRecordNumbers[] = {{"cycles", &RunRecord::cycles},
                                           {"read_bursts", &RunRecord::read_bursts},
                                           {"read_beats", &RunRecord::read_beats},
                                           {"write_bursts", &RunRecord::write_bursts},
                                           {"write_beats", &RunRecord::write_beats}};

RunRecord read_record(const nlohmann::json& json, const std::string& where) {
  JsonReader reader(json, where + ": rtl");
  RunRecord record;
  record.finished = reader.boolean("finished");
  if (reader.has("assertion")) record.assertion = reader.boolean("assertion");
  for (const RecordNumber& number : kRecordNumbers) {
    if (reader.has(number.key)) record.*number.member = reader.integer(number.key, 0, kLargestCycle);
  }
  for (std::size_t m = 0; m < record.timing.size(); ++m) {
    record.timing[m] = read_timing(reader, to_string(static_cast<Module>(m)).data());
  }
  reader.expect_no_more();
  return record;
}

/// The case's own configuration, where it has one.
void read_hardware(JsonReader& reader, Case& result) {
  if (!reader.has("hardware")) return;
  result.hardware = parse_hardware_config(reader.member("hardware"), reader.where() + ": hardware");
  result.hardware->name = result.program.config;
}

/// Throws Error where the bytes beside a case are not those that it was written with: the two files are not of a pair.
void check_hash(JsonReader& reader, const Hasher& hash, const InputFile& bin) {
  if (!reader.has("hash")) return;
  const std::string expected = reader.text("hash");
  if (hash.text() == expected) return;
  reader.fail("hash", fmt::format("is {}, but its bytes in {} have {}: the two files were not written together",
                                  shown(expected), bin.name(), hash.text()));
}

Case read_case(const nlohmann::json& json, const std::string& line, const InputFile& bin) {
  JsonReader head(json, line);
  const std::string name = head.text("name");
  JsonReader reader(json, fmt::format("{}: case {}", line, shown(name)));
  static_cast<void>(reader.has("name"));
  Case result;
  Program& program = result.program;
  program.name = name;
  program.config = reader.text("config");
  check_name(name, line + ": name", kLongestCaseName);
  check_name(program.config, reader.where() + ": config", kLongestCaseName);
  const std::int64_t dram_bytes = reader.integer("dram_bytes", 0, kLargestDram);
  const std::int64_t insn_addr = reader.integer("insn_addr", 0, dram_bytes);
  const std::int64_t insn_count = reader.integer("insn_count", 1, kLargestCount);
  constexpr auto kBytes = static_cast<std::int64_t>(kInstructionBytes);
  if (insn_count > (dram_bytes - insn_addr) / kBytes) {
    reader.fail("insn_count", fmt::format("is {}; {} bytes of them at insn_addr {} reach past dram_bytes {}",
                                          insn_count, insn_count * kBytes, insn_addr, dram_bytes));
  }
  program.dram_bytes = static_cast<std::uint64_t>(dram_bytes);
  program.insn_addr = static_cast<std::uint64_t>(insn_addr);
  program.insn_count = static_cast<std::uint32_t>(insn_count);
  Hasher hash;
  program.regions = read_regions(reader, "regions", dram_bytes, bin, hash);
  result.has_outputs = reader.has("outputs");
  if (result.has_outputs) result.outputs = read_regions(reader, "outputs", dram_bytes, bin, hash);
  if (reader.has("rtl")) result.rtl = read_record(reader.member("rtl"), reader.where());
  read_hardware(reader, result);
  check_hash(reader, hash, bin);
  reader.expect_no_more();
  return result;
}

/// Appends the bytes of `regions` to `bin` and returns where they are.
nlohmann::ordered_json write_regions(const std::vector<Region>& regions, std::string& bin) {
  auto list = nlohmann::ordered_json::array();
  for (const Region& region : regions) {
    list.push_back({region.address, region.bytes.size(), bin.size()});
    bin.append(region.bytes.begin(), region.bytes.end());
  }
  return list;
}

nlohmann::ordered_json write_record(const RunRecord& record) {
  nlohmann::ordered_json json;
  json["finished"] = record.finished;
  if (record.assertion) json["assertion"] = true;
  for (const RecordNumber& number : kRecordNumbers) {
    if (record.*number.member != -1) json[number.key] = record.*number.member;
  }
  for (std::size_t m = 0; m < record.timing.size(); ++m) {
    json[std::string(to_string(static_cast<Module>(m)))] = record.timing[m];
  }
  return json;
}

}  // namespace

std::filesystem::path case_bytes_file(const std::filesystem::path& jsonl) {
  if (jsonl.extension() != ".jsonl") {
    throw Error(
        fmt::format("{}: a case file's name must end in .jsonl; its bytes are beside it in .bin", jsonl.string()));
  }
  return std::filesystem::path(jsonl).replace_extension(".bin");
}

std::vector<Case> read_cases(const std::filesystem::path& jsonl) {
  const std::filesystem::path bytes_file = case_bytes_file(jsonl);
  const std::string text = read_whole_file(jsonl);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Error(
        fmt::format("{}: has no cases: {}", jsonl.string(), text.empty() ? "it is empty" : "all lines are blank"));
  }
  const InputFile bin(bytes_file);
  std::vector<Case> cases;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view content = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    ++line;
    if (content.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    cases.push_back(
        read_case(parse_json(content, jsonl.string(), line), fmt::format("{}:{}", jsonl.string(), line), bin));
  }
  return cases;
}

void write_cases(const std::filesystem::path& jsonl, const std::vector<Case>& cases) {
  std::string lines;
  std::string bin;
  for (const Case& item : cases) {
    nlohmann::ordered_json json;
    json["name"] = item.program.name;
    json["config"] = item.program.config;
    if (item.hardware) json["hardware"] = file_json(*item.hardware);
    json["insn_addr"] = item.program.insn_addr;
    json["insn_count"] = item.program.insn_count;
    json["dram_bytes"] = item.program.dram_bytes;
    const std::size_t begin = bin.size();
    json["regions"] = write_regions(item.program.regions, bin);
    if (item.has_outputs) json["outputs"] = write_regions(item.outputs, bin);
    json["hash"] = hash_of(std::string_view(bin).substr(begin));
    if (item.rtl) json["rtl"] = write_record(*item.rtl);
    lines += json_text(json) + '\n';
  }
  AtomicFiles files;
  files.write(jsonl, lines);  // First: with another .bin beside it, the hashes tell.
  files.write(case_bytes_file(jsonl), bin);
  files.commit();
}

}  // namespace vtasim::isa
