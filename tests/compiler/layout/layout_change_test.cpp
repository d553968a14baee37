#include "compiler/layout/layout_change.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/layout/packing_work.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

Shape input_shape(const Layer& layer) { return {layer.batch, layer.channels, layer.height, layer.width}; }
Shape output_shape(const Layer& layer) {
  return {layer.batch, layer.out_channels, layer.out_height(), layer.out_width()};
}

/// A layout of these bytes: elements from 0 on, -1 for a constant 7, -2 for a constant 9, -3 for anything.
TensorLayout layout(const std::vector<int>& bytes) {
  std::vector<ByteSource> sources;
  for (const int byte : bytes) {
    sources.push_back(byte >= 0    ? ByteSource::element(byte)
                      : byte == -1 ? ByteSource::constant(7)
                      : byte == -2 ? ByteSource::constant(9)
                                   : ByteSource::anything());
  }
  return {"sample", std::move(sources)};
}

std::vector<std::uint8_t> changed(const TensorLayout& from, const TensorLayout& to,
                                  const std::vector<std::uint8_t>& bytes) {
  std::vector<std::uint8_t> result(static_cast<std::size_t>(to.bytes()), 0xee);
  LayoutChange(from, to).run(bytes.data(), result.data());
  return result;
}

/// The same as work_of_change() by its definition, byte by byte, for layouts that have every element once.
PackingWork counted_by_bytes(const TensorLayout& from, const TensorLayout& to, std::int64_t line_bytes) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(from.bytes()));
  for (std::size_t i = 0; i < from.sources().size(); ++i) {
    const ByteSource source = from.sources()[i];
    if (source.is_element()) places.at(static_cast<std::size_t>(source.index())) = static_cast<std::int64_t>(i);
  }
  PackingWork work;
  std::int64_t line = -1;
  std::int64_t place = -1;  // Of the byte before, or -1.
  int constant = -1;
  for (std::int64_t i = 0; i < to.bytes(); ++i) {
    const ByteSource source = to.sources()[static_cast<std::size_t>(i)];
    if (i % line_bytes == 0) ++work.lines;
    ++work.bytes;
    if (source.is_element()) {
      const std::int64_t read = places.at(static_cast<std::size_t>(source.index()));
      if (place < 0 || read != place + 1) ++work.pieces;
      if (read / line_bytes != line) ++work.lines;
      line = read / line_bytes;
      place = read;
      constant = -1;
    } else {
      const int value = source.is_anything() ? 0 : source.value();
      if (value != constant) ++work.pieces;
      constant = value;
      place = -1;
    }
  }
  return work;
}

}  // namespace

TEST_CASE("a change of layout makes of any layout any other") {
  rc::prop("random layers, configurations and mappings", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n';
    const Tensor8 input = random_tensors(layer).input;
    const Shape out = output_shape(layer);
    const Tensor8 output = random_tensor(out.n, out.c, out.h, out.w, 3);
    for (const std::string& name : mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      const Mapping mapping = make_mapping(name, layer, config);
      const TensorLayout left = output_layout(layer, mapping, config);
      for (const HostOrder order : {HostOrder::nchw, HostOrder::nhwc}) {
        const TensorLayout taken = host_layout(out, order);
        RC_ASSERT(changed(left, taken, laid_out(output, left)) == laid_out(output, taken));
        if (mapping.nest.in_acc()) continue;
        const TensorLayout host = host_layout(input_shape(layer), order);
        const TensorLayout read = input_layout(layer, mapping, config);
        RC_ASSERT(changed(host, read, laid_out(input, host)) == laid_out(input, read));
        RC_ASSERT(work_of_change(host, read, 32) == counted_by_bytes(host, read, 32));
      }
    }
  });
}

TEST_CASE("packing for a mapping writes the bytes of its activation") {
  rc::prop("random layers, configurations and mappings", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n';
    const TensorLayout host = host_layout(input_shape(layer), HostOrder::nchw);
    for (const std::string& name : mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      const Mapping mapping = make_mapping(name, layer, config);
      const PackingWork work = work_of_packing(layer, mapping, config, 64);
      RC_ASSERT(work.bytes == (mapping.host_packed ? activation_bytes(mapping.nest, config) : 0));
      if (!mapping.host_packed) {
        RC_ASSERT(work == PackingWork());
      } else if (!mapping.nest.in_acc()) {
        RC_ASSERT(work == work_of_change(host, input_layout(layer, mapping, config), 64));
      }
    }
  });
}

TEST_CASE("pieces are as long as they lie side by side on both sides, constants by themselves") {
  const TensorLayout rows = layout({0, 1, 2, 3, 4, 5, 6, 7});
  const auto pieces = [&](const std::vector<int>& to) { return work_of_change(rows, layout(to), 4).pieces; };
  CHECK(pieces({0, 1, 2, 3, 4, 5, 6, 7}) == 1);
  CHECK(pieces({2, 3, 4, 0, 1}) == 2);
  CHECK(pieces({0, 2, 4}) == 3);
  CHECK(pieces({3, 3, 4}) == 2);
  CHECK(pieces({0, 1, -1, -1, 2, 3}) == 3);  // What is left out in between does not make one piece of both.
  CHECK(pieces({-1, -1, -2, -2}) == 2);
  CHECK(pieces({-3, -3, 0}) == 2);
  CHECK(pieces({}) == 0);
}

TEST_CASE("lines are those written, and those read as often as the read comes to them") {
  const TensorLayout rows = layout({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const auto lines = [&](const std::vector<int>& to) { return work_of_change(rows, layout(to), 4).lines; };
  CHECK(lines({0, 1, 2, 3, 4, 5, 6, 7}) == 2 + 2);
  CHECK(lines({2, 3, 4, 5, 6}) == 2 + 2);
  CHECK(lines({0, 4, 0, 4}) == 1 + 4);    // A line that is come back to counts again.
  CHECK(lines({0, 2, 1, 3}) == 1 + 1);    // Several pieces of one do not.
  CHECK(lines({0, -1, -1, 1}) == 1 + 1);  // Constants are read from nowhere.
  CHECK(lines({0, 1, 2, 3, 4, 5, 6, 7, 8}) == 3 + 3);
  CHECK(lines({-1, -1}) == 1);
}

TEST_CASE("of an element that lies at several places the one that goes on is read") {
  const TensorLayout windows = layout({0, 1, 2, 9, 1, 2, 3, 9});
  CHECK(work_of_change(windows, layout({1, 2, 3}), 4).pieces == 2);  // Begins where it lies first, at 1.
  CHECK(work_of_change(windows, layout({9, 1, 2, 3}), 4).pieces == 1);
  CHECK(changed(windows, layout({9, 1, 2, 3}), {10, 11, 12, 19, 11, 12, 13, 19}) ==
        std::vector<std::uint8_t>{19, 11, 12, 13});
}

TEST_CASE("inputs that are widened are read once and written four times as long") {
  Layer layer = depthwise_layer(16, 6, 6, 3, 1);
  isa::HardwareConfig config = block_16();
  config.alu_mul = true;
  const Mapping mapping = make_mapping("alu", layer, config);
  REQUIRE(mapping.nest.in_acc());
  REQUIRE(mapping.host_packed);
  const PackingWork work = work_of_packing(layer, mapping, config, 32);
  const auto lanes = static_cast<std::int64_t>(activation_lanes(layer, mapping, config).size());
  CHECK(work.bytes == 4 * lanes);
  // 16 channels of 36 pixels: each byte in another line than the one before, as every plane has 36 bytes. What is
  // written has lanes * 4 / 32 lines.
  CHECK(work.lines == 16 * 36 + lanes / 8);
}

TEST_CASE("a layout that lacks an element cannot become one that has it") {
  CHECK_THROWS_WITH(LayoutChange(layout({0, -1}), layout({0, 1})), "element 1 is not in the layout that is read");
  CHECK_THROWS_AS(work_of_change(layout({0, 2}), layout({1}), 4), Error);
}

}  // namespace vtasim::compiler
