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
/// before they are cut to an address, and so must we.
struct IndexSum {
  std::uint32_t out_factor = 0;
  std::uint32_t in_factor = 0;
  std::uint32_t depth_mask = 0;
  std::uint32_t sum_mask = 0;

  std::uint32_t at(std::uint32_t o, std::uint32_t i, std::uint32_t from_uop) const {
    return (((o * out_factor + i * in_factor) & depth_mask) + from_uop) & sum_mask;
  }
};

class HazardSearch {
 public:
  HazardSearch(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer)
      : counts_(loop_counts(alu)), depth_(static_cast<std::uint32_t>(config.acc_depth)) {
    const std::uint32_t acc_bits = log2_of(config.acc_depth);
    const std::uint32_t inp_bits = log2_of(config.inp_depth);
    const auto mask = [](std::uint32_t bits) { return (1u << bits) - 1; };
    written_ = {alu.dst_factor_out, alu.dst_factor_in, depth_ - 1,
                mask(std::max<std::uint32_t>(acc_bits, kUopAccBits))};
    const IndexSum src = {alu.src_factor_out, alu.src_factor_in, depth_ - 1,
                          mask(std::max<std::uint32_t>(acc_bits, kUopInpBits + inp_bits))};
    compared_ = alu.use_imm != 0 ? written_ : src;
    for (std::uint32_t u = 0; u < counts_.uops; ++u) {
      const Uop uop = decode_uop(uop_buffer[(alu.uop_begin + u) % static_cast<std::uint32_t>(config.uop_depth)]);
      written_uops_.push_back(uop.acc);
      compared_uops_.push_back(alu.use_imm != 0 ? uop.acc : alu_src(uop, static_cast<std::uint32_t>(config.inp_depth)));
    }
  }

  std::optional<AluHazard> first(std::uint64_t operations) const {
    const Suspects suspects = find_suspects();
    if (suspects.inside.empty() && !suspects.inner && !suspects.outer) return std::nullopt;
    // Loop offsets repeat after `depth` iterations, so that a hazard that has not shown by then never does.
    const std::uint64_t last_outer = operations / (std::uint64_t{counts_.in} * counts_.uops);
    for (std::uint32_t o = 0; o < std::min(counts_.out, depth_) && o <= last_outer; ++o) {
      for (std::uint32_t i = 0; i < std::min(counts_.in, depth_); ++i) {
        for (const std::uint32_t u : suspects.inside) {
          if (clash(o, i, written_uops_[u], o, i, compared_uops_[u + 1])) return found(o, i, u);
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
      if (possible(written_uops_[u], compared_uops_[u + 1])) suspects.inside.push_back(u);
    }
    const std::uint32_t last = written_uops_.back();
    const std::uint32_t next = compared_uops_.front();
    suspects.inner = counts_.in > 1 && possible(last, next, 0u - compared_.in_factor);
    suspects.outer =
        counts_.out > 1 && possible(last, next, (counts_.in - 1) * written_.in_factor - compared_.out_factor);
    return suspects;
  }

  /// Whether what the last micro-op writes in an iteration is what the first one compares in the next.
  bool last_clashes(std::uint32_t o, std::uint32_t i, std::uint32_t next_o, std::uint32_t next_i) const {
    return clash(o, i, written_uops_.back(), next_o, next_i, compared_uops_.front());
  }

  bool clash(std::uint32_t o, std::uint32_t i, std::uint32_t written, std::uint32_t next_o, std::uint32_t next_i,
             std::uint32_t compared) const {
    return written_.at(o, i, written) == compared_.at(next_o, next_i, compared);
  }

  AluHazard found(std::uint32_t o, std::uint32_t i, std::uint32_t u) const {
    const std::uint64_t written = (std::uint64_t{o} * counts_.in + i) * counts_.uops + u;
    return {written + 1, written_.at(o, i, written_uops_[u]) & (depth_ - 1)};
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
  IndexSum written_;   ///< dst
  IndexSum compared_;  ///< What the next operation must not have equal to it: dst, or src with registers.
  std::vector<std::uint32_t> written_uops_;
  std::vector<std::uint32_t> compared_uops_;
};

}  // namespace

std::optional<AluHazard> find_alu_hazard(const Alu& alu, const HardwareConfig& config,
                                         const std::vector<std::uint32_t>& uop_buffer, std::uint64_t operations) {
  return HazardSearch(alu, config, uop_buffer).first(operations);
}

}  // namespace vtasim::isa
