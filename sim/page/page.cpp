#include "sim/page/page.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "isa/base/json_reader.h"
#include "sim/page/page_files.h"

namespace vtasim::page {
namespace {

/// `text` with `to` wherever `from` stands.
std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    result += text.substr(0, at);
    result += to;
    text.remove_prefix(at + from.size());
  }
  return result += text;
}

/// As the text of an element.
std::string escaped(const std::string& text) {
  return replaced(replaced(replaced(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

/// JSON that does not end the element it lies in, whatever its texts contain: "<" begins every tag and comment.
std::string in_script(const nlohmann::json& value) { return replaced(json_text(value), "<", "\\u003c"); }

/// What stands between double braces in the template.
std::string filling(std::string_view place, const Results& results, const std::string& title,
                    const std::string& version) {
  if (place == "title") return escaped(title);
  if (place == "version") return escaped(version);
  if (place == "style") return std::string(kStyle);
  if (place == "results") return in_script(results.to_json());
  if (place == "license") return replaced(kLibraryLicense, "--", "- -");  // It stands in a comment.
  if (place == "library") return std::string(kLibrary);
  if (place == "script") return std::string(kScript);
  throw std::logic_error(fmt::format("the page has no {}", place));
}

}  // namespace

std::string to_html(const Results& results, const std::string& title, const std::string& version) {
  std::string page;
  std::string_view rest = kTemplate;
  for (std::size_t begin = rest.find("{{"); begin != std::string_view::npos; begin = rest.find("{{")) {
    const std::size_t end = rest.find("}}", begin);
    page += rest.substr(0, begin);
    page += filling(rest.substr(begin + 2, end - begin - 2), results, title, version);
    rest.remove_prefix(end + 2);
  }
  return page += rest;
}

}  // namespace vtasim::page
