// What a disk is: how fast it reads and writes, and how much of that an operation of its tier takes.
//
// Whoever reads and writes at once shares it; the engine decides when an access ends (SimGrid 3.32's S19
// model: reads share one bandwidth, writes another, both together the larger of the two).
#pragma once

#include "sim/base/units.hpp"

namespace windtunnel {

struct DiskUse {
  Bytes reads;
  Bytes writes;
};

struct DiskPlan {
  Bandwidth read;
  Bandwidth write;
};

}  // namespace windtunnel
