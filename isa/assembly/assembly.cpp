#include "isa/assembly/assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "isa/assembly/program_parser.h"
#include "isa/base/ceil_div.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/names.h"
#include "isa/instruction_stream.h"
#include "isa/validate.h"

namespace vtasim::isa {
namespace {

struct Heading {
  std::string name;
  std::string config;
};

/// "NAME (CONFIG)", or as disasm writes it "NAME (CONFIG, 3 instructions)". Not indented.
std::optional<Heading> parse_heading(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  const std::size_t open = line.rfind(" (");
  if (line.empty() || line.back() != ')' || line.front() == ' ' || line.front() == '#' ||
      open == std::string_view::npos)
    return std::nullopt;
  std::string_view inside = line.substr(open + 2, line.size() - open - 3);
  const std::size_t comma = inside.rfind(", ");
  const bool counted = comma != std::string_view::npos && inside.find(" instruction", comma) != std::string_view::npos;
  if (counted) inside = inside.substr(0, comma);
  return Heading{std::string(line.substr(0, open)), std::string(inside)};
}

/// Calls visit(line, number) for each line, counted from 1.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end), number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::uint64_t end_of(const std::vector<Region>& regions) {
  std::uint64_t end = 0;
  for (const Region& region : regions) end = std::max(end, region.address + region.bytes.size());
  return end;
}

}  // namespace

std::vector<AssemblyProgram> read_assembly(const std::filesystem::path& file,
                                           const std::function<HardwareConfig(const std::string&)>& find) {
  const std::string text = read_whole_file(file);
  std::vector<AssemblyProgram> programs;
  std::optional<ProgramParser> parser;
  const auto end_program = [&] {
    if (parser) programs.push_back(parser->take());
  };
  for_each_line(text, [&](std::string_view line, int number) {
    const std::string where = fmt::format("{}:{}", file.string(), number);
    if (const auto heading = parse_heading(line)) {
      end_program();
      check_name(heading->name, where + ": the program's name", kLongestCaseName);
      parser.emplace(where, heading->name, find(heading->config), file.parent_path());
      return;
    }
    LineScanner scanner(line, where);
    if (scanner.at_end()) return;
    if (!parser) scanner.fail_expected("a program's heading, NAME (CONFIGURATION), such as first-steps (b16-bus64)");
    parser->parse(scanner);
  });
  end_program();
  if (programs.empty()) {
    throw Error(fmt::format("{}: has no program: it begins with a heading, NAME (CONFIGURATION)", file.string()));
  }
  return programs;
}

Case assemble(const AssemblyProgram& source) {
  Case result;
  Program& program = result.program;
  program.name = source.name;
  program.config = source.hardware.name;
  program.regions = source.data;
  std::vector<std::uint8_t> instructions = encode_stream(source.instructions);
  const std::uint64_t end = std::max(end_of(source.data), end_of(source.expected));
  const std::uint64_t alignment = section_alignment(source.hardware);
  program.insn_addr = source.insn_addr.value_or(ceil_div(end, alignment) * alignment);
  program.insn_count = static_cast<std::uint32_t>(source.instructions.size());
  const auto beat = static_cast<std::uint64_t>(source.hardware.bus_bytes);
  const std::uint64_t used = std::max(end, program.insn_addr + instructions.size());
  program.dram_bytes = source.dram_bytes.value_or(ceil_div(used, beat) * beat);
  if (program.dram_bytes < used) {
    throw Error(fmt::format("{}: dram has {} bytes; data and instructions reach to {}", source.where,
                            program.dram_bytes, used));
  }
  program.regions.push_back({program.insn_addr, std::move(instructions)});
  result.outputs = source.expected;
  result.has_outputs = !source.expected.empty();
  result.hardware = source.hardware;
  try {
    validate(program, source.hardware);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", source.where, error.what()));
  }
  return result;
}

}  // namespace vtasim::isa
