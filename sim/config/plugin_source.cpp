// Finding the loader of a file, and loading it once.
#include "sim/config/plugin_source.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>

#include "sim/config/table.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kBytesMax = std::uintmax_t{256} << 20;

std::optional<std::string> bytes_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > kBytesMax || error)
    return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return stream.bad() ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace

struct PluginSource::Cache {
  std::mutex mutex;  // held while a file is loaded: nobody runs half of one
  std::map<fs::path, std::shared_ptr<const Plugin>> plugins;
};

PluginSource::PluginSource() : cache_(std::make_shared<Cache>()) {}

void PluginSource::load_with(std::string ending, bool takes_turns, PluginLoader loader) {
  std::erase_if(loaders_, [&](const Loader& each) { return each.ending == ending; });
  loaders_.push_back(Loader{std::move(ending), takes_turns, std::move(loader)});
  cache_ = std::make_shared<Cache>();
}

std::string PluginSource::endings() const {
  std::vector<std::string> all;
  for (const Loader& each : loaders_) all.push_back(each.ending);
  std::sort(all.begin(), all.end());
  std::string text;
  for (const std::string& each : all) text += (text.empty() ? "" : " or ") + each;
  return text;
}

std::shared_ptr<const Plugin> PluginSource::load(const fs::path& file, const std::string& name,
                                                 PluginReading& why) const {
  std::optional<std::string> bytes = bytes_of(file);
  if (!bytes) return nullptr;
  const std::string ending = file.extension().string();
  const auto loader = std::find_if(loaders_.begin(), loaders_.end(),
                                   [&](const Loader& each) { return each.ending == ending; });
  if (loader == loaders_.end()) {
    why.found = "\"" + name + "\"";
    why.expected = "a plug-in, which ends in " + endings();
    return nullptr;
  }
  const Hash128 hash = hash128(*bytes);
  const std::scoped_lock lock(cache_->mutex);
  std::shared_ptr<const Plugin>& kept = cache_->plugins[file];
  if (kept != nullptr && kept->hash == hash && kept->name == name) return kept;
  auto plugin = std::make_shared<Plugin>();
  if (kept != nullptr && kept->hash == hash) {
    *plugin = *kept;
  } else {
    why = loader->load(file, *bytes);
    if (why.models == nullptr) return nullptr;
    plugin->models = why.models;
  }
  plugin->name = name;
  plugin->file = file;
  plugin->hash = hash;
  plugin->takes_turns = loader->takes_turns;
  plugin->bytes = text_table(std::move(*bytes), name);
  return kept = plugin;
}

bool PluginSource::has(const fs::path& file) const {
  return std::any_of(there_.begin(), there_.end(), [&](const auto& each) { return each->file == file; });
}

Hash128 plugins_hash(const std::vector<std::shared_ptr<const Plugin>>& plugins) {
  if (plugins.empty()) return {};
  std::string text;
  for (const auto& each : plugins) text += each->hash.text() + "\n";
  return hash128(text);
}

}  // namespace windtunnel
