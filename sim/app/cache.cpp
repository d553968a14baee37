#include <fmt/format.h>

#include <memory>
#include <string>

#include "isa/base/text.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/experiment/search_cache.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim cache                      where results of searches are kept, how many, and how large they are
  vtasim cache --clear              removes them all
  XDG_CACHE_HOME=/tmp/mine vtasim compare mobilenet-v1-dw1 --hardware b16-bus64    keeps them elsewhere

compare, fuse, explain and check keep what their searches come to, and find it again in later runs: the same layer and
configuration, whatever they are called, the same mapping, the same effort, and the same program, byte for byte, with the
libraries it uses; a vtasim that was built anew searches anew. Output is the same as without, and every program that is
shown is simulated and verified in any case. --no-cache goes without.

Results are small files in vtasim in the directory that XDG_CACHE_HOME names, or in .cache of HOME. The least recently
used ones are removed where they take more than 64 MiB. A file that is damaged, or a directory that cannot be written, is
no error: what is not found is searched for.

Exit status: 0, or 2 where a result cannot be removed.)";

struct Options {
  bool clear = false;
};

ExitCode show_cache(const Options& options) {
  const auto directory = experiment::user_cache_directory();
  if (!directory) {
    print("no cache: neither XDG_CACHE_HOME nor HOME is an absolute path\n");
    return kSuccess;
  }
  const experiment::SearchCache cache(*directory, "");
  if (options.clear) {
    print(fmt::format("{}: {} removed\n", directory->string(),
                      counted(static_cast<std::int64_t>(cache.clear()), "result")));
    return kSuccess;
  }
  const experiment::SearchCache::Usage usage = cache.usage();
  print(fmt::format("{}: {}, {} of {} bytes\n", directory->string(),
                    counted(static_cast<std::int64_t>(usage.files), "result"),
                    grouped(static_cast<std::int64_t>(usage.bytes)),
                    grouped(static_cast<std::int64_t>(experiment::SearchCache::kMostBytes))));
  return kSuccess;
}

}  // namespace

void add_cache_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("cache", "Show what is kept of searches for later runs, or remove it");
  auto options = std::make_shared<Options>();
  command.add_flag("--clear", options->clear, "Remove all results");
  command.footer(kFooter);
  command.callback([options, &status] { status = show_cache(*options); });
}

}  // namespace vtasim::app
