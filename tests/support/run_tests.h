#pragma once

namespace vtasim {

/// Runs the program's Catch2 test cases as its command line says; the exit status. Catch2's implementation takes long
/// to compile, so it is compiled here, once for all test programs.
int run_tests(int argc, char* argv[]);

}  // namespace vtasim
