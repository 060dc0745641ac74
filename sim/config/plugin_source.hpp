// Plug-ins: files of a user's own that bring models; who loads which kind of file, and what was loaded
// already.
//
// What a file brings is a small catalog, which is laid over the built-in one for the scenarios that name the
// file. Loaders belong to the catalog as a value: the library knows shared objects, the Python module adds
// Python, and nothing registers itself anywhere. A file that has changed is loaded anew, so a study that runs
// for hours and a notebook see what stands on the disk, under its hash.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/hash.hpp"

namespace windtunnel {

class Catalog;
class Table;

// A file that was loaded.
struct Plugin {
  std::string name;            // as the scenario names it
  std::filesystem::path file;  // whole
  Hash128 hash;                // of its bytes
  bool takes_turns = false;    // its models can not run in several threads of a process at once
  std::shared_ptr<const Catalog> models;
  std::shared_ptr<const Table> bytes;
};

// What loading gives: the models, or why there are none, in the words of a problem.
struct PluginReading {
  std::shared_ptr<const Catalog> models;
  std::string found, expected;
};

// The bytes are those that were hashed; the file's place is for messages, and for whoever has to open it.
using PluginLoader =
    std::function<PluginReading(const std::filesystem::path& file, const std::string& bytes)>;

class PluginSource {
 public:
  PluginSource();

  // Files that end so (".so") are loaded by `loader`; a second one takes the first one's place.
  void load_with(std::string ending, bool takes_turns, PluginLoader loader);
  // Every scenario that is read with this catalog has the plug-in, whether it names it or not; `name` is
  // relative to the working directory.
  void ask_for(std::string name) { asked_.push_back(std::move(name)); }
  const std::vector<std::string>& asked() const { return asked_; }

  // The file as it stands on the disk now; else why not. No file at all: an empty `found`.
  std::shared_ptr<const Plugin> load(const std::filesystem::path& file, const std::string& name,
                                     PluginReading& why) const;
  // ".py, .so"
  std::string endings() const;

  // Those whose models this catalog has.
  const std::vector<std::shared_ptr<const Plugin>>& there() const { return there_; }
  bool has(const std::filesystem::path& file) const;
  void add(std::shared_ptr<const Plugin> plugin) { there_.push_back(std::move(plugin)); }

 private:
  struct Loader {
    std::string ending;
    bool takes_turns = false;
    PluginLoader load;
  };
  // What was loaded before; copies of the catalog share it.
  struct Cache;

  std::vector<Loader> loaders_;
  std::vector<std::string> asked_;
  std::vector<std::shared_ptr<const Plugin>> there_;
  std::shared_ptr<Cache> cache_;
};

// Of all plug-ins in their order, names left out: what identifies the code that a scenario brings along. Zero
// for none. It is part of the scenario's own hash.
Hash128 plugins_hash(const std::vector<std::shared_ptr<const Plugin>>& plugins);

}  // namespace windtunnel
