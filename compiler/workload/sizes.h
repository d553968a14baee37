#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace vtasim {
class JsonReader;
}

namespace vtasim::compiler {

// Sizes in files of layers and networks. All throw Error that names file, field, value and what is legal.

/// Of an axis: far beyond any network's, and sums of a few of them fit an int.
inline constexpr int kLargestSize = 65536;

/// Throws "KEY is VALUE; it must be LEGAL".
[[noreturn]] void fail_value(JsonReader& reader, const char* key, const std::string& legal);

/// `count` integers in a list, to `numbers`.
void read_list(JsonReader& reader, const char* key, int low, int high, int* numbers, std::size_t count);

/// So many integers in a list.
template <std::size_t n>
std::array<int, n> read_list(JsonReader& reader, const char* key, int low, int high) {
  std::array<int, n> numbers{};
  read_list(reader, key, low, high, numbers.data(), n);
  return numbers;
}

/// [N, C, H, W], each from 1.
std::array<int, 4> read_shape(JsonReader& reader, const char* key);

/// [h, w], or one number for both.
std::array<int, 2> read_pair(JsonReader& reader, const char* key, int low, int high);

/// As read_pair() with sizes from 1; 1 for both where there is no such key.
std::array<int, 2> read_steps(JsonReader& reader, const char* key);

/// Padding [top, bottom, left, right] under `padding`: as n, [h, w] or those four; none without it.
std::array<int, 4> read_padding(JsonReader& reader);

/// Whether a tensor of these sizes can be indexed with int.
bool can_be_indexed(std::initializer_list<int> sizes);

/// What tensors are to be that are not, for messages.
inline constexpr const char* kIndexable = "small enough that no tensor has more than 2147483647 elements";

}  // namespace vtasim::compiler
