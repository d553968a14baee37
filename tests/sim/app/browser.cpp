#include "browser.h"

#include <catch2/catch.hpp>
#include <vector>

#include "isa/base/files.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

/// The document when all its scripts have run.
std::string dumped(const std::filesystem::path& page, Scheme preferred) {
  const TemporaryDirectory profile;
  std::vector<std::string> words = {"--headless",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-dev-shm-usage",
                                    "--enable-logging=stderr",
                                    "--user-data-dir=" + profile.path().string(),
                                    "--virtual-time-budget=5000",
                                    "--dump-dom"};
  if (preferred == Scheme::dark) words.emplace_back("--force-dark-mode");
  words.push_back("file://" + page.string());
  const Outcome outcome = run_program("chromium", words);
  INFO("needs Debian's package chromium (scripts/setup chromium)\n" << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.err, !Contains("CONSOLE"));
  // One, that scripts are switched off, is there for browsers in which they are.
  CHECK(count(outcome.out, "class=\"failure\"") == 1);
  return outcome.out;
}

}  // namespace

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string told(const std::string& page) {
  const std::size_t from = page.find("<title>") + 7;
  return page.substr(from, page.find("</title>", from) - from);
}

std::string section(const std::string& page, const std::string& id) {
  const std::size_t from = page.find("<section id=\"" + id + "\">");
  if (from == std::string::npos) return "";
  return page.substr(from, page.find("</section>", from) - from);
}

std::size_t table_rows(const std::string& part) {
  const std::size_t from = part.find("<tbody>");
  return from == std::string::npos ? 0 : count(part.substr(from, part.find("</tbody>", from) - from), "<tr>");
}

std::string shown(const std::filesystem::path& page, Scheme preferred) { return shown_after(page, "", preferred); }

std::string shown_after(const std::filesystem::path& page, const std::string& script, Scheme preferred) {
  const std::string frames = R"(<script>
    window.requestAnimationFrame = (call) => setTimeout(() => call(performance.now()));
    window.ResizeObserver = class {
      constructor(call) { this.call = call; }
      observe(element) { setTimeout(() => this.call([{ contentRect: element.getBoundingClientRect() }])); }
    };
  </script>)";
  const TemporaryDirectory directory;
  std::string html = read_whole_file(page);
  html.insert(html.rfind("</body>"), "<script>\n" + script + "\n</script>");
  html.insert(html.find("<meta http-equiv"), frames);
  write_text(directory / "scripted.html", html);
  return dumped(directory / "scripted.html", preferred);
}

}  // namespace vtasim
