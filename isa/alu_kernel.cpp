#include "isa/alu_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "isa/alu_kernel.cpp"
#include <hwy/foreach_target.h>  // Compiles this file once for each instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vtasim::isa::HWY_NAMESPACE {
namespace {

/// Calls operate(dst, src) for all operations in their order, with the first lanes of these entries, wrapped.
template <class Operate>
HWY_INLINE void for_each_operation(const AluMemory& memory, const AluOperations& operations, Operate&& operate) {
  const std::size_t block = memory.block;
  const std::size_t mask = memory.entries * block - 1;
  const AluLoop outer = operations.outer;
  const AluLoop inner = operations.inner;
  const AluEntries* const entries = operations.entries;
  const std::size_t count = operations.count;
  for (std::size_t o = 0; o < outer.count; ++o) {
    const std::size_t outer_dst = o * outer.step.dst;
    const std::size_t outer_src = o * outer.step.src;
    if (count == 1) {
      std::size_t dst = (outer_dst + entries->dst) * block;
      std::size_t src = (outer_src + entries->src) * block;
      const std::size_t dst_step = inner.step.dst * block;
      const std::size_t src_step = inner.step.src * block;
      for (std::size_t left = inner.count; left > 0; --left) {
        operate(dst & mask, src & mask);
        dst += dst_step;
        src += src_step;
      }
      continue;
    }
    for (std::size_t i = 0; i < inner.count; ++i) {
      const std::size_t inner_dst = outer_dst + i * inner.step.dst;
      const std::size_t inner_src = outer_src + i * inner.step.src;
      for (std::size_t n = 0; n < count; ++n) {
        operate((entries[n].dst + inner_dst) * block & mask, (entries[n].src + inner_src) * block & mask);
      }
    }
  }
}

#if HWY_TARGET == HWY_SCALAR

// Without vectors: plain loops.
std::int32_t apply(AluFunction function, std::int32_t a, std::int32_t b) {
  const auto bits_a = static_cast<std::uint32_t>(a);
  const auto bits_b = static_cast<std::uint32_t>(b);
  switch (function) {
    case AluFunction::min:
      return std::min(a, b);
    case AluFunction::max:
      return std::max(a, b);
    case AluFunction::add:
      return static_cast<std::int32_t>(bits_a + bits_b);
    case AluFunction::shr:
      return a >> (bits_b & 31u);
    case AluFunction::mul:
      return static_cast<std::int32_t>(bits_a * bits_b);
    case AluFunction::shl:
      break;
  }
  return static_cast<std::int32_t>(bits_a << ((0u - bits_b) & 31u));
}

void run(const AluMemory& memory, const AluOperations& operations) {
  for_each_operation(memory, operations, [&](std::size_t dst, std::size_t src) {
    for (std::size_t k = 0; k < memory.block; ++k) {
      const std::size_t lane = dst + k;
      const std::int32_t source = memory.source[src + k];
      const std::int32_t result = operations.use_imm ? apply(operations.function, source, operations.imm)
                                                     : apply(operations.function, memory.acc[lane], source);
      memory.acc[lane] = result;
      memory.out[lane] = static_cast<std::int8_t>(result);
    }
  });
}

#else

namespace hn = hwy::HWY_NAMESPACE;

struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D /*d*/, V a, V b) const {
    return hn::Min(a, b);
  }
};
struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D /*d*/, V a, V b) const {
    return hn::Max(a, b);
  }
};
struct Add {
  template <class D, class V>
  HWY_INLINE V operator()(D /*d*/, V a, V b) const {
    return hn::Add(a, b);
  }
};
struct Multiply {
  template <class D, class V>
  HWY_INLINE V operator()(D /*d*/, V a, V b) const {
    return hn::Mul(a, b);
  }
};
struct ShiftRight {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return hn::Shr(a, hn::And(b, hn::Set(d, 31)));
  }
};
struct ShiftLeft {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return hn::Shl(a, hn::And(hn::Neg(b), hn::Set(d, 31)));
  }
};

template <std::size_t kBlock, bool kUseImm, class Function>
void run_loop(const AluMemory& memory, const AluOperations& operations, Function function) {
  const hn::CappedTag<std::int32_t, kBlock> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Rebind<std::uint8_t, decltype(d)> d8;
  const std::size_t lanes = hn::Lanes(d);
  // Copies: a store of bytes could change what is behind a reference.
  AluMemory m = memory;
  m.block = kBlock;
  const auto imm = hn::Set(d, operations.imm);
  for_each_operation(m, operations, [=](std::size_t dst, std::size_t src) HWY_ATTR {
    std::int32_t* acc = m.acc + dst;
    std::int8_t* out = m.out + dst;
    const std::int32_t* source = m.source + src;
    for (std::size_t k = 0; k < kBlock; k += lanes) {
      const auto from = hn::LoadU(d, source + k);
      const auto result = kUseImm ? function(d, from, imm) : function(d, hn::LoadU(d, acc + k), from);
      hn::StoreU(result, d, acc + k);
      hn::StoreU(hn::TruncateTo(d8, hn::BitCast(du, result)), d8, reinterpret_cast<std::uint8_t*>(out + k));
    }
  });
}

template <std::size_t kBlock, class Function>
void run_block(const AluMemory& memory, const AluOperations& operations, Function function) {
  if (operations.use_imm) {
    run_loop<kBlock, true>(memory, operations, function);
  } else {
    run_loop<kBlock, false>(memory, operations, function);
  }
}

template <class Function>
void run_function(const AluMemory& memory, const AluOperations& operations, Function function) {
  switch (memory.block) {
    case 8:
      return run_block<8>(memory, operations, function);
    case 16:
      return run_block<16>(memory, operations, function);
    case 32:
      return run_block<32>(memory, operations, function);
    default:
      return run_block<64>(memory, operations, function);
  }
}

void run(const AluMemory& memory, const AluOperations& operations) {
  switch (operations.function) {
    case AluFunction::min:
      return run_function(memory, operations, Min{});
    case AluFunction::max:
      return run_function(memory, operations, Max{});
    case AluFunction::add:
      return run_function(memory, operations, Add{});
    case AluFunction::shr:
      return run_function(memory, operations, ShiftRight{});
    case AluFunction::shl:
      return run_function(memory, operations, ShiftLeft{});
    case AluFunction::mul:
      return run_function(memory, operations, Multiply{});
  }
}

#endif  // HWY_TARGET == HWY_SCALAR

}  // namespace
}  // namespace vtasim::isa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vtasim::isa {

HWY_EXPORT(run);

void alu_run(const AluMemory& memory, const AluOperations& operations) {
  HWY_DYNAMIC_DISPATCH(run)(memory, operations);
}

}  // namespace vtasim::isa
#endif
