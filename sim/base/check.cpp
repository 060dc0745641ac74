// What happens when a promise is broken: one text with everything needed to see it again, thrown.
#include "sim/base/check.hpp"

namespace windtunnel {
namespace {
thread_local CheckContext::Describe current_describe = nullptr;
thread_local const void* current_self = nullptr;
}  // namespace

CheckContext::CheckContext(Describe describe, const void* self)
    : previous_describe_(current_describe), previous_self_(current_self) {
  current_describe = describe;
  current_self = self;
}

CheckContext::~CheckContext() {
  current_describe = previous_describe_;
  current_self = previous_self_;
}

void broken_promise(const char* condition, const char* file, int line, const std::string& values) {
  std::string text = "broken promise: " + std::string(condition) + " at " + file + ":" + std::to_string(line);
  if (!values.empty()) text += "\n  " + values;
  if (current_describe != nullptr) text += "\n  " + current_describe(current_self);
  throw BrokenPromise(text);
}

}  // namespace windtunnel
