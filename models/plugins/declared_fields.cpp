// Declared fields: from words to a description.
#include "models/plugins/declared_fields.hpp"

#include <algorithm>
#include <set>

#include "sim/config/map.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

struct TypeRow {
  const char* name;
  DeclaredValue value;
};
const std::vector<TypeRow>& types() {
  static const std::vector<TypeRow> rows = {
      {"whole", std::int64_t{0}},
      {"number", 0.0},
      {"flag", false},
      {"text", std::string()},
      {"duration", Duration()},
      {"bytes", Bytes()},
      {"bandwidth", Bandwidth()},
      {"rate", Rate()},
      {"probability", Probability()},
      {"distribution", Choice<Distribution>()},
  };
  return rows;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::optional<Node> parsed(const std::string& json) {
  Problems faults;
  Node node;
  if (!parse_tree(json, preset_position().source, {}, node, faults)) return std::nullopt;
  return node;
}

// One JSON text as a value of T; says what is wrong with it.
template <class T>
std::string read_word(const std::string& json, const char* what, T& out) {
  const auto node = parsed(json);
  if (!node) return std::string(what) + " " + json + ", which is no JSON";
  if (const auto misfit = Scalar<T>::parse(*node, out))
    return std::string(what) + " " + json + ", expected " + misfit->expected;
  return "";
}

template <class T>
std::string read_bounds(const FieldWords& words, Bounds& bounds) {
  const auto read_bound = [](const std::string& json, const char* what, std::optional<double>& to,
                             std::string& text) -> std::string {
    if (json.empty()) return "";
    T value{};
    std::string wrong = read_word(json, what, value);
    if (!wrong.empty()) return wrong;
    to = detail::bound_magnitude(value);
    text = detail::bound_text(value);
    return "";
  };
  bounds.lo_open = !words.more_than.empty();
  std::string wrong = read_bound(bounds.lo_open ? words.more_than : words.at_least,
                                 bounds.lo_open ? "more_than" : "at_least", bounds.lo, bounds.lo_text);
  if (wrong.empty()) wrong = read_bound(words.at_most, "at_most", bounds.hi, bounds.hi_text);
  return wrong;
}

template <class T>
std::string declare_as(const FieldWords& words, T& preset, DeclaredField& field) {
  if constexpr (std::same_as<T, Choice<Distribution>>) {
    if (!words.preset.empty() && !parsed(words.preset))
      return "default " + words.preset + ", which is no JSON";
    field.default_json = words.preset;
    return "";
  } else {
    if (!words.preset.empty())
      if (std::string wrong = read_word(words.preset, "default", preset); !wrong.empty()) return wrong;
    if constexpr (!std::same_as<T, std::string> && !std::same_as<T, bool>)
      return read_bounds<T>(words, field.bounds);
    return "";
  }
}

class Names final : public Schema {
 public:
  std::vector<std::string> names;

 private:
  void on_field(const FieldInfo& info, const Type&, void*) override { names.emplace_back(info.name); }
};

}  // namespace

std::vector<std::string> declared_types() {
  std::vector<std::string> names;
  for (const TypeRow& row : types()) names.emplace_back(row.name);
  return names;
}

std::string declare(const FieldWords& words, DeclaredField& field) {
  if (!NameKey::fits(words.name)) return "the name \"" + words.name + "\", expected " + NameKey::expected();
  if (words.meaning.empty()) return "no meaning, expected a sentence for who reads the reference";
  const auto row = std::find_if(types().begin(), types().end(),
                                [&](const TypeRow& each) { return words.type == each.name; });
  if (row == types().end())
    return "the type \"" + words.type + "\", expected one of: " + join(declared_types());
  field = DeclaredField{words.name, words.meaning, row->value, "", {}, words.one_of};
  field.bounds.required = words.preset.empty();
  return std::visit([&](auto& preset) { return declare_as(words, preset, field); }, field.preset);
}

DeclaredFields::DeclaredFields(std::shared_ptr<const std::vector<DeclaredField>> fields)
    : declared(std::move(fields)) {
  for (const DeclaredField& field : *declared) values.push_back(field.preset);
}

void DeclaredFields::describe(Schema& schema) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const DeclaredField& field = (*declared)[i];
    std::visit(
        [&](auto& value) {
          schema.field(field.name, value, field.meaning, field.bounds, OneOf{field.one_of},
                       Default{field.default_json});
        },
        values[i]);
  }
}

void DeclaredWorkloadFields::describe(Schema& schema) {
  own.describe(schema);
  common.describe(schema);
}
void DeclaredWorkloadFields::check(Checker& checker) const { common.check(checker); }

void DeclaredFailureFields::describe(Schema& schema) {
  own.describe(schema);
  common.describe_whom(schema);
}
void DeclaredFailureFields::check(Checker& checker) const { common.check_whom(checker); }

std::string doubled_name(AnyFields& fields) {
  Names found;
  fields.describe(found);
  std::set<std::string> seen = {"kind", "note", "enabled", "value"};
  for (const std::string& name : found.names)
    if (!seen.insert(name).second) return name;
  return "";
}

}  // namespace windtunnel
