// A scenario's tree after `extends` and `--set`: what the reader reads, with the origin of each value.
//
// "extends" names a file or a list of files, relative to the file that says it, at the top or inside any
// object; they are merged in order and the object itself last (JSON Merge Patch, RFC 7396: objects merge,
// anything else replaces, null removes). Cycles, leaving the root folder, and a null that removes nothing are
// problems.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/path.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

struct LoadOptions {
  // What `extends` and tables may not leave. Empty: the folder above the file's own, so that
  // scenarios/studies may use scenarios/parts.
  std::filesystem::path root;
  TreeLimits limits;
  std::size_t files_max = 64;
};

class Document {
 public:
  Document();

  // The file as `file` names it in every message. On problems the document is what could still be read.
  static Document load(const std::string& file, Problems& problems, const LoadOptions& options = {});
  // The same from memory; `name` is used as the file's name and for paths relative to it.
  static Document from_text(std::string_view text, const std::string& name, Problems& problems,
                            const LoadOptions& options = {});

  // What `--set PATH=VALUE` does: VALUE is JSON, else a string; an object merges (one of another "kind"
  // replaces), null removes. With wildcards, every match. Names and fields that are not there are added;
  // whether anybody reads them the reader tells.
  bool set(std::string_view path, std::string_view value, Problems& problems);
  // The same with a tree; `origin` is what messages call it ("--set", "axes.load", "with_").
  bool set(std::string_view path, Node value, const std::string& origin, Problems& problems);
  // The same with a tree that stands in some file: it keeps its places, and the path was written at `where`.
  bool set(std::string_view path, Node value, const Position& where, Problems& problems);
  // "tiers.web.replicas=5", split at the first "=" outside quotes.
  bool set_from_argument(std::string_view argument, Problems& problems);

  const Node& root() const { return root_; }
  // As the user gave it.
  const std::string& file() const { return file_; }
  // The folder that relative names in the document start from.
  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& root_folder() const { return options_.root; }
  std::vector<Match> resolve(std::string_view path) const;
  // The value at a path without wildcards, or nullptr.
  const Node* at(std::string_view path) const;
  // Where `path` was written: its value's position, or that of the longest part of it that exists.
  Position where(std::string_view path) const;
  // The part under `path` as a document of its own (a study's "base"), positions kept; empty when not there.
  Document part(std::string_view path) const;
  // The names directly under a path, in file order: candidates for a nearest name.
  std::vector<std::string> names_at(std::string_view path) const;

 private:
  friend class Loader;
  Node root_;
  std::string file_;
  std::filesystem::path folder_;
  LoadOptions options_;
  std::int32_t sets_ = 0;
};

}  // namespace windtunnel
