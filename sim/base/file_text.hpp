// Reading a whole file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace windtunnel {

// The bytes of `file`; nothing where it cannot be read.
std::optional<std::string> text_of_file(const std::filesystem::path& file);

}  // namespace windtunnel
