#include "isa/token_only.h"

namespace vtasim::isa {

Instruction token_only(Module module, Deps deps, std::uint32_t y_size) {
  if (module == Module::store) {
    Store store;
    store.deps = deps;
    store.buffer = static_cast<std::uint32_t>(Buffer::out);
    store.y_size = y_size;
    return store;
  }
  Load load;
  load.deps = deps;
  load.buffer = static_cast<std::uint32_t>(module == Module::load ? Buffer::inp : Buffer::uop);
  load.y_size = y_size;
  return load;
}

bool is_token_only(const Instruction& instruction) {
  if (const auto* load = std::get_if<Load>(&instruction)) return load->x_size == 0;
  const auto* store = std::get_if<Store>(&instruction);
  return store != nullptr && store->x_size == 0;
}

}  // namespace vtasim::isa
