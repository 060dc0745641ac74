// Locking a byte, and asking who has one locked.
#include "sim/store/presence.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace windtunnel {
namespace {

#ifdef F_OFD_SETLK
constexpr int kTake = F_OFD_SETLK, kAsk = F_OFD_GETLK;

// `count` of 0: all bytes from the first one on.
struct flock bytes_from(std::int64_t first, std::int64_t count) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(first);
  lock.l_len = static_cast<off_t>(count);
  return lock;
}

// Who can not be asked is taken for present: a claim too many waits, one too few flies twice.
bool is_locked(int fd, struct flock lock) { return ::fcntl(fd, kAsk, &lock) != 0 || lock.l_type != F_UNLCK; }
#endif

}  // namespace

Presence::~Presence() {
  if (fd_ >= 0) ::close(fd_);
}

bool Presence::open(const std::filesystem::path& file, std::string& problem) {
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) problem = file.string() + ": " + std::strerror(errno);
  return fd_ >= 0;
}

bool Presence::take([[maybe_unused]] std::int64_t number) {
#ifdef F_OFD_SETLK
  struct flock lock = bytes_from(number, 1);
  return ::fcntl(fd_, kTake, &lock) == 0;
#else
  return true;
#endif
}

bool Presence::is_present([[maybe_unused]] std::int64_t number) const {
#ifdef F_OFD_SETLK
  return is_locked(fd_, bytes_from(number, 1));
#else
  return true;
#endif
}

bool Presence::is_anybody_present() const {
#ifdef F_OFD_SETLK
  return is_locked(fd_, bytes_from(0, 0));
#else
  return false;
#endif
}

}  // namespace windtunnel
