#include "sim/experiment/host_measurement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "compiler/layout/layout_change.h"
#include "compiler/layout/packing_work.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/mappings/registry.h"
#include "compiler/workload/reference.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"
#include "sim/experiment/this_processor.h"

namespace vtasim::experiment {
namespace {

using compiler::HostOrder;
using compiler::Layer;
using compiler::Shape;
using compiler::TensorLayout;

constexpr std::size_t kRuns = 31;      ///< Of each change of layout,
constexpr std::size_t kLayerRuns = 5;  ///< and of each convolution.

/// The median of the seconds that so many runs take.
double median_seconds(std::size_t runs, const std::function<void()>& run) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> seconds;
  run();  // Once for the caches, and for pages of memory that were not there.
  for (std::size_t i = 0; i < runs; ++i) {
    const Clock::time_point begin = Clock::now();
    run();
    seconds.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(runs / 2);
  std::nth_element(seconds.begin(), middle, seconds.end());
  constexpr double kLeast = 1e-9;  // What a clock that is too coarse may not tell from nothing.
  return std::max(kLeast, *middle);
}

Layer layer_of(const char* name, int channels, int size, int out_channels, int kernel, int stride, int groups) {
  Layer layer;
  layer.name = name;
  layer.channels = channels;
  layer.height = layer.width = size;
  layer.out_channels = out_channels;
  layer.kernel_h = layer.kernel_w = kernel;
  layer.stride_h = layer.stride_w = stride;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = kernel / 2;
  layer.groups = groups;
  return layer;
}

/// A change of layout to time.
struct Change {
  std::string name;
  TensorLayout from;
  TensorLayout to;
};

/// Between the layouts of the host and VTA's ordinary one, and what mappings have packed of (N, C, H, W): pieces of a
/// vector's bytes, of a few and of one; bytes in order, and ones of which each lies in another line.
std::vector<Change> changes_to_time() {
  std::vector<Change> changes;
  const isa::HardwareConfig config;
  for (const Shape& shape : {Shape{1, 32, 112, 112}, Shape{1, 256, 14, 14}}) {
    const TensorLayout nchw = host_layout(shape, HostOrder::nchw);
    const TensorLayout nhwc = host_layout(shape, HostOrder::nhwc);
    const TensorLayout ordinary = compiler::ordinary_layout(shape, config.block);
    for (const auto& [from, to] : {std::pair(nchw, nhwc), std::pair(nchw, ordinary), std::pair(ordinary, nchw),
                                   std::pair(nhwc, ordinary), std::pair(ordinary, nhwc)}) {
      changes.push_back({fmt::format("{} to {}", from.name(), to.name()), from, to});
    }
  }
  // MobileNetV1's first convolution and its first depthwise one.
  for (const Layer& layer : {layer_of("conv", 3, 224, 32, 3, 2, 1), layer_of("dw", 32, 112, 32, 3, 1, 32)}) {
    const TensorLayout nchw = host_layout({1, layer.channels, layer.height, layer.width}, HostOrder::nchw);
    for (const std::string& name : compiler::mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      const compiler::Mapping mapping = make_mapping(name, layer, config);
      if (!mapping.host_packed || mapping.nest.in_acc()) continue;
      changes.push_back({fmt::format("(N, C, H, W) {}", input_layout(layer, mapping, config).name()), nchw,
                         input_layout(layer, mapping, config)});
    }
  }
  return changes;
}

PackingSample time_change(const Change& change, int line_bytes) {
  const compiler::LayoutChange made(change.from, change.to);
  const std::vector<std::uint8_t> from(static_cast<std::size_t>(change.from.bytes()), 1);
  std::vector<std::uint8_t> to(static_cast<std::size_t>(change.to.bytes()));
  return {change.name, work_of_change(change.from, change.to, line_bytes),
          median_seconds(kRuns, [&] { made.run(from.data(), to.data()); })};
}

/// Layers as networks have them: pointwise, an ordinary one, depthwise.
std::vector<Layer> layers_to_time() {
  return {layer_of("pointwise, 128 to 128 channels of 28 x 28", 128, 28, 128, 1, 1, 1),
          layer_of("3 x 3, 32 to 32 channels of 28 x 28", 32, 28, 32, 3, 1, 1),
          layer_of("depthwise 3 x 3, 128 channels of 28 x 28", 128, 28, 128, 3, 1, 128)};
}

/// As many digits as a measurement is good for.
double rounded(double value) { return std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr); }

/// The range of what samples have of something.
template <typename Value>
std::pair<std::int64_t, std::int64_t> range_of(const std::vector<PackingSample>& samples, Value&& value) {
  std::pair<std::int64_t, std::int64_t> range(value(samples.front()), value(samples.front()));
  for (const PackingSample& sample : samples) {
    range.first = std::min(range.first, value(sample));
    range.second = std::max(range.second, value(sample));
  }
  return range;
}

std::string given_or_default(bool given) { return given ? "given, not measured" : "not measured: the default, Pynq's"; }

std::string packing_source(const MeasuredHost& measured, const ThisProcessor& processor) {
  const auto bytes = range_of(measured.samples, [](const PackingSample& sample) { return sample.work.bytes; });
  const auto pieces = range_of(measured.samples, [](const PackingSample& sample) { return sample.work.pieces; });
  return fmt::format(
      "measured on one core: {} changes of layout by vtasim's LayoutChange, which write {} to {} bytes in {} to {} "
      "pieces, the median of {} runs of each, from caches as the run before left them; non-negative least squares of "
      "relative errors, root mean square {:.1f}%, the largest {:.1f}%; line_bytes: {}",
      measured.samples.size(), bytes.first, bytes.second, pieces.first, pieces.second, kRuns,
      100 * measured.error.root_mean_square, 100 * measured.error.largest, processor.line_bytes_source);
}

}  // namespace

MeasuredHost measure_host(const HostRequest& request,
                          const std::function<void(const std::string&, std::size_t, std::size_t)>& progress) {
  const ThisProcessor processor = this_processor();
  const std::vector<Change> changes = changes_to_time();
  const std::vector<Layer> layers = layers_to_time();
  const std::size_t all = changes.size() + layers.size();
  std::size_t done = 0;
  MeasuredHost measured;
  HostModel& host = measured.host;
  host.name = request.name;
  host.cores = processor.cores;
  host.core_hz = processor.core_hz;
  host.accelerator_hz = request.accelerator_hz;
  host.launch_microseconds = request.launch_microseconds;
  for (const Change& change : changes) {
    progress(change.name, done++, all);
    measured.samples.push_back(time_change(change, processor.line_bytes));
  }
  host.packing = fit_packing(measured.samples, host.core_hz, processor.line_bytes);
  host.packing.per_byte = rounded(host.packing.per_byte);
  host.packing.per_piece = rounded(host.packing.per_piece);
  host.packing.per_line = rounded(host.packing.per_line);
  measured.error = error_of(host, measured.samples);

  double macs = 0;
  double seconds = 0;
  std::vector<std::string> rates;
  for (const Layer& layer : layers) {
    progress(layer.name, done++, all);
    const compiler::LayerTensors tensors = random_tensors(layer);
    const double taken = median_seconds(kLayerRuns, [&] { reference_output(layer, tensors); });
    const auto of_layer = static_cast<double>(layer.macs());
    rates.push_back(fmt::format("{}: {:.0f} million/s", layer.name, of_layer / taken / 1e6));
    macs += of_layer;
    seconds += taken;
  }
  const double per_cycle = rounded(macs / seconds / static_cast<double>(host.core_hz));
  host.multiply_adds_per_cycle = std::clamp(per_cycle, kLeastPerCycle, kMostPerCycle);

  host.source = {
      {"cores", "threads that the system runs at a time"},
      {"core_hz", processor.core_hz_source},
      {"multiply_adds_per_cycle",
       fmt::format("measured on one core: vtasim's own 8-bit convolution, with its loops and no library, the median of "
                   "{} runs of each of {}; all of them one after the other",
                   kLayerRuns, fmt::join(rates, "; "))},
      {"packing", packing_source(measured, processor)},
      {"launch_microseconds", given_or_default(request.launch_given)},
      {"accelerator_hz", given_or_default(request.accelerator_given)},
  };
  return measured;
}

}  // namespace vtasim::experiment
