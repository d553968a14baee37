#include "tests/support/run_tests.h"

int main(int argc, char* argv[]) { return vtasim::run_tests(argc, argv); }
