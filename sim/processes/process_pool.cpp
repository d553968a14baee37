#include "sim/processes/process_pool.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include "isa/base/error.h"
#include "isa/base/files.h"

namespace vtasim::processes {
namespace {

constexpr std::size_t kMostDiagnostics = 65536;

struct Pipe {
  Descriptor read;
  Descriptor write;

  Pipe() {
    int ends[2];
    if (pipe(ends) != 0) throw Error(fmt::format("no pipe to a process: {}", std::strerror(errno)));
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
  }
};

/// In the child: whether all of `text` was written.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

[[noreturn]] void run_child(const std::function<std::string(std::size_t)>& task, std::size_t index, int output,
                            int diagnostics) {
  dup2(diagnostics, STDOUT_FILENO);
  dup2(diagnostics, STDERR_FILENO);
  bool done = false;
  try {
    done = write_all(output, task(index));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
  std::fflush(nullptr);
  _exit(done ? 0 : 1);  // What the parent would do on exit is not for the child to do.
}

}  // namespace

/// A process at work, and what it has said so far. Killed with its owner.
class ProcessPool::Child {
 public:
  Child(std::size_t index, const std::function<std::string(std::size_t)>& task) : index_(index) {
    Pipe output;
    Pipe diagnostics;
    std::fflush(nullptr);  // Or the child would write what is buffered a second time.
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == -1) throw Error(fmt::format("no process can be started: {}", std::strerror(errno)));
    if (pid_ == 0) {
      // The signals that are watched stay blocked: they are the parent's to answer. It ends with the parent, also when
      // that is killed; which it may be already.
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(1);
      run_child(task, index, output.write.fd(), diagnostics.write.fd());
    }
    output_ = std::move(output.read);
    diagnostics_ = std::move(diagnostics.read);
  }
  ~Child() {
    if (pid_ == -1) return;
    kill(pid_, SIGKILL);
    reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::size_t index() const { return index_; }
  const ProcessResult& result() const { return result_; }

  void add_to(std::vector<pollfd>& polled) const {
    for (const Descriptor* descriptor : {&output_, &diagnostics_}) {
      if (descriptor->open()) polled.push_back({descriptor->fd(), POLLIN, 0});
    }
  }

  /// Takes what there is to read; at the end of both streams, the process's status. Returns whether it has ended.
  bool read(const std::vector<pollfd>& polled) {
    read_from(output_, result_.output, polled);
    read_from(diagnostics_, result_.diagnostics, polled);
    if (result_.diagnostics.size() > 2 * kMostDiagnostics) trim_diagnostics();
    if (output_.open() || diagnostics_.open()) return false;
    trim_diagnostics();
    result_.failure = describe_status(reap());
    return true;
  }

 private:
  static void read_from(Descriptor& from, std::string& to, const std::vector<pollfd>& polled) {
    const auto ready = std::find_if(polled.begin(), polled.end(), [&](const pollfd& p) { return p.fd == from.fd(); });
    if (!from.open() || ready == polled.end() || ready->revents == 0) return;
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(from.fd(), buffer.data(), buffer.size());
    if (got > 0) to.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) from.close();
  }

  void trim_diagnostics() {
    std::string& text = result_.diagnostics;
    if (text.size() > kMostDiagnostics) text.erase(0, text.size() - kMostDiagnostics);
  }

  int reap() {
    int status = 0;
    while (waitpid(pid_, &status, 0) == -1 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  static std::string describe_status(int status) {
    if (WIFSIGNALED(status)) {
      const char* name = sigabbrev_np(WTERMSIG(status));
      return name != nullptr ? fmt::format("killed by SIG{}", name)
                             : fmt::format("killed by signal {}", WTERMSIG(status));
    }
    return WEXITSTATUS(status) == 0 ? "" : fmt::format("ended with status {}", WEXITSTATUS(status));
  }

  std::size_t index_;
  pid_t pid_ = -1;
  Descriptor output_;
  Descriptor diagnostics_;
  ProcessResult result_;
};

ProcessPool::ProcessPool(std::size_t count, std::size_t jobs, std::function<std::string(std::size_t)> task)
    : jobs_(jobs), task_(std::move(task)), results_(count) {}

ProcessPool::~ProcessPool() = default;

void ProcessPool::begin() {
  while (next_ < results_.size() && children_.size() < jobs_) {
    children_.push_back(std::make_unique<Child>(next_, task_));
    ++next_;
  }
}

/// Waits so long at most for one of them to have something to say, and takes it.
void ProcessPool::read(const SignalWatch& watch, long milliseconds) {
  std::vector<pollfd> polled;
  for (const auto& child : children_) child->add_to(polled);
  const timespec time = {0, milliseconds * 1'000'000};
  const int ready = ppoll(polled.data(), polled.size(), &time, &watch.outer_mask());
  if (watch.noticed() != 0) throw Interrupted{watch.noticed()};
  if (ready < 0 && errno != EINTR) throw Error(fmt::format("waiting for a process: {}", std::strerror(errno)));
  const auto ended = [&](const std::unique_ptr<Child>& child) {
    if (!child->read(polled)) return false;
    results_[child->index()] = child->result();
    return true;
  };
  children_.erase(std::remove_if(children_.begin(), children_.end(), ended), children_.end());
}

void ProcessPool::tend(const SignalWatch& watch) {
  read(watch, 0);
  begin();
}

ProcessResult ProcessPool::wait(std::size_t index, const SignalWatch& watch,
                                const std::function<void(std::size_t)>& progress) {
  constexpr long kMoment = 100;
  tend(watch);
  while (!results_[index]) {
    progress(next_ - children_.size());
    read(watch, kMoment);
    begin();
  }
  return *std::move(results_[index]);
}

}  // namespace vtasim::processes
