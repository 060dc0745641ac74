// The values that a size is looked for among, in their order: "PATH=1..12", "PATH=100 /s..2000 /s",
// "PATH=small,medium,large", or a path alone, whose own value is where the search begins.
//
// Whole numbers are taken one by one. Between two quantities the way is cut into steps of a share of the
// value (the precision), so that a rate is found to 1% whatever its size; where an end is not above 0 the
// steps are that share of the way. So every search is one in a list, and its answer a place in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

struct SizeValues {
  std::string path;
  std::vector<Node> values;     // in the order of the search, at least two
  std::vector<double> numbers;  // beside them; empty for a list whose values are not all of one unit
  bool range = false;           // cut from two ends: between two values lie others
  // Where an open search begins: no ends were given, so it goes both ways in doublings from here.
  std::optional<std::size_t> start;
};

inline constexpr double kSizePrecision = 0.01;
inline constexpr std::size_t kSizeValuesMost = 100'000;
// How far an open search goes from its start, either way.
inline constexpr double kSizeReach = 1024;

// Of a `--vary` argument. What is wrong with it goes to `problems` under the path; `document` is where a path
// alone takes its value from, and which may lack it. Quantities keep the unit of the first end.
std::optional<SizeValues> size_values(const std::string& argument, double precision, const Document& document,
                                      Problems& problems);
// The same of values that are there already, at least two; numbers of one unit that fall are turned to rise.
SizeValues listed_size_values(std::string path, std::vector<Node> values);

// "3", "1810 /s", "medium": as a person writes it.
std::string size_value_words(const Node& value);

}  // namespace windtunnel
