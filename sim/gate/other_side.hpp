// What a file is held against: itself at a commit, another file, the one of its name in a folder, or a
// baseline.
//
// The other side is read and flown by the present program, so what differs is the design's own doing; and
// it is planned twice where the tables moved too, as it was and under the tables of today, so that a price
// that changed is not taken for somebody's change.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/gate/file_case.hpp"
#include "sim/gate/git_tree.hpp"

namespace windtunnel {

class OtherSide {
 public:
  // `against` is a file, a folder, or else a commit of the repository that the first of `files` is in.
  // Nothing, and `problem` a sentence, when it is none of these.
  static std::unique_ptr<OtherSide> open(const std::string& against, const std::vector<std::string>& files,
                                         std::string& problem);

  const std::string& name() const { return name_; }  // "main (3f2a91c)", "../old"
  // Where the counterpart of a file or folder is; nothing when there is none.
  std::optional<std::filesystem::path> place_of(const std::string& path) const;

  // Fills in the other side of a file that was read. `old_catalog` has the tables as they were.
  void read(CheckedFile& file, const std::vector<std::string>& sets, const Catalog& old_catalog,
            const Catalog& catalog) const;

 private:
  std::string told(std::string text) const;  // without the folder that the commit was written to
  std::optional<std::filesystem::path> baseline_of(const std::string& file) const;
  static void read_kept(CheckedFile& file, const std::filesystem::path& place, const Catalog& catalog);

  std::string name_;
  std::unique_ptr<GitTree> tree_;
  std::filesystem::path file_, folder_;  // at most one
};

}  // namespace windtunnel
