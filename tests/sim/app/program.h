#pragma once

#include <string>
#include <vector>

namespace vtasim {

/// What a run of a program left behind.
struct Outcome {
  int status = -1;  ///< Exit status; -1 when it was killed.
  std::string out;
  std::string err;
};

/// Starts a program, by path or by name along PATH, with these arguments, output into files, and waits for it.
/// `environment` adds NAME=VALUE. Without XDG_CACHE_HOME there, its cache is an empty one of its own.
Outcome run_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment = {});

/// Starts the built vtasim so, with these arguments.
Outcome run_vtasim(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});

/// Lines of a text.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace vtasim
