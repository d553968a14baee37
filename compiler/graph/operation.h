#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/workload/layer.h"
#include "compiler/workload/requantization.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// "(1, 3, 224, 224)".
std::string to_string(const Shape& shape);

/// A convolution, and fully connected layers, which are convolutions whose kernel is the whole plane. Where
/// the layer has a residual_shift it has a second input of its output's shape.
struct Convolution {
  Layer layer;                   ///< As it is compiled: the shape of its input is in it.
  bool fully_connected = false;  ///< In the file it is one: units in place of a kernel.
};

/// Two tensors of one shape: requantize((a << shifts[0]) + (b << shifts[1])).
struct Addition {
  std::array<int, 2> shifts{};    ///< 0 to kLargestResidualShift.
  Requantization requantization;  ///< One shift for all channels.
};

/// Rectangles of a plane, one for each output of it.
struct PoolWindow {
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  int pad_top = 0;  ///< Less than the kernel on each side, so that each rectangle has an input.
  int pad_bottom = 0;
  int pad_left = 0;
  int pad_right = 0;
};

/// The largest input of each rectangle. Padding is never it.
struct MaxPool {
  PoolWindow window;
};

/// The mean of each rectangle, without padding: requantize(sum * multiplier), where multiplier / 2^shift stands for
/// 1 / (kernel_h * kernel_w). It is a depthwise convolution with the multiplier for weights (average_pool.h).
struct AveragePool {
  PoolWindow window;
  bool global = false;            ///< In the file it is: the rectangle is the whole plane.
  int multiplier = 0;             ///< 1 to 127; 0: the closest, with the shift, is to be chosen.
  Requantization requantization;  ///< One shift for all channels.
};

/// Channels of all inputs, one after the other. Their other sizes are the same.
struct Concat {};

/// Channel g * (C / groups) + i goes to i * groups + g: the shuffle of ShuffleNet (arXiv 1707.01083).
struct ChannelShuffle {
  int groups = 1;  ///< A divisor of the channels.
};

/// Some channels of the input.
struct ChannelSlice {
  int first = 0;
  int channels = 1;
};

/// A channel of one of a node's inputs.
struct ChannelSource {
  int input = 0;
  int channel = 0;
};

/// Channels of the inputs, each from anywhere: what concats, shuffles and slices in a row come to
/// (compose_selections.h). Not in files.
struct ChannelGather {
  std::vector<ChannelSource> channels;  ///< At least one, each input being read.
};

/// What the host computes of a HostOperation.
enum class HostWork : std::uint8_t {
  reshape,   ///< The same values, row-major, in another shape.
  upsample,  ///< The nearest value, on a plane with a whole multiple of rows and of columns.
};

/// An operation that stays on the host.
struct HostOperation {
  HostWork what = HostWork::reshape;
  Shape shape;  ///< Of the output.
};

using Operation = std::variant<Convolution, Addition, MaxPool, AveragePool, Concat, ChannelShuffle, ChannelSlice,
                               ChannelGather, HostOperation>;

/// Whether what an operation puts out at a pixel follows from its inputs at that pixel, whatever pixel it is.
bool works_by_pixels(const Operation& operation);

/// The name of it in files: "conv", "fully_connected", "add", "max_pool", "average_pool", "global_average_pool",
/// "concat", "channel_shuffle", "channel_slice" or "host"; "channel_gather".
std::string_view op_name(const Operation& operation);

/// The names of HostWork in files.
inline constexpr const char* kHostWorks[] = {"reshape", "upsample"};
std::string_view to_string(HostWork work);

}  // namespace vtasim::compiler
