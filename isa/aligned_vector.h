#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace vtasim::isa {

/// Allocates from multiples of 64 bytes on: what one vector instruction reads or writes, up to a cache line of that
/// size, then never lies in two.
template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kLine{64};

  LineAllocator() = default;
  template <class U>
  LineAllocator(const LineAllocator<U>& /*other*/) {}  // NOLINT(google-explicit-constructor): as the standard has it.

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kLine)); }
  void deallocate(T* at, std::size_t /*n*/) { ::operator delete(at, kLine); }

  friend bool operator==(const LineAllocator& /*a*/, const LineAllocator& /*b*/) { return true; }
  friend bool operator!=(const LineAllocator& /*a*/, const LineAllocator& /*b*/) { return false; }
};

template <class T>
using AlignedVector = std::vector<T, LineAllocator<T>>;

}  // namespace vtasim::isa
