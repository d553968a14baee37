#include "compiler/workload/layer.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

json small_layer() { return {{"input", {1, 8, 5, 7}}, {"out_channels", 8}, {"groups", 8}, {"kernel", 3}}; }

json with(const char* key, json value) {
  json layer = small_layer();
  layer[key] = std::move(value);
  return layer;
}

/// What parse_layer() complains about.
std::string complaint(const json& layer) {
  try {
    parse_layer(layer, "some/file.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a layer with every key is read as written") {
  const Layer layer = parse_layer({{"name", "everything"},
                                   {"input", {2, 8, 20, 30}},
                                   {"out_channels", 16},
                                   {"kernel", {3, 5}},
                                   {"stride", {1, 2}},
                                   {"padding", {1, 2, 3, 4}},
                                   {"dilation", {2, 1}},
                                   {"groups", 4},
                                   {"bias", true},
                                   {"requantization", {{"shift", 7}, {"clip", {-100, 99}}, {"relu", true}}}},
                                  "file.json");
  CHECK(layer.name == "everything");
  CHECK(layer.batch == 2);
  CHECK(layer.channels == 8);
  CHECK(layer.height == 20);
  CHECK(layer.width == 30);
  CHECK(layer.out_channels == 16);
  CHECK(layer.kernel_h == 3);
  CHECK(layer.kernel_w == 5);
  CHECK(layer.stride_h == 1);
  CHECK(layer.stride_w == 2);
  CHECK(layer.pad_top == 1);
  CHECK(layer.pad_bottom == 2);
  CHECK(layer.pad_left == 3);
  CHECK(layer.pad_right == 4);
  CHECK(layer.dilation_h == 2);
  CHECK(layer.dilation_w == 1);
  CHECK(layer.groups == 4);
  CHECK(layer.bias);
  CHECK(layer.shift == 7);
  CHECK(layer.clip_min == -100);
  CHECK(layer.clip_max == 99);
  CHECK(layer.relu);
  CHECK(layer.low_clip() == 0);
  CHECK(layer.out_height() == 20 + 3 - 5 + 1);
  CHECK(layer.out_width() == (30 + 7 - 5) / 2 + 1);
  CHECK(layer.macs() == std::int64_t{2} * 16 * 19 * 17 * 2 * 3 * 5);
  CHECK_FALSE(layer.depthwise());
}

TEST_CASE("keys that are left out have defaults") {
  const Layer layer = parse_layer(small_layer(), "some/small-one.json");
  CHECK(layer.name == "small-one");
  CHECK(layer.kernel_h == 3);
  CHECK(layer.kernel_w == 3);
  CHECK(layer.stride_w == 1);
  CHECK(layer.dilation_h == 1);
  CHECK(layer.pad_top + layer.pad_bottom + layer.pad_left + layer.pad_right == 0);
  CHECK_FALSE(layer.bias);
  CHECK(layer.shift == 0);
  CHECK(layer.clip_min == -128);
  CHECK(layer.clip_max == 127);
  CHECK_FALSE(layer.relu);
  CHECK_FALSE(layer.relu6);
  CHECK(layer.shifts.empty());
  CHECK(layer.input_zero_point == 0);
  CHECK_FALSE(layer.residual_shift);
  CHECK(layer.bias_entry == BiasEntry::automatic);
  CHECK(layer.requantization_pass == RequantizationPass::fused);
  CHECK(layer.filter_layout == FilterLayout::oihw);
  CHECK(layer.depthwise());
}

TEST_CASE("a multiplier makes a depthwise layer") {
  json json_layer = small_layer();
  json_layer.erase("out_channels");
  json_layer.erase("groups");
  json_layer["multiplier"] = 3;
  const Layer layer = parse_layer(json_layer, "file.json");
  CHECK(layer.out_channels == 24);
  CHECK(layer.depthwise());
  CHECK(layer.multiplier() == 3);
  json_layer["groups"] = 4;
  CHECK_THAT(complaint(json_layer), Contains("groups is 4; it must be 8"));
}

TEST_CASE("padding is one number, two or four") {
  Layer layer = parse_layer(with("padding", 2), "file.json");
  CHECK(layer.pad_top == 2);
  CHECK(layer.pad_right == 2);
  layer = parse_layer(with("padding", {1, 3}), "file.json");
  CHECK(layer.pad_top == 1);
  CHECK(layer.pad_bottom == 1);
  CHECK(layer.pad_left == 3);
  CHECK(layer.pad_right == 3);
}

TEST_CASE("a layer written out is read back the same") {
  const json original = with("requantization", {{"shift", 3}, {"clip", {-7, 9}}});
  const Layer layer = parse_layer(original, "a.json");
  CHECK(to_json(parse_layer(to_json(layer), "b.json")) == to_json(layer));
  CHECK(to_json(layer)["requantization"]["clip"] == json({-7, 9}));
}

TEST_CASE("complaints about a layer name file, field, value and legal range") {
  CHECK(complaint(with("stride", 0)) == "some/file.json: stride is 0; legal are 1 to 65536");
  CHECK(complaint(with("stride", {1, 0})) == "some/file.json: stride[1] is 0; legal are 1 to 65536");
  CHECK(complaint(with("groups", 3)) ==
        "some/file.json: groups is 3; it must be a divisor of 8 input channels and of 8 output channels");
  CHECK(complaint(with("kernel", {6, 3})) ==
        "some/file.json: kernel is [6,3]; it must be at most the padded input, 5 x 7");
  CHECK(complaint(with("dilation", {1, 4})) ==
        "some/file.json: kernel is 3; it must be at most the padded input, 5 x 7 (with dilation it spans 3 x 9)");
  json huge = with("dilation", 65536);
  huge["kernel"] = 65536;
  CHECK(complaint(huge) ==
        "some/file.json: dilation is 65536; it must be such that the dilated kernel fits the padded input");
  CHECK(complaint(with("input", {1, 0, 5, 7})) == "some/file.json: input[1] is 0; legal are 1 to 65536");
  CHECK(complaint(with("input", {1, 8, 5})) == "some/file.json: input is [1,8,5]; it must be a list of 4 integers");
  CHECK(complaint(with("input", "big")) == "some/file.json: input is \"big\"; it must be a list of 4 integers");
  CHECK(complaint(with("out_channels", -1)) == "some/file.json: out_channels is -1; legal are 1 to 65536");
  CHECK_THAT(complaint(with("out_channels", 18446744073709551615u)), Contains("legal are 1 to 65536"));
  CHECK(complaint(with("kernel", 2.5)) == "some/file.json: kernel is 2.5; it must be an integer, 1 to 65536");
  CHECK_THAT(complaint(with("padding", {1, 2, 3})), Contains("padding is [1,2,3]; it must be an integer, [h, w] or"));
  CHECK(complaint(with("padding", -1)) == "some/file.json: padding is -1; legal are 0 to 65536");
  CHECK(complaint(with("bias", 1)) == "some/file.json: bias is 1; it must be true or false");
  CHECK_THAT(complaint(with("name", "")), Contains("name is empty"));
  CHECK_THAT(complaint(with("strides", 2)), Contains("unknown key \"strides\""));
  CHECK_THAT(complaint(with("multiplier", 1)), Contains("multiplier must be left out"));
  CHECK_THAT(complaint(with("input", {65536, 8, 5, 7})), !Contains("2147483647"));
  CHECK_THAT(complaint(with("input", {65536, 8, 500, 700})), Contains("2147483647"));
  CHECK_THAT(complaint(json::array()), Contains("is not a JSON object"));
  json missing = small_layer();
  missing.erase("kernel");
  CHECK(complaint(missing) == "some/file.json: kernel is missing");
}

TEST_CASE("complaints about requantization name the field in it") {
  const auto requantization = [](json value) { return complaint(with("requantization", std::move(value))); };
  CHECK(requantization({{"shift", 32}}) == "some/file.json: requantization: shift is 32; legal are 0 to 31");
  CHECK(requantization({{"clip", {-129, 0}}}) ==
        "some/file.json: requantization: clip[0] is -129; legal are -128 to 127");
  CHECK(requantization({{"clip", {0, 128}}}) ==
        "some/file.json: requantization: clip[1] is 128; legal are -128 to 127");
  CHECK_THAT(requantization({{"clip", {3, 2}}}), Contains("clip is [3,2]; it must be [lo, hi] with lo <= hi"));
  CHECK_THAT(requantization({{"clip", {-9, -1}}, {"relu", true}}), Contains("with relu, not below 0"));
  CHECK_THAT(requantization({{"scale", 2}}), Contains("requantization: unknown key \"scale\""));
}

TEST_CASE("quantization keys are read as written, and written as read") {
  json object =
      with("requantization",
           {{"shift", {1, 2, 3, 4, 5, 6, 7, 31}}, {"relu6", 96}, {"pass", "separate"}, {"rounding", "half_up"}});
  object["input_zero_point"] = -7;
  object["residual_shift"] = 4;
  object["bias_entry"] = "lane";
  object["filter_layout"] = "CHWc16";
  const Layer layer = parse_layer(object, "file.json");
  CHECK(layer.shifts == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 31});
  CHECK(layer.shift_of(7) == 31);
  CHECK(layer.relu6 == 96);
  CHECK(layer.low_clip() == 0);
  CHECK(layer.high_clip() == 96);
  CHECK(layer.rounding == Rounding::half_up);
  CHECK(layer.requantization_pass == RequantizationPass::separate);
  CHECK(layer.input_zero_point == -7);
  CHECK(layer.residual_shift == 4);
  CHECK(layer.bias_entry == BiasEntry::lane);
  CHECK(layer.filter_layout == FilterLayout::chwc);
  const Layer again = parse_layer(to_json(layer), "file.json");
  CHECK(to_json(again) == to_json(layer));
  CHECK(again.shifts == layer.shifts);
  CHECK(again.relu6 == layer.relu6);
  CHECK(again.rounding == layer.rounding);
  CHECK(again.requantization_pass == layer.requantization_pass);
  CHECK(again.input_zero_point == layer.input_zero_point);
  CHECK(again.residual_shift == layer.residual_shift);
  CHECK(again.bias_entry == layer.bias_entry);
  CHECK(again.filter_layout == layer.filter_layout);
}

TEST_CASE("shifts can be a reproducible choice from a range") {
  const auto shifts = [](json shift) {
    return parse_layer(with("requantization", {{"shift", std::move(shift)}}), "file.json").shifts;
  };
  const std::vector<int> first = shifts({{"low", 5}, {"high", 9}});
  REQUIRE(first.size() == 8);
  for (const int shift : first) CHECK((shift >= 5 && shift <= 9));
  CHECK(first == shifts({{"low", 5}, {"high", 9}, {"seed", 1}}));
  CHECK(first != shifts({{"low", 5}, {"high", 9}, {"seed", 2}}));
  CHECK(shifts({{"low", 4}, {"high", 4}}) == std::vector<int>(8, 4));
}

TEST_CASE("complaints about quantization name the field, the value and what is legal") {
  const auto requantization = [](json value) { return complaint(with("requantization", std::move(value))); };
  CHECK(requantization({{"shift", {1, 2}}}) ==
        "some/file.json: requantization: shift has 2 numbers; it must have 8, one for each output channel");
  CHECK(requantization({{"shift", {0, 1, 2, 3, 4, 5, 6, 32}}}) ==
        "some/file.json: requantization: shift[7] is 32; legal are 0 to 31");
  CHECK(requantization({{"shift", {{"low", 9}, {"high", 8}}}}) ==
        "some/file.json: requantization: shift: high is 8; legal are 9 to 31");
  CHECK(requantization({{"shift", {{"low", 9}}}}) == "some/file.json: requantization: shift: high is missing");
  CHECK_THAT(requantization({{"shift", {{"low", 1}, {"high", 2}, {"mean", 1}}}}), Contains("unknown key \"mean\""));
  CHECK(requantization({{"relu6", 128}}) == "some/file.json: requantization: relu6 is 128; legal are 0 to 127");
  CHECK_THAT(requantization({{"relu6", true}}), Contains("relu6 is true; it must be an integer, 0 to 127"));
  CHECK_THAT(requantization({{"relu6", 9}, {"clip", {10, 20}}}), Contains("lo not above relu6, 9"));
  CHECK_THAT(requantization({{"relu6", 9}, {"clip", {-10, -1}}}), Contains("with relu6, not below 0"));
  CHECK(requantization({{"pass", "both"}}) ==
        "some/file.json: requantization: pass is \"both\"; it must be \"fused\" or \"separate\"");
  CHECK(requantization({{"rounding", "half_even"}}) ==
        "some/file.json: requantization: rounding is \"half_even\"; it must be \"floor\" or \"half_up\"");
  CHECK(complaint(with("residual_shift", 7)) == "some/file.json: residual_shift is 7; legal are 0 to 6");
  CHECK(complaint(with("input_zero_point", 128)) == "some/file.json: input_zero_point is 128; legal are -128 to 127");
  CHECK(complaint(with("bias_entry", 3)) ==
        "some/file.json: bias_entry is 3; it must be \"auto\", \"alu\", \"load\", \"lane\" or \"product\"");
  json grouped = with("filter_layout", "HWC");
  grouped["groups"] = 4;
  CHECK(
      complaint(grouped) ==
      "some/file.json: filter_layout is \"HWC\"; it must be \"OIHW\" unless groups (4) is the number of channels (8)");
}

}  // namespace vtasim::compiler
