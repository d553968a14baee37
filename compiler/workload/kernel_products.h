#pragma once

#include <cstddef>
#include <cstdint>

namespace vtasim::compiler {

/// What an element of a convolution's kernel adds to the sums of a plane of outputs: to rows of them the products of
/// rows of inputs. Places and pitches count elements of a plane.
struct KernelElement {
  std::size_t index = 0;  ///< In the kernel, row-major.
  int rows = 0;
  int cols = 0;
  int output = 0;  ///< The first of the first row, in the plane,
  int input = 0;   ///< and its input.
  int output_pitch = 0;
  int input_pitch = 0;
  int input_step = 0;  ///< From the input of an output to that of the next in the row.
};

/// Elements of a kernel.
struct KernelElements {
  const KernelElement* first = nullptr;
  std::size_t count = 0;
};

/// Planes of inputs, one after the other, and the kernels that they meet, one after the other likewise.
struct ChannelRun {
  const std::int16_t* inputs = nullptr;
  std::size_t plane = 0;  ///< Inputs of a plane.
  const std::int8_t* weights = nullptr;
  std::size_t kernel = 0;  ///< Weights of a kernel.
  int channels = 0;
};

/// Adds all products to `sums`, modulo 2^32. Plain loops, compiled for each instruction set; those of the machine are
/// chosen at run time.
void add_products(const KernelElements& kernel, const ChannelRun& channels, std::uint32_t* sums);

}  // namespace vtasim::compiler
