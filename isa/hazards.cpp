#include "isa/hazards.h"

#include <algorithm>
#include <numeric>

namespace vtasim::isa {
namespace {

std::uint32_t log2_of(int power_of_two) {
  std::uint32_t log = 0;
  while ((1 << log) < power_of_two) ++log;
  return log;
}

/// How TensorAluIndexGenerator and the adders behind it form an index: a loop offset that wraps at the depth of acc,
/// plus what the micro-op says, in as many bits as the wider of the two. The RTL's bypass checks compare these sums
/// before they are cut to an address, and so must the search for hazards.
struct IndexSum {
  std::uint32_t out_factor = 0;
  std::uint32_t in_factor = 0;
  std::uint32_t depth_mask = 0;
  std::uint32_t sum_mask = 0;

  std::uint32_t at(std::uint32_t o, std::uint32_t i, std::uint32_t from_uop) const {
    return (((o * out_factor + i * in_factor) & depth_mask) + from_uop) & sum_mask;
  }
};

/// What of an operation is held against the dst of the one before.
enum class Compared : std::uint8_t { dst, src };

/// Whether indices are compared as the adders have them, or as the addresses that they are cut to.
enum class Width : std::uint8_t { sum, address };

/// Looks for operations of an instruction that come right behind one whose dst they have as dst or src.
class NeighbourSearch {
 public:
  NeighbourSearch(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer,
                  Compared compared, Width width)
      : counts_(loop_counts(alu)),
        depth_(static_cast<std::uint32_t>(config.acc_depth)),
        inp_depth_(static_cast<std::uint32_t>(config.inp_depth)),
        uop_begin_(alu.uop_begin),
        uop_mask_(static_cast<std::uint32_t>(config.uop_depth) - 1),
        uop_buffer_(uop_buffer),
        compared_field_(compared) {
    const std::uint32_t acc_bits = log2_of(config.acc_depth);
    const std::uint32_t inp_bits = log2_of(config.inp_depth);
    const auto mask = [&](std::uint32_t uop_bits) {
      return (1u << (width == Width::address ? acc_bits : std::max(acc_bits, uop_bits))) - 1;
    };
    written_ = {alu.dst_factor_out, alu.dst_factor_in, depth_ - 1, mask(kUopAccBits)};
    const IndexSum src = {alu.src_factor_out, alu.src_factor_in, depth_ - 1, mask(kUopInpBits + inp_bits)};
    compared_ = compared == Compared::dst ? written_ : src;
  }

  /// The first of them; of one that is later than `operations` operations, nothing need be said.
  std::optional<AluHazard> first(std::uint64_t operations = std::numeric_limits<std::uint64_t>::max()) const {
    const Suspects suspects = find_suspects();
    if (suspects.inside.empty() && !suspects.inner && !suspects.outer) return std::nullopt;
    // Loop offsets repeat after `depth` iterations, so that a hazard that has not shown by then never does.
    const std::uint64_t last_outer = operations / (std::uint64_t{counts_.in} * counts_.uops);
    for (std::uint32_t o = 0; o < std::min(counts_.out, depth_) && o <= last_outer; ++o) {
      for (std::uint32_t i = 0; i < std::min(counts_.in, depth_); ++i) {
        for (const std::uint32_t u : suspects.inside) {
          if (clash(o, i, written_uop(u), o, i, compared_uop(u + 1))) return found(o, i, u);
        }
        if (suspects.inner && i + 1 < counts_.in && last_clashes(o, i, o, i + 1)) return found(o, i, counts_.uops - 1);
      }
      if (suspects.outer && o + 1 < counts_.out && last_clashes(o, counts_.in - 1, o + 1, 0)) {
        return found(o, counts_.in - 1, counts_.uops - 1);
      }
    }
    return std::nullopt;
  }

 private:
  /// Neighbouring operations that may clash in some iteration.
  struct Suspects {
    std::vector<std::uint32_t> inside;  ///< Micro-ops, with the next one of the same iteration.
    bool inner = false;                 ///< The last micro-op with the first in the next iteration of the inner loop,
    bool outer = false;                 ///< or of the outer one.
  };

  Suspects find_suspects() const {
    Suspects suspects;
    for (std::uint32_t u = 0; u + 1 < counts_.uops; ++u) {
      if (possible(written_uop(u), compared_uop(u + 1))) suspects.inside.push_back(u);
    }
    const std::uint32_t last = written_uop(counts_.uops - 1);
    const std::uint32_t next = compared_uop(0);
    suspects.inner = counts_.in > 1 && possible(last, next, 0u - compared_.in_factor);
    suspects.outer =
        counts_.out > 1 && possible(last, next, (counts_.in - 1) * written_.in_factor - compared_.out_factor);
    return suspects;
  }

  Uop uop(std::uint32_t u) const { return decode_uop(uop_buffer_[(uop_begin_ + u) & uop_mask_]); }
  /// What a micro-op says of the written index,
  std::uint32_t written_uop(std::uint32_t u) const { return uop(u).acc; }
  /// and of the compared one.
  std::uint32_t compared_uop(std::uint32_t u) const {
    return compared_field_ == Compared::dst ? uop(u).acc : alu_src(uop(u), inp_depth_);
  }

  /// Whether what the last micro-op writes in an iteration is what the first one compares in the next.
  bool last_clashes(std::uint32_t o, std::uint32_t i, std::uint32_t next_o, std::uint32_t next_i) const {
    return clash(o, i, written_uop(counts_.uops - 1), next_o, next_i, compared_uop(0));
  }

  bool clash(std::uint32_t o, std::uint32_t i, std::uint32_t written, std::uint32_t next_o, std::uint32_t next_i,
             std::uint32_t compared) const {
    return written_.at(o, i, written) == compared_.at(next_o, next_i, compared);
  }

  AluHazard found(std::uint32_t o, std::uint32_t i, std::uint32_t u) const {
    const std::uint64_t written = (std::uint64_t{o} * counts_.in + i) * counts_.uops + u;
    return {written + 1, written_.at(o, i, written_uop(u)) & (depth_ - 1)};
  }

  /// Whether there can be an iteration in which what a micro-op says of the written index, `w`, and of the compared
  /// index, `c`, meet, offsets of the loops added to both: a cheap test that most programs fail, so that their
  /// iterations need not be walked. `ahead` is how far the offset of the first is always ahead of the second's, beyond
  /// what the two get from the same iteration; modulo 2^32.
  bool possible(std::uint32_t w, std::uint32_t c, std::uint32_t ahead = 0) const {
    // The distance changes from one iteration to another by multiples of the differences of the factors only.
    std::uint32_t step = depth_;
    if (counts_.out > 1) step = std::gcd(step, (compared_.out_factor - written_.out_factor) & (depth_ - 1));
    if (counts_.in > 1) step = std::gcd(step, (compared_.in_factor - written_.in_factor) & (depth_ - 1));
    if ((w + ahead - c) % step != 0) return false;
    const std::uint32_t w_end = w + largest_offset(written_);
    const std::uint32_t c_end = c + largest_offset(compared_);
    const bool wraps = w_end > written_.sum_mask || c_end > compared_.sum_mask;
    return wraps || (w <= c_end && c <= w_end);
  }

  std::uint32_t largest_offset(const IndexSum& index) const {
    const std::uint64_t last =
        std::uint64_t{counts_.out - 1} * index.out_factor + std::uint64_t{counts_.in - 1} * index.in_factor;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(last, depth_ - 1));
  }

  LoopCounts counts_;
  std::uint32_t depth_;
  std::uint32_t inp_depth_;
  std::uint32_t uop_begin_;
  std::uint32_t uop_mask_;
  const std::vector<std::uint32_t>& uop_buffer_;
  Compared compared_field_;
  IndexSum written_;   ///< dst
  IndexSum compared_;  ///< dst or src
};

}  // namespace

std::optional<AluHazard> find_alu_hazard(const Alu& alu, const HardwareConfig& config,
                                         const std::vector<std::uint32_t>& uop_buffer, std::uint64_t operations) {
  const Compared compared = alu.use_imm != 0 ? Compared::dst : Compared::src;
  return NeighbourSearch(alu, config, uop_buffer, compared, Width::sum).first(operations);
}

bool reads_last_dst(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer) {
  return NeighbourSearch(alu, config, uop_buffer, Compared::src, Width::address).first().has_value();
}

}  // namespace vtasim::isa
