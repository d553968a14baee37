// Files of results, as `vtasim report` takes them: refused or read; what was read becomes a page of which it is no
// part.

#include <nlohmann/json.hpp>

#include "sim/page/page.h"
#include "sim/page/results.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace vtasim;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void check(const page::Results& results) {
  const std::string html = to_html(results, "fuzzed", "0");
  static const std::size_t scripts = count(page::to_html({}, "fuzzed", "0"), "<");
  require(count(html, "<") == scripts, "results have become a part of the page");
  constexpr std::string_view kBegin = "id=\"results\">";
  const std::size_t begin = html.find(kBegin) + kBegin.size();
  const std::string written = html.substr(begin, html.find('<', begin) - begin);
  require(nlohmann::json::parse(written) == results.to_json(), "a page has other results");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  for (const char* name : {"fuzzed.json", "fuzzed.jsonl"}) {
    page::Results results;
    const std::filesystem::path file = scratch_file(name, text);
    if (accepted([&] { results = page::read_results({file}); })) check(results);
  }
  return 0;
}
