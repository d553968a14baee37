#pragma once

#include <array>
#include <string>

namespace vtasim::compiler {

/// Throws Error "WHAT: FIELD is N; legal are LOW to HIGH" where a number is out of its range.
void check_size(const std::string& what, const char* field, int value, int low, int high);

/// Throws Error where a tensor (N, C, H, W) has a size that layers cannot have, or more than 2,147,483,647 elements.
void check_tensor_sizes(const std::string& what, const std::array<int, 4>& sizes);

}  // namespace vtasim::compiler
