#include "compiler/epilogue/requantization.h"

#include <algorithm>
#include <limits>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"

namespace vtasim::compiler {
namespace {

struct Range {
  std::int64_t low = 0;  ///< 0 is in every range: lanes without an element sum up to it.
  std::int64_t high = 0;
  void include(const Range& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
  bool contains(const Range& other) const { return low <= other.low && other.high <= high; }
};

constexpr Range kAcc{std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};

/// All sums of an output channel that inputs and residuals from -128 to 127 can lead to. The padding holds such an
/// input too.
Range sums_of(const LayerTensors& tensors, std::size_t channel, std::size_t taps, std::int32_t bias,
              std::int64_t residual_factor) {
  const std::int8_t* const weights = tensors.weights.data.data() + channel * taps;
  // Of random signs, so that branches on them would be guessed wrong half the time.
  std::int64_t positive = 0;
  std::int64_t sum = 0;
  for (std::size_t t = 0; t < taps; ++t) {
    const int weight = weights[t];
    sum += weight;
    positive += weight & -static_cast<int>(weight > 0);
  }
  const std::int64_t negative = sum - positive;
  positive += residual_factor;  // The residual is as another input.
  const Range range{bias - 128 * positive + 127 * negative, bias + 127 * positive - 128 * negative};
  return kAcc.contains(range) ? range : kAcc;  // acc wraps around.
}

/// What can stand in acc before and after the shift.
struct Values {
  Range sums;
  Range shifted;
};

Values values_of(const Layer& layer, const LayerTensors& tensors) {
  Values all;
  const std::vector<std::int32_t> bias = folded_bias(layer, tensors);
  const std::int64_t residual_factor = layer.residual_shift ? std::int64_t{1} << *layer.residual_shift : 0;
  const auto taps = tensors.weights.data.size() / static_cast<std::size_t>(layer.out_channels);
  for (int o = 0; o < layer.out_channels; ++o) {
    const auto channel = static_cast<std::size_t>(o);
    const Range sums = sums_of(tensors, channel, taps, bias.empty() ? 0 : bias[channel], residual_factor);
    all.sums.include(sums);
    all.shifted.include({sums.low >> layer.shift_of(o), sums.high >> layer.shift_of(o)});
  }
  return all;
}

/// Signed 8-bit digits that hold every number of a range.
int digits_for(const Range& range) {
  int digits = 1;
  while (digits < 4 &&
         !Range{-(std::int64_t{1} << (8 * digits - 1)), (std::int64_t{1} << (8 * digits - 1)) - 1}.contains(range))
    ++digits;
  return digits;
}

}  // namespace

std::vector<AluPass> requantization_passes(const Layer& layer, const LayerTensors& tensors) {
  const Values values = values_of(layer, tensors);
  std::vector<AluPass> passes;
  if (layer.requantization_pass == RequantizationPass::separate) {
    AluPass store;
    store.stored_digits = digits_for(values.sums);
    passes.push_back(store);
  }
  if (shifts_differ(layer)) {
    passes.push_back({isa::AluOp::shr, 0, true});
  } else if (layer.shift_of(0) != 0) {
    passes.push_back({isa::AluOp::shr, layer.shift_of(0), false});
  }
  if (values.shifted.high > layer.high_clip()) passes.push_back({isa::AluOp::min, layer.high_clip(), false});
  if (values.shifted.low < layer.low_clip()) passes.push_back({isa::AluOp::max, layer.low_clip(), false});
  return passes;
}

}  // namespace vtasim::compiler
