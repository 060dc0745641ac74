// A file whose bytes are on the disk before anybody relies on them.
//
// A power cut between a write and its sync leaves an empty file under a good name; so what is to stay is
// synced first and gets its name last.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace windtunnel {

// A file that is being written; what goes wrong first is kept, and nothing is written after it.
class SyncedFile {
 public:
  explicit SyncedFile(const std::filesystem::path& file);
  ~SyncedFile();
  SyncedFile(const SyncedFile&) = delete;
  SyncedFile& operator=(const SyncedFile&) = delete;

  void write(std::string_view bytes);
  // To the disk; what went wrong, or "".
  const std::string& sync();

 private:
  void fail();

  std::filesystem::path file_;
  int fd_;
  std::string problem_;
};

// Writes and syncs. False, and `problem` set, when the disk refuses; what is half-written stays.
bool write_synced(const std::filesystem::path& file, const std::string& bytes, std::string& problem);

// Puts the bytes in the place of those of a file that is there, in one step: whoever opens it finds the old
// ones or the new ones. Permissions stay; a link stays a link, and what it leads to is replaced. False, and
// `problem` set, when the disk refuses, and the old bytes stay.
bool replace_synced(const std::filesystem::path& file, const std::string& bytes, std::string& problem);

// Makes names that were given, or taken, in a folder last.
void sync_folder(const std::filesystem::path& folder);

}  // namespace windtunnel
