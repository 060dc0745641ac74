// Which parts of a scenario the reader had nothing to say about: those the planner may judge.
//
// All problems of a file come out at once, so planning goes on where reading found something wrong; but a
// part whose fields are wrong must not earn a second problem for it, and a name that stands in such a part
// is not a name that is missing.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "sim/config/problem.hpp"

namespace windtunnel {

class ReadParts {
 public:
  // Of the problems found so far.
  explicit ReadParts(const Problems& problems);

  // Nothing is wrong at this path, below it, or with what it stands in.
  bool well(std::string_view path) const { return listed(path) && !around_.contains(path); }
  // Nothing is wrong at this path itself or with what it stands in: the names below it are all there are.
  bool listed(std::string_view path) const;

 private:
  std::set<std::string, std::less<>> at_;
  std::set<std::string, std::less<>> around_;  // whatever holds one of at_
};

}  // namespace windtunnel
