#include "compiler/operations/vector_gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "isa/base/error.h"

namespace vtasim::compiler {

bool can_gather(const TensorLayout& from, const TensorLayout& to, int block) {
  if (from.is_within_program() || to.is_within_program()) return false;
  if (from.bytes() % block != 0 || to.bytes() % block != 0) return false;
  const std::vector<ByteSource>& sources = to.sources();
  return std::all_of(sources.begin(), sources.end(), [](ByteSource source) {
    return source.is_element() || source.is_anything() || source == ByteSource::constant(0);
  });
}

VectorGather gather_of_layouts(const std::string& name, const Shape& shape, const TensorLayout& from,
                               const TensorLayout& to, int block) {
  constexpr std::int32_t kNowhere = -1;
  std::vector<std::int32_t> places(static_cast<std::size_t>(shape.elements()), kNowhere);  // Of each element.
  for (std::size_t i = from.sources().size(); i-- > 0;) {
    const ByteSource source = from.sources()[i];
    if (source.is_element()) places[static_cast<std::size_t>(source.index())] = static_cast<std::int32_t>(i);
  }
  const std::int32_t plane = shape.h * shape.w;
  VectorGather gather{name, {from.bytes()}, {}, {}};
  gather.bytes.reserve(to.sources().size());
  for (std::size_t i = 0; i < to.sources().size(); ++i) {
    if (i % static_cast<std::size_t>(block) == 0) gather.pixels.push_back(kNowhere);
    const ByteSource source = to.sources()[i];
    if (!source.is_element()) {
      gather.bytes.push_back(GatheredByte::zero());
      continue;
    }
    const std::int32_t place = places[static_cast<std::size_t>(source.index())];
    if (place == kNowhere)
      throw Error(fmt::format("{}: the layout {} lacks an element of {}", name, from.name(), to.name()));
    gather.bytes.push_back(GatheredByte::of(0, place));
    if (gather.pixels.back() == kNowhere) {
      gather.pixels.back() = source.index() / (plane * shape.c) * plane + source.index() % plane;
    }
  }
  return gather;
}

}  // namespace vtasim::compiler
