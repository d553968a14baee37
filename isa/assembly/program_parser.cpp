#include "isa/assembly/program_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "isa/assembly/data_section.h"
#include "isa/base/ceil_div.h"
#include "isa/base/error.h"

namespace vtasim::isa {
namespace {

constexpr std::int64_t kDramBytes = std::int64_t{1} << 32;  // Addresses have 32 bits.

std::uint64_t parse_address(LineScanner& line, std::string_view what) {
  return static_cast<std::uint64_t>(line.number(what, 0, kDramBytes - 1));
}

MemFields* memory_of(Instruction& instruction) {
  if (auto* load = std::get_if<Load>(&instruction)) return load;
  return std::get_if<Store>(&instruction);
}

bool has_tokens(const Deps& deps) { return (deps.pop_prev | deps.pop_next | deps.push_prev | deps.push_next) != 0; }

}  // namespace

std::uint64_t section_alignment(const HardwareConfig& hardware) {
  int alignment = hardware.bus_bytes * hardware.max_burst_beats;
  for (const Buffer buffer : {Buffer::uop, Buffer::wgt, Buffer::inp, Buffer::acc, Buffer::out}) {
    alignment = std::max(alignment, static_cast<int>(hardware.element_bytes(buffer)));
  }
  return static_cast<std::uint64_t>(alignment);
}

ProgramParser::ProgramParser(std::string where, std::string name, HardwareConfig hardware, std::filesystem::path folder)
    : folder_(std::move(folder)) {
  program_.where = std::move(where);
  program_.name = std::move(name);
  program_.hardware = std::move(hardware);
}

void ProgramParser::parse(LineScanner& line) {
  if (bytes_ != nullptr && parse_data_item(line, folder_, *bytes_)) return;
  if (auto source = parse_title(line)) {
    bytes_ = nullptr;
    instructions_.push_back(*std::move(source));
    return;
  }
  if (bytes_ == nullptr && !instructions_.empty() && parse_property(line, instructions_.back())) return;
  bytes_ = nullptr;
  if (line.accept("data")) {
    begin_data(line);
  } else if (line.accept("expect")) {
    begin_expectation(line);
  } else if (!parse_setting(line)) {
    line.fail_expected("data, expect, tokens, dram, instructions, an instruction or a line of one");
  }
}

bool ProgramParser::parse_setting(LineScanner& line) {
  if (line.accept("tokens")) {
    program_.automatic_tokens = line.accept("auto");
    if (!program_.automatic_tokens && !line.accept("by hand")) line.fail_expected("auto or by hand");
  } else if (line.accept("dram")) {
    program_.dram_bytes = static_cast<std::uint64_t>(line.number("dram", 1, kDramBytes));
    line.expect("bytes");
  } else if (line.accept("instructions")) {
    line.expect("at");
    program_.insn_addr = parse_address(line, "the instructions' address");
  } else {
    return false;
  }
  line.expect_end();
  return true;
}

void ProgramParser::begin_data(LineScanner& line) {
  Section section;
  section.where = line.where();
  section.placed = line.accept("at");
  if (!section.placed) {
    section.label = line.word();
    section.placed = line.accept("at");
  }
  if (section.placed) section.region.address = parse_address(line, "the section's address");
  const auto same = [&](const Section& other) { return !section.label.empty() && other.label == section.label; };
  if (std::any_of(sections_.begin(), sections_.end(), same)) {
    line.fail(fmt::format("there is a section {} before", section.label));
  }
  sections_.push_back(std::move(section));
  bytes_ = &sections_.back().region.bytes;
  parse_first_item(line);
}

void ProgramParser::begin_expectation(LineScanner& line) {
  Expectation expectation;
  expectation.where = line.where();
  line.expect("at");
  if (line.at_number()) {
    expectation.region.address = parse_address(line, "the address of what is expected");
  } else {
    expectation.label = line.word();
    if (expectation.label.empty()) line.fail_expected("an address, or a data section's label");
  }
  expectations_.push_back(std::move(expectation));
  bytes_ = &expectations_.back().region.bytes;
  parse_first_item(line);
}

/// Behind the colon, on the same line.
void ProgramParser::parse_first_item(LineScanner& line) {
  line.expect(":");
  if (!line.at_end() && !parse_data_item(line, folder_, *bytes_)) {
    line.fail_expected("bytes, zeros, random, uop, file or npy");
  }
}

AssemblyProgram ProgramParser::take() {
  if (instructions_.empty()) throw Error(fmt::format("{}: has no instructions", program_.where));
  place_sections();
  check_overlaps();
  for (InstructionSource& source : instructions_) {
    complete(source);
    if (source.data) resolve(source);
    if (program_.automatic_tokens && has_tokens(deps_of(source.instruction))) {
      throw Error(fmt::format("{}: has dependency bits of its own; with tokens auto they are derived", source.where));
    }
    program_.instructions.push_back(source.instruction);
  }
  for (Expectation& expectation : expectations_) {
    if (!expectation.label.empty()) {
      expectation.region.address = find_section(expectation.where, expectation.label).region.address;
    }
    program_.expected.push_back(std::move(expectation.region));
  }
  for (Section& section : sections_) program_.data.push_back(std::move(section.region));
  return std::move(program_);
}

void ProgramParser::place_sections() {
  const std::uint64_t alignment = section_alignment(program_.hardware);
  std::uint64_t end = 0;
  for (Section& section : sections_) {
    if (!section.placed) section.region.address = ceil_div(end, alignment) * alignment;
    end = std::max(end, section.region.address + section.region.bytes.size());
    if (end > static_cast<std::uint64_t>(kDramBytes)) {
      throw Error(
          fmt::format("{}: ends at {}, beyond the {} bytes that addresses reach", section.where, end, kDramBytes));
    }
  }
}

void ProgramParser::check_overlaps() const {
  std::vector<const Section*> ordered;
  for (const Section& section : sections_) {
    if (!section.region.bytes.empty()) ordered.push_back(&section);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Section* a, const Section* b) { return a->region.address < b->region.address; });
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    const Region& before = ordered[i - 1]->region;
    if (before.address + before.bytes.size() <= ordered[i]->region.address) continue;
    throw Error(fmt::format("{}: begins at {:#x}, within the section of {}", ordered[i]->where,
                            ordered[i]->region.address, ordered[i - 1]->where));
  }
}

const ProgramParser::Section& ProgramParser::find_section(const std::string& where, const std::string& label) const {
  const auto found =
      std::find_if(sections_.begin(), sections_.end(), [&](const Section& section) { return section.label == label; });
  if (found == sections_.end()) throw Error(fmt::format("{}: there is no data section {}", where, label));
  return *found;
}

void ProgramParser::resolve(InstructionSource& source) const {
  MemFields& memory = *memory_of(source.instruction);
  const Section& section = find_section(source.where, source.data->label);
  const bool load = std::holds_alternative<Load>(source.instruction);
  const Buffer buffer = load ? static_cast<Buffer>(memory.buffer) : Buffer::out;
  const auto element = static_cast<std::uint64_t>(program_.hardware.element_bytes(buffer));
  if (section.region.address % element != 0) {
    throw Error(fmt::format("{}: {} lies at {:#x}, which is no multiple of the {} bytes of an element of {}",
                            source.where, section.label, section.region.address, element, to_string(buffer)));
  }
  const std::uint64_t base = section.region.address / element + static_cast<std::uint64_t>(source.data->elements);
  if (base > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(fmt::format("{}: element {} of {} is beyond what addresses reach", source.where, source.data->elements,
                            section.label));
  }
  memory.dram_base = static_cast<std::uint32_t>(base);
}

}  // namespace vtasim::isa
