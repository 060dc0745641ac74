// Who works on a store now: a byte of a file beside it each, locked for as long as its process lives.
//
// A lock goes with the process however that ends, so a worker that was killed is known to be gone at once,
// and no reused process number deceives. Locks are of the open file (Linux's F_OFD_SETLK), not of the
// process, so two stores opened in one process are two workers. Where there are none, everybody counts as
// present, and only the age of a worker's last sign of life tells.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace windtunnel {

class Presence {
 public:
  Presence() = default;
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  bool open(const std::filesystem::path& file, std::string& problem);
  // From now on this worker is present; false when somebody else is already, under that number.
  bool take(std::int64_t number);
  // Whether another worker is.
  bool is_present(std::int64_t number) const;
  bool is_anybody_present() const;

 private:
  int fd_ = -1;
};

}  // namespace windtunnel
