#include "compiler/layer.h"
#include "isa/shipped.h"

namespace vtasim {

std::vector<std::string> layer_names() { return shipped_names("layers"); }

Layer find_layer(const std::string& name_or_path) { return load_layer(shipped_file("layers", "layer", name_or_path)); }

}  // namespace vtasim
