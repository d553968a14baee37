#include "compiler/layout/tensor_layout.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "isa/base/ceil_div.h"
#include "isa/base/hash.h"

namespace vtasim::compiler {
namespace {

/// The name of the ordinary layout with its pixels in an order of their own.
std::string blocks_name(int block) { return fmt::format("(N, C/{0}, H*W, {0}), pixels in blocks", block); }

/// Vectors of a pixel each: for each `block` channels of an image the pixels pixel_at(0), pixel_at(1) ...
template <typename PixelAt>
std::vector<ByteSource> vectors_of_channels(const Shape& shape, int block, PixelAt&& pixel_at) {
  const int blocks = ceil_div(shape.c, block);
  const std::int64_t pixels = std::int64_t{shape.h} * shape.w;
  std::vector<ByteSource> sources;
  sources.reserve(static_cast<std::size_t>(std::int64_t{shape.n} * blocks * pixels * block));
  for (int n = 0; n < shape.n; ++n) {
    for (int first = 0; first < shape.c; first += block) {
      for (std::int64_t place = 0; place < pixels; ++place) {
        const std::int64_t pixel = pixel_at(place);
        for (int c = first; c < first + block; ++c) {
          sources.push_back(c < shape.c ? ByteSource::element((std::int64_t{n} * shape.c + c) * pixels + pixel)
                                        : ByteSource::constant(0));
        }
      }
    }
  }
  return sources;
}

}  // namespace

TensorLayout::TensorLayout(std::string name, std::vector<ByteSource> sources)
    : name_(std::move(name)),
      sources_(std::make_shared<const std::vector<ByteSource>>(std::move(sources))),
      hash_(hash_of({reinterpret_cast<const char*>(sources_->data()), sources_->size() * sizeof(ByteSource)})) {}

TensorLayout TensorLayout::within_program(std::int32_t program) {
  TensorLayout layout("within a program", {ByteSource::element(program)});
  layout.within_program_ = true;
  return layout;
}

bool TensorLayout::serves(const TensorLayout& wanted) const {
  if (*this == wanted) return true;
  if (wanted.bytes() > bytes() || within_program_ || wanted.within_program_) return false;
  for (std::size_t i = 0; i < wanted.sources().size(); ++i) {
    if (!wanted.sources()[i].is_anything() && wanted.sources()[i] != sources()[i]) return false;
  }
  return true;
}

TensorLayout input_layout(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  // Of what the host does not pack, only pixels that are computed in blocks lie otherwise.
  const std::string name = mapping.host_packed || mapping.host_padding ? fmt::format("as {} reads it", mapping.name)
                           : mapping.blocks                            ? blocks_name(config.block)
                                            : fmt::format("(N, C/{0}, H, W, {0})", config.block);
  return {name, activation_sources(layer, mapping, config)};
}

TensorLayout output_layout(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config) {
  return {mapping.output_layout, output_sources(layer, mapping, config)};
}

TensorLayout ordinary_layout(const Shape& shape, int block) {
  return {fmt::format("(N, C/{0}, H, W, {0})", block),
          vectors_of_channels(shape, block, [](std::int64_t pixel) { return pixel; })};
}

TensorLayout pixel_layout(const Shape& shape, int block, const std::vector<Pixel>& order) {
  return {blocks_name(block), vectors_of_channels(shape, block, [&](std::int64_t place) {
            const Pixel& pixel = order[static_cast<std::size_t>(place)];
            return std::int64_t{pixel.row} * shape.w + pixel.col;
          })};
}

TensorLayout host_layout(const Shape& shape, HostOrder order) {
  std::vector<ByteSource> sources;
  sources.reserve(static_cast<std::size_t>(shape.elements()));
  const std::int64_t pixels = std::int64_t{shape.h} * shape.w;
  if (order == HostOrder::nchw) {
    for (std::int64_t i = 0; i < shape.elements(); ++i) sources.push_back(ByteSource::element(i));
    return {"(N, C, H, W)", std::move(sources)};
  }
  for (int n = 0; n < shape.n; ++n) {
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
      for (int c = 0; c < shape.c; ++c) {
        sources.push_back(ByteSource::element((std::int64_t{n} * shape.c + c) * pixels + pixel));
      }
    }
  }
  return {"(N, H, W, C)", std::move(sources)};
}

std::vector<std::uint8_t> laid_out(const Tensor8& tensor, const TensorLayout& layout) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(layout.sources().size());
  for (const ByteSource source : layout.sources()) {
    if (source.is_element()) {
      bytes.push_back(static_cast<std::uint8_t>(tensor.data[static_cast<std::size_t>(source.index())]));
    } else {
      bytes.push_back(source.is_anything() ? std::uint8_t{0} : source.value());
    }
  }
  return bytes;
}

std::vector<std::uint8_t> in_ordinary_layout(const Tensor8& tensor, int block) {
  return laid_out(tensor, ordinary_layout({tensor.n, tensor.c, tensor.h, tensor.w}, block));
}

Tensor8 taken_out(const Shape& shape, const TensorLayout& layout, const std::uint8_t* bytes) {
  Tensor8 tensor = Tensor8::zeros(shape.n, shape.c, shape.h, shape.w);
  for (const ByteSource source : layout.sources()) {
    if (source.is_element()) tensor.data[static_cast<std::size_t>(source.index())] = static_cast<std::int8_t>(*bytes);
    ++bytes;
  }
  return tensor;
}

}  // namespace vtasim::compiler
