// Fingerprints: one 64-bit number an ingredient, folded from the same facts as the metrics.
//
// Two runs with equal fingerprints made the same decisions in the same order; when they differ, the
// ingredient says which layer moved (after OMNeT++'s selectable ingredients). Not a cryptographic hash.
#pragma once

#include <cstdint>

namespace windtunnel {

class Fingerprint {
 public:
  void fold(std::uint64_t word) {
    state_ ^= word;
    state_ *= 0x9e3779b97f4a7c15u;
    state_ ^= state_ >> 29;
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3u;
};

struct Fingerprints {
  Fingerprint workload;                      // who asked for what, when
  Fingerprint routing;                       // which replica each attempt was sent to
  Fingerprint faults;                        // what broke and healed, when
  Fingerprint protocol;                      // messages and commits of protocol cores
  Fingerprint metrics;                       // how and when each request ended
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

}  // namespace windtunnel
