// Sources of programs: refused or read; what was read and assembled can be written as a source and assembled again.

#include <algorithm>
#include <cctype>

#include "isa/assembly/assembly.h"
#include "isa/assembly/write_assembly.h"
#include "isa/disasm.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace vtasim;

/// Numbers with few digits ask for few bytes.
bool small_numbers(std::string_view text) {
  constexpr int kMostDigits = 5;
  int digits = 0;
  for (const char c : text) {
    digits = std::isxdigit(static_cast<unsigned char>(c)) != 0 ? digits + 1 : 0;
    if (digits > kMostDigits) return false;
  }
  return true;
}

std::vector<isa::Case> assembled(std::string_view text) {
  std::vector<isa::Case> cases;
  for (const isa::AssemblyProgram& program :
       isa::read_assembly(scratch_file("source.vta", text), isa::find_hardware_config)) {
    cases.push_back(assemble(program));
  }
  return cases;
}

std::string source_of(const std::vector<isa::Case>& cases) {
  std::string text;
  const isa::Listener append = [&](std::string_view piece) { text += piece; };
  for (const isa::Case& one : cases) {
    text += one.program.name + " (" + one.program.config + ")\n";
    write_data(one, append);
    disassemble(one.program, append);
  }
  return text;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  if (!small_numbers(text)) return 0;
  std::vector<isa::Case> cases;
  if (!accepted([&] { cases = assembled(text); })) return 0;
  // A name may have a comment's beginning in it, which a heading of its own would lose.
  const std::vector<isa::Case> again = assembled(source_of(cases));
  require(again.size() == cases.size(), "a source that is written and read has other programs");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const isa::Program& a = cases[i].program;
    const isa::Program& b = again[i].program;
    require(a.insn_addr == b.insn_addr && a.insn_count == b.insn_count && a.dram_bytes == b.dram_bytes,
            "a source that is written and read has another layout");
    const isa::DramImage left = a.image();
    const isa::DramImage right = b.image();
    require(std::equal(left.data(), left.data() + a.dram_bytes, right.data()),
            "a source that is written and read has other bytes");
  }
  return 0;
}
