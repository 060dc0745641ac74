// dlopen, and every way in which what it opens can be the wrong thing.
#include "models/plugins/shared_object.hpp"

#include <dlfcn.h>

#include <map>
#include <memory>
#include <mutex>

#include "models/plugins/entry_point.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"

#ifndef WINDTUNNEL_PLUGIN_VERSION
#define WINDTUNNEL_PLUGIN_VERSION "of no package"
#endif

namespace windtunnel {
namespace {

constexpr const char* kOurVersion = WINDTUNNEL_PLUGIN_VERSION;

std::string shown(const std::filesystem::path& file) { return "\"" + file.filename().string() + "\""; }

// The linker's own words, without the path that it begins with.
std::string linker_says(const std::filesystem::path& file) {
  const char* said = ::dlerror();
  std::string text = said == nullptr ? "no reason given" : said;
  if (text.starts_with(file.string() + ": ")) text.erase(0, file.string().size() + 2);
  return text;
}

// A second dlopen of a path answers the first one's code, whatever stands on the disk by then.
bool changed_since_it_was_loaded(const std::filesystem::path& file, const Hash128& hash) {
  static std::mutex mutex;
  static std::map<std::filesystem::path, Hash128> loaded;
  const std::scoped_lock lock(mutex);
  const auto [at, fresh] = loaded.try_emplace(file, hash);
  return !fresh && at->second != hash;
}

}  // namespace

PluginReading load_shared_object(const std::filesystem::path& file, const std::string& bytes) {
  PluginReading reading;
  if (!bytes.starts_with("\x7f"
                         "ELF")) {
    reading.found = shown(file) + ", which is no shared object";
    reading.expected = "what a compiler makes of a plug-in's sources (docs/plugins.md)";
    return reading;
  }
  if (changed_since_it_was_loaded(file, hash128(bytes))) {
    reading.found = shown(file) + ", which has changed since this process loaded it";
    reading.expected = "a file that stays, or a fresh process";
    return reading;
  }
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    reading.found = shown(file) + ", which can not be loaded: " + linker_says(file);
    reading.expected =
        "a shared object built with find_package(Windtunnel) of version " + std::string(version());
    return reading;
  }
  using EntryPoint = const PluginV1* (*)();
  const auto entry_point = reinterpret_cast<EntryPoint>(::dlsym(handle, kPluginEntryPoint));
  const PluginV1* plugin = entry_point == nullptr ? nullptr : entry_point();
  if (plugin == nullptr) {
    reading.found = shown(file) + ", which has no function " + kPluginEntryPoint;
    reading.expected = "a plug-in, which has WINDTUNNEL_PLUGIN(...) in one of its sources";
    return reading;
  }
  if (plugin->abi != kPluginAbi || std::string_view(plugin->version) != kOurVersion ||
      std::string_view(plugin->library) != kPluginLibrary) {
    reading.found = shown(file) + ", built for Windtunnel " + plugin->version + ", interface " +
                    std::to_string(plugin->abi) + ", " + plugin->library;
    reading.expected = std::string("Windtunnel ") + kOurVersion + ", interface " +
                       std::to_string(kPluginAbi) + ", " + kPluginLibrary + ": build it again";
    return reading;
  }
  auto models = std::make_shared<Catalog>();
  try {
    plugin->add_models(*models);
  } catch (const std::exception& error) {
    reading.found = shown(file) + ", whose models can not be added: " + error.what();
    reading.expected = "entries with a name, a meaning and fields, each name once";
    return reading;
  }
  reading.models = std::move(models);
  return reading;
}

}  // namespace windtunnel
