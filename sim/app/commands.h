#pragma once

namespace vtasim::app {

class CommandLine;

/// Exit status of the program, as every command's --help explains.
enum ExitCode : int {
  kSuccess = 0,
  kDisagrees = 1,  ///< What was asked was done, and something in it failed: a run, a comparison, a verification.
  kBadInput = 2,   ///< Nothing was done: the command line or a file cannot be used.
};

// Each adds its command to `line`, with its help. When the arguments name it, it is run and leaves
// its exit status in `status`; what it cannot use it throws as Error.
void add_compare_command(CommandLine& line, ExitCode& status);
void add_fuse_command(CommandLine& line, ExitCode& status);
void add_network_command(CommandLine& line, ExitCode& status);
void add_explain_command(CommandLine& line, ExitCode& status);
void add_trace_command(CommandLine& line, ExitCode& status);
void add_space_command(CommandLine& line, ExitCode& status);
void add_replay_command(CommandLine& line, ExitCode& status);
void add_generate_command(CommandLine& line, ExitCode& status);
void add_asm_command(CommandLine& line, ExitCode& status);
void add_import_command(CommandLine& line, ExitCode& status);
void add_disasm_command(CommandLine& line, ExitCode& status);
void add_hardware_command(CommandLine& line, ExitCode& status);
void add_host_command(CommandLine& line, ExitCode& status);
void add_report_command(CommandLine& line, ExitCode& status);
void add_check_command(CommandLine& line, ExitCode& status);
void add_cache_command(CommandLine& line, ExitCode& status);

}  // namespace vtasim::app
