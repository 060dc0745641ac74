// The resolved scenario: a typed value written back as a tree, with the origin of each value beside it.
//
// The tree that was read is walked in step with the value, so what somebody wrote keeps its place and
// everything else says "default". What is written here reads back to the same value; the round trip is tested
// over every type.
#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

const Node* unwrapped(const Node* node) {
  if (node == nullptr || !node->is_object()) return node;
  const Member* value = node->find("value");
  return value != nullptr && node->find("kind") == nullptr ? &value->value : node;
}

Position where_of(const Node* node) { return node != nullptr ? node->where : preset_position(); }

void place(Node& node, const Position& where) {
  node.where = where;
  for (Node& item : node.items()) place(item, where);
}

std::optional<Node> written(const Type& type, const void* value, const Node* node);

class StructWriter final : public Schema {
 public:
  explicit StructWriter(const Node* node) : node_(node) {
    out = Node::object();
    out.where = where_of(node);
  }
  Node out;

 private:
  void on_field(const FieldInfo& info, const Type& type, void* member) override {
    const Member* found = node_ != nullptr && node_->is_object() ? node_->find(info.name) : nullptr;
    std::optional<Node> value = written(type, member, found != nullptr ? &found->value : nullptr);
    if (value)
      out.add(std::string(info.name), std::move(*value),
              found != nullptr ? found->key_where : preset_position());
  }

  const Node* node_;
};

Node written_table(const TableRef& table, const Node* node) {
  Node out = Node::string(table.name);
  out.where = where_of(unwrapped(node));
  if (table && !table->date().empty()) {
    const std::string origin = out.where.text() + ", data of " + table->date();
    out.where = Position{std::make_shared<const Source>(Source{Source::Kind::catalog, origin, 0}), 0, 0};
  }
  return out;
}

Node written_choice(const ChoiceType& type, const EntryInfo& entry, const void* value, const Node* node) {
  // A bare value that stands for an entry is written out in full, each part with the bare value's place.
  Node whole;
  const bool is_short = node != nullptr && !(node->is_object() && node->find("kind") != nullptr);
  if (is_short) {
    whole = Node::object();
    whole.where = node->where;
    whole.add(entry.short_form, *node, node->where);
    node = &whole;
  }
  StructWriter writer(node);
  const Member* kind = node != nullptr ? node->find("kind") : nullptr;
  Node name = Node::string(entry.name);
  name.where = kind != nullptr ? kind->value.where : where_of(node);
  writer.out.add("kind", std::move(name), kind != nullptr ? kind->key_where : where_of(node));
  type.fields(value)->describe(writer);
  return std::move(writer.out);
}

// Finds members by name when they are asked for in nearly the order of the file: a map of n entries costs n
// steps.
class InOrder {
 public:
  explicit InOrder(const Node* node) : node_(node != nullptr && node->is_object() ? node : nullptr) {}
  const Member* find(const std::string& name) {
    if (node_ == nullptr) return nullptr;
    const std::vector<Member>& members = node_->members();
    for (std::size_t step = 0; step < members.size(); ++step) {
      const std::size_t at = (next_ + step) % members.size();
      if (members[at].key != name) continue;
      next_ = at + 1;
      return &members[at];
    }
    return nullptr;
  }

 private:
  const Node* node_;
  std::size_t next_ = 0;
};

Node written_map(const MapType& type, const void* value, const Node* node) {
  Node out = Node::object();
  out.where = where_of(node);
  InOrder members(node);
  for (std::size_t i = 0; i < type.size(value); ++i) {
    const std::string& name = type.name_at(value, i);
    const Member* found = members.find(name);
    const Node* entry = found != nullptr ? &found->value : nullptr;
    std::optional<Node> item = written(type.inner(), type.value_at(value, i), entry);
    if (!item) continue;
    if (!type.enabled_at(value, i)) {
      Node off = Node::boolean(false);
      const Member* enabled = entry != nullptr && entry->is_object() ? entry->find("enabled") : nullptr;
      off.where = enabled != nullptr ? enabled->value.where : where_of(entry);
      const Position key_where = off.where;
      if (!item->is_object()) {
        Node wrapper = Node::object();
        wrapper.where = item->where;
        wrapper.add("value", std::move(*item), wrapper.where);
        item = std::move(wrapper);
      }
      item->members().insert(item->members().begin(), Member{"enabled", key_where, std::move(off)});
    }
    out.add(name, std::move(*item), found != nullptr ? found->key_where : preset_position());
  }
  return out;
}

// Nothing for what is not there: an empty optional, no choice, no table.
std::optional<Node> written(const Type& type, const void* value, const Node* node) {
  switch (type.shape()) {
    case Shape::scalar: {
      Node out = static_cast<const ScalarType&>(type).write(value);
      place(out, where_of(unwrapped(node)));
      return out;
    }
    case Shape::table: {
      const auto& table = *static_cast<const TableRef*>(value);
      if (table.name.empty()) return std::nullopt;
      return written_table(table, node);
    }
    case Shape::optional: {
      const auto& optional = static_cast<const OptionalType&>(type);
      const void* held = optional.get(value);
      if (held == nullptr) return std::nullopt;
      return written(optional.inner(), held, node);
    }
    case Shape::list: {
      const auto& list = static_cast<const ListType&>(type);
      Node out = Node::array();
      out.where = where_of(node);
      for (std::size_t i = 0; i < list.size(value); ++i) {
        const bool there = node != nullptr && node->is_array() && i < node->items().size();
        std::optional<Node> item =
            written(list.inner(), list.at(value, i), there ? &node->items()[i] : nullptr);
        if (item) out.items().push_back(std::move(*item));
      }
      return out;
    }
    case Shape::map:
      return written_map(static_cast<const MapType&>(type), value, node);
    case Shape::structure: {
      StructWriter writer(node);
      // describe binds members and changes none; only the reader writes through what it is given.
      static_cast<const StructType&>(type).describe(const_cast<void*>(value), writer);
      return std::move(writer.out);
    }
    case Shape::choice: {
      const auto& choice = static_cast<const ChoiceType&>(type);
      const EntryInfo* entry = choice.entry(value);
      if (entry == nullptr) return std::nullopt;
      return written_choice(choice, *entry, value, node);
    }
    case Shape::either: {
      const auto& either = static_cast<const EitherType&>(type);
      return written(either.is_second(value) ? either.second() : either.first(), either.get(value), node);
    }
  }
  return std::nullopt;
}

// Every table in a value, by the same walk.
class TableFinder final : public Schema {
 public:
  std::vector<std::shared_ptr<const Table>> tables;

  void look(const Type& type, const void* value) {
    switch (type.shape()) {
      case Shape::scalar:
        return;
      case Shape::table:
        return keep(static_cast<const TableRef*>(value)->table);
      case Shape::optional: {
        const auto& optional = static_cast<const OptionalType&>(type);
        if (const void* held = optional.get(value)) look(optional.inner(), held);
        return;
      }
      case Shape::list: {
        const auto& list = static_cast<const ListType&>(type);
        for (std::size_t i = 0; i < list.size(value); ++i) look(list.inner(), list.at(value, i));
        return;
      }
      case Shape::map: {
        const auto& map = static_cast<const MapType&>(type);
        for (std::size_t i = 0; i < map.size(value); ++i) look(map.inner(), map.value_at(value, i));
        return;
      }
      case Shape::structure:
        return static_cast<const StructType&>(type).describe(const_cast<void*>(value), *this);
      case Shape::choice: {
        const auto& choice = static_cast<const ChoiceType&>(type);
        if (choice.entry(value) != nullptr) choice.fields(value)->describe(*this);
        return;
      }
      case Shape::either: {
        const auto& either = static_cast<const EitherType&>(type);
        return look(either.is_second(value) ? either.second() : either.first(), either.get(value));
      }
    }
  }

 private:
  void on_field(const FieldInfo&, const Type& type, void* member) override { look(type, member); }
  void keep(const std::shared_ptr<const Table>& table) {
    if (table == nullptr) return;
    for (const auto& kept : tables)
      if (kept->name() == table->name() && kept->hash() == table->hash()) return;
    tables.push_back(table);
  }
};

struct Line {
  std::string text;
  std::string origin;
};

bool is_flat(const Node& node) {
  const auto nested = [](const Node& item) { return item.is_array() || item.is_object(); };
  return std::none_of(node.items().begin(), node.items().end(), nested);
}

void annotate(const Node& node, const std::string& lead, std::size_t indent, bool last,
              std::vector<Line>& lines) {
  const std::string blanks(indent, ' ');
  const std::string comma = last ? "" : ",";
  const bool object = node.is_object();
  const std::size_t count = object ? node.members().size() : node.items().size();
  if (count == 0 || (!object && is_flat(node))) {
    lines.push_back({blanks + lead + node.to_json() + comma, node.where.text()});
    return;
  }
  lines.push_back({blanks + lead + (object ? "{" : "["), ""});
  for (std::size_t i = 0; i < count; ++i) {
    const std::string key = object ? json_quoted(node.members()[i].key) + ": " : "";
    annotate(object ? node.members()[i].value : node.items()[i], key, indent + 2, i + 1 == count, lines);
  }
  lines.push_back({blanks + (object ? "}" : "]") + comma, ""});
}

}  // namespace

Node resolved_value(const Document& document, const Type& type, const void* value) {
  std::optional<Node> node = written(type, value, &document.root());
  return node ? std::move(*node) : Node::null();
}

std::string annotated_json(const Node& resolved) {
  std::vector<Line> lines;
  annotate(resolved, "", 0, true, lines);
  constexpr std::size_t kColumnMax = 64;
  std::size_t column = 0;
  for (const Line& line : lines)
    if (!line.origin.empty() && line.text.size() <= kColumnMax) column = std::max(column, line.text.size());
  std::string out;
  for (const Line& line : lines) {
    out += line.text;
    if (!line.origin.empty()) {
      out.append(line.text.size() < column ? column - line.text.size() : 0, ' ');
      out += "  // " + line.origin;
    }
    out += '\n';
  }
  return out;
}

std::vector<std::shared_ptr<const Table>> tables_of(const Type& type, const void* value) {
  TableFinder finder;
  finder.look(type, value);
  return finder.tables;
}

Hash128 resolved_hash_of(std::string canonical, const std::vector<std::shared_ptr<const Table>>& tables) {
  for (const auto& table : tables) canonical += "\n" + table->name() + " " + table->hash().text();
  return hash128(canonical);
}

Hash128 resolved_hash_of(const Type& type, const void* value) {
  return resolved_hash_of(resolved_value(Document(), type, value).to_json(), tables_of(type, value));
}

}  // namespace windtunnel
