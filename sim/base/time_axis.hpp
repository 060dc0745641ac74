// Round moments for the axis of a picture: steps of 1, 2 or 5 times a power of ten.
#pragma once

#include <vector>

#include "sim/base/time.hpp"

namespace windtunnel {

// From the first round moment at or after `from` to the last before or at `to`, about `count` of them.
inline std::vector<Time> round_moments(Time from, Time to, std::int64_t count) {
  const std::int64_t span = (to - from).ns();
  std::int64_t step = 1;
  for (std::int64_t power = 1; step * count < span; power *= 10)
    for (const std::int64_t times : {1, 2, 5})
      if (step * count < span) step = power * times;
  std::vector<Time> moments;
  std::int64_t at = from.ns() / step * step;
  if (at < from.ns()) at += step;
  for (; at <= to.ns() && span > 0; at += step) moments.push_back(Time::from_ns(at));
  return moments;
}

}  // namespace windtunnel
