#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

isa::Buffer LoopNest::activation() const {
  if (in_acc()) return isa::Buffer::acc;
  return operands == Operands::swapped ? isa::Buffer::wgt : isa::Buffer::inp;
}

isa::Buffer LoopNest::filter() const {
  if (in_acc()) return isa::Buffer::acc;
  return operands == Operands::swapped ? isa::Buffer::inp : isa::Buffer::wgt;
}

}  // namespace vtasim::compiler
