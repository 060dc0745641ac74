// The rare parts of a process: running alone, failing, and going down with the kernel.
#include "sim/kernel/process.hpp"

#include <exception>
#include <string>

namespace windtunnel {

void spawn(Process process) {
  CHECK(process.handle_, "a process that has been moved from or cancelled");
  std::exchange(process.handle_, nullptr).promise().begin_alone();
}

void Process::promise_type::begin_alone() {
  kernel_.processes_.push_back(*this);
  begin();
}

// Leaves resume(), and so the handler and run(): the run is over. The frame counts as ended and is freed by
// its owner.
void Process::promise_type::unhandled_exception() {
  try {
    throw;
  } catch (const BrokenPromise&) {
    throw;
  } catch (const std::exception& error) {
    broken_promise("no exception leaves a process", __FILE__, __LINE__, error.what());
  } catch (...) {
    broken_promise("no exception leaves a process", __FILE__, __LINE__,
                   "something that is not a std::exception");
  }
}

Kernel::~Kernel() {
  while (FrameLink* const link = processes_.first()) {
    auto& promise = static_cast<Process::promise_type&>(*link);
    Process::Handle::from_promise(promise).destroy();
  }
}

}  // namespace windtunnel
