#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace vtasim {

/// Decimal with thousands separators: -1234567 -> "-1,234,567".
std::string grouped(std::int64_t value);

/// A share as a percentage with one decimal: 0.0625 -> "6.2%"; "-" for a share of nothing (not finite).
std::string percent(double share);

/// numerator / denominator; not finite where the denominator is 0.
double ratio(std::int64_t numerator, std::int64_t denominator);

/// `count` and a noun, in the plural unless it is one: "1 case", "496 cases".
std::string counted(std::int64_t count, const std::string& noun);

/// How many of all there are, as a label: "all 13", or "9 of 13".
std::string share_of_all(std::size_t count, std::size_t all);

/// The lines of `text` on one line: line ends, with the blanks around them, become "; ", or " " after a colon.
std::string one_line(const std::string& text);

}  // namespace vtasim
