// The untyped side of the catalog.
#include "sim/config/catalog.hpp"

namespace windtunnel {

AnyFields::~AnyFields() = default;

std::vector<std::string> Catalog::kinds() const {
  std::vector<std::string> names;
  for (const auto& kind : kinds_) names.push_back(kind.first);
  return names;
}

const std::vector<std::shared_ptr<const EntryInfo>>& Catalog::entries_of(std::string_view kind) const {
  static const std::vector<std::shared_ptr<const EntryInfo>> none;
  for (const auto& each : kinds_)
    if (each.first == kind) return each.second;
  return none;
}

std::shared_ptr<const EntryInfo> Catalog::find_entry(std::string_view kind, std::string_view name) const {
  for (const auto& entry : entries_of(kind))
    if (entry->name == name) return entry;
  return nullptr;
}

void Catalog::add_entry(std::string kind, std::shared_ptr<const EntryInfo> entry) {
  CHECK(entry != nullptr && !entry->name.empty() && entry->fields, "an entry without name or fields");
  CHECK(find_entry(kind, entry->name) == nullptr, kind + " has " + entry->name + " already");
  for (auto& each : kinds_) {
    if (each.first != kind) continue;
    each.second.push_back(std::move(entry));
    return;
  }
  kinds_.push_back({std::move(kind), {std::move(entry)}});
}

}  // namespace windtunnel
