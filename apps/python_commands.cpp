// Finding the interpreter: the one that is named, the one beside the command (a wheel's environment), the one
// that the build was configured with, an active environment's, and at last the path's.
#include "apps/python_commands.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "apps/commands.hpp"

extern char** environ;

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

fs::path home_of_command() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// Interpreters to ask, the likeliest first.
std::vector<std::string> candidates(const fs::path& home) {
  if (const std::string named = variable("WINDTUNNEL_PYTHON"); !named.empty()) return {named};
  std::vector<std::string> list;
  std::string configured;
  if (std::ifstream note(home / "python" / "interpreter"); std::getline(note, configured))
    list.push_back(configured);
  if (fs::exists(home / "python3")) list.push_back((home / "python3").string());
  if (const std::string active = variable("VIRTUAL_ENV"); !active.empty())
    list.push_back(active + "/bin/python3");
  list.emplace_back("python3");
  return list;
}

std::vector<char*> arguments_of(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

bool has_the_package(const std::string& interpreter) {
  std::vector<std::string> words = {
      interpreter, "-c",
      "import importlib.util, sys; sys.exit(importlib.util.find_spec('windtunnel') is None)"};
  pid_t child = 0;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error =
      ::posix_spawnp(&child, interpreter.c_str(), &actions, nullptr, arguments_of(words).data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return false;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

void try_to_become_python(const std::vector<std::string>& words) {
  const fs::path home = home_of_command();
  // In a build tree the package stands beside the command, of the same build.
  if (fs::exists(home / "python" / "windtunnel" / "__init__.py")) {
    const std::string before = variable("PYTHONPATH"), own = (home / "python").string();
    ::setenv("PYTHONPATH", (before.empty() ? own : own + ":" + before).c_str(), 1);
  }
  for (const std::string& interpreter : candidates(home)) {
    if (!has_the_package(interpreter)) continue;
    // -P: what lies in the working directory is nobody's module.
    std::vector<std::string> line = {interpreter, "-P", "-m", "windtunnel"};
    line.insert(line.end(), words.begin(), words.end());
    std::fflush(nullptr);
    ::execvp(interpreter.c_str(), arguments_of(line).data());
  }
}

int become_python(const std::string& what, const std::vector<std::string>& words) {
  try_to_become_python(words);
  fmt::print(stderr,
             "windtunnel: {} needs the Python package, and no interpreter that has it is here: pip install "
             "windtunnel, or name the interpreter in WINDTUNNEL_PYTHON\n",
             what);
  return exit_codes::kCouldNotRun;
}

}  // namespace windtunnel
