#include "compiler/codegen/separate_requantization.h"

#include <algorithm>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/safe_loads.h"
#include "compiler/codegen/tile_alu.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/tiling/tiling.h"
#include "isa/base/ceil_div.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

constexpr int kDigitBits = 8;

class SeparateRequantization {
 public:
  SeparateRequantization(const LoopNest& nest, const isa::HardwareConfig& config, int digits,
                         const std::vector<AluPass>& requantization, const DramBases& bases, UopTable& program)
      : nest_(nest),
        config_(config),
        digits_(digits),
        requantization_(requantization),
        bases_(bases),
        program_(program),
        tiling_(buffers()),
        alu_(nest, tiling_, config, bases, program) {
    // Room for the digits of the next chunk while this one is joined.
    inp_slots_ = std::min(2 * digits, isa::addressable_depth(isa::Buffer::inp, config));
    most_vectors_ =
        std::min(acc_buffer_size(tiling_), buffer_size(isa::addressable_depth(isa::Buffer::inp, config), inp_slots_));
    most_filters_ =
        nest.bias_and_shift_vectors() > 0 ? tiling_.bias_slots / nest.bias_and_shift_vectors() : nest.filters;
  }

  void run() {
    const int vectors = nest_.vectors_per_position * nest_.rows * nest_.cols;  // Of a filter.
    const int of_image = vectors > most_vectors_
                             ? nest_.filters * ceil_div(vectors, most_vectors_)
                             : ceil_div(nest_.filters, std::min(most_vectors_ / vectors, most_filters_));
    chunks_ = static_cast<std::uint32_t>(nest_.images * of_image);
    program_.begin_unit([&] { return isa::ProgramNotes::Unit{0, 0, chunks_, {}}; });
    program_.begin(isa::Purpose::filter);
    load(isa::Buffer::wgt, 0, bases_.identity, 1);
    for (int image = 0; image < nest_.images; ++image) {
      if (vectors > most_vectors_) {
        for (int q = 0; q < nest_.filters; ++q) run_filter(image, q, vectors);
        continue;
      }
      const int filters = std::min(most_vectors_ / vectors, most_filters_);
      for (int q = 0; q < nest_.filters; q += filters) {
        run_chunk(chunk_of(image, q, std::min(filters, nest_.filters - q), vectors), vector_of(image, q, 0));
      }
    }
  }

 private:
  /// Two chunks in acc where it has room for them, and constants of as many filters as may be of use.
  Tiling buffers() const {
    Tiling tiling;
    tiling.partition = ScratchpadPartition::whole(config_);
    const int depth = isa::addressable_depth(isa::Buffer::acc, config_);
    const int share = nest_.bias_and_shift_vectors() > 0 ? std::max(1, depth / 4 / nest_.bias_and_shift_vectors()) : 0;
    tiling.bias_slots = std::min(share, nest_.filters) * nest_.bias_and_shift_vectors();
    tiling.acc_buffers = depth - tiling.bias_slots > 1 ? 2 : 1;
    return tiling;
  }

  void run_filter(int image, int q, int vectors) {
    for (int first = 0; first < vectors; first += most_vectors_) {
      const int count = std::min(most_vectors_, vectors - first);
      run_chunk(chunk_of(image, q, 1, count), vector_of(image, q, first));
    }
  }

  /// The vectors of a chunk as a tile of one row a filter.
  static Tile chunk_of(int image, int q, int filters, int vectors) {
    Tile tile;
    tile.image = image;
    tile.filter = q;
    tile.groups = filters;
    tile.cols = vectors;
    return tile;
  }

  std::int64_t vector_of(int image, int q, int vector) const {
    const std::int64_t filter = std::int64_t{image} * nest_.filters + q;
    return filter * nest_.vectors_per_position * nest_.rows * nest_.cols + vector;
  }

  /// A chunk is some filters, or some of the vectors of one.
  isa::ProgramNotes::Unit notes_of(const Tile& chunk, std::int64_t first) const {
    const int vectors = nest_.vectors_per_position * nest_.rows * nest_.cols;  // Of a filter.
    return {0,
            chunk_,
            chunks_,
            {{"image", chunk.image, 1, nest_.images},
             {"filter", chunk.filter, chunk.groups, nest_.filters},
             {"vector", static_cast<int>(first % vectors), chunk.cols, vectors}}};
  }

  void run_chunk(const Tile& chunk, std::int64_t first) {
    const int acc = next_buffer_ * acc_buffer_size(tiling_);
    next_buffer_ = (next_buffer_ + 1) % tiling_.acc_buffers;
    const int vectors = chunk.vectors();
    program_.begin_unit([&] { return notes_of(chunk, first); });
    program_.begin(isa::Purpose::bias);
    append_reset(acc, vectors, program_);
    const std::int64_t plane = vector_of(nest_.images, 0, 0);
    for (int digit = digits_ - 1; digit >= 0; --digit) {
      const int inp = next_slot_ * most_vectors_;
      next_slot_ = (next_slot_ + 1) % inp_slots_;
      program_.begin(isa::Purpose::activation);
      load(isa::Buffer::inp, inp, bases_.digits + static_cast<std::uint32_t>(digit * plane + first), vectors);
      program_.begin(isa::Purpose::products);
      append_sum(acc, inp, vectors);
      if (digit > 0) alu_.run({isa::AluOp::shr, -kDigitBits}, chunk, acc);
    }
    program_.begin(isa::Purpose::requantization);
    for (const AluPass& pass : requantization_) alu_.run(pass, chunk, acc);
    program_.begin(isa::Purpose::store);
    program_.append(make_store(acc, bases_.output + static_cast<std::uint32_t>(first), {1, vectors}));
    ++chunk_;
  }

  void load(isa::Buffer buffer, int sram, std::uint32_t dram, int elements) {
    append_load(make_load(buffer, sram, dram, {1, elements}), config_, program_);
  }

  /// Adds inp vectors to acc vectors, through the identity tile.
  void append_sum(int acc, int inp, int vectors) {
    isa::Gemm gemm;
    gemm.iter_out = 1;
    gemm.iter_in = field(vectors);
    gemm.acc_factor_in = gemm.inp_factor_in = vectors > 1 ? 1 : 0;
    program_.append(gemm, {encode(isa::Uop{field(acc), field(inp), 0})});
  }

  const LoopNest& nest_;
  const isa::HardwareConfig& config_;
  const int digits_;
  const std::vector<AluPass>& requantization_;
  const DramBases& bases_;
  UopTable& program_;
  Tiling tiling_;  ///< Of the second pass: only its buffers and slots.
  TileAlu alu_;
  int inp_slots_ = 1;
  int most_vectors_ = 1;  ///< Of a chunk.
  int most_filters_ = 1;
  int next_buffer_ = 0;
  int next_slot_ = 0;
  std::uint32_t chunk_ = 0;   ///< That is next,
  std::uint32_t chunks_ = 1;  ///< of so many.
};

}  // namespace

std::int64_t digit_bytes(const LoopNest& nest, const isa::HardwareConfig& config, int digits) {
  return digits * output_bytes(nest, config);
}

void append_separate_requantization(const LoopNest& nest, const isa::HardwareConfig& config, int digits,
                                    const std::vector<AluPass>& requantization, const DramBases& bases,
                                    UopTable& program) {
  SeparateRequantization(nest, config, digits, requantization, bases, program).run();
}

}  // namespace vtasim::compiler
