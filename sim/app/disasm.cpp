#include "isa/disasm.h"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "isa/assembly/write_assembly.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "isa/instruction_stream.h"
#include "isa/program.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim disasm layers.jsonl                              all programs of a case file
  vtasim disasm layers.jsonl --case conv-3x3-14           one of them
  vtasim disasm layers.jsonl --case conv-3x3-14 --uops    with the micro-ops that each GEMM and ALU runs
  vtasim disasm layers.jsonl --source > layers.vta        all that asm takes to make the same cases again
  vtasim disasm insns.bin --raw                           a file that holds nothing but instructions, 16 bytes each

Exit status: 0, or 2 when the file cannot be read or holds what no VTA decodes.)";

struct Options {
  std::string file;
  std::string case_name;
  std::string hardware;
  bool uops = false;
  bool source = false;
  bool raw = false;
};

ExitCode print_raw(const Options& options) {
  if (options.uops || options.source || !options.case_name.empty() || !options.hardware.empty()) {
    throw Error("--raw: a file of instructions has no cases, no micro-ops and no data");
  }
  const std::string bytes = read_whole_file(options.file);
  if (bytes.empty()) throw Error(fmt::format("{}: has no instructions: it is empty", options.file));
  const auto* insns = reinterpret_cast<const std::uint8_t*>(bytes.data());
  try {
    isa::for_each_instruction(insns, bytes.size(), [](std::size_t, const isa::Instruction&) {});
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", options.file, error.what()));
  }
  isa::disassemble(insns, bytes.size(), print);
  return kSuccess;
}

/// The configuration to read a case's micro-ops with.
isa::HardwareConfig hardware_of(const isa::Case& listed, const Options& options) {
  if (!options.hardware.empty()) return isa::find_hardware_config(options.hardware);
  return listed.hardware ? *listed.hardware : isa::find_hardware_config(listed.program.config);
}

ExitCode print_cases(const Options& options) {
  if (options.source && options.uops) {
    throw Error("--source: asm takes no micro-ops from listings (--uops); they are among the data");
  }
  bool found = false;
  for (const isa::Case& listed : isa::read_cases(options.file)) {
    const isa::Program& program = listed.program;
    if (!options.case_name.empty() && program.name != options.case_name) continue;
    std::string heading = fmt::format("{}{} ({}, {})\n", found ? "\n" : "", program.name, program.config,
                                      counted(program.insn_count, "instruction"));
    const auto listener = [&heading](std::string_view lines) {
      print(heading);  // Not before it is clear that there is a listing.
      heading.clear();
      print(lines);
    };
    if (options.source) write_data(listed, listener);
    // Without micro-ops a listing needs no configuration, nor a program that could run.
    if (options.uops) {
      disassemble(program, hardware_of(listed, options), listener);
    } else {
      disassemble(program, listener);
    }
    found = true;
  }
  if (!found && !options.case_name.empty()) throw Error(fmt::format("{}: no case {}", options.file, options.case_name));
  return kSuccess;
}

}  // namespace

void add_disasm_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("disasm", "Print programs, instruction by instruction");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command.add_option("FILE", options->file, "A case file, or with --raw a file of instructions").required();
  command.add_option("--case", options->case_name, "Only the case of this name").type_name("NAME");
  command.add_flag("--uops", options->uops, "After each GEMM and ALU also the micro-ops it runs");
  command.add_option("--hardware", options->hardware, "Configuration to read micro-ops with, instead of the case's own")
      .type_name("CONFIG");
  command.add_flag("--source", options->source, "Also DRAM's contents and addresses, as a source that asm takes");
  command.add_flag("--raw", options->raw, "FILE holds instructions, 16 bytes each, and nothing else");
  command.callback([options, &status] { status = options->raw ? print_raw(*options) : print_cases(*options); });
}

}  // namespace vtasim::app
