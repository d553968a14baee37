#pragma once

#include <string>
#include <string_view>

namespace vtasim {

/// `text` as UTF-8 that every report can hold, in XML 1.0 too: bytes that are no UTF-8 and control characters, other
/// than line end and tab, become '?'.
std::string printable(std::string_view text);

}  // namespace vtasim
