#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "isa/assembly/line_scanner.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/names.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "isa/dumps/compiler_dump.h"
#include "isa/dumps/dumped_program.h"
#include "isa/hardware_config.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim import compiler_output -o layers.jsonl --hardware ./vta_config.json
  vtasim import layer1 layer2 -o both.jsonl --hardware b16-bus64          programs of several directories
  vtasim import --dram dram.bin@0x16000000 --insn 0x16005000 --insn-count 11 -o board.jsonl --hardware b16-bus64
  vtasim replay layers.jsonl                                              run them

A DIR is what the compiler of standalone-vta leaves: memory_addresses.csv, and beside it the bytes of what stands in it.

  instructions.bin, uop.bin, input.bin, weight.bin, accumulator.bin, add_accumulator.bin
  out_init.bin, expected_out.bin        OUT before and after the run; both may be missing

memory_addresses_L1.csv goes with instructions_L1.bin and so on, as a program of its own. Programs are called after their
directories.

With --dram there are no directories: a driver's dumps of DRAM or of buffers in it, as files, each with the address that
the accelerator knows its first byte by. Addresses are decimal, or hexadecimal with 0x.

Exit status: 0, or 2 for a dump that cannot be used, whose file and line are named: then nothing is written.)";

constexpr std::int64_t kLargestAddress = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kNone = -1;

struct Options {
  std::vector<std::string> directories;
  std::string file;
  std::string hardware;
  std::vector<std::string> dram;
  std::vector<std::string> expect;
  std::string name;
  std::string insn;
  std::int64_t insn_count = kNone;
  std::int64_t dram_bytes = kNone;
};

std::uint64_t parse_address(const std::string& option, std::string_view text) {
  isa::LineScanner scanner(text, option);
  const std::int64_t address = scanner.number("address", 0, kLargestAddress);
  scanner.expect_end();
  return static_cast<std::uint64_t>(address);
}

/// The file in "FILE@ADDRESS" at its address.
isa::DumpedRegion read_region(const std::string& option, const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos) {
    throw Error(
        fmt::format("{} {}: has no address; it must be FILE@ADDRESS, such as dram.bin@0x16000000", option, text));
  }
  const std::uint64_t address =
      parse_address(fmt::format("{} {}", option, text), std::string_view(text).substr(at + 1));
  const std::string file = text.substr(0, at);
  const std::string bytes = read_whole_file(file);
  if (bytes.empty()) throw Error(fmt::format("{}: is empty", file));
  return {file, {address, {bytes.begin(), bytes.end()}}};
}

/// The program in dumps of DRAM.
isa::DumpedProgram read_dram(const Options& options, const isa::HardwareConfig& hardware) {
  if (options.insn.empty()) throw Error("--insn: is needed with --dram, the address of the first instruction");
  if (options.insn_count == kNone) throw Error("--insn-count: is needed with --dram");
  isa::DumpedProgram program;
  program.hardware = hardware;
  program.insn_addr = parse_address("--insn", options.insn);
  program.insn_count = static_cast<std::uint64_t>(options.insn_count);
  for (const std::string& text : options.dram) program.before.push_back(read_region("--dram", text));
  for (const std::string& text : options.expect) program.after.push_back(read_region("--expect", text));
  program.name = options.name.empty() ? name_of_file(program.before.front().where) : options.name;
  check_name(program.name, "--name", kLongestCaseName);
  return program;
}

std::vector<isa::DumpedProgram> read_programs(const Options& options, const isa::HardwareConfig& hardware) {
  if (!options.dram.empty()) {
    if (!options.directories.empty()) {
      throw Error(fmt::format("--dram: a program is in dumps of DRAM or in a directory; {} is one",
                              options.directories.front()));
    }
    return {read_dram(options, hardware)};
  }
  if (options.directories.empty()) throw Error("import: needs a directory, or --dram with dumps of DRAM");
  if (!options.insn.empty() || options.insn_count != kNone || !options.expect.empty() || !options.name.empty()) {
    throw Error("--insn, --insn-count, --expect and --name: are for --dram; a directory has all of them");
  }
  std::vector<isa::DumpedProgram> programs;
  for (const std::string& directory : options.directories) {
    for (isa::DumpedProgram& program : isa::read_compiler_dump(directory, hardware)) {
      programs.push_back(std::move(program));
    }
  }
  return programs;
}

ExitCode import_dumps(const Options& options) {
  const isa::HardwareConfig hardware = isa::find_hardware_config(options.hardware);
  std::vector<isa::Case> cases;
  std::int64_t instructions = 0;
  for (isa::DumpedProgram& program : read_programs(options, hardware)) {
    if (options.dram_bytes != kNone) program.dram_bytes = static_cast<std::uint64_t>(options.dram_bytes);
    cases.push_back(case_of(program));
    instructions += cases.back().program.insn_count;
  }
  check_outputs({{"-o", options.file}, {"-o", isa::case_bytes_file(options.file)}});
  isa::write_cases(options.file, cases);
  print(fmt::format("{}: {}, {}, for {}\n", options.file, counted(static_cast<std::int64_t>(cases.size()), "case"),
                    counted(instructions, "instruction"), hardware.name));
  return kSuccess;
}

}  // namespace

void add_import_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("import", "Make cases of what other compilers and drivers dump");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command.add_option("DIR", options->directories, "Directories with memory_addresses.csv and its files");
  command.add_option("-o,--output", options->file, "The case file to write; its bytes go to the .bin beside it")
      .required()
      .type_name("FILE.jsonl");
  command.add_option("--hardware", options->hardware, "Configuration that the programs are for")
      .required()
      .type_name("CONFIG");
  command.add_option("--dram", options->dram, "Bytes of DRAM before the run; may be given several times")
      .type_name("FILE@ADDRESS");
  command.add_option("--expect", options->expect, "What --dram's DRAM holds after the run, likewise")
      .type_name("FILE@ADDRESS");
  command.add_option("--insn", options->insn, "Where --dram has the first instruction").type_name("ADDRESS");
  command.add_number("--insn-count", options->insn_count, 1, kLargestAddress, "How many instructions --dram has there")
      .type_name("N");
  command.add_option("--name", options->name, "Name of --dram's program, without it the first file's")
      .type_name("NAME");
  command
      .add_number("--dram-bytes", options->dram_bytes, 1, kLargestAddress + 1,
                  "Size of DRAM, without it to the end of the last page of 4 KiB that the dump reaches into")
      .type_name("N");
  command.callback([options, &status] { status = import_dumps(*options); });
}

}  // namespace vtasim::app
