// The files of a repository as a commit has them, in a folder of their own that is gone when this is.
//
// Nothing of the repository is touched: an index beside the folder is filled from the commit and written out,
// so a check can run while somebody works, and is killed without a trace in the repository. git is started as
// a program of its own, without a shell.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace windtunnel {

class GitTree {
 public:
  // `inside` is any folder of the repository. Nothing, and `problem` a sentence, when there is no such
  // commit.
  static std::unique_ptr<GitTree> check_out(const std::filesystem::path& inside, const std::string& ref,
                                            std::string& problem);
  ~GitTree();
  GitTree(const GitTree&) = delete;
  GitTree& operator=(const GitTree&) = delete;

  const std::filesystem::path& repository() const { return repository_; }  // its top folder
  const std::filesystem::path& folder() const { return folder_; }          // the same, at the commit
  const std::string& commit() const { return commit_; }

 private:
  GitTree() = default;
  std::filesystem::path place_, repository_, folder_;
  std::string commit_;
};

}  // namespace windtunnel
