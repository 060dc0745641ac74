// Starting another engine's process and hearing it out.
#include "sim/study/foreign.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "models/world/fly.hpp"
#include "sim/base/archive.hpp"
#include "sim/base/version.hpp"

extern char** environ;

namespace windtunnel {
namespace {

namespace fs = std::filesystem;
// tidy: wall clock because a process that stands still has to be ended; no result sees it
using Clock = std::chrono::steady_clock;

constexpr std::size_t kWordsMax = 4000;  // of what the process said last

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void reset(int fd) {
    close();
    fd_ = fd;
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

std::chrono::duration<double> standstill_max() {
  const char* const given = std::getenv("WINDTUNNEL_STANDSTILL_S");
  const double seconds = given != nullptr ? std::atof(given) : 0.0;
  return std::chrono::duration<double>(seconds > 0 ? seconds : 300.0);
}

// One process and the two ends that lead to it.
class Process {
 public:
  ~Process() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }

  // "" when it runs, else why it does not.
  std::string start(const fs::path& program) {
    int talk[2], words[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) != 0) return std::strerror(errno);
    Descriptor their_talk(talk[1]);
    socket.reset(talk[0]);
    if (::pipe2(words, O_CLOEXEC) != 0) return std::strerror(errno);
    Descriptor their_words(words[1]);
    said.reset(words[0]);
    ::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(said.get(), F_SETFL, O_NONBLOCK);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, their_talk.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, their_words.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, their_words.get(), STDERR_FILENO);
    // A group of its own: Ctrl-C is for us to hear, and we end it.
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::string name = program.string();
    char* arguments[] = {name.data(), nullptr};
    const int error = ::posix_spawn(&pid_, name.c_str(), &actions, &attributes, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error == 0) return "";
    pid_ = -1;
    return std::strerror(error);
  }

  void kill() { ::kill(pid_, SIGKILL); }

  // How it ended: "" when it said goodbye properly.
  std::string wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (WIFSIGNALED(status))
      return "was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
             ::strsignal(WTERMSIG(status)) + ")";
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
      return "ended with code " + std::to_string(WEXITSTATUS(status));
    return "";
  }

  Descriptor socket;  // requests there, frames back
  Descriptor said;    // its standard output and error

 private:
  pid_t pid_ = -1;
};

// One conversation.
class Conversation {
 public:
  Conversation(const fs::path& program, const Flight& flight, const WorldOptions& options,
               const std::atomic<bool>& stop)
      : program_(program), flight_(flight), options_(options), stop_(stop) {}

  ForeignAnswer hold(const std::string& request) {
    if (const std::string why = process_.start(program_); !why.empty()) {
      answer_.failed = program_.string() + " could not be started: " + why;
      return std::move(answer_);
    }
    request_ = request;
    moved_ = Clock::now();
    bool stood_still = false;
    while (process_.socket.open() && !answer_.interrupted && !stood_still) {
      if (stop_.load(std::memory_order_relaxed)) answer_.interrupted = true;
      stood_still = Clock::now() - moved_ > standstill_max();
      turn();
    }
    if (answer_.interrupted || stood_still) process_.kill();
    while (process_.said.open()) turn();
    const std::string end = process_.wait();
    if (answer_.interrupted) {
      answer_.run.reset();
      answer_.failed.clear();
    } else if (stood_still) {
      fail("stood still for " + std::to_string(static_cast<int>(standstill_max().count())) +
           " s and was ended");
    } else if (!answer_.run && answer_.failed.empty()) {
      fail(end.empty() ? "ended without an answer" : end);
    }
    return std::move(answer_);
  }

 private:
  void fail(const std::string& how) {
    answer_.run.reset();
    answer_.failed = program_.filename().string() + " " + how;
    while (!words_.empty() && std::isspace(static_cast<unsigned char>(words_.back())) != 0) words_.pop_back();
    if (!words_.empty()) answer_.failed += "; it said: " + words_;
  }

  // Whatever there is to send or to hear within a tenth of a second.
  void turn() {
    std::array<pollfd, 2> ends{};
    ends[0] = {process_.socket.get(), static_cast<short>(request_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    ends[1] = {process_.said.get(), POLLIN, 0};
    if (::poll(ends.data(), ends.size(), 100) <= 0) return;
    if ((ends[0].revents & POLLOUT) != 0) send();
    if ((ends[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) hear(process_.socket, heard_);
    if ((ends[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) hear(process_.said, words_);
    if (words_.size() > kWordsMax) words_.erase(0, words_.size() - kWordsMax);
    read_frames();
  }

  void send() {
    const ssize_t sent = ::send(process_.socket.get(), request_.data(), request_.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EINTR) request_.clear();  // it is gone; what it said tells why
      return;
    }
    request_.erase(0, static_cast<std::size_t>(sent));
    if (request_.empty()) ::shutdown(process_.socket.get(), SHUT_WR);
  }

  static void hear(Descriptor& from, std::string& into) {
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
    if (got > 0)
      into.append(buffer.data(), static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      from.close();
  }

  void read_frames() {
    while (heard_.size() >= sizeof(FrameHead)) {
      FrameHead head;
      std::memcpy(&head, heard_.data(), sizeof head);
      if (head.size > FrameHead::kSizeMax) return process_.socket.close();
      if (heard_.size() - sizeof head < head.size) return;
      take(head.kind, std::string_view(heard_).substr(sizeof head, head.size));
      heard_.erase(0, sizeof head + head.size);
    }
  }

  void take(FrameKind kind, std::string_view bytes) {
    Unpacker unpacker(bytes);
    if (kind == FrameKind::kProgress) {
      ForeignProgress progress;
      unpacker(progress);
      if (!unpacker.at_the_end()) return;
      if (progress.turns != seen_.turns) moved_ = Clock::now();
      if (options_.meter != nullptr) {
        options_.meter->events += progress.events - seen_.events;
        options_.meter->samples += progress.samples - seen_.samples;
      }
      seen_ = progress;
    } else if (kind == FrameKind::kFacts) {
      RunFacts facts = no_facts(flight_.plan);
      const std::size_t cells = facts.recorder.cells().size(), bins = facts.recorder.bins().size();
      unpacker(facts);
      if (unpacker.at_the_end() && facts.recorder.cells().size() == cells &&
          facts.recorder.bins().size() == bins)
        answer_.run.emplace(std::move(facts));
      else
        answer_.failed = program_.filename().string() + " sent facts of another shape";
    } else {
      answer_.failed = std::string(bytes);
      answer_.broken_promise = kind == FrameKind::kBrokenPromise;
    }
  }

  const fs::path& program_;
  const Flight& flight_;
  const WorldOptions& options_;
  const std::atomic<bool>& stop_;
  Process process_;
  ForeignAnswer answer_;
  std::string request_;  // what is still to be sent
  std::string heard_;
  std::string words_;
  ForeignProgress seen_;
  Clock::time_point moved_;
};

// Where this very code was loaded from.
fs::path own_library() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<void*>(&program_missing), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return fs::canonical(info.dli_fname, error);
}

}  // namespace

std::optional<fs::path> find_program(std::string_view program) {
  std::string variable;
  for (const char c : program)
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto runs = [](const fs::path& file) {
    return ::access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file);
  };
  if (const char* const given = std::getenv(variable.c_str()); given != nullptr) {
    if (runs(given)) return fs::path(given);
    return std::nullopt;
  }
  std::error_code error;
  const fs::path command = fs::read_symlink("/proc/self/exe", error).parent_path();
  const fs::path library = own_library().parent_path();
  // build/, build/tests; a wheel's lib/pythonX.Y/site-packages/windtunnel under the prefix that has bin.
  for (const fs::path& folder :
       {command, command / "..", library, library / "..", library / "../../../../bin", library / "../bin"})
    if (!folder.empty() && runs(folder / program)) return fs::canonical(folder / program, error);
  return std::nullopt;
}

std::string program_missing(std::string_view program) {
  return std::string(program) +
         " is not here: this Windtunnel was built without SimGrid, or the program was left behind. Install "
         "SimGrid "
         "(Debian and Ubuntu: apt-get install libsimgrid-dev) and build again, or name the program in "
         "WINDTUNNEL_SIMGRID; or take \"engine\": {\"kind\": \"native\"}";
}

ForeignAnswer fly_foreign(const fs::path& program, const Flight& flight, const WorldOptions& options,
                          const std::atomic<bool>& stop, const std::string& label) {
  const ForeignScenario& scenario = *flight.foreign;
  ForeignRequest request;
  request.version = version();
  request.scenario = scenario.resolved_json;
  request.hash = scenario.hash;
  for (const auto& table : scenario.tables) request.tables.push_back(*table);
  request.label = label;
  request.seed = options.seed;
  request.traced_request = options.traced_request;
  return Conversation(program, flight, options, stop).hold(packed(request));
}

}  // namespace windtunnel
