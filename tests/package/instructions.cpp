// With the instruction set alone: encodes an instruction, decodes and prints it, and names a shipped configuration.

#include <iostream>

#include "isa/disasm.h"
#include "isa/encoding.h"
#include "isa/hardware_config.h"

int main() {
  using namespace vtasim;
  isa::Load load;
  // A cast that vtasim's own warnings are against: they are not for those who use it.
  load.buffer = (std::uint32_t)isa::Buffer::inp;
  load.y_size = 1;
  load.x_size = 32;
  std::cout << isa::disassemble(isa::decode(isa::encode(load))) << '\n'
            << "block " << isa::find_hardware_config("b32-bus64").block << '\n';
}
