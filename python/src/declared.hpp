// A model as its Python class declares it, and entries of the catalog made of it; one function a kind.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "models/plugins/declared_fields.hpp"
#include "python/src/held.hpp"
#include "sim/config/catalog.hpp"

namespace windtunnel::python {

struct Declared {
  std::string kind, name;
  EntryInfo info;
  std::shared_ptr<const std::vector<DeclaredField>> fields;
  Held type;                    // its class
  Held traits;                  // what else the kind wants to know, a dictionary
  std::set<std::string> flags;  // keys of `traits` that are True

  std::string method(const char* name_of_it) const { return kind + " " + name + ": " + name_of_it + "()"; }
  // With the GIL.
  template <class T>
  T trait(const char* key) const {
    return (*traits)[key].cast<T>();
  }
  // The same for whether it has a method of its own; without the GIL.
  bool trait_flag(const std::string& key) const { return flags.contains(key); }
  // A fresh model with the values of its fields, and `extra`, as attributes, then its __init__. Takes the
  // GIL.
  Held make(const DeclaredFields& values, const pybind11::object& extra = {}) const;
};
using SharedDeclared = std::shared_ptr<const Declared>;

void add_policy(const SharedDeclared& declared, Catalog& catalog);
void add_workload(const SharedDeclared& declared, Catalog& catalog);
void add_failure(const SharedDeclared& declared, Catalog& catalog);
void add_protocol(const SharedDeclared& declared, Catalog& catalog);

// An entry of a kind whose fields are `Fields`, with what was declared in them at `own`.
template <class Model, class Fields>
Entry<Model> entry_of(const SharedDeclared& declared) {
  Entry<Model> entry;
  static_cast<EntryInfo&>(entry) = declared->info;
  entry.fields = [fields = declared->fields] {
    auto made = std::make_unique<FieldsOf<Fields>>();
    if constexpr (std::same_as<Fields, DeclaredFields>)
      made->value = DeclaredFields(fields);
    else
      made->value.own = DeclaredFields(fields);
    return made;
  };
  return entry;
}

// A whole number that a model answered, at least 0; throws ModelFailure. With the GIL.
std::int64_t whole_answer(const Method& method, const pybind11::object& answer, const char* expected);

}  // namespace windtunnel::python
