// The folder of a finished run: written beside its place, synced, and renamed, so that what has a name is
// whole.
//
// A run that dies half-way leaves a folder whose name ends in ".partial", which nobody takes for a result.
// The next run of the same scenario sweeps it. Whoever writes one holds a lock on it, which goes with the
// process however that ends, so nobody sweeps what a living process writes and no reused process number
// deceives.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace windtunnel {

// Writes the files into `parent`/`name` and answers that path; `name-2` and so on when the name is taken.
// Nothing, and `problem` set, when the disk refuses: nothing half-written stays under a finished name.
std::optional<std::filesystem::path> write_run_folder(
    const std::filesystem::path& parent, const std::string& name,
    const std::vector<std::pair<std::string, std::string>>& files, std::string& problem);

// Takes bytes as they are made.
using Sink = std::function<void(std::string_view)>;
// A file that is longer than one wants to hold.
struct StreamedFile {
  std::string name;
  std::function<void(const Sink&)> write;
};
std::optional<std::filesystem::path> stream_run_folder(const std::filesystem::path& parent,
                                                       const std::string& name,
                                                       const std::vector<StreamedFile>& files,
                                                       std::string& problem);

}  // namespace windtunnel
