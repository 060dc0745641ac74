// The catalog: which models there are, by kind, and which data tables; a value handed to reader, schema and
// world.
//
// Nothing registers itself and nothing reads a global: builtin_catalog() makes one from explicit lists, a
// plug-in or Python adds to a copy. An entry carries what a person wants to know of a model (meaning, source,
// what it leaves out, what validates it) and how to make it from its fields.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/config/plugin_source.hpp"
#include "sim/config/position.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {

class Schema;
class Checker;

// The fields of one entry, whatever their struct: what the walkers see.
struct AnyFields {
  virtual ~AnyFields();
  virtual void describe(Schema& schema) = 0;
  virtual void check(Checker& checker) const = 0;
  virtual std::unique_ptr<AnyFields> clone() const = 0;
};

template <class Fields>
struct FieldsOf final : AnyFields {
  Fields value;
  void describe(Schema& schema) override { value.describe(schema); }
  void check(Checker& checker) const override {
    if constexpr (requires { value.check(checker); }) value.check(checker);
  }
  std::unique_ptr<AnyFields> clone() const override { return std::make_unique<FieldsOf>(*this); }
};

struct EntryInfo {
  std::string name{};     // "least_requests": what "kind" says
  std::string meaning{};  // one sentence
  std::string source{};   // paper and section, or the system it follows
  std::string leaves_out{};
  std::vector<std::string> validated_by{};
  std::vector<std::string> engines{"native", "simgrid"};  // that it runs on
  std::string short_form{};  // the field that a bare scalar stands for: "5 ms" for a constant; "" none
  std::function<std::unique_ptr<AnyFields>()> fields{};
};

// Model has kKind, the name of its list ("load_balancing"), and Maker, a std::function<R(const AnyFields&,
// ...)>.
template <class Model>
struct Entry : EntryInfo {
  typename Model::Maker make{};
};

// The fields inside `base`; a CHECK when they are another entry's.
template <class Fields>
const Fields& fields_as(const AnyFields& base) {
  const auto* held = dynamic_cast<const FieldsOf<Fields>*>(&base);
  CHECK(held != nullptr, "the fields given belong to another entry");
  return held->value;
}

// How a model file ends: entry<Balancing, LeastRequestsFields>({.name = ...}, [](const LeastRequestsFields&
// f, ...) {...}).
template <class Model, class Fields, class Make>
Entry<Model> entry(EntryInfo info, Make make) {
  Entry<Model> made;
  static_cast<EntryInfo&>(made) = std::move(info);
  made.fields = [] { return std::make_unique<FieldsOf<Fields>>(); };
  made.make = [make = std::move(make)](const AnyFields& fields, auto&&... arguments) {
    return make(fields_as<Fields>(fields), std::forward<decltype(arguments)>(arguments)...);
  };
  return made;
}

// A struct of fields for models that have none.
struct NoFields {
  void describe(Schema&) {}
};

class Catalog {
 public:
  // The name has to be new in its kind.
  template <class Model>
  void add(Entry<Model> entry) {
    add_entry(std::string(Model::kKind), std::make_shared<const Entry<Model>>(std::move(entry)));
  }
  // The entry of that name, or nullptr.
  template <class Model>
  std::shared_ptr<const Entry<Model>> find(std::string_view name) const {
    return std::static_pointer_cast<const Entry<Model>>(find_entry(Model::kKind, name));
  }
  template <class Model>
  std::vector<std::shared_ptr<const Entry<Model>>> entries() const {
    std::vector<std::shared_ptr<const Entry<Model>>> list;
    for (const auto& each : entries_of(Model::kKind))
      list.push_back(std::static_pointer_cast<const Entry<Model>>(each));
    return list;
  }

  // The same without the model's type, for walkers and printers. Kinds are in the order of their first entry.
  std::vector<std::string> kinds() const;
  const std::vector<std::shared_ptr<const EntryInfo>>& entries_of(std::string_view kind) const;
  std::shared_ptr<const EntryInfo> find_entry(std::string_view kind, std::string_view name) const;
  void add_entry(std::string kind, std::shared_ptr<const EntryInfo> entry);

  TableSource& tables() { return tables_; }
  const TableSource& tables() const { return tables_; }
  PluginSource& plugins() { return plugins_; }
  const PluginSource& plugins() const { return plugins_; }

 private:
  std::vector<std::pair<std::string, std::vector<std::shared_ptr<const EntryInfo>>>> kinds_;
  TableSource tables_;
  PluginSource plugins_;
};

// A field that says "kind" and that kind's own fields beside it.
template <class Model>
struct Choice {
  std::shared_ptr<const Entry<Model>> entry;
  std::shared_ptr<AnyFields> fields;
  Position where;

  explicit operator bool() const { return entry != nullptr; }
  const std::string& kind() const {
    static const std::string none;
    return entry ? entry->name : none;
  }
  template <class Fields>
  const Fields& as() const {
    return fields_as<Fields>(*fields);
  }
  template <class... Arguments>
  decltype(auto) make(Arguments&&... arguments) const {
    CHECK(entry != nullptr, "nothing was chosen");
    return entry->make(*fields, std::forward<Arguments>(arguments)...);
  }
};

// The entry's own defaults: for tests, and for code that builds a scenario without a file.
template <class Model, class Fields>
Choice<Model> choose(const Catalog& catalog, std::string_view name, Fields fields) {
  Choice<Model> choice;
  choice.entry = catalog.find<Model>(name);
  CHECK(choice.entry != nullptr, "no such entry: " + std::string(name));
  auto held = std::make_shared<FieldsOf<Fields>>();
  held->value = std::move(fields);
  choice.fields = std::move(held);
  return choice;
}

}  // namespace windtunnel
