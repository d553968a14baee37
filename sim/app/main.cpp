#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <systemc>

#include "sim/app/command_line.h"
#include "sim/app/commands.h"
#include "sim/app/messages.h"
#include "sim/processes/signal_watch.h"

namespace vtasim::app {
namespace {

constexpr const char* kDescription =
    "vtasim: a cycle-exact simulator of VTA and a convolution compiler for it.\n"
    "Which way of lowering a layer is fastest on which configuration, where the cycles go, and does a program\n"
    "still run as it did.";

constexpr const char* kFooter =
    R"(Examples:
  vtasim compare mobilenet-v1-dw1 --hardware b16-bus64,b16-bus512   what a layer costs, per mapping and configuration
  vtasim network mobilenet-v1 --hardware b16-bus64                  a whole network, from its input to its outputs
  vtasim trace mobilenet-v1-dw1 --hardware b16-bus64 -o dw1.pftrace a program's run, to look at in Perfetto
  vtasim replay tests/golden/b16-bus64/micro.jsonl                  does every recorded case run as on the hardware
  vtasim generate streams -o cases.jsonl --hardware b16-bus64       random programs to hold hardware against vtasim
  vtasim disasm tests/golden/b16-bus64/layers.jsonl                 a program, instruction by instruction
  vtasim asm first-steps.vta -o first-steps.jsonl                   a program of your own, written as a listing
  vtasim import dump -o dumped.jsonl --hardware b16-bus64           what another compiler left, as cases
  vtasim hardware                                                   the configurations that come with vtasim
  vtasim host --measure -o board.json                               a model of the machine that this runs on, for --host
  vtasim report result.json -o result.html                          what compare --json wrote, as a page with charts
  vtasim check configs/suites/ci.json                               has any cycle count moved since it was accepted, and why

Exit status, of every command:
  0  success
  1  it ran, and something disagrees: a case differs, a run did not finish, an output is wrong
  2  bad input or usage, or a file that cannot be written; no file is left half-written
With 1 and 2 one line on stderr says what and where.

Environment:
  VTASIM_CONFIGS   a directory that stands in for the configs that come with vtasim
  XDG_CACHE_HOME   where results of searches are kept, in vtasim (default: .cache in HOME); vtasim cache --help
  VTASIM_PROGRESS  "never": long work shows no progress on a terminal; "always": it shows every step, from the first on
  COLUMNS          what tables fit where the output is no terminal)";

ExitCode run(int argc, char** argv) {
  ExitCode status = kSuccess;
  CommandLine line("vtasim", kDescription, kFooter, "vtasim " VTASIM_VERSION);
  add_compare_command(line, status);
  add_fuse_command(line, status);
  add_network_command(line, status);
  add_explain_command(line, status);
  add_trace_command(line, status);
  add_space_command(line, status);
  add_replay_command(line, status);
  add_generate_command(line, status);
  add_disasm_command(line, status);
  add_asm_command(line, status);
  add_import_command(line, status);
  add_hardware_command(line, status);
  add_host_command(line, status);
  add_check_command(line, status);
  add_report_command(line, status);
  add_cache_command(line, status);
  try {
    print(line.run(argc, argv));
    if (status == kSuccess) flush_output();
  } catch (const processes::Interrupted& interrupted) {
    // As if nobody had waited with it: a shell sees that the signal ended the program.
    raise(interrupted.signal);
    return static_cast<ExitCode>(128 + interrupted.signal);
  } catch (const std::bad_alloc&) {
    return complain(kBadInput, "there is not enough memory");
  } catch (const std::length_error&) {  // More of something than a computer can have.
    return complain(kBadInput, "there is not enough memory");
  } catch (const std::exception& error) {
    return complain(kBadInput, error.what());
  }
  return status;
}

/// Standard streams that are closed would give their numbers to the next files opened, and output would end up in
/// those.
void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Read-only: what is written to it fails.
    if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) static_cast<void>(open("/dev/null", O_RDONLY));
  }
}

}  // namespace
}  // namespace vtasim::app

/// libsystemc brings a main() that prints a banner before it calls sc_main(); this one keeps it quiet.
int main(int argc, char* argv[]) {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  vtasim::app::keep_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // A file that becomes too large is an error of writing.
  return sc_core::sc_elab_and_sim(argc, argv);
}

int sc_main(int argc, char* argv[]) { return vtasim::app::run(argc, argv); }
