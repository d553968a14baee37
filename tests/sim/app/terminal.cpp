#include "terminal.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

/// Goes through what was written as a terminal does, as far as the program makes use of one.
void play(TerminalOutcome& outcome) {
  outcome.lines.emplace_back();
  std::size_t column = 0;
  for (std::size_t at = 0; at < outcome.bytes.size(); ++at) {
    const char c = outcome.bytes[at];
    std::string& line = outcome.lines.back();
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      outcome.lines.emplace_back();
      column = 0;
    } else if (c == '\x1b') {
      if (outcome.bytes.compare(at, 3, "\x1b[K") != 0) throw std::runtime_error("a control that is not expected");
      line.resize(column);
      ++outcome.erased;
      at += 2;
    } else {
      line.resize(std::max(line.size(), column + 1), ' ');
      line[column++] = c;
      outcome.widest = std::max(outcome.widest, column);
    }
  }
  if (outcome.lines.back().empty()) outcome.lines.pop_back();
}

}  // namespace

TerminalOutcome run_on_terminal(const std::vector<std::string>& arguments, std::size_t width,
                                const std::vector<std::string>& environment) {
  std::vector<std::string> words = {VTASIM_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> settings = environment;
  settings.emplace_back("TERM=xterm");
  const TemporaryDirectory cache;  // Nothing is found that was not searched for.
  settings.push_back("XDG_CACHE_HOME=" + cache.path().string());
  std::vector<char*> envp;
  for (std::string& setting : settings) envp.push_back(setting.data());
  for (char** variable = environ; *variable != nullptr; ++variable) envp.push_back(*variable);
  envp.push_back(nullptr);

  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(width);
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) throw std::runtime_error("there is no terminal");
  if (child == 0) {
    execve(VTASIM_PROGRAM, argv.data(), envp.data());
    _exit(127);
  }
  TerminalOutcome outcome;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(terminal, buffer.data(), buffer.size())) > 0;) {
    outcome.bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  waitpid(child, &status, 0);
  close(terminal);
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  play(outcome);
  return outcome;
}

}  // namespace vtasim
