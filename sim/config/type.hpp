// What the walkers (reader, schema, reference, resolved writer, paths) need to know of a C++ type, without
// templates.
//
// `type_of<T>()` turns a member's type into one of these small descriptions, so every walker is ordinary code
// in one source file, and a new kind of value is described once for all of them. Values are passed as void*:
// the typed side of that border is in schema.hpp alone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/tree.hpp"

namespace windtunnel {

class Schema;
class Checker;
struct EntryInfo;
struct AnyFields;

// Why a value does not fit: what was expected, and names to be near to.
struct Misfit {
  std::string_view code;
  std::string expected;
  std::vector<std::string> candidates;
};

enum class Shape : std::uint8_t { scalar, optional, list, map, structure, choice, either, table };

class Type {
 public:
  virtual ~Type() = default;
  virtual Shape shape() const = 0;
  // For the reference: "duration", "list of names".
  virtual std::string name() const = 0;
};

class ScalarType : public Type {
 public:
  Shape shape() const final { return Shape::scalar; }
  virtual std::optional<Misfit> read(const Node& node, void* out) const = 0;
  // The same without a place to put it: how Either decides.
  virtual std::optional<Misfit> probe(const Node& node) const = 0;
  virtual Node write(const void* value) const = 0;
  virtual std::string expected() const = 0;
  virtual Node json_schema() const = 0;
  // For ranges: the value on a number line, in the unit that `show` prints.
  virtual double magnitude(const void* value) const = 0;
  // Whether an object is a value of this type as it stands; else {"value": X, "note": "..."} stands for X.
  virtual bool takes_objects() const { return false; }
  // The rows of an enumeration: name and meaning. Empty for all else.
  virtual std::vector<std::pair<std::string, std::string>> names() const { return {}; }
};

class OptionalType : public Type {
 public:
  Shape shape() const final { return Shape::optional; }
  virtual const Type& inner() const = 0;
  virtual void* emplace(void* optional) const = 0;
  virtual const void* get(const void* optional) const = 0;  // nullptr when empty
};

class ListType : public Type {
 public:
  Shape shape() const final { return Shape::list; }
  virtual const Type& inner() const = 0;
  virtual void clear(void* list) const = 0;
  virtual void* push(void* list) const = 0;
  virtual std::size_t size(const void* list) const = 0;
  virtual const void* at(const void* list, std::size_t index) const = 0;
};

class MapType : public Type {
 public:
  Shape shape() const final { return Shape::map; }
  virtual const Type& inner() const = 0;
  virtual bool key_fits(std::string_view key) const = 0;
  virtual std::string key_expected() const = 0;
  virtual std::string key_pattern() const = 0;  // for JSON Schema; empty: anything
  virtual void clear(void* map) const = 0;
  virtual void* add(void* map, std::string name, bool enabled, const Position& where) const = 0;
  virtual std::size_t size(const void* map) const = 0;
  virtual const std::string& name_at(const void* map, std::size_t index) const = 0;
  virtual bool enabled_at(const void* map, std::size_t index) const = 0;
  virtual const void* value_at(const void* map, std::size_t index) const = 0;
};

class StructType : public Type {
 public:
  Shape shape() const final { return Shape::structure; }
  virtual void describe(void* value, Schema& schema) const = 0;
  virtual void check(const void* value, Checker& checker) const = 0;
  virtual std::shared_ptr<void> make() const = 0;  // one with every default
};

class ChoiceType : public Type {
 public:
  Shape shape() const final { return Shape::choice; }
  virtual std::string_view kind_name() const = 0;  // "load_balancing": which list of the catalog
  virtual const EntryInfo* entry(const void* choice) const = 0;  // nullptr when nothing was chosen
  virtual AnyFields* fields(const void* choice) const = 0;
  virtual void assign(void* choice, std::shared_ptr<const EntryInfo> entry, std::shared_ptr<AnyFields> fields,
                      const Position& where) const = 0;
};

class EitherType : public Type {
 public:
  Shape shape() const final { return Shape::either; }
  virtual const Type& first() const = 0;
  virtual const Type& second() const = 0;
  virtual void* emplace(void* either, bool second) const = 0;
  virtual bool is_second(const void* either) const = 0;
  virtual const void* get(const void* either) const = 0;
};

class TableType : public Type {
 public:
  Shape shape() const final { return Shape::table; }
  virtual bool is_text() const { return false; }  // a file that its model reads itself
};

}  // namespace windtunnel
