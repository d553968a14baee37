#pragma once

#include <filesystem>

#include "isa/program.h"

namespace vtasim::app {

/// Makes sure that files can be written to the directory of --emit, creating it where it is missing. Throws Error.
void prepare_directory(const std::filesystem::path& directory);

/// Writes a program as a case file of its own, named after what it runs and its configuration.
void emit(const Case& program, const std::filesystem::path& directory);

}  // namespace vtasim::app
