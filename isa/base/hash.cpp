#include "isa/base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace vtasim {

Hasher::Hasher() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_64bits_reset(state_.get());
}

void Hasher::add(const void* bytes, std::size_t size) { XXH3_64bits_update(state_.get(), bytes, size); }

std::string Hasher::text() const { return fmt::format("{:016x}", XXH3_64bits_digest(state_.get())); }

void Hasher::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

std::string hash_of(std::string_view bytes) { return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size())); }

}  // namespace vtasim
