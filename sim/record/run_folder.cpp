// Writing a run's folder: beside, sync, rename.
#include "sim/record/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "sim/record/synced_file.hpp"

namespace windtunnel {
namespace {

constexpr int kAttemptsMax = 1000;  // at a name that nobody has taken

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

}  // namespace

std::optional<std::filesystem::path> write_run_folder(
    const std::filesystem::path& parent, const std::string& name,
    const std::vector<std::pair<std::string, std::string>>& files, std::string& problem) {
  std::vector<StreamedFile> streamed;
  for (const auto& file : files)
    streamed.push_back({file.first, [&file](const Sink& sink) { sink(file.second); }});
  return stream_run_folder(parent, name, streamed, problem);
}

std::optional<std::filesystem::path> stream_run_folder(const std::filesystem::path& parent,
                                                       const std::string& name,
                                                       const std::vector<StreamedFile>& files,
                                                       std::string& problem) {
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
  for (const StreamedFile& file : files) {
    SyncedFile out(beside / file.name);
    file.write([&out](std::string_view bytes) { out.write(bytes); });
    problem = out.sync();
    if (problem.empty()) continue;
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
