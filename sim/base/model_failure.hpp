// A model that a user brought has failed: it threw, or answered what it may not.
//
// That is neither a wrong scenario (it was read and planned) nor a broken promise of ours. It ends the
// replication that it happens in, and it is the only exception beside BrokenPromise that crosses the event
// loop; its text carries whatever the model's own language says, a traceback among it.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace windtunnel {

class ModelFailure : public std::exception {
 public:
  explicit ModelFailure(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }
  // Whoever passes it on says where in the run it was.
  void happened_in(const std::string& where) { text_ += "\n  in " + where; }

 private:
  std::string text_;
};

}  // namespace windtunnel
