// CHECK: a promise of the program to itself, always on. A wrong scenario is never a CHECK; a wrong program
// is.
//
// A broken promise throws BrokenPromise, the only exception that crosses the event loop. Its text says
// condition, place, values and the context of the run (scenario, seed, engine, simulated time, event number)
// that whoever runs it has published through CheckContext on this thread.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace windtunnel {

class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// What a CHECK that fails on this thread prints beside its own words. Set by the runner, cleared when it
// leaves.
class CheckContext {
 public:
  using Describe = std::string (*)(const void* self);
  CheckContext(Describe describe, const void* self);
  ~CheckContext();
  CheckContext(const CheckContext&) = delete;
  CheckContext& operator=(const CheckContext&) = delete;

 private:
  Describe previous_describe_;
  const void* previous_self_;
};

[[noreturn]] void broken_promise(const char* condition, const char* file, int line,
                                 const std::string& values);

}  // namespace windtunnel

// CHECK(condition, "text with values"): the second argument is evaluated only when the promise is broken.
#define CHECK(condition, ...)                                                                   \
  do {                                                                                          \
    if (!(condition)) [[unlikely]]                                                              \
      ::windtunnel::broken_promise(#condition, __FILE__, __LINE__, ::std::string{__VA_ARGS__}); \
  } while (false)
