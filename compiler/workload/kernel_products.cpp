#include "compiler/workload/kernel_products.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "compiler/workload/kernel_products.cpp"
#include <hwy/foreach_target.h>  // Compiles this file once for each instruction set.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vtasim::compiler::HWY_NAMESPACE {
namespace {

/// Adds the products of a run of inputs, `step` apart. Both factors of a product have 16 bits, and with a step of 1 the
/// inputs lie side by side: so compilers make vectors of it.
void add_row(const std::int16_t* HWY_RESTRICT inputs, int step, std::int16_t weight, int count,
             std::uint32_t* HWY_RESTRICT sums) {
  if (step == 1) {
    for (int i = 0; i < count; ++i) sums[i] += static_cast<std::uint32_t>(inputs[i] * weight);
  } else {
    for (int i = 0; i < count; ++i) sums[i] += static_cast<std::uint32_t>(inputs[i * step] * weight);
  }
}

void add_all(const KernelElements& kernel, const ChannelRun& channels, std::uint32_t* sums) {
  for (int c = 0; c < channels.channels; ++c) {
    const std::int16_t* const inputs = channels.inputs + static_cast<std::size_t>(c) * channels.plane;
    const std::int8_t* const weights = channels.weights + static_cast<std::size_t>(c) * channels.kernel;
    for (std::size_t e = 0; e < kernel.count; ++e) {
      const KernelElement& element = kernel.first[e];
      for (int row = 0; row < element.rows; ++row) {
        add_row(inputs + element.input + row * element.input_pitch, element.input_step, weights[element.index],
                element.cols, sums + element.output + row * element.output_pitch);
      }
    }
  }
}

}  // namespace
}  // namespace vtasim::compiler::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vtasim::compiler {

HWY_EXPORT(add_all);

void add_products(const KernelElements& kernel, const ChannelRun& channels, std::uint32_t* sums) {
  HWY_DYNAMIC_DISPATCH(add_all)(kernel, channels, sums);
}

}  // namespace vtasim::compiler
#endif
