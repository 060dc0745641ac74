// Who sends requests: an open source that does not care how the system fares, or a closed loop of clients
// that wait.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// The arrivals of an open source, one after the other. The n-th gap is a pure function of (stream, n):
// scaling the rate moves the arrivals but not the luck behind them.
class OpenArrivals {
 public:
  virtual ~OpenArrivals() = default;
  // When request `number` arrives, given when the one before did (0 for the first); Time::never() when none
  // will.
  virtual Time next(Time previous, std::uint64_t number) = 0;
};

struct ClosedPlan {
  std::int64_t clients = 1;
  Sampler think;  // seconds between a reply and the client's next request
};

}  // namespace windtunnel
