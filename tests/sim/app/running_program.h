#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace vtasim {

/// The built program, started and not waited for; its output goes to files OUT and OUT.err.
class RunningProgram {
 public:
  RunningProgram(std::vector<std::string> arguments, const std::string& out) {
    arguments.insert(arguments.begin(), VTASIM_PROGRAM);
    std::vector<char*> argv;
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (out + ".err").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    const int failed = posix_spawn(&pid_, VTASIM_PROGRAM, &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " VTASIM_PROGRAM);
  }
  ~RunningProgram() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  pid_t pid() const { return pid_; }

  void signal(int number) const { kill(pid_, number); }

  /// Its child processes, once it has at least `count` of them. Throws when that takes too long.
  std::vector<pid_t> await_children(std::size_t count) const {
    for (int tries = 0; tries < 3000; ++tries) {
      std::ifstream file("/proc/" + std::to_string(pid_) + "/task/" + std::to_string(pid_) + "/children");
      std::vector<pid_t> children;
      for (pid_t child = 0; file >> child;) children.push_back(child);
      if (children.size() >= count) return children;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("no process was started");
  }

  /// Status of waitpid().
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_ = 0;
};

/// Whether a process is there no more.
inline bool is_gone(pid_t pid) { return kill(pid, 0) == -1; }

}  // namespace vtasim
