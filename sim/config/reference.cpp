// The reference in Markdown and the list of all paths that the reader reads, from one walk over the
// descriptions.
#include <algorithm>
#include <set>

#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

struct Row {
  std::string path;
  std::string type;
  std::string meaning;
  std::string range;
  std::string preset;
  bool changeable = false;
};

class RowCollector {
 public:
  // `deep`: follow choices into the fields of every entry.
  RowCollector(const Catalog& catalog, bool deep) : catalog_(catalog), deep_(deep) {}
  std::vector<Row> rows;

  void fields_of(AnyFields& fields, const std::string& path) {
    Fields walk(*this, path);
    fields.describe(walk);
  }

  void follow(const Type& type, const FieldInfo& info, const std::string& path) {
    switch (type.shape()) {
      case Shape::scalar:
      case Shape::table:
        return;
      case Shape::optional:
        return follow(static_cast<const OptionalType&>(type).inner(), info, path);
      case Shape::list:
        return follow(static_cast<const ListType&>(type).inner(), info, path + ".*");
      case Shape::map:
        return entries(static_cast<const MapType&>(type).inner(), info, path.empty() ? "*" : path + ".*");
      case Shape::structure: {
        const auto& structure = static_cast<const StructType&>(type);
        if (!open_.insert(&type).second) return;
        Fields walk(*this, path);
        structure.describe(structure.make().get(), walk);
        open_.erase(&type);
        return;
      }
      case Shape::choice:
        return choice(static_cast<const ChoiceType&>(type), path);
      case Shape::either:
        follow(static_cast<const EitherType&>(type).first(), info, path);
        return follow(static_cast<const EitherType&>(type).second(), info, path);
    }
  }

  static std::string type_name(const Type& type, const FieldInfo& info) {
    if (type.shape() == Shape::choice)
      return "choice of " + std::string(static_cast<const ChoiceType&>(type).kind_name());
    if (type.shape() == Shape::optional)
      return type_name(static_cast<const OptionalType&>(type).inner(), info);
    if (type.shape() == Shape::list)
      return "list of " + type_name(static_cast<const ListType&>(type).inner(), info);
    if (type.shape() == Shape::map)
      return "map of " + type_name(static_cast<const MapType&>(type).inner(), info);
    if (type.shape() == Shape::either) {
      const auto& either = static_cast<const EitherType&>(type);
      return type_name(either.first(), info) + ", or " + type_name(either.second(), info);
    }
    if (type.shape() == Shape::scalar) {
      const auto names = static_cast<const ScalarType&>(type).names();
      std::string out;
      for (const auto& row : names) out += (out.empty() ? "" : ", ") + row.first;
      for (const auto& name : info.one_of) out += (out.empty() ? "" : ", ") + name;
      if (!out.empty()) return out;
    }
    return type.name();
  }

 private:
  class Fields final : public Schema {
   public:
    Fields(RowCollector& rows, const std::string& path) : rows_(rows), path_(path) {}

   private:
    void on_field(const FieldInfo& info, const Type& type, void* member) override {
      rows_.field(info, type, member, path_join_any(path_, info.name));
    }
    static std::string path_join_any(const std::string& path, std::string_view name) {
      return path.empty() ? std::string(name) : path + "." + std::string(name);
    }
    RowCollector& rows_;
    const std::string& path_;
  };

  void field(const FieldInfo& info, const Type& type, const void* member, const std::string& path) {
    Row row;
    row.path = path;
    row.type = type_name(type, info);
    row.meaning = info.meaning;
    row.range = info.range_text();
    if (!info.unit.empty()) row.range += (row.range.empty() ? "" : " ") + std::string(info.unit);
    row.changeable = info.changeable;
    if (info.required) {
      row.preset = "required";
    } else if (!info.default_json.empty()) {
      row.preset = std::string(info.default_json);
    } else if (type.shape() == Shape::scalar) {
      row.preset = static_cast<const ScalarType&>(type).write(member).to_json();
    } else if (type.shape() == Shape::list) {
      row.preset = resolved_value(Document(), type, member).to_json();
    } else if (type.shape() == Shape::optional &&
               static_cast<const OptionalType&>(type).get(member) != nullptr) {
      row.preset = resolved_value(Document(), type, member).to_json();
    }
    rows.push_back(std::move(row));
    follow(type, info, path);
  }

  void entries(const Type& inner, const FieldInfo& info, const std::string& path) {
    if (deep_) rows.push_back(Row{path, type_name(inner, info), "One of them.", "", "", false});
    if (deep_)
      rows.push_back(
          Row{path + ".enabled", "true or false", "Whether it is there at all.", "", "true", false});
    follow(inner, info, path);
  }

  void choice(const ChoiceType& type, const std::string& path) {
    if (!deep_ || !open_.insert(&type).second) return;
    rows.push_back(Row{path + ".kind", "name", "Which one.", "", "", false});
    for (const auto& entry : catalog_.entries_of(type.kind_name())) {
      const std::unique_ptr<AnyFields> fields = entry->fields();
      fields_of(*fields, path);
    }
    open_.erase(&type);
  }

  const Catalog& catalog_;
  bool deep_;
  std::set<const Type*> open_;  // tidy: address order because it is only asked whom it holds
};

// A cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The same for words outside of code, where <fault> would be taken for HTML.
std::string prose(std::string text) {
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; at += 4)
    text.replace(at, 1, "&lt;");
  return cell(std::move(text));
}

std::string code(const std::string& text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

std::string table_of(const std::vector<Row>& rows) {
  if (rows.empty()) return "It has no fields.\n";
  std::string out = "| field | type | meaning | range, unit | default |\n|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    const std::string meaning = row.meaning + (row.changeable ? " May change on the timeline." : "");
    const std::string preset = row.preset == "required" ? "required" : code(row.preset);
    out += "| " + code(row.path) + " | " + prose(row.type) + " | " + prose(meaning) + " | " +
           prose(row.range) + " | " + preset + " |\n";
  }
  return out;
}

}  // namespace

std::vector<PathInfo> paths_of(const Type& type, const Catalog& catalog) {
  RowCollector collector(catalog, true);
  collector.follow(type, FieldInfo{}, "");
  std::vector<PathInfo> paths;
  std::set<std::string> seen;
  for (Row& row : collector.rows)
    if (seen.insert(row.path).second)
      paths.push_back({std::move(row.path), std::move(row.type), std::move(row.meaning), row.changeable});
  return paths;
}

std::string reference_text(const Type& type, const Catalog& catalog) {
  RowCollector collector(catalog, false);
  collector.follow(type, FieldInfo{}, "");
  return table_of(collector.rows);
}

std::string reference_page(const EntryInfo& entry, std::string_view kind, const Catalog& catalog) {
  std::string out = "# " + entry.name + "\n\n" + entry.meaning + "\n\n`\"kind\": \"" + entry.name +
                    "\"` in the list " + std::string(kind) + ".\n";
  const auto line = [&](std::string_view title, const std::string& text) {
    if (!text.empty()) out += "\n**" + std::string(title) + "** " + text + "\n";
  };
  const auto joined = [](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  };
  line("After", entry.source);
  line("Leaves out:", entry.leaves_out);
  line("Validated by", joined(entry.validated_by));
  line("Runs on", joined(entry.engines));
  RowCollector collector(catalog, false);
  const std::unique_ptr<AnyFields> fields = entry.fields();
  collector.fields_of(*fields, "");
  out += "\n" + table_of(collector.rows);
  if (!entry.short_form.empty()) out += "\nA bare value stands for `" + entry.short_form + "`.\n";
  return out;
}

}  // namespace windtunnel
