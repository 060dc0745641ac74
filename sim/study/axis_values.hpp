// The values between two ends: a range's steps, and what a point of a sample is on its way from one to the
// other.
//
// A value is a number, or a number with a unit behind it, and keeps the unit it was given: what the path
// takes is not known here. Whole numbers stay whole. Values are rounded to a few digits, so that they read as
// a person would have written them and are the same on every machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/tree.hpp"
#include "sim/study/study_fields.hpp"

namespace windtunnel {

struct Measured {
  double number = 0;
  std::string unit;    // "" for a bare number
  bool whole = false;  // written as a whole number
};
// Nothing where the value is no number, or no text of a number and a unit.
std::optional<Measured> measured(const Node& value);
// To so many significant digits.
double rounded_to(double number, int digits);
// "a number", or "a quantity in ms": what stands beside such a value.
std::string like(const Measured& value);

// The way from one value to another, both of one unit.
class Way {
 public:
  Way(const Node& from, const Node& to, AxisScale scale);

  // The values of a range: `count` of them, or one each `step` from the first on. What rounding to whole
  // numbers gives twice stands once.
  std::vector<Node> in_count(std::int64_t count) const;
  std::vector<Node> in_steps(double step) const;
  // A point of a sample, `share` of [0, 1): whole numbers are equally likely, both ends among them.
  Node at_share(double share) const;

 private:
  double between(double share) const;
  Node written(double number, int digits) const;

  Node first_;
  Measured from_, to_;
  AxisScale scale_;
  bool whole_;
};

}  // namespace windtunnel
