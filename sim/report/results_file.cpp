#include "sim/report/results_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/hash.h"
#include "isa/base/json_reader.h"
#include "isa/case_file.h"
#include "sim/report/cause_json.h"

namespace vtasim::report {
namespace {

using Json = nlohmann::ordered_json;

Json record_json(const std::string& name, const isa::RunRecord& record) {
  Json line = {{"name", name},
               {"finished", record.finished},
               {"cycles", record.cycles},
               {"read_bursts", record.read_bursts},
               {"read_beats", record.read_beats},
               {"write_bursts", record.write_bursts},
               {"write_beats", record.write_beats}};
  if (record.assertion) line["assertion"] = true;
  for (std::size_t m = 0; m < isa::kModuleCount; ++m)
    line[std::string(to_string(static_cast<isa::Module>(m)))] = record.timing[m];
  return line;
}

}  // namespace

std::filesystem::path ResultsFile::bytes_file(const std::filesystem::path& jsonl) {
  if (jsonl.extension() != ".jsonl") throw Error(fmt::format("{}: a results file must end in .jsonl", jsonl.string()));
  return std::filesystem::path(jsonl).replace_extension(".bin");
}

ResultsFile::ResultsFile(const std::filesystem::path& jsonl) : jsonl_(jsonl) {
  AtomicFiles::check_writable(bytes_file(jsonl_));
  AtomicFiles::check_writable(jsonl_);
}

void ResultsFile::add(const isa::Case& ran, const isa::RunRecord& record, const std::string& problem,
                      const isa::DramImage* dram, const machine::CauseTotals* causes) {
  Json line = record_json(ran.program.name, record);
  if (causes != nullptr) line["causes"] = to_json(*causes);
  if (dram != nullptr && ran.has_outputs) {
    Json outputs = Json::array();
    const std::size_t begin = bytes_.size();
    for (const isa::Region& region : ran.outputs) {
      outputs.push_back({region.address, region.bytes.size(), bytes_.size()});
      for (std::uint64_t a = region.address; a < region.address + region.bytes.size(); ++a) {
        bytes_ += static_cast<char>(a < dram->size() ? (*dram)[a] : std::uint8_t{0});
      }
    }
    line["outputs"] = std::move(outputs);
    line["hash"] = hash_of(std::string_view(bytes_).substr(begin));
  }
  if (!problem.empty()) line["problem"] = problem;
  lines_ += json_text(line) + '\n';
}

void ResultsFile::add_not_run(const std::string& name, const std::string& problem) {
  Json line = record_json(name, isa::RunRecord{});
  line["problem"] = problem;
  lines_ += json_text(line) + '\n';
}

void ResultsFile::commit() {
  AtomicFiles files;
  files.write(jsonl_, lines_);  // First: with another .bin beside it, its hashes tell.
  files.write(bytes_file(jsonl_), bytes_);
  files.commit();
}

}  // namespace vtasim::report
