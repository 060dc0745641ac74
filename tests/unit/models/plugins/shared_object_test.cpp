// Shared objects that are no plug-ins, or not for this program; one that is.
#include "models/plugins/shared_object.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sim/base/version.hpp"
#include "sim/config/catalog.hpp"

namespace windtunnel {
namespace {

std::string bytes_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

PluginReading load(const std::string& file) { return load_shared_object(file, bytes_of(file)); }

TEST(SharedObject, OfAnotherInterfaceIsRefusedBeforeItIsCalled) {
  const PluginReading reading = load(WINDTUNNEL_WRONG_ABI);
  EXPECT_EQ(reading.models, nullptr);
  EXPECT_NE(reading.found.find("built for Windtunnel 0.0.0, interface 99"), std::string::npos)
      << reading.found;
  EXPECT_TRUE(reading.expected.starts_with("Windtunnel " + std::string(version()) + ", headers "))
      << reading.expected;
  EXPECT_NE(reading.expected.find(", interface 1, "), std::string::npos) << reading.expected;
}

TEST(SharedObject, WithoutAnEntryPointIsNoPlugIn) {
  const PluginReading reading = load(WINDTUNNEL_NO_ENTRY);
  EXPECT_EQ(reading.models, nullptr);
  EXPECT_NE(reading.found.find("no function windtunnel_plugin_v1"), std::string::npos) << reading.found;
}

TEST(SharedObject, ThatIsNoSharedObjectIsToldSo) {
  EXPECT_NE(load_shared_object("/nowhere/mine.so", "import windtunnel").found.find("no shared object"),
            std::string::npos);
  const std::string elf =
      "\x7f"
      "ELF and then nothing";
  EXPECT_NE(load_shared_object("/nowhere/mine.so", elf).found.find("can not be loaded"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
