// Sequential consistency: whether one order of all operations explains what clients saw and keeps each
// process's own order (Lamport 1979); real time between processes does not count.
//
// It is not local: every key may be fine alone and the whole impossible. Three steps, the cheap ones first:
// versions propose an order of each key, and if these orders and those of the processes have no circle, that
// is a proof; a single key that has no such order alone shows that the whole has none; else all keys are
// searched together, all within one bound on states. An operation whose end is unknown comes after its
// process's earlier ones or never, and nothing waits for it.
#pragma once

#include "sim/verify/linearizability.hpp"

namespace windtunnel {

struct SequentialReport {
  CheckVerdict verdict;
  std::int64_t states = 0;  // visited by searches

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, states);
  }
};
SequentialReport check_sequential_consistency(const History& history,
                                              const SearchBounds& bounds = {20'000, 200'000, 1'000'000});

}  // namespace windtunnel
