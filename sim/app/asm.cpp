#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/codegen/tokens.h"
#include "isa/assembly/assembly.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim asm first-steps.vta -o first-steps.jsonl        programs as cases
  vtasim replay first-steps.jsonl                        run them
  vtasim disasm first-steps.jsonl                        list them
  vtasim disasm layers.jsonl --source > layers.vta       a source of what was compiled or recorded, to be changed

A source has one program or more: a heading, data, instructions as disasm lists them. What an instruction's lines leave out
is as it is most often: no dependency bits, no padding, one row, loops of one iteration. # begins a comment.

  first-steps (b16-bus64)
  tokens auto                            # dependency bits are derived; without this line they are as written
  data uops: uop 0 0 0                   # a micro-op: acc or dst, inp or src, wgt
  data x: random 16 seed 1               # 16 bytes; x is a label
  data w: random 256 seed 2
  data y: zeros 16
  LOAD uop
      DRAM: uops, SRAM: 0
      x: size=1
  LOAD inp
      DRAM: x, SRAM: 0
      x: size=1
  LOAD wgt
      DRAM: w, SRAM: 0
      x: size=1
  GEMM reset
      uop range: [0, 1)
  GEMM
      uop range: [0, 1)
  STORE out
      DRAM: y, SRAM: 0
      x: size=1
  FINISH

A section of data begins with "data LABEL:", "data LABEL at ADDRESS:" or "data at ADDRESS:". Its items stand behind the
colon or below, one a line:

  bytes 00 7f ff    zeros N    random N seed S    uop ACC INP WGT    file "weights.bin"    npy "weights.npy"

"expect at LABEL:" has what DRAM is to hold after the run, "dram N bytes" and "instructions at ADDRESS" fix what is placed
otherwise. docs/files.md says all of it.

Exit status: 0, or 2 for a source with a mistake, which is named with its line: then nothing is written.)";

struct Options {
  std::string source;
  std::string file;
  std::string hardware;
};

ExitCode assemble_file(const Options& options) {
  const auto find = [&](const std::string& name) {
    return isa::find_hardware_config(options.hardware.empty() ? name : options.hardware);
  };
  std::vector<isa::AssemblyProgram> programs = isa::read_assembly(options.source, find);
  check_outputs({{"-o", options.file}, {"-o", isa::case_bytes_file(options.file)}});
  std::vector<isa::Case> cases;
  std::int64_t instructions = 0;
  for (isa::AssemblyProgram& program : programs) {
    if (program.automatic_tokens) {
      program.instructions = compiler::insert_tokens(program.instructions, program.hardware, program.data);
    }
    cases.push_back(assemble(program));
    instructions += cases.back().program.insn_count;
  }
  isa::write_cases(options.file, cases);
  print(fmt::format("{}: {}, {}\n", options.file, counted(static_cast<std::int64_t>(cases.size()), "case"),
                    counted(instructions, "instruction")));
  return kSuccess;
}

}  // namespace

void add_asm_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("asm", "Make cases of programs that are written as text");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command.add_option("FILE", options->source, "The source").required();
  command.add_option("-o,--output", options->file, "The case file to write; its bytes go to the .bin beside it")
      .required()
      .type_name("FILE.jsonl");
  command
      .add_option("--hardware", options->hardware, "Configuration for all programs, instead of those in their headings")
      .type_name("CONFIG");
  command.callback([options, &status] { status = assemble_file(*options); });
}

}  // namespace vtasim::app
