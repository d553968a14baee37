#include "isa/dram_image.h"

#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

namespace vtasim::isa {
namespace {

/// The most memory that this process ever had, in KiB.
long most_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("a DRAM image is zeros, and costs what is touched of it") {
  const long before = most_memory();
  DramImage image(std::size_t{4} << 30);
  image[(std::size_t{4} << 30) - 1] = 7;
  CHECK(image[0] == 0);
  CHECK(image[std::size_t{3} << 30] == 0);
  CHECK(image.end()[-1] == 7);
  // A sanitizer keeps a byte of its own for eight of these.
  CHECK(most_memory() - before < (1 << 20));
}

TEST_CASE("a DRAM image that is cut or grows has zeros after what it had") {
  DramImage image = {1, 2, 3};
  image.resize(2);
  image.resize(4);
  CHECK(image == DramImage{1, 2, 0, 0});
  const DramImage copy = image;
  image[0] = 9;
  CHECK(copy == DramImage{1, 2, 0, 0});
  const DramImage moved = std::move(image);
  CHECK(moved == DramImage{9, 2, 0, 0});
  CHECK(DramImage().size() == 0);
  CHECK_FALSE(moved == DramImage{9, 2, 0});
  CHECK(moved == std::vector<std::uint8_t>{9, 2, 0, 0});
}

}  // namespace vtasim::isa
