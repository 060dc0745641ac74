// JSON Schema (draft 2020-12) of a type, for editors: completion, meanings on hover, misspelt keys
// underlined.
//
// Nothing is "required" in it, and everything may be null: a file that extends another may be any part of a
// scenario, and takes away what it does not want. What is missing, and all that needs more than one field to
// see, the reader says.
#include <set>

#include "sim/config/format.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

Node definition(const std::string& name) {
  Node node = Node::object();
  node.add("$ref", Node::string("#/$defs/" + name));
  return node;
}

Node string_list(std::initializer_list<const char*> texts) {
  Node list = Node::array();
  for (const char* text : texts) list.items().push_back(Node::string(text));
  return list;
}

// This, or null: what an extending file writes to take away what it would inherit.
Node or_null(Node node) {
  if (node.find("$ref") != nullptr) return node;  // a definition takes null itself
  Node nothing = Node::object();
  nothing.add("type", Node::string("null"));
  if (Member* ways = node.find("anyOf")) {
    ways->value.items().push_back(std::move(nothing));
    return node;
  }
  if (node.find("type") == nullptr) return node;  // anything goes
  Node list = Node::array();
  list.items().push_back(std::move(node));
  list.items().push_back(std::move(nothing));
  Node either = Node::object();
  either.add("anyOf", std::move(list));
  return either;
}

class SchemaPrinter {
 public:
  explicit SchemaPrinter(const Catalog& catalog) : catalog_(catalog) {}

  Node defs = Node::object();

  Node of(const Type& type, const FieldInfo& info) {
    switch (type.shape()) {
      case Shape::scalar:
        return scalar(static_cast<const ScalarType&>(type), info);
      case Shape::table: {
        Node text = Node::object();
        text.add("type", Node::string("string"));
        return named(type.name(), std::move(text));
      }
      case Shape::optional:
        return of(static_cast<const OptionalType&>(type).inner(), info);
      case Shape::list: {
        Node node = Node::object();
        node.add("type", Node::string("array"));
        node.add("items", of(static_cast<const ListType&>(type).inner(), info));
        if (info.non_empty) node.add("minItems", Node::integer(1));
        return node;
      }
      case Shape::map:
        return map(static_cast<const MapType&>(type), info);
      case Shape::structure:
        return structure(static_cast<const StructType&>(type));
      case Shape::choice:
        return choice(static_cast<const ChoiceType&>(type));
      case Shape::either: {
        const auto& either = static_cast<const EitherType&>(type);
        Node list = Node::array();
        list.items().push_back(of(either.first(), info));
        list.items().push_back(of(either.second(), info));
        Node node = Node::object();
        node.add("anyOf", std::move(list));
        return node;
      }
    }
    return Node::object();
  }

  // An object with these properties and those that every object may have.
  static Node object(Node properties) {
    for (const char* name : {"note", "extends"})
      if (properties.find(name) == nullptr) properties.add(name, Node::object());
    Node node = Node::object();
    node.add("type", Node::string("object"));
    node.add("properties", std::move(properties));
    node.add("additionalProperties", Node::boolean(false));
    return node;
  }

 private:
  class Properties final : public Schema {
   public:
    explicit Properties(SchemaPrinter& printer) : printer_(printer) {}
    Node out = Node::object();

   private:
    void on_field(const FieldInfo& info, const Type& type, void* member) override {
      Node node = or_null(printer_.of(type, info));
      std::string meaning(info.meaning);
      const std::string range = info.range_text();
      if (!range.empty()) meaning += " (" + range + ")";
      if (!info.unit.empty()) meaning += " [" + std::string(info.unit) + "]";
      Node described = Node::object();
      described.add("description", Node::string(std::move(meaning)));
      for (Member& each : node.members()) described.add(each.key, std::move(each.value));
      if (type.shape() == Shape::scalar && !info.required)
        described.add("default", static_cast<const ScalarType&>(type).write(member));
      out.add(std::string(info.name), std::move(described));
    }
    SchemaPrinter& printer_;
  };

  // A single value, or {"value": ..., "note": ...}.
  static Node or_wrapped(const Node& value) {
    Node properties = Node::object();
    properties.add("value", value);
    properties.add("note", Node::object());
    properties.add("enabled", Node::object());
    Node wrapper = Node::object();
    wrapper.add("type", Node::string("object"));
    wrapper.add("properties", std::move(properties));
    wrapper.add("required", string_list({"value"}));
    wrapper.add("additionalProperties", Node::boolean(false));
    Node list = Node::array();
    list.items().push_back(value);
    list.items().push_back(std::move(wrapper));
    Node node = Node::object();
    node.add("anyOf", std::move(list));
    return node;
  }

  Node named(std::string name, Node value) {
    for (char& c : name)
      if (c == ' ') c = '_';
    if (defs.find(name) == nullptr) defs.add(name, or_null(or_wrapped(value)));
    return definition(name);
  }

  Node scalar(const ScalarType& type, const FieldInfo& info) {
    Node node = type.json_schema();
    if (type.takes_objects()) return node;
    if (!type.names().empty()) return or_wrapped(node);
    if (!info.one_of.empty()) {
      Node list = Node::array();
      for (const std::string& name : info.one_of) list.items().push_back(Node::string(name));
      node.add("enum", std::move(list));
      return or_wrapped(node);
    }
    const Member* kind = node.find("type");
    const bool is_number =
        kind != nullptr && (kind->value.text() == "number" || kind->value.text() == "integer");
    if (is_number && (info.lo || info.hi)) {
      if (info.lo) node.erase("minimum");
      if (info.hi) node.erase("maximum");
      if (info.lo) node.add(info.lo_open ? "exclusiveMinimum" : "minimum", Node::number(*info.lo));
      if (info.hi) node.add("maximum", Node::number(*info.hi));
      return or_wrapped(node);
    }
    if (info.non_empty) node.add("minLength", Node::integer(1));
    return info.non_empty ? or_wrapped(node) : named(type.name(), std::move(node));
  }

  Node map(const MapType& type, const FieldInfo& info) {
    Node item = of(type.inner(), info);
    allow(item, "enabled");
    Node node = Node::object();
    node.add("type", Node::string("object"));
    if (const std::string pattern = type.key_pattern(); !pattern.empty()) {
      Node names = Node::object();
      names.add("pattern", Node::string(pattern));
      node.add("propertyNames", std::move(names));
    }
    Node properties = Node::object();
    properties.add("note", Node::object());
    properties.add("extends", Node::object());
    node.add("properties", std::move(properties));
    node.add("additionalProperties", or_null(std::move(item)));
    if (info.non_empty) node.add("minProperties", Node::integer(1));
    return node;
  }

  // Lets an object, or each way of an anyOf that is one, have this key too.
  static void allow(Node& node, const char* key) {
    if (Member* properties = node.find("properties");
        properties != nullptr && properties->value.find(key) == nullptr)
      properties->value.add(key, Node::object());
    if (Member* ways = node.find("anyOf"))
      for (Node& way : ways->value.items()) allow(way, key);
  }

  Node structure(const StructType& type) {
    if (!open_.insert(&type).second) return Node::object();  // a struct within itself: anything goes there
    Properties properties(*this);
    type.describe(type.make().get(), properties);
    open_.erase(&type);
    return object(std::move(properties.out));
  }

  // One definition a kind, named once and referred to, because distributions hold distributions. Its name
  // ends in _model, because "rate" is both a kind of model and a scalar, which a constant rate's short form
  // stands for.
  Node choice(const ChoiceType& type) {
    const std::string kind_name(type.kind_name());
    const std::string name = kind_name + "_model";
    if (defs.find(name) != nullptr) return definition(name);
    defs.add(name, Node::object());
    Node ways = Node::array();
    for (const auto& entry : catalog_.entries_of(kind_name)) {
      const std::unique_ptr<AnyFields> fields = entry->fields();
      Properties properties(*this);
      fields->describe(properties);
      Node kind = Node::object();
      kind.add("const", Node::string(entry->name));
      kind.add("description", Node::string(entry->meaning));
      properties.out.members().insert(properties.out.members().begin(), Member{"kind", {}, std::move(kind)});
      if (!entry->short_form.empty()) {
        if (const Member* bare = properties.out.find(entry->short_form)) ways.items().push_back(bare->value);
      }
      if (properties.out.find("enabled") == nullptr) properties.out.add("enabled", Node::object());
      ways.items().push_back(object(std::move(properties.out)));
      // Who changes the kind takes away what only the inherited kind has.
      Node nothing = Node::object();
      nothing.add("type", Node::string("null"));
      ways.items().back().find("additionalProperties")->value = std::move(nothing);
    }
    Node node = Node::object();
    if (!ways.items().empty()) node.add("anyOf", std::move(ways));
    defs.find(name)->value = or_null(std::move(node));
    return definition(name);
  }

  const Catalog& catalog_;
  std::set<const Type*> open_;  // tidy: address order because it is only asked whom it holds
};

}  // namespace

std::string json_schema_text(const Type& type, const Catalog& catalog, std::string_view title) {
  SchemaPrinter printer(catalog);
  Node whole = printer.of(type, FieldInfo{});
  Node out = Node::object();
  out.add("$schema", Node::string("https://json-schema.org/draft/2020-12/schema"));
  out.add("title", Node::string(std::string(title)));
  for (Member& member : whole.members()) {
    if (member.key == "properties") {
      Node version = Node::object();
      version.add("const", Node::integer(kFormatVersion));
      version.add("description", Node::string("The version of the format this file is written in."));
      member.value.add("windtunnel", std::move(version));
      member.value.add("$schema", Node::object());
    }
    out.add(member.key, std::move(member.value));
  }
  out.add("$defs", std::move(printer.defs));
  return out.to_pretty_json() + "\n";
}

}  // namespace windtunnel
