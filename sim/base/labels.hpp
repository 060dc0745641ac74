// Places for labels in a picture, so that no two lie on each other: first come, first served.
#pragma once

#include <string>
#include <vector>

#include "sim/base/layout.hpp"

namespace windtunnel {

class Labels {
 public:
  // Whether a text of this height fits with its left end on (x, y), its baseline; then the place is taken.
  bool place(double x, double y, const std::string& words, double height = 11) {
    const Box box{x, y - height, x + 0.55 * height * static_cast<double>(columns_of(words)), y + 2};
    for (const Box& other : taken_)
      if (box.left < other.right && other.left < box.right && box.top < other.bottom &&
          other.top < box.bottom)
        return false;
    taken_.push_back(box);
    return true;
  }

 private:
  struct Box {
    double left, top, right, bottom;
  };
  std::vector<Box> taken_;
};

}  // namespace windtunnel
