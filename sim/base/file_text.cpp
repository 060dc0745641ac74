// Reading a whole file: one way, where it can be read and where it cannot.
#include "sim/base/file_text.hpp"

#include <fstream>
#include <sstream>

namespace windtunnel {

std::optional<std::string> text_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return std::nullopt;
  return text.str();
}

}  // namespace windtunnel
