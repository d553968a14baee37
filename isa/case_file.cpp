#include <fmt/format.h>

#include <limits>
#include <string_view>

#include "isa/error.h"
#include "isa/files.h"
#include "isa/json_reader.h"
#include "isa/program.h"

namespace vtasim {
namespace {

// Addresses have 32 bits.
constexpr std::int64_t kLargestDram = std::int64_t{1} << 32;
constexpr std::int64_t kLargestCount = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kLargestCycle = std::numeric_limits<std::int64_t>::max();

std::filesystem::path bin_of(const std::filesystem::path& jsonl) {
  if (jsonl.extension() != ".jsonl") {
    throw Error(
        fmt::format("{}: a case file's name must end in .jsonl; its bytes are beside it in .bin", jsonl.string()));
  }
  return std::filesystem::path(jsonl).replace_extension(".bin");
}

/// The bytes of a suite, and the name for messages.
struct Bin {
  std::string name;
  std::string bytes;
};

std::vector<Region> read_regions(JsonReader& reader, const char* key, std::int64_t dram_bytes, const Bin& bin) {
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
    const auto available = static_cast<std::int64_t>(bin.bytes.size());
    if (offset > available || size > available - offset) {
      throw Error(fmt::format("{}: {} bytes at offset {} reach past the end of {}, which has {}", field, size, offset,
                              bin.name, available));
    }
    const char* begin = bin.bytes.data() + offset;
    regions.push_back({static_cast<std::uint64_t>(address), {begin, begin + size}});
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

Case read_case(const nlohmann::json& json, const std::string& line, const Bin& bin) {
  JsonReader head(json, line);
  const std::string name = head.text("name");
  JsonReader reader(json, fmt::format("{}: case \"{}\"", line, name));
  Case result;
  Program& program = result.program;
  program.name = reader.text("name");
  program.config = reader.text("config");
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
  program.regions = read_regions(reader, "regions", dram_bytes, bin);
  result.has_outputs = reader.has("outputs");
  if (result.has_outputs) result.outputs = read_regions(reader, "outputs", dram_bytes, bin);
  if (reader.has("rtl")) result.rtl = read_record(reader.member("rtl"), reader.where());
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

std::vector<Case> read_cases(const std::filesystem::path& jsonl) {
  const Bin bin{bin_of(jsonl).string(), read_whole_file(bin_of(jsonl))};
  const std::string text = read_whole_file(jsonl);
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
    json["insn_addr"] = item.program.insn_addr;
    json["insn_count"] = item.program.insn_count;
    json["dram_bytes"] = item.program.dram_bytes;
    json["regions"] = write_regions(item.program.regions, bin);
    if (item.has_outputs) json["outputs"] = write_regions(item.outputs, bin);
    if (item.rtl) json["rtl"] = write_record(*item.rtl);
    // Names may come from file names, which need not be UTF-8.
    lines += json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  }
  AtomicFile bin_file(bin_of(jsonl));
  AtomicFile line_file(jsonl);
  bin_file.write(bin);
  line_file.write(lines);
  bin_file.commit();
  line_file.commit();
}

}  // namespace vtasim
