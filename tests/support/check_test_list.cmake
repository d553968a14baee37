# Fails where a test program cannot list its tests: cmake -D TEST_EXECUTABLE=... -P check_test_list.cmake
#
# catch_discover_tests() takes a program that a signal or a sanitizer ended while it listed its tests for one that has
# none, and ctest then passes without them. Catch2 exits with the number of tests that it listed, 255 at most.
execute_process(COMMAND "${TEST_EXECUTABLE}" --list-test-names-only OUTPUT_VARIABLE names RESULT_VARIABLE result
                ERROR_VARIABLE errors)
string(REGEX MATCHALL "[^\n]+" lines "${names}")
list(LENGTH lines count)
set(expected ${count})
if(expected GREATER 255)
  set(expected 255)
endif()
if(count EQUAL 0 OR NOT "${result}" STREQUAL "${expected}")
  message(FATAL_ERROR "${TEST_EXECUTABLE} cannot list its tests: it named ${count} and ended with ${result}\n${errors}")
endif()
