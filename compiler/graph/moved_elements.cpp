#include "compiler/graph/moved_elements.h"

#include <cstddef>
#include <numeric>
#include <utility>

#include "compiler/graph/channel_sources.h"

namespace vtasim::compiler {
namespace {

using Elements = std::vector<std::int32_t>;

/// The row-major index of an element of a tensor.
std::int32_t index_of(const Shape& shape, int n, int c, int y, int x) {
  return static_cast<std::int32_t>(((std::int64_t{n} * shape.c + c) * shape.h + y) * shape.w + x);
}

class MovedElements {
 public:
  MovedElements(const std::vector<Shape>& inputs, const Shape& output) : inputs_(inputs), output_(output) {}

  std::optional<Elements> operator()(const Concat& op) const { return of_channels(op); }
  std::optional<Elements> operator()(const ChannelShuffle& op) const { return of_channels(op); }
  std::optional<Elements> operator()(const ChannelSlice& op) const { return of_channels(op); }
  std::optional<Elements> operator()(const ChannelGather& op) const { return of_channels(op); }

  std::optional<Elements> operator()(const HostOperation& op) const {
    if (op.what == HostWork::reshape) {
      Elements elements(static_cast<std::size_t>(output_.elements()));
      std::iota(elements.begin(), elements.end(), 0);
      return elements;
    }
    const int rows = output_.h / inputs_[0].h;
    const int cols = output_.w / inputs_[0].w;
    return of_each_output([&](int n, int c, int y, int x) { return index_of(inputs_[0], n, c, y / rows, x / cols); });
  }

  std::optional<Elements> operator()(const Convolution&) const { return std::nullopt; }
  std::optional<Elements> operator()(const Addition&) const { return std::nullopt; }
  std::optional<Elements> operator()(const MaxPool&) const { return std::nullopt; }
  std::optional<Elements> operator()(const AveragePool&) const { return std::nullopt; }

 private:
  Elements of_channels(const Operation& operation) const {
    const std::vector<ChannelSource> sources = channel_sources(operation, inputs_);
    std::vector<std::int32_t> begins = {0};
    for (const Shape& input : inputs_) begins.push_back(begins.back() + static_cast<std::int32_t>(input.elements()));
    return of_each_output([&](int n, int c, int y, int x) {
      const ChannelSource& source = sources[static_cast<std::size_t>(c)];
      const auto input = static_cast<std::size_t>(source.input);
      return begins[input] + index_of(inputs_[input], n, source.channel, y, x);
    });
  }

  template <typename Index>
  Elements of_each_output(Index&& index) const {
    Elements elements;
    elements.reserve(static_cast<std::size_t>(output_.elements()));
    for (int n = 0; n < output_.n; ++n) {
      for (int c = 0; c < output_.c; ++c) {
        for (int y = 0; y < output_.h; ++y) {
          for (int x = 0; x < output_.w; ++x) elements.push_back(index(n, c, y, x));
        }
      }
    }
    return elements;
  }

  const std::vector<Shape>& inputs_;
  const Shape& output_;
};

}  // namespace

std::optional<std::vector<std::int32_t>> moved_elements(const Operation& operation, const std::vector<Shape>& inputs,
                                                        const Shape& output) {
  return std::visit(MovedElements(inputs, output), operation);
}

}  // namespace vtasim::compiler
