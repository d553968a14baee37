#include "compiler/workload/layer_file.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/workload/layer.h"
#include "isa/base/error.h"

namespace vtasim::compiler {

using Catch::Matchers::Contains;

TEST_CASE("shipped layers are found by name and by path") {
  const Layer layer = find_layer("mobilenet-v1-dw1");
  CHECK(layer.channels == 32);
  CHECK(layer.out_channels == 32);
  CHECK(layer.depthwise());
  CHECK(layer.out_height() == 112);
  CHECK(layer.out_width() == 112);
  CHECK(layer.bias);
  CHECK(find_layer(VTASIM_ROOT "/configs/layers/mobilenet-v1-dw1.json").name == "mobilenet-v1-dw1");
}

TEST_CASE("every shipped layer loads and is named like its file") {
  const std::vector<std::string> names = layer_names();
  CHECK(names.size() >= 3);
  for (const std::string& name : names) CHECK(find_layer(name).name == name);
}

TEST_CASE("an unknown layer is refused with the known names") {
  CHECK_THROWS_WITH(find_layer("mobilenet-v9"),
                    Contains("layer \"mobilenet-v9\": no such file and no such name") && Contains("mobilenet-v1-dw1"));
  CHECK_THROWS_WITH(find_layer("no/such/file"), Contains("no/such/file"));
}

TEST_CASE("VTASIM_CONFIGS names another directory of layers") {
  const std::filesystem::path directory = std::filesystem::temp_directory_path() / "vtasim-find-layer-test";
  std::filesystem::create_directories(directory / "layers");
  std::ofstream(directory / "layers" / "mine.json") << R"({"input": [1, 4, 6, 6], "multiplier": 2, "kernel": [1, 3]})";
  setenv("VTASIM_CONFIGS", directory.c_str(), 1);
  const std::vector<std::string> names = layer_names();
  const Layer layer = find_layer("mine");
  std::filesystem::remove_all(directory / "layers");
  const std::vector<std::string> none = layer_names();
  std::filesystem::remove_all(directory);
  unsetenv("VTASIM_CONFIGS");
  CHECK(names == std::vector<std::string>{"mine"});
  CHECK(layer.out_channels == 8);
  CHECK(none.empty());
}

}  // namespace vtasim::compiler
