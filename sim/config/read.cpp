// The reader: one walk over a description and the tree beside it.
//
// Every branch either sets the value or adds a problem, and goes on. A struct's own check is asked only when
// its fields were fine, so that one mistake does not earn two problems.
#include "sim/config/read.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/config/nearest.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

// Beyond this many problems nobody reads the nearest name, and working it out for each would be slow.
constexpr std::size_t kNearestProblems = 200;

// Keys that may stand in an object beside its fields.
struct Beside {
  bool kind = false;
  bool enabled = false;
};

// {"value": X, "note": "..."}: the way to write a note beside a single value.
bool is_wrapped(const Node& node) { return node.is_object() && node.find("value") != nullptr; }
const Node& unwrapped(const Node& node) { return is_wrapped(node) ? node.find("value")->value : node; }

// The names of a struct's fields, and the type of one.
class FieldNames final : public Schema {
 public:
  std::vector<std::string> names;
  std::string_view wanted;
  const Type* wanted_type = nullptr;

 private:
  void on_field(const FieldInfo& info, const Type& type, void*) override {
    names.emplace_back(info.name);
    if (info.name == wanted) wanted_type = &type;
  }
};

class Reader {
 public:
  Reader(const Document& document, const Catalog& catalog, Problems& problems)
      : document_(document), catalog_(catalog), problems_(problems) {}

  void read(const Type& type, const FieldInfo& info, const Node& node, void* out, const std::string& path,
            Beside beside = {}) {
    switch (type.shape()) {
      case Shape::scalar:
        return read_scalar(static_cast<const ScalarType&>(type), info, node, out, path, beside);
      case Shape::table:
        return read_table_ref(static_cast<const TableType&>(type), node, *static_cast<TableRef*>(out), path,
                              beside);
      case Shape::optional: {
        const auto& optional = static_cast<const OptionalType&>(type);
        return read(optional.inner(), info, node, optional.emplace(out), path, beside);
      }
      case Shape::list:
        return read_list(static_cast<const ListType&>(type), info, node, out, path);
      case Shape::map:
        return read_map(static_cast<const MapType&>(type), info, node, out, path, beside);
      case Shape::structure:
        return read_struct(static_cast<const StructType&>(type), node, out, path, beside);
      case Shape::choice:
        return read_choice(static_cast<const ChoiceType&>(type), node, out, path, beside);
      case Shape::either:
        return read_either(static_cast<const EitherType&>(type), info, node, out, path, beside);
    }
  }

  // What a field gets when nobody wrote it.
  static bool looks_at_absent(const Type& type, const FieldInfo& info) {
    return !info.default_json.empty() || info.required || type.shape() == Shape::structure;
  }

  void read_absent(const Type& type, const FieldInfo& info, const Node& parent, void* out,
                   const std::string& path) {
    if (!info.default_json.empty()) {
      read(type, info, preset(info.default_json), out, path);
    } else if (info.required) {
      add(parent.where, code::kMissing, path, "nothing", expected(type, info));
    } else if (type.shape() == Shape::structure) {
      // Its own fields may be required, or have defaults that come from the catalog.
      Node empty = Node::object();
      empty.where = parent.where;
      read(type, info, empty, out, path);
    }
  }

 private:
  friend class StructReader;

  // A default that is written as JSON, parsed once: a study reads the same scenario a million times.
  static const Node& preset(std::string_view json) {
    thread_local std::map<std::string, Node, std::less<>> parsed;
    const auto at = parsed.find(json);
    if (at != parsed.end()) return at->second;
    Problems faults;
    Node node;
    CHECK(parse_tree(json, preset_position().source, {}, node, faults), faults.text("a default"));
    return parsed.emplace(std::string(json), std::move(node)).first->second;
  }

  void add(const Position& where, std::string_view code, const std::string& path, std::string found,
           std::string expected_text, std::string_view name = {},
           std::span<const std::string> candidates = {}) {
    const bool few = problems_.size() < kNearestProblems;
    problems_.add(Problem{where, std::string(code), path, std::move(found), std::move(expected_text),
                          few ? nearest_name(name, candidates) : ""});
  }

  // The names are sorted only for a message: nearly every file has no unknown key.
  void unknown_keys(const Node& node, const std::vector<std::string_view>& read_names,
                    const std::string& path) {
    std::vector<std::string> sorted;
    std::string known;
    for (const Member& member : node.members()) {
      if (member.key == "note" ||
          std::find(read_names.begin(), read_names.end(), member.key) != read_names.end())
        continue;
      if (known.empty()) {
        sorted.assign(read_names.begin(), read_names.end());
        sorted.emplace_back("note");
        std::sort(sorted.begin(), sorted.end());
        known = one_of(sorted);
      }
      add(member.key_where, code::kUnknownKey, path_join(path, member.key), "a key nobody reads", known,
          member.key, sorted);
    }
  }

  void read_scalar(const ScalarType& type, const FieldInfo& info, const Node& node, void* out,
                   const std::string& path, Beside beside) {
    if (!type.takes_objects() && is_wrapped(node)) unknown_keys(node, wrapper_names(beside), path);
    const Node& value = type.takes_objects() ? node : unwrapped(node);
    if (auto misfit = type.read(value, out)) {
      add(value.where, misfit->code, path, value.brief(), misfit->expected,
          value.is_string() ? value.text() : "", misfit->candidates);
      return;
    }
    const double size = type.magnitude(out);
    if ((info.lo && (info.lo_open ? size <= *info.lo : size < *info.lo)) || (info.hi && size > *info.hi))
      add(value.where, code::kRange, path, value.brief(), info.range_text());
    if (!value.is_string()) return;
    const std::string& text = value.text();
    if (info.non_empty && text.empty())
      add(value.where, code::kEmpty, path, "an empty text", "a text with something in it");
    if (!info.one_of.empty() && std::find(info.one_of.begin(), info.one_of.end(), text) == info.one_of.end())
      add(value.where, code::kChoice, path, value.brief(), one_of(info.one_of), text, info.one_of);
    if (!info.ref.empty()) reference(value.where, info.ref, text, path);
  }

  static std::vector<std::string_view> wrapper_names(Beside beside) {
    std::vector<std::string_view> names{"value"};
    if (beside.enabled) names.push_back("enabled");
    return names;
  }

  void reference(const Position& where, std::string_view names_at, const std::string& name,
                 const std::string& path) {
    const Names& names = names_under(names_at);
    if (std::binary_search(names.sorted.begin(), names.sorted.end(), name)) return;
    add(where, code::kReference, path, json_quoted(name), names.expected, name, names.sorted);
  }

  // Asked for once a path, because a file may hold many references to many names.
  struct Names {
    std::vector<std::string> sorted;
    std::string expected;
  };
  const Names& names_under(std::string_view path) {
    const auto [found, fresh] = names_.try_emplace(std::string(path));
    if (fresh) {
      found->second.sorted = document_.names_at(path);
      std::sort(found->second.sorted.begin(), found->second.sorted.end());
      found->second.expected = one_of_under(path, found->second.sorted);
    }
    return found->second;
  }

  void read_table_ref(const TableType& type, const Node& node, TableRef& out, const std::string& path,
                      Beside beside) {
    if (is_wrapped(node)) unknown_keys(node, wrapper_names(beside), path);
    const Node& value = unwrapped(node);
    if (!value.is_string() || value.text().empty() || value.text().find('\0') != std::string::npos)
      return add(value.where, code::kWrongType, path, value.brief(), expected(type, {}));
    out.name = value.text();
    if ((out.table = catalog_.tables().given(out.name)) != nullptr) return;
    constexpr std::string_view kCatalog = "catalog:";
    if (out.name.starts_with(kCatalog) && !type.is_text()) {
      out.table = catalog_.tables().load(std::string_view(out.name).substr(kCatalog.size()), value.where,
                                         path, problems_);
      return;
    }
    const bool in_file = value.where.source && value.where.source->kind == Source::Kind::file;
    const fs::path folder = in_file ? fs::path(value.where.source->name).parent_path() : document_.folder();
    std::error_code error;
    const fs::path file = fs::weakly_canonical(fs::absolute(folder / out.name, error), error);
    const fs::path relative = file.lexically_relative(document_.root_folder());
    if (error || (!document_.root_folder().empty() && (relative.empty() || *relative.begin() == "..")))
      return add(value.where, code::kOutsideRoot, path, value.brief(),
                 "a file below the root folder of this scenario");
    out.table =
        (type.is_text() ? load_text_file : load_table_file)(file, out.name, value.where, path, problems_);
  }

  void read_list(const ListType& type, const FieldInfo& info, const Node& node, void* out,
                 const std::string& path) {
    type.clear(out);
    if (!node.is_array()) return add(node.where, code::kWrongType, path, node.brief(), expected(type, info));
    for (std::size_t i = 0; i < node.items().size(); ++i)
      read(type.inner(), info, node.items()[i], type.push(out), path_join(path, std::to_string(i)));
    if (info.non_empty && node.items().empty())
      add(node.where, code::kEmpty, path, "an empty list", "at least one entry");
  }

  void read_map(const MapType& type, const FieldInfo& info, const Node& node, void* out,
                const std::string& path, Beside beside) {
    type.clear(out);
    if (!node.is_object()) return add(node.where, code::kWrongType, path, node.brief(), expected(type, info));
    std::size_t entries = 0;
    for (const Member& member : node.members()) {
      if (member.key == "note" || (beside.kind && member.key == "kind")) continue;
      if (beside.enabled && member.key == "enabled") continue;
      ++entries;
      const std::string entry_path = path_join(path, member.key);
      if (!type.key_fits(member.key))
        add(member.key_where, code::kName, entry_path, json_quoted(member.key), type.key_expected());
      else if (!info.keys_ref.empty())
        reference(member.key_where, info.keys_ref, member.key, entry_path);
      void* value = type.add(out, member.key, is_enabled(member.value, entry_path), member.key_where);
      read(type.inner(), info, member.value, value, entry_path, Beside{.kind = false, .enabled = true});
    }
    if (info.non_empty && entries == 0)
      add(node.where, code::kEmpty, path, "an empty object", "at least one entry");
  }

  bool is_enabled(const Node& entry, const std::string& path) {
    const Member* enabled = entry.is_object() ? entry.find("enabled") : nullptr;
    if (enabled == nullptr) return true;
    if (unwrapped(enabled->value).is_bool()) return unwrapped(enabled->value).as_bool();
    add(enabled->value.where, code::kWrongType, path_join(path, "enabled"), enabled->value.brief(),
        "true or false");
    return true;
  }

  void read_struct(const StructType& type, const Node& node, void* out, const std::string& path,
                   Beside beside);
  void read_choice(const ChoiceType& type, const Node& node, void* out, const std::string& path,
                   Beside beside);

  // How much `node` looks like `type`: 2 it fits, 1 it is meant to, 0 it is something else.
  int likeness(const Type& type, const Node& node) {
    switch (type.shape()) {
      case Shape::scalar: {
        const auto& scalar = static_cast<const ScalarType&>(type);
        const auto misfit = scalar.probe(scalar.takes_objects() ? node : unwrapped(node));
        return !misfit ? 2 : misfit->code == code::kWrongType ? 0 : 1;
      }
      case Shape::table:
        return unwrapped(node).is_string() ? 2 : 0;
      case Shape::optional:
        return likeness(static_cast<const OptionalType&>(type).inner(), node);
      case Shape::list:
        return node.is_array() ? 2 : 0;
      case Shape::map:
        return node.is_object() ? 2 : 0;
      case Shape::structure: {
        if (!node.is_object()) return 0;
        const std::vector<std::string> names = field_names(static_cast<const StructType&>(type));
        return std::any_of(names.begin(), names.end(),
                           [&](const auto& name) { return node.find(name) != nullptr; })
                   ? 2
                   : 1;
      }
      case Shape::choice:
        if (node.is_object() && !is_wrapped(node)) return node.find("kind") != nullptr ? 2 : 1;
        return short_form(static_cast<const ChoiceType&>(type), node) != nullptr ? 2
               : node.is_object()                                                ? 1
                                                                                 : 0;
      case Shape::either: {
        const auto& either = static_cast<const EitherType&>(type);
        return std::max(likeness(either.first(), node), likeness(either.second(), node));
      }
    }
    return 0;
  }

  void read_either(const EitherType& type, const FieldInfo& info, const Node& node, void* out,
                   const std::string& path, Beside beside) {
    const int first = likeness(type.first(), node);
    const int second = likeness(type.second(), node);
    if (first == 0 && second == 0)
      return add(node.where, code::kWrongType, path, node.brief(), expected(type, info));
    const bool take_second = second > first;
    read(take_second ? type.second() : type.first(), info, node, type.emplace(out, take_second), path,
         beside);
  }

  static std::vector<std::string> field_names(const StructType& type) {
    FieldNames fields;
    type.describe(type.make().get(), fields);
    return fields.names;
  }

  // The entry whose short form such a bare value is, or nullptr.
  std::shared_ptr<const EntryInfo> short_form(const ChoiceType& type, const Node& node) {
    std::shared_ptr<const EntryInfo> best;
    int most = 0;
    for (const auto& entry : catalog_.entries_of(type.kind_name())) {
      if (entry->short_form.empty()) continue;
      FieldNames fields;
      fields.wanted = entry->short_form;
      entry->fields()->describe(fields);
      CHECK(fields.wanted_type != nullptr, entry->name + " has no field " + entry->short_form);
      if (fields.wanted_type->shape() == Shape::choice) continue;
      if (const int like = likeness(*fields.wanted_type, node); like > most) {
        most = like;
        best = entry;
      }
    }
    return best;
  }

  std::vector<std::string> entry_names(const ChoiceType& type) const {
    std::vector<std::string> names;
    for (const auto& entry : catalog_.entries_of(type.kind_name())) names.push_back(entry->name);
    return names;
  }

  // What a value of this type looks like, for people.
  std::string expected(const Type& type, const FieldInfo& info) {
    switch (type.shape()) {
      case Shape::scalar: {
        if (!info.one_of.empty()) return one_of(info.one_of);
        const std::string range = info.range_text();
        return static_cast<const ScalarType&>(type).expected() + (range.empty() ? "" : ", " + range);
      }
      case Shape::table:
        return static_cast<const TableType&>(type).is_text() ? "the name of a file"
                                                             : "\"catalog:NAME\", or the name of a CSV file";
      case Shape::optional:
        return expected(static_cast<const OptionalType&>(type).inner(), info);
      case Shape::list: {
        const Type& inner = static_cast<const ListType&>(type).inner();
        return inner.shape() == Shape::scalar ? "a list, each entry " + expected(inner, info) : "a list";
      }
      case Shape::map:
        return "an object: a name for each entry";
      case Shape::structure:
        return "an object with some of: " + listed(field_names(static_cast<const StructType&>(type)));
      case Shape::choice:
        return "an object with \"kind\", " + one_of(entry_names(static_cast<const ChoiceType&>(type)));
      case Shape::either: {
        const auto& either = static_cast<const EitherType&>(type);
        return expected(either.first(), info) + ", or " + expected(either.second(), info);
      }
    }
    return "a value";
  }

  const Document& document_;
  const Catalog& catalog_;
  Problems& problems_;
  std::map<std::string, Names> names_;
};

// Reads each field that a description names, and remembers the names.
class StructReader final : public Schema {
 public:
  // `bare`: the one field whose value stands for the whole object, and so has its path.
  StructReader(Reader& reader, const Node& node, const std::string& path, std::string_view bare = {})
      : reader_(reader), node_(node), path_(path), bare_(bare) {}
  std::vector<std::string_view> names;
  std::vector<std::string_view> empty;  // lists and maps that are written with nothing in them

 private:
  void on_field(const FieldInfo& info, const Type& type, void* member) override {
    names.emplace_back(info.name);
    const Member* found = node_.find(info.name);
    // Most fields of most files are absent and have their defaults: of those nobody asks the path.
    if (found == nullptr && !Reader::looks_at_absent(type, info)) return;
    const std::string field_path = info.name == bare_ ? path_ : path_join(path_, info.name);
    if (found == nullptr) return reader_.read_absent(type, info, node_, member, field_path);
    if (is_empty(type, found->value)) empty.push_back(found->key);
    reader_.read(type, info, found->value, member, field_path);
  }

  static bool is_empty(const Type& type, const Node& node) {
    switch (type.shape()) {
      case Shape::list:
        return node.is_array() && node.items().empty();
      case Shape::map:
        return node.is_object() && node.members().empty();
      case Shape::either:
        return is_empty(static_cast<const EitherType&>(type).second(), node);
      default:
        return false;
    }
  }

  Reader& reader_;
  const Node& node_;
  const std::string& path_;
  std::string_view bare_;
};

// What a check sees of an object: an empty list or map says as much as none, so it does not count as given.
// Without this the resolved scenario, which writes them all out, would be in conflict with itself.
struct CheckedNode {
  CheckedNode(const Node& node, const std::vector<std::string_view>& empty) : seen(&node) {
    if (empty.empty()) return;
    copy = node;
    for (const std::string_view key : empty) copy.erase(key);
    seen = &copy;
  }
  Node copy;
  const Node* seen;
};

void Reader::read_struct(const StructType& type, const Node& node, void* out, const std::string& path,
                         Beside beside) {
  if (!node.is_object()) return add(node.where, code::kWrongType, path, node.brief(), expected(type, {}));
  const std::size_t problems_before = problems_.size();
  StructReader fields(*this, node, path);
  type.describe(out, fields);
  if (beside.kind) fields.names.push_back("kind");
  if (beside.enabled) fields.names.push_back("enabled");
  unknown_keys(node, fields.names, path);
  if (problems_.size() != problems_before) return;
  const CheckedNode checked(node, fields.empty);
  Checker checker(document_, catalog_, problems_, path, checked.seen, node.where);
  type.check(out, checker);
}

void Reader::read_choice(const ChoiceType& type, const Node& node, void* out, const std::string& path,
                         Beside beside) {
  const auto names = [&] { return entry_names(type); };  // for messages
  std::shared_ptr<const EntryInfo> entry;
  Node wrapped;
  const Node* object = &node;
  if (!node.is_object() || (is_wrapped(node) && node.find("kind") == nullptr)) {
    entry = short_form(type, node);
    if (!entry) {
      const std::vector<std::string> known = names();
      const bool is_name =
          node.is_string() && std::find(known.begin(), known.end(), node.text()) != known.end();
      problems_.add(Problem{node.where, std::string(code::kWrongType), path, node.brief(), expected(type, {}),
                            is_name ? "{\"kind\": " + node.to_json() + "}" : ""});
      return;
    }
    wrapped = Node::object();
    wrapped.where = node.where;
    wrapped.add(entry->short_form, node, node.where);
    object = &wrapped;
  } else {
    const Member* kind = node.find("kind");
    if (kind == nullptr)
      return add(node.where, code::kMissing, path_join(path, "kind"), "nothing", one_of(names()));
    const Node& name = unwrapped(kind->value);
    if (!name.is_string())
      return add(name.where, code::kWrongType, path_join(path, "kind"), name.brief(), one_of(names()));
    entry = catalog_.find_entry(type.kind_name(), name.text());
    if (!entry)
      return add(name.where, code::kChoice, path_join(path, "kind"), name.brief(), one_of(names()),
                 name.text(), names());
  }
  const std::size_t problems_before = problems_.size();
  std::shared_ptr<AnyFields> fields = entry->fields();
  StructReader reader(*this, *object, path, object == &wrapped ? std::string_view(entry->short_form) : "");
  fields->describe(reader);
  reader.names.push_back("kind");
  if (beside.enabled) reader.names.push_back("enabled");
  unknown_keys(*object, reader.names, path);
  if (problems_.size() == problems_before) {
    const CheckedNode checked(*object, reader.empty);
    Checker checker(document_, catalog_, problems_, path, checked.seen, object->where);
    fields->check(checker);
  }
  type.assign(out, std::move(entry), std::move(fields), node.where);
}

}  // namespace

bool read_value(const Document& document, const Catalog& catalog, const Type& type, void* value,
                Problems& problems) {
  const std::size_t problems_before = problems.size();
  Reader(document, catalog, problems).read(type, FieldInfo{}, document.root(), value, "");
  return problems.size() == problems_before;
}

}  // namespace windtunnel
