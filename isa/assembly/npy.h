#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace vtasim::isa {

/// The elements of an array that NumPy saved, in the order of its last index, as little-endian bytes. Format:
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3. Throws Error naming the
/// file for elements that are no integers, for big-endian ones, for Fortran's order, and for what is no such file.
std::vector<std::uint8_t> read_npy(const std::filesystem::path& file);

}  // namespace vtasim::isa
