#include "isa/gemm_kernel.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "isa/gemm_kernel.cpp"
#include <hwy/foreach_target.h>  // Compiles this file once for each instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vtasim::isa::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

// Without vectors: plain loops, for any block.
void tile_each(const GemmMemory& memory, const GemmOperations& operations) {
  const std::size_t block = memory.block;
  for (std::size_t n = 0; n < operations.count; ++n) {
    const std::int8_t* inp = memory.inp + operations.inp[n] * block;
    for (std::size_t o = 0; o < block; ++o) {
      const std::int8_t* row = memory.wgt + (operations.wgt[n] * block + o) * block;
      const std::size_t lane = operations.acc[n] * block + o;
      auto sum = static_cast<std::uint32_t>(memory.acc[lane]);
      for (std::size_t k = 0; k < block; ++k) sum += static_cast<std::uint32_t>(row[k] * inp[k]);
      memory.acc[lane] = static_cast<std::int32_t>(sum);
      memory.out[lane] = static_cast<std::int8_t>(sum);
    }
  }
}

void one_tile(const GemmMemory& memory, const GemmOperations& operations) { tile_each(memory, operations); }

#else

namespace hn = hwy::HWY_NAMESPACE;

/// The sums of the lanes of four vectors, in each block of 128 bits on its own: block j holds what is in blocks j.
template <class V>
HWY_INLINE V sums_in_blocks(V a, V b, V c, V e) {
  const hn::DFromV<V> d;
  const hn::Repartition<std::int64_t, decltype(d)> d64;
  const auto ab = hn::BitCast(d64, hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b)));
  const auto ce = hn::BitCast(d64, hn::Add(hn::InterleaveLower(d, c, e), hn::InterleaveUpper(d, c, e)));
  return hn::Add(hn::BitCast(d, hn::InterleaveLower(d64, ab, ce)), hn::BitCast(d, hn::InterleaveUpper(d64, ab, ce)));
}

/// Adds the upper half of a vector to the lower until two blocks of 128 bits are left.
template <class V>
HWY_INLINE auto two_blocks(V v) {
  const hn::DFromV<V> d;
  if constexpr (hn::MaxLanes(d) <= 8) {
    return v;
  } else {
    const hn::Half<decltype(d)> half;
    return two_blocks(hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  }
}

/// Adds `sum` to acc and writes out, as many lanes as `sum` has.
template <class D, class V>
HWY_INLINE void accumulate(D d, V sum, std::int32_t* HWY_RESTRICT acc, std::int8_t* HWY_RESTRICT out) {
  const V total = hn::Add(hn::LoadU(d, acc), sum);
  hn::StoreU(total, d, acc);
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<std::uint8_t, D> d8;
  hn::StoreU(hn::TruncateTo(d8, hn::BitCast(du, total)), d8, reinterpret_cast<std::uint8_t*>(out));
}

/// Products of a row of the tile and the inp vector, summed to fewer lanes than there are products.
template <std::size_t kBlock>
HWY_INLINE auto row_products(const std::int8_t* HWY_RESTRICT row, const std::int16_t* HWY_RESTRICT inp) {
  const hn::CappedTag<std::int16_t, kBlock> d16;
  const hn::RepartitionToWide<decltype(d16)> d32;
  const hn::Rebind<std::int8_t, decltype(d16)> d8;
  auto low = hn::Zero(d32);
  auto high = hn::Zero(d32);
  for (std::size_t k = 0; k < kBlock; k += hn::Lanes(d16)) {
    const auto w = hn::PromoteTo(d16, hn::LoadU(d8, row + k));
    low = hn::ReorderWidenMulAccumulate(d32, w, hn::LoadU(d16, inp + k), low, high);
  }
  return hn::RearrangeToOddPlusEven(low, high);
}

template <std::size_t kBlock>
HWY_INLINE void widen(const std::int8_t* HWY_RESTRICT from, std::int16_t* HWY_RESTRICT to) {
  const hn::CappedTag<std::int16_t, kBlock> d16;
  const hn::Rebind<std::int8_t, decltype(d16)> d8;
  for (std::size_t k = 0; k < kBlock; k += hn::Lanes(d16)) {
    hn::StoreU(hn::PromoteTo(d16, hn::LoadU(d8, from + k)), d16, to + k);
  }
}

/// Whether a vector holds two rows of a tile, 16 bits each.
template <std::size_t kBlock>
constexpr bool holds_two_rows() {
#if HWY_HAVE_SCALABLE
  return false;
#else
  return HWY_MAX_BYTES >= 2 * kBlock * sizeof(std::int16_t);
#endif
}

/// The lanes of a vector in as few as one block of 128 bits: halves are added up.
template <class V>
HWY_INLINE auto one_block(V v) {
  const hn::DFromV<V> d;
  if constexpr (hn::MaxLanes(d) == 4) {
    return v;
  } else {
    const hn::Half<decltype(d)> half;
    return one_block(hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  }
}

/// Adds eight rows of the tile, times inp, to acc; two rows, side by side in memory, are one vector. `inp` is there
/// twice.
template <std::size_t kBlock, class V>
HWY_INLINE void eight_rows_in_pairs(const std::int8_t* HWY_RESTRICT rows, V inp, std::int32_t* HWY_RESTRICT acc,
                                    std::int8_t* HWY_RESTRICT out) {
  const hn::DFromV<V> d16;
  const hn::RepartitionToWide<decltype(d16)> d32;
  const hn::Rebind<std::int8_t, decltype(d16)> d8;
  const auto pair = [&](std::size_t r) HWY_ATTR {
    auto high = hn::Zero(d32);
    const auto w = hn::PromoteTo(d16, hn::LoadU(d8, rows + r * kBlock));
    const auto low = hn::ReorderWidenMulAccumulate(d32, w, inp, hn::Zero(d32), high);
    return hn::RearrangeToOddPlusEven(low, high);
  };
  // The lower half is of even rows, the upper of odd ones.
  const auto sums = sums_in_blocks(pair(0), pair(2), pair(4), pair(6));
  const hn::Half<decltype(d32)> half;
  const auto even = one_block(hn::LowerHalf(half, sums));
  const auto odd = one_block(hn::UpperHalf(half, sums));
  const hn::DFromV<decltype(even)> d;
  const hn::Twice<decltype(d)> d_all;
  accumulate(d_all, hn::Combine(d_all, hn::InterleaveUpper(d, even, odd), hn::InterleaveLower(d, even, odd)), acc, out);
}

/// Adds eight rows of the tile, times inp, to acc.
template <std::size_t kBlock>
HWY_INLINE void eight_rows(const std::int8_t* HWY_RESTRICT rows, const std::int16_t* HWY_RESTRICT inp,
                           std::int32_t* HWY_RESTRICT acc, std::int8_t* HWY_RESTRICT out) {
  const auto row = [&](std::size_t r) HWY_ATTR { return row_products<kBlock>(rows + r * kBlock, inp); };
  const auto low = two_blocks(sums_in_blocks(row(0), row(1), row(2), row(3)));
  const auto high = two_blocks(sums_in_blocks(row(4), row(5), row(6), row(7)));
  const hn::DFromV<decltype(low)> d;
  if constexpr (hn::MaxLanes(d) == 8) {
    accumulate(d, hn::Add(hn::ConcatLowerLower(d, high, low), hn::ConcatUpperUpper(d, high, low)), acc, out);
  } else {
    accumulate(d, low, acc, out);
    accumulate(d, high, acc + 4, out + 4);
  }
}

template <std::size_t kBlock>
void tile_each_of(const GemmMemory& memory, const GemmOperations& operations) {
  // Copies: a store of bytes could change what is behind a reference.
  const GemmMemory m = memory;
  const GemmOperations ops = operations;
  for (std::size_t n = 0; n < ops.count; ++n) {
    const std::int8_t* inp = m.inp + ops.inp[n] * kBlock;
    const std::int8_t* tile = m.wgt + ops.wgt[n] * kBlock * kBlock;
    std::int32_t* acc = m.acc + ops.acc[n] * kBlock;
    std::int8_t* out = m.out + ops.acc[n] * kBlock;
    if constexpr (holds_two_rows<kBlock>()) {
      const hn::CappedTag<std::int16_t, kBlock> d;
      const hn::Rebind<std::int8_t, decltype(d)> d8;
      const auto once = hn::PromoteTo(d, hn::LoadU(d8, inp));
      const auto twice = hn::Combine(hn::Twice<decltype(d)>(), once, once);
      for (std::size_t o = 0; o < kBlock; o += 8) {
        eight_rows_in_pairs<kBlock>(tile + o * kBlock, twice, acc + o, out + o);
      }
    } else {
      HWY_ALIGN std::int16_t wide[kBlock];
      widen<kBlock>(inp, wide);
      for (std::size_t o = 0; o < kBlock; o += 8) eight_rows<kBlock>(tile + o * kBlock, wide, acc + o, out + o);
    }
  }
}

/// Rearranges a tile: [pair of inp lanes][out lane][lane of the pair], so that a vector holds what many out lanes do
/// with one pair and no sum runs across a vector.
template <std::size_t kBlock>
void rearrange(const std::int8_t* HWY_RESTRICT tile, std::int16_t* HWY_RESTRICT pairs) {
  HWY_ALIGN std::int16_t row[kBlock];
  for (std::size_t o = 0; o < kBlock; ++o) {
    widen<kBlock>(tile + o * kBlock, row);
    for (std::size_t p = 0; p < kBlock / 2; ++p)
      std::memcpy(pairs + (p * kBlock + o) * 2, row + p * 2, 2 * sizeof(*row));
  }
}

template <std::size_t kBlock>
void one_tile_of(const GemmMemory& memory, const GemmOperations& operations) {
  const hn::CappedTag<std::int32_t, kBlock> d;
  const hn::Repartition<std::int16_t, decltype(d)> d16;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN std::int16_t tile[kBlock * kBlock];
  HWY_ALIGN std::int16_t inp[kBlock];
  // Copies: a store of bytes could change what is behind a reference.
  const GemmMemory m = memory;
  const GemmOperations ops = operations;
  rearrange<kBlock>(m.wgt + ops.wgt[0] * kBlock * kBlock, tile);
  for (std::size_t n = 0; n < ops.count; ++n) {
    widen<kBlock>(m.inp + ops.inp[n] * kBlock, inp);
    std::int32_t* acc = m.acc + ops.acc[n] * kBlock;
    std::int8_t* out = m.out + ops.acc[n] * kBlock;
    // Two vectors at a time, so that a pair of inp lanes is broadcast half as often.
    const std::size_t second = lanes < kBlock ? lanes : 0;
    for (std::size_t o = 0; o < kBlock; o += lanes + second) {
      auto low0 = hn::Zero(d), high0 = hn::Zero(d), low1 = hn::Zero(d), high1 = hn::Zero(d);
      const auto add_pair = [&](std::size_t p, auto x) HWY_ATTR {
        const std::int16_t* weights = tile + (p * kBlock + o) * 2;
        low0 = hn::ReorderWidenMulAccumulate(d, x, hn::Load(d16, weights), low0, high0);
        if (second != 0) low1 = hn::ReorderWidenMulAccumulate(d, x, hn::Load(d16, weights + 2 * lanes), low1, high1);
      };
      for (std::size_t p = 0; p < kBlock / 2; p += 4) {
        // Four pairs in each 128 bits.
        const auto pairs = hn::BitCast(d, hn::LoadDup128(d16, inp + p * 2));
        add_pair(p, hn::BitCast(d16, hn::Broadcast<0>(pairs)));
        add_pair(p + 1, hn::BitCast(d16, hn::Broadcast<1>(pairs)));
        add_pair(p + 2, hn::BitCast(d16, hn::Broadcast<2>(pairs)));
        add_pair(p + 3, hn::BitCast(d16, hn::Broadcast<3>(pairs)));
      }
      accumulate(d, hn::RearrangeToOddPlusEven(low0, high0), acc + o, out + o);
      if (second != 0) accumulate(d, hn::RearrangeToOddPlusEven(low1, high1), acc + o + lanes, out + o + lanes);
    }
  }
}

void tile_each(const GemmMemory& memory, const GemmOperations& operations) {
  switch (memory.block) {
    case 8:
      return tile_each_of<8>(memory, operations);
    case 16:
      return tile_each_of<16>(memory, operations);
    case 32:
      return tile_each_of<32>(memory, operations);
    default:
      return tile_each_of<64>(memory, operations);
  }
}

void one_tile(const GemmMemory& memory, const GemmOperations& operations) {
  switch (memory.block) {
    case 8:
      return one_tile_of<8>(memory, operations);
    case 16:
      return one_tile_of<16>(memory, operations);
    case 32:
      return one_tile_of<32>(memory, operations);
    default:
      return one_tile_of<64>(memory, operations);
  }
}

#endif  // HWY_TARGET == HWY_SCALAR

}  // namespace
}  // namespace vtasim::isa::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vtasim::isa {

HWY_EXPORT(tile_each);
HWY_EXPORT(one_tile);

void gemm_tile_each(const GemmMemory& memory, const GemmOperations& operations) {
  HWY_DYNAMIC_DISPATCH(tile_each)(memory, operations);
}

void gemm_one_tile(const GemmMemory& memory, const GemmOperations& operations) {
  HWY_DYNAMIC_DISPATCH(one_tile)(memory, operations);
}

}  // namespace vtasim::isa
#endif
