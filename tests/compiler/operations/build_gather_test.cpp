#include "compiler/operations/build_gather.h"

#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "check_gather.h"
#include "compiler/lanes/refused.h"
#include "compiler/program/program_image.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// Any layout of the tensor in whole vectors.
TensorLayout random_layout(const Shape& shape, int block) {
  switch (random_number(0, 4)) {
    case 0:
      return ordinary_layout(shape, block);
    case 1: {
      std::vector<Pixel> pixels = reversed_pixels(shape);
      for (std::size_t i = pixels.size(); i > 1; --i)
        std::swap(pixels[i - 1], pixels[static_cast<std::size_t>(random_number(0, static_cast<int>(i) - 1))]);
      return pixel_layout(shape, block, pixels);
    }
    case 2: {  // Vectors in any order, some of them twice, and zeros in between.
      const std::vector<ByteSource> sources = ordinary_layout(shape, block).sources();
      const auto vectors = static_cast<int>(sources.size()) / block;
      std::vector<ByteSource> repeated;
      for (int i = 0; i < 2 * vectors; ++i) {
        const int vector = random_number(0, 2) == 0 ? random_number(0, vectors - 1) : i / 2;
        for (int lane = 0; lane < block; ++lane)
          repeated.push_back(i % 7 == 6 ? ByteSource::constant(0)
                                        : sources[static_cast<std::size_t>(vector * block + lane)]);
      }
      repeated.insert(repeated.end(), sources.begin(), sources.end());
      return {"repeated", repeated};
    }
    default: {  // As on the host, some of it twice, and zeros in between.
      const TensorLayout host = host_layout(shape, random_number(0, 1) == 0 ? HostOrder::nchw : HostOrder::nhwc);
      std::vector<ByteSource> sources = host.sources();
      const int more = random_number(0, 20);
      for (int i = 0; i < more; ++i)
        sources.push_back(host.sources()[static_cast<std::size_t>(i) % host.sources().size()]);
      sources.insert(sources.begin() + random_number(0, static_cast<int>(sources.size())),
                     static_cast<std::size_t>(random_number(0, 2 * block)), ByteSource::constant(0));
      while (sources.size() % static_cast<std::size_t>(block) != 0) sources.push_back(ByteSource::anything());
      return {"random", sources};
    }
  }
}

/// What is wrong with the program that changes a tensor's layout.
std::string check_change(const Tensor8& tensor, const TensorLayout& from, const TensorLayout& to,
                         const GatherTiling& tiling, const isa::HardwareConfig& config) {
  const Shape shape{tensor.n, tensor.c, tensor.h, tensor.w};
  const VectorGather gather = gather_of_layouts("change", shape, from, to, config.block);
  const GatherTerms terms(gather, config.block, tiling.once);
  BuiltProgram built = build_gather(gather, terms, tiling, config);
  if (built.stats.gemm_ops != terms.operations()) return "operations";
  add_region(built.program, built.activation, laid_out(tensor, from));
  return check_gather(built, laid_out(tensor, to), least_gather_cycles(to, config), config);
}

}  // namespace

TEST_CASE("any layout becomes any other, in tiles of any size and order, on any configuration") {
  rc::prop("random layouts", [] {
    const isa::HardwareConfig config = random_configuration();
    const Shape shape{random_number(1, 2), random_number(1, 40), random_number(1, 9), random_number(1, 9)};
    const TensorLayout from = random_layout(shape, config.block);
    const TensorLayout to = random_layout(shape, config.block);
    RC_ASSERT(can_gather(from, to, config.block));
    GatherTiling tiling;
    tiling.once = random_number(0, 1) == 0;
    tiling.order = kGatherOrders[random_number(0, 2)];
    tiling.vectors = random_number(1, std::max(1, most_gathered(config)));
    RC_LOG() << to_json(config).dump() << '\n';
    RC_LOG() << fmt::format("{} {} {} {}: {} ({}) to {} ({}), order {}, {} vectors\n", shape.n, shape.c, shape.h,
                            shape.w, from.name(), from.bytes(), to.name(), to.bytes(), static_cast<int>(tiling.order),
                            tiling.vectors);
    try {
      RC_ASSERT(check_change(random_tensor(shape.n, shape.c, shape.h, shape.w, 8), from, to, tiling, config) == "");
    } catch (const Refused& error) {
      RC_TAG(std::string("too large"));
      RC_ASSERT(std::string(error.what()).find("constant wgt tiles") != std::string::npos);
    }
  });
}

TEST_CASE("each vector is loaded once, and so is each constant tile") {
  const isa::HardwareConfig config = block_8();
  const VectorGather gather = reversed_gather();
  const GatherTerms terms(gather, 8, true);
  const CompileStats stats = build_gather(gather, terms, {true, GatherOrder::input_pixels, 30}, config).stats;
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 2400);  // Each vector once.
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 64);    // And one tile.
}

TEST_CASE("a gather that does not fit scratchpads is refused") {
  const isa::HardwareConfig tiny = configuration(3, 64, {4, 1, 1, 3});
  const Shape shape{1, 8, 1, 8};
  const VectorGather gather =
      gather_of_layouts("image", shape, ordinary_layout(shape, 8), pixel_layout(shape, 8, reversed_pixels(shape)), 8);
  const GatherTerms terms(gather, 8, true);
  CHECK(build_gather(gather, terms, {true, GatherOrder::output, 4}, tiny).stats.gemm_ops == 16);
  const VectorGather lanes =
      gather_of_layouts("image", shape, host_layout(shape, HostOrder::nchw), ordinary_layout(shape, 8), 8);
  CHECK_THROWS_WITH(build_gather(lanes, GatherTerms(lanes, 8, true), {true, GatherOrder::output, 4}, tiny),
                    Contains("image: the scratchpads of test do not hold 0 constant wgt tiles and what two vectors"));
}

}  // namespace vtasim::compiler
