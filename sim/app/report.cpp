#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "isa/base/atomic_files.h"
#include "isa/base/error.h"
#include "isa/base/names.h"
#include "isa/base/text.h"
#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/app/outputs.h"
#include "sim/page/page.h"
#include "sim/page/results.h"

namespace vtasim::app {
namespace {

constexpr const char* kFooter = R"(Examples:
  vtasim report dw1.json -o dw1.html                              tables and charts of what compare --json dw1.json wrote
  vtasim report before.json after.json -o both.html               rows of both, side by side
  vtasim report configs/suites/ci.baseline.json -o accepted.html  what a suite gave when it was accepted
  vtasim report run.json -o run.html                              what a program did over time, as explain --json told
  vtasim report network.json -o network.html                      a planned network step by step, as network --json told

A RESULT is what compare, fuse, network and explain write with --json, check with --benchmark-json and replay with
--results, or a suite's baseline. The page has what its rows have data for: the sortable table of compare, a network's
layers, what the cycles of each module went to, a roofline, cycles over the width of the bus, pairs of layers, networks
as they were planned, with what lies in DRAM when, checked suites, replayed programs; and of a program that was explained
its timeline, down to single cycles, and what sits in which lanes.

It is one file: it needs no network and nothing beside it, opened from a disk too. It is light or dark as the reader
prefers, and light on paper.

Exit status: 0, or 2 for a file that is no result, whose row and field are named: then nothing is written.)";

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string title;
};

/// The page's heading where none is given: the files' names.
std::string default_title(const std::vector<std::string>& files) {
  std::string title;
  for (const std::string& file : files) title += (title.empty() ? "" : ", ") + name_of_file(file);
  return title;
}

ExitCode write_report(const Options& options) {
  if (!options.title.empty()) check_name(options.title, "--title");
  const page::Results results = page::read_results({options.files.begin(), options.files.end()});
  check_outputs({{"-o", options.output}});
  const std::string title = options.title.empty() ? default_title(options.files) : options.title;
  write_file(options.output, to_html(results, title, VTASIM_VERSION));
  print(fmt::format("{}: {} of {}\n", options.output, counted(results.rows(), "row"),
                    counted(static_cast<std::int64_t>(options.files.size()), "file")));
  return kSuccess;
}

}  // namespace

void add_report_command(CommandLine& line, ExitCode& status) {
  Command command = line.add_command("report", "Make a page of results, with tables and charts, for a browser");
  command.footer(kFooter);
  auto options = std::make_shared<Options>();
  command
      .add_option("RESULT", options->files, "Files that compare, fuse, network, explain, check or replay have written")
      .required();
  command.add_option("-o,--output", options->output, "The page to write").required().type_name("FILE.html");
  command.add_option("--title", options->title, "The page's heading, without it the files' names").type_name("TEXT");
  command.callback([options, &status] { status = write_report(*options); });
}

}  // namespace vtasim::app
