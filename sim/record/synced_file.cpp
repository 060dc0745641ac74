// Writing a file: bytes, sync, name.
#include "sim/record/synced_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace windtunnel {

namespace fs = std::filesystem;

SyncedFile::SyncedFile(const fs::path& file)
    : file_(file), fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
  if (fd_ < 0) fail();
}

SyncedFile::~SyncedFile() {
  if (fd_ >= 0) ::close(fd_);
}

void SyncedFile::write(std::string_view bytes) {
  while (!bytes.empty() && problem_.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      fail();
  }
}

const std::string& SyncedFile::sync() {
  if (problem_.empty() && ::fsync(fd_) != 0) fail();
  return problem_;
}

void SyncedFile::fail() { problem_ = file_.string() + ": " + std::strerror(errno); }

bool write_synced(const fs::path& file, const std::string& bytes, std::string& problem) {
  SyncedFile written(file);
  written.write(bytes);
  const std::string& wrong = written.sync();
  if (!wrong.empty()) problem = wrong;
  return wrong.empty();
}

bool replace_synced(const fs::path& file, const std::string& bytes, std::string& problem) {
  std::error_code error;
  const fs::path there = fs::canonical(file, error);
  const auto failed = [&] {
    problem = file.string() + ": " + error.message();
    return false;
  };
  if (error) return failed();
  const fs::file_status status = fs::status(there, error);
  if (error) return failed();
  fs::path beside = there;
  beside += ".partial";
  const bool placed = write_synced(beside, bytes, problem) && [&] {
    fs::permissions(beside, status.permissions(), error);
    if (!error) fs::rename(beside, there, error);
    return error ? failed() : true;
  }();
  if (placed) {
    sync_folder(there.parent_path());
  } else {
    std::error_code ignored;
    fs::remove(beside, ignored);
  }
  return placed;
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace windtunnel
