// Finding a scenario's plug-ins, and laying their models over the catalog's.
#include "models/scenario/plugins.hpp"

#include <algorithm>
#include <filesystem>

#include "models/failures/failure_model.hpp"
#include "models/plugins/declared_fields.hpp"
#include "models/plugins/rehearsal.hpp"
#include "models/replication/replication.hpp"
#include "models/workloads/workload_model.hpp"
#include "sim/config/path.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

// What is named where.
struct Named {
  std::string name;
  Position where;
  std::string path;
  bool is_new = false;  // the catalog was asked for it, and the document does not name it yet

  // On the command line, or by a caller: relative to the working directory, wherever that is.
  bool asked() const { return where.source && where.source->name == "--plugin"; }
};

const std::shared_ptr<const Source>& asked_source() {
  static const auto source = std::make_shared<const Source>(Source{Source::Kind::set, "--plugin", 1 << 20});
  return source;
}

// {"value": X, "note": "..."} stands for X.
const Node& unwrapped(const Node& node) {
  const Member* value = node.is_object() ? node.find("value") : nullptr;
  return value != nullptr ? value->value : node;
}

std::vector<Named> named_in(const Document& document) {
  std::vector<Named> list;
  const Member* member = document.root().find("plugins");
  if (member == nullptr || !member->value.is_array()) return list;
  for (std::size_t i = 0; i < member->value.items().size(); ++i) {
    const Node& name = unwrapped(member->value.items()[i]);
    if (name.is_string() && !name.text().empty())
      list.push_back({name.text(), name.where, path_join("plugins", std::to_string(i)), false});
  }
  return list;
}

fs::path file_of(const Named& named, const Document& document) {
  const bool in_file = named.where.source && named.where.source->kind == Source::Kind::file;
  const fs::path folder = named.asked() ? fs::path()
                          : in_file     ? fs::path(named.where.source->name).parent_path()
                                        : document.folder();
  std::error_code error;
  return fs::weakly_canonical(fs::absolute(folder / named.name, error), error);
}

bool is_outside(const fs::path& file, const Document& document) {
  if (document.root_folder().empty()) return false;
  const fs::path relative = file.lexically_relative(document.root_folder());
  return relative.empty() || *relative.begin() == "..";
}

template <class Model, class Wrap>
std::shared_ptr<const EntryInfo> wrapped(const EntryInfo& info, const Wrap& wrap) {
  auto entry = std::make_shared<Entry<Model>>(static_cast<const Entry<Model>&>(info));
  entry->engines = {"native"};
  entry->make = wrap(std::move(entry->make), entry->name);
  if constexpr (std::same_as<Model, Balancing>)
    return std::make_shared<const Entry<Balancing>>(placed(*entry));
  else
    return entry;
}

// A plug-in's entry as a scenario may choose it: made to be rehearsed, and native, because the engines that
// run in other processes do not have it.
std::shared_ptr<const EntryInfo> taken(const std::string& kind,
                                       const std::shared_ptr<const EntryInfo>& entry) {
  if (kind == Balancing::kKind)
    return wrapped<Balancing>(*entry, [](Balancing::Maker make, const std::string& name) {
      return
          [make = std::move(make), name](const AnyFields& fields) { return rehearsed(make(fields), name); };
    });
  if (kind == WorkloadModel::kKind)
    return wrapped<WorkloadModel>(*entry, [](WorkloadModel::Maker make, const std::string& name) {
      return [make = std::move(make), name](const AnyFields& fields, const Complain& complain) {
        WorkloadParts parts = make(fields, complain);
        if (parts.open)
          parts.open = [open = std::move(parts.open), name](std::uint64_t key) {
            return rehearsed(open(key), name);
          };
        if (parts.open_at)
          parts.open_at = [open = std::move(parts.open_at), name](const RateLaw& rate, std::uint64_t key) {
            return rehearsed(open(rate, key), name);
          };
        return parts;
      };
    });
  if (kind == FailureModel::kKind)
    return wrapped<FailureModel>(*entry, [](FailureModel::Maker make, const std::string& name) {
      return [make = std::move(make), name](const AnyFields& fields) {
        FailureParts parts = make(fields);
        if (parts.source)
          parts.source = [source = std::move(parts.source), name] { return rehearsed(source(), name); };
        return parts;
      };
    });
  if (kind == ReplicationModel::kKind)
    return wrapped<ReplicationModel>(*entry, [](ReplicationModel::Maker make, const std::string& name) {
      return [make = std::move(make), name](const AnyFields& fields) {
        ReplicationParts parts = make(fields);
        if (parts.make)
          parts.make = [made = std::move(parts.make), name](
                           const ClusterSite& site, const ClusterOptions& options, ProtocolPorts& ports) {
            return rehearsed([&](ProtocolPorts& told) { return made(site, options, told); }, ports, name);
          };
        return parts;
      };
    });
  return entry;
}

// Lays one plug-in over the catalog.
void lay(const std::shared_ptr<const Plugin>& plugin, const Named& named, Catalog& catalog,
         Problems& problems) {
  const auto refuse = [&](std::string found, std::string expected) {
    problems.add(named.where, code::kPlugin, named.path, std::move(found), std::move(expected));
  };
  const std::string shown = json_quoted(named.name);
  if (catalog.tables().given(named.name) != nullptr)
    return refuse(shown + ", by the name of another plug-in", "plug-ins whose names differ");
  std::size_t brought = 0;
  bool clashes = false;
  const std::vector<std::string> kinds = catalog.kinds();
  for (const std::string& kind : plugin->models->kinds()) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      refuse(shown + ", which brings a " + json_quoted(kind),
             "models of a kind that there is: `windtunnel models`");
      clashes = true;
      continue;
    }
    for (const auto& entry : plugin->models->entries_of(kind)) {
      ++brought;
      if (catalog.find_entry(kind, entry->name) != nullptr) {
        refuse(shown + ", which brings a second " + kind + " by the name of " + json_quoted(entry->name),
               "a name that is not taken");
        clashes = true;
        continue;
      }
      const auto whole = taken(kind, entry);
      if (const std::string twice = doubled_name(*whole->fields()); !twice.empty()) {
        refuse(
            shown + ", whose " + kind + " " + json_quoted(entry->name) + " has a field " + json_quoted(twice),
            "a name that such a model has not already, and that means nothing in every object");
        clashes = true;
        continue;
      }
      catalog.add_entry(kind, whole);
    }
  }
  if (brought == 0 && !clashes)
    refuse(shown + ", which brings no model", "a plug-in with at least one model");
  catalog.tables().give(named.name, plugin->bytes);
  catalog.plugins().add(plugin);
}

}  // namespace

std::optional<Catalog> catalog_with_plugins(Document& document, const Catalog& catalog, Problems& problems) {
  std::vector<Named> all = named_in(document);
  for (const std::string& name : catalog.plugins().asked())
    all.push_back({name, Position{asked_source(), 0, 0}, "plugins", true});
  std::optional<Catalog> whole;
  Node list = Node::array();
  if (const Member* member = document.root().find("plugins"); member != nullptr && member->value.is_array())
    list = member->value;
  bool added = false;
  std::vector<fs::path> seen;
  for (Named& named : all) {
    const fs::path file = file_of(named, document);
    if (std::find(seen.begin(), seen.end(), file) != seen.end()) continue;
    seen.push_back(file);
    if (!named.asked() && is_outside(file, document)) continue;
    if (named.is_new) {
      named.path = path_join("plugins", std::to_string(list.items().size()));
      Node written = Node::string(named.name);
      written.where = named.where;
      list.items().push_back(std::move(written));
      list.where = named.where;
      added = true;
    }
    if (catalog.plugins().has(file)) continue;
    PluginReading why;
    const auto plugin = catalog.plugins().load(file, named.name, why);
    if (plugin == nullptr) {
      if (!why.found.empty())
        problems.add(named.where, code::kPlugin, named.path, std::move(why.found), std::move(why.expected));
      else if (named.asked())
        problems.add(named.where, code::kFile, named.path, json_quoted(named.name) + ", which is no file",
                     "the name of a file that is there");
      continue;
    }
    if (!whole) whole = catalog;
    lay(plugin, named, *whole, problems);
  }
  if (added && problems.empty())
    document.set("plugins", std::move(list), Position{asked_source(), 0, 0}, problems);
  return whole;
}

Catalog catalog_with_plugins(const Catalog& catalog, Problems& problems) {
  Document document;
  auto whole = catalog_with_plugins(document, catalog, problems);
  return whole ? std::move(*whole) : catalog;
}

}  // namespace windtunnel
