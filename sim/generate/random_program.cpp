#include "sim/generate/random_program.h"

#include <algorithm>
#include <array>
#include <limits>

#include "sim/generate/index_reach.h"
#include "sim/generate/program_parts.h"
#include "sim/generate/windows.h"

namespace vtasim::generate {
namespace {

using isa::Buffer;

/// How programs of a kind are made.
struct Make {
  std::uint32_t loads = 0;  ///< Out of 100 instructions.
  std::uint32_t stores = 0;
  std::uint32_t gemms = 0;
  std::uint32_t window_bytes = 0;     ///< Of each scratchpad, at most.
  std::uint32_t transfer_bytes = 0;   ///< Of a LOAD or STORE, at most.
  std::uint32_t most_operations = 0;  ///< Of a GEMM or ALU.
};

constexpr std::uint32_t kKilobyte = 1024;
constexpr Make kMixed = {40, 15, 25, 16 * kKilobyte, 4 * kKilobyte, 400};
constexpr Make kMemory = {55, 30, 8, 64 * kKilobyte, 32 * kKilobyte, 30};
constexpr Make kCompute = {14, 6, 45, 8 * kKilobyte, kKilobyte, 4000};
constexpr Make kSmall = {35, 15, 25, kKilobyte, 256, 6};

const Make& make_of(Kind kind) { return kind == Kind::memory ? kMemory : kind == Kind::compute ? kCompute : kMixed; }

/// What a loop may add to an index, by how far there is to go.
class Steps {
 public:
  Steps(RandomNumbers& random, std::uint32_t iter_out, std::uint32_t iter_in, std::uint32_t room, std::uint32_t largest)
      : in_(draw(random, iter_in, room, largest)), out_(draw(random, iter_out, room - in_ * (iter_in - 1), largest)) {}
  std::uint32_t in() const { return in_; }
  std::uint32_t out() const { return out_; }

 private:
  static std::uint32_t draw(RandomNumbers& random, std::uint32_t iterations, std::uint32_t room,
                            std::uint32_t largest) {
    const std::uint32_t most = std::min(largest, iterations > 1 ? room / (iterations - 1) : largest);
    return most == 0 || random.one_in(4) ? 0 : random.one_in(2) ? 1 : random.of_any_size(1, most);
  }

  std::uint32_t in_;
  std::uint32_t out_;
};

class RandomProgram {
 public:
  RandomProgram(LegalProgram& program, const Make& make)
      : program_(program),
        make_(make),
        config_(program.config()),
        random_(program.random()),
        windows_(random_windows(config_, random_, make.window_bytes)) {
    gemm_uops_ = {windows_.of(Buffer::uop).begin, windows_.of(Buffer::uop).size / 2};
    alu_uops_ = {gemm_uops_.end(), windows_.of(Buffer::uop).size - gemm_uops_.size};
  }

  void fill(std::uint32_t count) {
    begin();
    for (std::uint32_t i = 0; i < count; ++i) {
      const What what = choose();
      // What is not legal as drawn is drawn again; of what there is no room for at all, the program has less.
      constexpr int kAttempts = 20;
      for (int attempt = 0; attempt < kAttempts && !program_.append(draw(what)); ++attempt) {
      }
    }
    const Window& acc = windows_.of(Buffer::acc);
    store_acc(program_, acc.begin, acc.size, windows_.of(Buffer::uop).begin);
  }

 private:
  /// Writes all windows, so that nothing is read before.
  void begin() {
    gemm_table_ = program_.add_uops(draw_uops(gemm_uops_, [this] { return gemm_uop(); }));
    alu_table_ = program_.add_uops(draw_uops(alu_uops_, [this] { return any_alu_uop(); }));
    append_all(program_, {row_load(Buffer::uop, gemm_table_, gemm_uops_.begin, gemm_uops_.size),
                          row_load(Buffer::uop, alu_table_, alu_uops_.begin, alu_uops_.size)});
    for (const Buffer buffer : {Buffer::inp, Buffer::wgt, Buffer::acc}) {
      const Window& window = windows_.of(buffer);
      Data& data = data_[static_cast<std::size_t>(buffer)];
      data = {0, window.size + random_.between(1, window.size)};
      data.first = program_.add_data(buffer, data.count);
      append_all(program_, {row_load(buffer, data.first, window.begin, window.size)});
    }
    Data& room = data_[static_cast<std::size_t>(Buffer::out)];
    room.count = 2 * windows_.of(Buffer::out).size + 16;
    room.first = program_.add_room(room.count);
  }

  /// Twice as many as the scratchpad is given at a time.
  template <typename Draw>
  std::vector<isa::Uop> draw_uops(const Window& window, Draw&& one) {
    std::vector<isa::Uop> uops(2 * window.size);
    std::generate(uops.begin(), uops.end(), one);
    return uops;
  }

  /// An entry of a window, more often of its front, so that loops have room.
  std::uint32_t entry(Buffer buffer) {
    const Window& window = windows_.of(buffer);
    return window.begin + random_.below(std::max(window.size >> random_.below(6), 1u));
  }

  isa::Uop gemm_uop() {
    const std::uint32_t acc = entry(Buffer::acc);
    const std::uint32_t inp = entry(Buffer::inp);
    return {acc, inp, entry(Buffer::wgt)};
  }

  /// One that the ALU's pipeline can take behind the one drawn before.
  isa::Uop any_alu_uop() {
    const auto other_entry = [this] {
      const std::uint32_t drawn = entry(Buffer::acc);
      const Window& acc = windows_.of(Buffer::acc);
      return drawn != last_dst_ ? drawn : drawn + 1 < acc.end() ? drawn + 1 : acc.begin;
    };
    const std::uint32_t dst = other_entry();
    const std::uint32_t src = other_entry();
    last_dst_ = dst;
    return alu_uop(dst, src, config_);
  }

  enum class What : std::uint8_t { data_load, uop_load, store, gemm, alu };

  What choose() {
    const std::uint32_t dice = random_.below(100);
    if (dice < make_.loads) return random_.one_in(6) ? What::uop_load : What::data_load;
    if (dice < make_.loads + make_.stores) return What::store;
    return dice < make_.loads + make_.stores + make_.gemms ? What::gemm : What::alu;
  }

  isa::Instruction draw(What what) {
    switch (what) {
      case What::data_load:
        return data_load();
      case What::uop_load:
        return uop_load();
      case What::store:
        return store();
      case What::gemm:
        return gemm();
      case What::alu:
        break;
    }
    return alu();
  }

  isa::Load data_load() {
    const Buffer buffer = random_.element<Buffer>({Buffer::inp, Buffer::wgt, Buffer::acc});
    // Vectors that were stored have the form of inp.
    const bool stored = buffer == Buffer::inp && random_.one_in(8);
    isa::Load load = load_from(buffer, windows_.of(buffer), data(stored ? Buffer::out : buffer));
    if (random_.one_in(3)) pad(load, windows_.of(buffer));
    return load;
  }

  isa::Load uop_load() {
    const bool gemm = random_.one_in(2);
    const Window& window = gemm ? gemm_uops_ : alu_uops_;
    return load_from(Buffer::uop, window, {gemm ? gemm_table_ : alu_table_, 2 * window.size});
  }

  /// Elements that lie in DRAM.
  struct Data {
    std::uint32_t first = 0;
    std::uint32_t count = 1;
  };

  const Data& data(Buffer buffer) const { return data_[static_cast<std::size_t>(buffer)]; }

  isa::Load load_from(Buffer buffer, const Window& window, const Data& data) {
    isa::Load load;
    load.buffer = static_cast<std::uint32_t>(buffer);
    shape(load, buffer, std::min(window.size, data.count), data);
    load.sram_base = window.begin + random_.below(window.size - load.y_size * load.x_size + 1);
    return load;
  }

  /// Rows of up to `entries` elements together, at a random place of `data`.
  void shape(isa::MemFields& mem, Buffer buffer, std::uint32_t entries, const Data& data) {
    const std::uint32_t most = make_.transfer_bytes / static_cast<std::uint32_t>(config_.element_bytes(buffer));
    const std::uint32_t count = random_.of_any_size(1, std::clamp(most, 1u, entries));
    mem.y_size = random_.one_in(2) ? 1 : random_.of_any_size(1, count);
    mem.x_size = count / mem.y_size;
    mem.x_stride = mem.x_size;
    if (mem.y_size > 1) {
      const std::uint32_t most_stride = (data.count - mem.x_size) / (mem.y_size - 1);
      if (!random_.one_in(3)) mem.x_stride = std::min(most_stride, mem.x_size + random_.below(most_stride + 1));
      if (buffer != Buffer::out && random_.one_in(5)) mem.x_stride = random_.below(mem.x_size + 1);  // Rows overlap.
    }
    const std::uint32_t span = (mem.y_size - 1) * mem.x_stride + mem.x_size;
    mem.dram_base = data.first + random_.below(data.count - span + 1);
  }

  /// Padding on some sides, where the window has room for it.
  void pad(isa::Load& load, const Window& window) {
    std::uint32_t isa::MemFields::*const sides[] = {&isa::MemFields::y_pad_0, &isa::MemFields::y_pad_1,
                                                    &isa::MemFields::x_pad_0, &isa::MemFields::x_pad_1};
    constexpr std::uint32_t kMostPadding = 15;
    for (const auto side : sides) {
      if (random_.one_in(2)) load.*side = random_.of_any_size(1, kMostPadding);
      while (load.*side > 0 && load.sram_base + entries_of(load) > window.end()) {
        if (load.sram_base > window.begin) {
          --load.sram_base;
        } else {
          --(load.*side);
        }
      }
    }
  }

  /// Of vectors that were written to out; to the room for them, and now and then over what is loaded as inp.
  isa::Store store() {
    isa::Store store;
    store.buffer = static_cast<std::uint32_t>(Buffer::out);
    const std::vector<isa::ScratchpadRange> runs = program_.written().runs(Buffer::out);
    if (runs.empty()) return store;
    const isa::ScratchpadRange& run = random_.element(runs);
    const Data& to = data(random_.one_in(16) ? Buffer::inp : Buffer::out);
    shape(store, Buffer::out, std::min(run.count, to.count), to);
    store.sram_base = run.begin + random_.below(run.count - store.y_size * store.x_size + 1);
    return store;
  }

  template <typename Insn>
  Insn looped(const Window& uops) {
    Insn insn;
    const std::uint32_t count = random_.of_any_size(1, uops.size);
    insn.uop_begin = uops.begin + random_.below(uops.size - count + 1);
    insn.uop_end = insn.uop_begin + count;
    const std::uint32_t iterations = random_.of_any_size(1, std::max(make_.most_operations / count, 1u));
    insn.iter_out = random_.one_in(2) ? 1 : random_.of_any_size(1, iterations);
    insn.iter_in = iterations / insn.iter_out;
    return insn;
  }

  /// How far the loops may go from the furthest that micro-ops name in a window; index_of() says what they name.
  template <typename Insn, typename IndexOf>
  std::uint32_t room(const Insn& insn, Buffer buffer, IndexOf&& index_of) const {
    std::uint32_t last = windows_.of(buffer).begin;
    for (std::uint32_t u = insn.uop_begin; u < insn.uop_end; ++u) {
      last = std::max(last, index_of(isa::decode_uop(program_.uops()[u])));
    }
    return windows_.of(buffer).end() - 1 - last;
  }

  template <typename Insn>
  Steps steps(const Insn& insn, std::uint32_t most, std::uint32_t bits) {
    return {random_, insn.iter_out, insn.iter_in, most, (1u << bits) - 1};
  }

  isa::Gemm gemm() {
    auto gemm = looped<isa::Gemm>(gemm_uops_);
    gemm.reset = random_.one_in(6) ? 1 : 0;
    const Steps acc = steps(gemm, room(gemm, Buffer::acc, [](const isa::Uop& uop) { return uop.acc; }), 11);
    const Steps inp = steps(gemm, room(gemm, Buffer::inp, [](const isa::Uop& uop) { return uop.inp; }), 11);
    const Steps wgt = steps(gemm, room(gemm, Buffer::wgt, [](const isa::Uop& uop) { return uop.wgt; }), 10);
    gemm.acc_factor_out = acc.out();
    gemm.acc_factor_in = acc.in();
    gemm.inp_factor_out = inp.out();
    gemm.inp_factor_in = inp.in();
    gemm.wgt_factor_out = wgt.out();
    gemm.wgt_factor_in = wgt.in();
    return gemm;
  }

  isa::Alu alu() {
    auto alu = looped<isa::Alu>(alu_uops_);
    alu.op = random_.below(config_.alu_mul ? 5 : 4);
    alu.use_imm = random_.below(2);
    alu.imm = (random_.one_in(2) ? random_.below(1 << 16) : random_.between(0, 40) - 20) & 0xffff;
    const auto inp_depth = static_cast<std::uint32_t>(config_.inp_depth);
    const Steps dst = steps(alu, room(alu, Buffer::acc, [](const isa::Uop& uop) { return uop.acc; }), 11);
    const Steps src =
        steps(alu, room(alu, Buffer::acc, [&](const isa::Uop& uop) { return alu_src(uop, inp_depth); }), 11);
    alu.dst_factor_out = dst.out();
    alu.dst_factor_in = dst.in();
    alu.src_factor_out = src.out();
    alu.src_factor_in = src.in();
    return alu;
  }

  LegalProgram& program_;
  const Make& make_;
  const isa::HardwareConfig& config_;
  RandomNumbers& random_;
  Windows windows_;
  Window gemm_uops_;  ///< Where in the window of uop the micro-ops for GEMMs lie,
  Window alu_uops_;   ///< and those for ALUs.
  std::uint32_t gemm_table_ = 0;
  std::uint32_t alu_table_ = 0;
  std::uint32_t last_dst_ = std::numeric_limits<std::uint32_t>::max();  ///< Of the ALU micro-op drawn last.
  std::array<Data, isa::kBufferCount> data_;                            ///< By Buffer; of out, room for STOREs.
};

}  // namespace

std::string_view to_string(Kind kind) {
  constexpr std::string_view kNames[] = {"mixed", "memory", "compute"};
  return kNames[static_cast<std::size_t>(kind)];
}

void fill_random(LegalProgram& program, Kind kind) {
  const std::uint32_t count = program.random().of_any_size(20, 160);
  RandomProgram(program, make_of(kind)).fill(count);
}

void fill_random_small(LegalProgram& program, std::uint32_t count) { RandomProgram(program, kSmall).fill(count); }

}  // namespace vtasim::generate
