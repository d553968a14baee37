#include "isa/base/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/printable.h"

namespace vtasim {

void check_name(const std::string& name, const std::string& what, std::size_t longest) {
  const bool one_line = name.find_first_of("\n\t") == std::string::npos;
  if (!name.empty() && name.size() <= longest && one_line && printable(name) == name) return;
  const std::string size = name.size() > longest ? fmt::format(" of {} bytes", name.size()) : "";
  throw Error(fmt::format("{} is {}{}; a name has 1 to {} bytes, none of them a control character", what,
                          name.empty() ? "empty" : shown(name), size, longest));
}

std::string name_of_file(const std::filesystem::path& file) {
  std::string name = printable(file.stem().string());
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '\n' || c == '\t'; }, '?');
  return name;
}

}  // namespace vtasim
