// The walkers that print: the resolved scenario with origins, its canonical text and hash, JSON Schema,
// reference pages, and the list of paths.
//
// All of them walk the descriptions that the reader walks, so none can drift from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/config/catalog.hpp"
#include "sim/config/document.hpp"
#include "sim/config/hash.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// The whole value as a tree with every default; each value's `where` is what the document says, else
// "default".
Node resolved_value(const Document& document, const Type& type, const void* value);
// JSON with the origin of each value behind it: `"choices": 2,   // default`.
std::string annotated_json(const Node& resolved);
// The tables that a value holds, by name, in order of first use.
std::vector<std::shared_ptr<const Table>> tables_of(const Type& type, const void* value);

struct PathInfo {
  std::string path;  // with wildcards: tiers.*.balancer.choices
  std::string type;
  std::string meaning;
  bool changeable = false;
};

std::string json_schema_text(const Type& type, const Catalog& catalog, std::string_view title);
std::vector<PathInfo> paths_of(const Type& type, const Catalog& catalog);
// Markdown: one table of fields (name, type, meaning, unit and range, default).
std::string reference_text(const Type& type, const Catalog& catalog);
// Markdown: the page of one entry of the catalog.
std::string reference_page(const EntryInfo& entry, std::string_view kind, const Catalog& catalog);

template <class T>
Node resolved(const Document& document, const T& root) {
  return resolved_value(document, type_of<T>(), &root);
}
// What is hashed, stored and diffed: every field, no origins, no notes.
template <class T>
std::string canonical_json(const T& root) {
  return resolved_value(Document(), type_of<T>(), &root).to_json();
}
// Of the canonical text and of the contents of every table in it.
Hash128 resolved_hash_of(const Type& type, const void* value);
Hash128 resolved_hash_of(std::string canonical, const std::vector<std::shared_ptr<const Table>>& tables);
template <class T>
Hash128 resolved_hash(const T& root) {
  return resolved_hash_of(type_of<T>(), &root);
}
template <class T>
std::string json_schema(const Catalog& catalog, std::string_view title) {
  return json_schema_text(type_of<T>(), catalog, title);
}
template <class T>
std::vector<PathInfo> readable_paths(const Catalog& catalog) {
  return paths_of(type_of<T>(), catalog);
}
template <class T>
std::string reference(const Catalog& catalog) {
  return reference_text(type_of<T>(), catalog);
}

}  // namespace windtunnel
