// Schema: how a struct says what it reads: name, member, meaning and constraints of each field, in one place.
//
//   struct LeastRequestsFields {
//     std::int64_t choices = 2;
//     std::optional<Duration> wait;
//     void describe(Schema& schema) {
//       schema.field("choices", choices, "How many to look at; 1 is plain random.", Range{1, 64});
//       schema.field("wait", wait, "How long to wait for an answer.", Positive{});
//     }
//     void check(Checker& checker) const;  // optional: what one field alone can not say
//   };
//
// The reader, the JSON Schema, the reference, the resolved writer and the list of paths all walk this
// description. A member may be a scalar (scalar.hpp), std::optional, std::vector, Map, MapOf, OrMap, Either,
// Choice, TableRef or a struct with describe. The member's initial value is the default. `note` may stand
// beside any field, and any scalar may be written {"value": X, "note": "..."}.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/catalog.hpp"
#include "sim/config/either.hpp"
#include "sim/config/map.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/table.hpp"
#include "sim/config/type.hpp"

namespace windtunnel {

class Document;
class Problems;

// From lo to hi, both allowed. Range{1, 64}, Range{1_ms, 5_s}.
template <class T>
struct Range {
  T lo, hi;
};
template <class T>
Range(T, T) -> Range<T>;
// lo or more.
template <class T>
struct AtLeast {
  T lo;
};
template <class T>
AtLeast(T) -> AtLeast<T>;
// More than zero.
struct Positive {};
// Has to be written.
struct Required {};
// A list, map or text with something in it.
struct NonEmpty {};
// The text has to name an entry of the object at this top-level path: Ref{"tiers"}.
struct Ref {
  std::string_view path;
};
// Every key of a map has to name an entry of the object at this top-level path.
struct KeysRef {
  std::string_view path;
};
// The text has to be one of these.
struct OneOf {
  std::vector<std::string> names;
};
// The timeline may change it while the run runs.
struct Changeable {};
// A range that is known only when the program runs, as of a field that a plug-in declares.
struct Bounds {
  std::optional<double> lo, hi;  // as detail::bound_magnitude has them
  std::string lo_text, hi_text;
  bool lo_open = false;
  bool required = false;
};
// For the reference, where the type does not say it: Unit{"requests"}.
struct Unit {
  std::string_view text;
};
// What is read when nothing is written, for members that need the catalog: Default{R"({"kind":
// "round_robin"})"}.
struct Default {
  std::string_view json;
};

struct FieldInfo {
  std::string_view name;
  std::string_view meaning;
  std::optional<double> lo, hi;
  std::string lo_text, hi_text;
  bool lo_open = false;  // lo itself is not allowed
  bool required = false;
  bool non_empty = false;
  bool changeable = false;
  std::string_view ref;
  std::string_view keys_ref;
  std::vector<std::string> one_of;
  std::string_view unit;
  std::string_view default_json;

  // "from 1 to 64", "more than 0", "more than 0, 1 or less", or "".
  std::string range_text() const;
};

template <class T>
const Type& type_of();

namespace detail {
// 100000 rather than 1e+05.
std::string number_text(double value);
// The text of a bound, without JSON's quotes.
template <class T>
std::string bound_text(const T& bound) {
  if constexpr (std::is_arithmetic_v<T>) {
    return number_text(static_cast<double>(bound));
  } else {
    const Node node = Scalar<T>::print(bound);
    return node.is_string() ? node.text() : node.to_json();
  }
}
template <class T>
double bound_magnitude(const T& bound) {
  if constexpr (std::is_arithmetic_v<T>) {
    return static_cast<double>(bound);
  } else {
    return Scalar<T>::magnitude(bound);
  }
}
template <class T>
void apply(FieldInfo& info, const Range<T>& range) {
  info.lo = bound_magnitude(range.lo);
  info.hi = bound_magnitude(range.hi);
  info.lo_text = bound_text(range.lo);
  info.hi_text = bound_text(range.hi);
}
template <class T>
void apply(FieldInfo& info, const AtLeast<T>& bound) {
  info.lo = bound_magnitude(bound.lo);
  info.lo_text = bound_text(bound.lo);
}
inline void apply(FieldInfo& info, Bounds bounds) {
  info.lo = bounds.lo;
  info.hi = bounds.hi;
  info.lo_text = std::move(bounds.lo_text);
  info.hi_text = std::move(bounds.hi_text);
  info.lo_open = bounds.lo_open;
  info.required = bounds.required;
}
inline void apply(FieldInfo& info, Positive) {
  info.lo = 0;
  info.lo_open = true;
  info.lo_text = "0";
}
inline void apply(FieldInfo& info, Required) { info.required = true; }
inline void apply(FieldInfo& info, NonEmpty) { info.non_empty = true; }
inline void apply(FieldInfo& info, Ref ref) { info.ref = ref.path; }
inline void apply(FieldInfo& info, KeysRef ref) { info.keys_ref = ref.path; }
inline void apply(FieldInfo& info, OneOf one_of) { info.one_of = std::move(one_of.names); }
inline void apply(FieldInfo& info, Changeable) { info.changeable = true; }
inline void apply(FieldInfo& info, Unit unit) { info.unit = unit.text; }
inline void apply(FieldInfo& info, Default preset) { info.default_json = preset.json; }
}  // namespace detail

class Schema {
 public:
  virtual ~Schema();

  template <class T, class... Constraints>
  void field(std::string_view name, T& member, std::string_view meaning, Constraints... constraints) {
    FieldInfo info;
    info.name = name;
    info.meaning = meaning;
    (detail::apply(info, std::move(constraints)), ...);
    on_field(info, type_of<T>(), &member);
  }

  // The fields of another struct at this level, as if they were this one's.
  template <class T>
  void part(T& other) {
    other.describe(*this);
  }

 protected:
  virtual void on_field(const FieldInfo& info, const Type& type, void* member) = 0;
};

// What a struct's check sees: its own place in the document, and where to put what it finds. Field names may
// be dotted. It is called only when the struct's own fields were read without a problem.
class Checker {
 public:
  Checker(const Document& document, const Catalog& catalog, Problems& problems, std::string path,
          const Node* node, Position where);

  bool given(std::string_view field) const;  // somebody wrote it, or a file that is extended
  void problem(std::string_view field, std::string_view code, std::string found, std::string expected,
               std::string_view name = {}, std::vector<std::string> candidates = {});
  // The struct as a whole.
  void problem(std::string_view code, std::string found, std::string expected);
  void missing(std::string_view field, std::string expected);
  // A problem when both are given.
  void not_both(std::string_view a, std::string_view b);
  // A problem when none, or more than one, of these groups of fields is given; each group counts as given
  // when all of its fields are, and half a group is missing the rest: {{"mean"}, {"p50", "p99"}}.
  void exactly_one(const std::vector<std::vector<std::string>>& groups);
  // `ref` has to be a name under the top-level path `names_at`.
  void reference(std::string_view field, std::string_view names_at, const std::string& ref);

  const Document& document() const { return document_; }
  const Catalog& catalog() const { return catalog_; }
  Problems& problems() { return problems_; }
  const std::string& path() const { return path_; }

 private:
  const Document& document_;
  const Catalog& catalog_;
  Problems& problems_;
  std::string path_;
  const Node* node_;
  Position where_;
};

// ---- type_of: the typed side of type.hpp, nothing to read for users of Schema ----

namespace detail {

template <class T>
concept Describes = requires(T& value, Schema& schema) {
  value.describe(schema);
};

template <class T>
struct TypeFor;

template <IsScalar T>
struct TypeFor<T> final : ScalarType {
  std::string name() const override { return Scalar<T>::name(); }
  std::optional<Misfit> read(const Node& node, void* out) const override {
    return Scalar<T>::parse(node, *static_cast<T*>(out));
  }
  std::optional<Misfit> probe(const Node& node) const override {
    T value{};
    return Scalar<T>::parse(node, value);
  }
  Node write(const void* value) const override { return Scalar<T>::print(*static_cast<const T*>(value)); }
  std::string expected() const override { return Scalar<T>::expected(); }
  Node json_schema() const override { return Scalar<T>::json_schema(); }
  double magnitude(const void* value) const override {
    return Scalar<T>::magnitude(*static_cast<const T*>(value));
  }
  bool takes_objects() const override {
    if constexpr (requires { Scalar<T>::kTakesObjects; }) return Scalar<T>::kTakesObjects;
    return false;
  }
  std::vector<std::pair<std::string, std::string>> names() const override {
    if constexpr (requires { Scalar<T>::names(); }) return Scalar<T>::names();
    return {};
  }
};

template <class T>
struct TypeFor<std::optional<T>> final : OptionalType {
  std::string name() const override { return inner().name(); }
  const Type& inner() const override { return type_of<T>(); }
  void* emplace(void* optional) const override {
    return &static_cast<std::optional<T>*>(optional)->emplace();
  }
  const void* get(const void* optional) const override {
    const auto& value = *static_cast<const std::optional<T>*>(optional);
    return value ? &*value : nullptr;
  }
};

template <class T>
struct TypeFor<std::vector<T>> final : ListType {
  static_assert(!std::is_same_v<T, bool>, "a list of bool has no addressable items");
  std::string name() const override { return "list of " + inner().name(); }
  const Type& inner() const override { return type_of<T>(); }
  void clear(void* list) const override { static_cast<std::vector<T>*>(list)->clear(); }
  void* push(void* list) const override { return &static_cast<std::vector<T>*>(list)->emplace_back(); }
  std::size_t size(const void* list) const override {
    return static_cast<const std::vector<T>*>(list)->size();
  }
  const void* at(const void* list, std::size_t index) const override {
    return &(*static_cast<const std::vector<T>*>(list))[index];
  }
};

template <class T, class Key>
struct TypeFor<MapOf<T, Key>> final : MapType {
  using M = MapOf<T, Key>;
  static const M& map_of(const void* map) { return *static_cast<const M*>(map); }
  std::string name() const override { return "map of " + inner().name(); }
  const Type& inner() const override { return type_of<T>(); }
  bool key_fits(std::string_view key) const override { return Key::fits(key); }
  std::string key_expected() const override { return Key::expected(); }
  std::string key_pattern() const override { return Key::pattern(); }
  void clear(void* map) const override { static_cast<M*>(map)->clear(); }
  void* add(void* map, std::string name, bool enabled, const Position& where) const override {
    return &static_cast<M*>(map)->add(std::move(name), T{}, enabled, where);
  }
  std::size_t size(const void* map) const override { return map_of(map).all().size(); }
  const std::string& name_at(const void* map, std::size_t i) const override {
    return map_of(map).all()[i].name;
  }
  bool enabled_at(const void* map, std::size_t i) const override { return map_of(map).all()[i].enabled; }
  const void* value_at(const void* map, std::size_t i) const override { return &map_of(map).all()[i].value; }
};

template <Describes T>
struct TypeFor<T> final : StructType {
  std::string name() const override { return "object"; }
  void describe(void* value, Schema& schema) const override { static_cast<T*>(value)->describe(schema); }
  void check(const void* value, Checker& checker) const override {
    if constexpr (requires(const T& held) { held.check(checker); })
      static_cast<const T*>(value)->check(checker);
  }
  std::shared_ptr<void> make() const override { return std::make_shared<T>(); }
};

template <class Model>
struct TypeFor<Choice<Model>> final : ChoiceType {
  static const Choice<Model>& choice_of(const void* choice) {
    return *static_cast<const Choice<Model>*>(choice);
  }
  std::string name() const override { return std::string(Model::kKind); }
  std::string_view kind_name() const override { return Model::kKind; }
  const EntryInfo* entry(const void* choice) const override { return choice_of(choice).entry.get(); }
  AnyFields* fields(const void* choice) const override { return choice_of(choice).fields.get(); }
  void assign(void* choice, std::shared_ptr<const EntryInfo> entry, std::shared_ptr<AnyFields> fields,
              const Position& where) const override {
    auto& chosen = *static_cast<Choice<Model>*>(choice);
    chosen.entry = std::static_pointer_cast<const Entry<Model>>(std::move(entry));
    chosen.fields = std::move(fields);
    chosen.where = where;
  }
};

template <class E, class A, class B>
struct EitherTypeFor : EitherType {
  static const Either<A, B>& either_of(const void* either) { return *static_cast<const E*>(either); }
  std::string name() const override { return first().name() + ", or " + second().name(); }
  const Type& first() const override { return type_of<A>(); }
  const Type& second() const override { return type_of<B>(); }
  void* emplace(void* either, bool take_second) const override {
    E& value = *static_cast<E*>(either);
    return take_second ? static_cast<void*>(&value.emplace_second())
                       : static_cast<void*>(&value.emplace_first());
  }
  bool is_second(const void* either) const override { return either_of(either).is_second(); }
  const void* get(const void* either) const override {
    const auto& value = either_of(either);
    return value.is_second() ? static_cast<const void*>(value.second())
                             : static_cast<const void*>(value.first());
  }
};
template <class A, class B>
struct TypeFor<Either<A, B>> final : EitherTypeFor<Either<A, B>, A, B> {};
template <class T, class Key>
struct TypeFor<OrMapOf<T, Key>> final : EitherTypeFor<OrMapOf<T, Key>, T, MapOf<T, Key>> {};

template <>
struct TypeFor<TableRef> final : TableType {
  std::string name() const override { return "table"; }
};
template <>
struct TypeFor<FileRef> final : TableType {
  std::string name() const override { return "file"; }
  bool is_text() const override { return true; }
};

}  // namespace detail

template <class T>
const Type& type_of() {
  static const detail::TypeFor<T> type;
  return type;
}

}  // namespace windtunnel
