#include "compiler/layout/layout_pieces.h"

#include <fmt/format.h>

#include "isa/base/error.h"

namespace vtasim::compiler {

ElementPlaces::ElementPlaces(const TensorLayout& layout) {
  const std::vector<ByteSource>& sources = layout.sources();
  for (std::size_t i = sources.size(); i-- > 0;) {  // So that the first is the one that stays.
    if (!sources[i].is_element()) continue;
    const auto element = static_cast<std::size_t>(sources[i].index());
    if (element >= first_.size()) first_.resize(element + 1, -1);
    first_[element] = static_cast<std::int32_t>(i);
  }
}

void ElementPlaces::refuse(ByteSource element) {
  throw Error(fmt::format("element {} is not in the layout that is read", element.index()));
}

}  // namespace vtasim::compiler
