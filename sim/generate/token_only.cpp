#include "sim/generate/token_only.h"

namespace vtasim::generate {

isa::Instruction token_only(isa::Module module, isa::Deps deps) {
  if (module == isa::Module::store) {
    isa::Store store;
    store.deps = deps;
    store.buffer = static_cast<std::uint32_t>(isa::Buffer::out);
    return store;
  }
  isa::Load load;
  load.deps = deps;
  load.buffer = static_cast<std::uint32_t>(module == isa::Module::load ? isa::Buffer::inp : isa::Buffer::uop);
  return load;
}

}  // namespace vtasim::generate
