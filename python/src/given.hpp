// What models in Python are given: luck, the replicas that are up, the question; views of values that live in
// the run, one of each a model, pointed anew at every call and empty between calls.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <span>

#include "models/load_balancing/policy.hpp"
#include "python/src/held.hpp"
#include "sim/base/random.hpp"

namespace windtunnel::python {

// The stream that a model may draw from, for as long as a call lasts.
struct Luck {
  Rng* rng = nullptr;
  Rng& now() const;  // raises RuntimeError when nobody is called
};

struct Up {
  std::span<const ReplicaView> replicas;
};

// A view that Python holds: `Given<Luck> luck; luck->rng = &rng;`.
template <class View>
class Given {
 public:
  // With the GIL.
  Given() : object_(pybind11::cast(View{})), view_(object_->template cast<View*>()) {}
  View* operator->() const { return view_; }
  View& operator*() const { return *view_; }
  pybind11::object& object() const { return *object_; }

 private:
  Held object_;
  View* view_;
};

// Luck is lent for one call.
class Lent {
 public:
  Lent(Luck& luck, Rng& rng) : luck_(luck) { luck_.rng = &rng; }
  ~Lent() { luck_.rng = nullptr; }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  Luck& luck_;
};

}  // namespace windtunnel::python
