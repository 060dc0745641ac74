// Starting git, hearing what it says, and writing a commit out.
#include "sim/gate/git_tree.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

extern char** environ;

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

struct Said {
  bool well = false;
  std::string text;  // what it printed, without the last line's end; standard error where it failed
};

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// The environment of git: ours, with an index of its own. In a hook git hands down its own index and folder,
// which are about another question.
std::vector<std::string> environment_with(const std::string& index) {
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view variable(*each);
    if (variable.starts_with("GIT_INDEX_FILE=") || variable.starts_with("GIT_DIR=") ||
        variable.starts_with("GIT_WORK_TREE=") || variable.starts_with("GIT_PREFIX="))
      continue;
    variables.emplace_back(variable);
  }
  if (!index.empty()) variables.push_back("GIT_INDEX_FILE=" + index);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

Said git(std::vector<std::string> words, const std::string& index = "") {
  words.insert(words.begin(), "git");
  std::vector<std::string> variables = environment_with(index);
  int ends[2];
  if (::pipe(ends) != 0) return {false, std::strerror(errno)};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  ::posix_spawn_file_actions_addclose(&actions, ends[0]);
  ::posix_spawn_file_actions_addclose(&actions, ends[1]);
  pid_t child = -1;
  const int error =
      ::posix_spawnp(&child, "git", &actions, nullptr, pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  Said said;
  if (error != 0) {
    ::close(ends[0]);
    return {false, std::string("git could not be started: ") + std::strerror(error)};
  }
  char bytes[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], bytes, sizeof bytes)) != 0;) {
    if (count < 0 && errno != EINTR) break;
    if (count > 0) said.text.append(bytes, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  said.well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  said.text = trimmed(std::move(said.text));
  return said;
}

}  // namespace

std::unique_ptr<GitTree> GitTree::check_out(const fs::path& inside, const std::string& ref,
                                            std::string& problem) {
  const auto fail = [&](const std::string& why) {
    problem = why;
    return nullptr;
  };
  const std::string from = inside.empty() ? "." : inside.string();
  const Said top = git({"-C", from, "rev-parse", "--show-toplevel"});
  if (!top.well) return fail(from + " is in no git repository: " + top.text);
  if (ref.empty() || ref.front() == '-') return fail("\"" + ref + "\" is no commit of git");
  const Said commit = git({"-C", top.text, "rev-parse", "--verify", "--quiet", ref + "^{commit}"});
  if (!commit.well)
    return fail("\"" + ref +
                "\" is neither a file or folder nor a commit that this clone of the repository has" +
                " (a shallow clone has but the last: git fetch --depth 1 origin " + ref + ")");
  std::string name = (fs::temp_directory_path() / "windtunnel-check-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return fail("no folder could be made below " + fs::temp_directory_path().string() + ": " +
                std::strerror(errno));
  std::unique_ptr<GitTree> tree(new GitTree);
  tree->place_ = name;
  tree->repository_ = top.text;
  tree->commit_ = commit.text;
  tree->folder_ = tree->place_ / "tree";
  const std::string index = (tree->place_ / "index").string();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"-C", top.text, "read-tree", commit.text},
        std::vector<std::string>{"-C", top.text, "checkout-index", "--all", "--force",
                                 "--prefix=" + tree->folder_.string() + "/"}})
    if (const Said said = git(words, index); !said.well)
      return fail("git " + words[2] + " of " + ref + " failed: " + said.text);
  return tree;
}

GitTree::~GitTree() {
  std::error_code ignored;
  if (!place_.empty()) fs::remove_all(place_, ignored);
}

}  // namespace windtunnel
