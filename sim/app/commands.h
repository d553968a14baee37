#pragma once

namespace CLI {
class App;
}

namespace vtasim::app {

/// Exit status of the program, as every command's --help explains.
enum ExitCode : int {
  kSuccess = 0,
  kDisagrees = 1,  ///< What was asked was done, and something in it failed: a run, a comparison, a verification.
  kBadInput = 2,   ///< Nothing was done: the command line or a file cannot be used.
};

// Each adds its command to `app`, with its help. When the command line names it, parsing runs it and leaves its exit
// status in `status`; what it cannot use it throws as Error.
void add_compare_command(CLI::App& app, ExitCode& status);
void add_fuse_command(CLI::App& app, ExitCode& status);
void add_explain_command(CLI::App& app, ExitCode& status);
void add_replay_command(CLI::App& app, ExitCode& status);
void add_generate_command(CLI::App& app, ExitCode& status);
void add_disasm_command(CLI::App& app, ExitCode& status);
void add_hardware_command(CLI::App& app, ExitCode& status);
void add_check_command(CLI::App& app, ExitCode& status);

}  // namespace vtasim::app
