#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "isa/assembly/line_scanner.h"

namespace vtasim::isa {

/// Adds what an item of a data section stands for:
///     bytes 00 7f ff           hexadecimal, two digits each
///     zeros 64                 so many bytes
///     random 64 seed 1         the same on every computer
///     uop 0 16 3               a micro-op: acc (or dst), inp (or src), wgt
///     file "weights.bin"       a file's bytes; names are those beside `folder`
///     npy "weights.npy"        the elements of an array that NumPy saved (npy.h)
/// False where the line begins with something else.
bool parse_data_item(LineScanner& line, const std::filesystem::path& folder, std::vector<std::uint8_t>& bytes);

}  // namespace vtasim::isa
