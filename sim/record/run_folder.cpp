// Writing a run's folder: beside, sync, rename.
#include "sim/record/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace windtunnel {
namespace {

constexpr int kAttemptsMax = 1000;  // at a name that nobody has taken

bool write_synced(const std::filesystem::path& file, const std::string& bytes, std::string& problem) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const auto failed = [&] {
    problem = file.string() + ": " + std::strerror(errno);
    if (fd >= 0) ::close(fd);
    return false;
  };
  if (fd < 0) return failed();
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed();
    done += static_cast<std::size_t>(written);
  }
  if (::fsync(fd) != 0) return failed();
  ::close(fd);
  return true;
}

// A lock on a folder for as long as this lives.
class FolderLock {
 public:
  // `waits`: until whoever has it lets go.
  FolderLock(const std::filesystem::path& folder, bool waits)
      : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    struct stat status {};
    held_ = fd_ >= 0 && ::flock(fd_, LOCK_EX | (waits ? 0 : LOCK_NB)) == 0 && ::fstat(fd_, &status) == 0 &&
            status.st_nlink > 0;  // else it was swept before we had it
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  bool held() const { return held_; }

 private:
  int fd_;
  bool held_ = false;
};

// Removes what runs that died left in `parent`: partial folders that nobody holds.
void sweep(const std::filesystem::path& parent) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".partial") found.push_back(entry->path());
  for (const std::filesystem::path& folder : found) {
    const FolderLock lock(folder, false);
    if (lock.held()) std::filesystem::remove_all(folder, error);
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

std::optional<std::filesystem::path> write_run_folder(
    const std::filesystem::path& parent, const std::string& name,
    const std::vector<std::pair<std::string, std::string>>& files, std::string& problem) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) {
    problem = parent.string() + ": " + error.message();
    return std::nullopt;
  }
  sweep(parent);
  // A folder of our own, held until it has its name: one that was swept before we held it is made anew.
  std::filesystem::path beside;
  std::optional<FolderLock> lock;
  for (int attempt = 1; beside.empty(); ++attempt) {
    const std::filesystem::path place =
        parent / (name + "." + std::to_string(::getpid()) +
                  (attempt == 1 ? "" : "-" + std::to_string(attempt)) + ".partial");
    if (std::filesystem::create_directory(place, error)) {
      lock.emplace(place, true);
      if (lock->held()) beside = place;
    } else if (error || attempt == kAttemptsMax) {
      problem = place.string() + ": " + (error ? error.message() : "the name is taken");
      return std::nullopt;
    }
  }
  for (const auto& [file, bytes] : files)
    if (!write_synced(beside / file, bytes, problem)) {
      std::filesystem::remove_all(beside, error);
      return std::nullopt;
    }
  sync_folder(beside);
  // rename() onto an empty or missing folder is atomic; a taken name gets a number.
  for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
    const std::filesystem::path place = parent / (attempt == 1 ? name : name + "-" + std::to_string(attempt));
    if (std::filesystem::exists(place, error)) continue;
    std::filesystem::rename(beside, place, error);
    if (!error) {
      sync_folder(parent);
      return place;
    }
  }
  problem = (parent / name).string() + ": " + (error ? error.message() : "the name is taken");
  std::filesystem::remove_all(beside, error);
  return std::nullopt;
}

}  // namespace windtunnel
