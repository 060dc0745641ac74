// Ranges as text, and the checker that a struct's own check talks to.
#include "sim/config/schema.hpp"

#include <algorithm>
#include <iterator>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/document.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

Schema::~Schema() = default;

std::string detail::number_text(double value) {
  constexpr double kPlain = 1e15;
  if (value > -kPlain && value < kPlain && value == static_cast<double>(static_cast<std::int64_t>(value)))
    return std::to_string(static_cast<std::int64_t>(value));
  return shortest(value);
}

std::string FieldInfo::range_text() const {
  if (lo && hi && lo_open) return "more than " + lo_text + ", " + hi_text + " or less";
  if (lo && hi) return "from " + lo_text + " to " + hi_text;
  if (lo) return lo_open ? "more than " + lo_text : lo_text + " or more";
  if (hi) return hi_text + " or less";
  return "";
}

Checker::Checker(const Document& document, const Catalog& catalog, Problems& problems, std::string path,
                 const Node* node, Position where)
    : document_(document),
      catalog_(catalog),
      problems_(problems),
      path_(std::move(path)),
      node_(node),
      where_(std::move(where)) {}

namespace {

const Node* node_at(const Node* node, std::string_view field) {
  if (node == nullptr) return nullptr;
  const std::optional<Path> path = Path::parse(field);
  if (!path) return nullptr;
  const std::vector<Match> matches = resolve(*node, *path);
  return matches.empty() ? nullptr : matches.front().node;
}

std::string names(const std::vector<std::string>& group) {
  std::string out;
  for (std::size_t i = 0; i < group.size(); ++i) out += (i > 0 ? " and " : "") + group[i];
  return out;
}

}  // namespace

bool Checker::given(std::string_view field) const { return node_at(node_, field) != nullptr; }

void Checker::problem(std::string_view field, std::string_view code, std::string found, std::string expected,
                      std::string_view name, std::vector<std::string> candidates) {
  const Node* node = node_at(node_, field);
  const std::string path = field.empty() ? path_ : path_ + (path_.empty() ? "" : ".") + std::string(field);
  problems_.add(Problem{node != nullptr ? node->where : where_, std::string(code), path, std::move(found),
                        std::move(expected), nearest_name(name, candidates)});
}

void Checker::problem(std::string_view code, std::string found, std::string expected) {
  problem("", code, std::move(found), std::move(expected));
}

void Checker::missing(std::string_view field, std::string expected) {
  problem(field, code::kMissing, "nothing", std::move(expected));
}

void Checker::not_both(std::string_view a, std::string_view b) {
  if (given(a) && given(b))
    problem(b, code::kConflict, std::string(a) + " and " + std::string(b), "one of the two");
}

void Checker::exactly_one(const std::vector<std::vector<std::string>>& groups) {
  // An empty map or list chooses nothing: a resolved scenario writes the ones that were not chosen.
  const auto is_given = [&](const std::string& field) {
    const Node* node = node_at(node_, field);
    if (node == nullptr) return false;
    return node->is_object() ? !node->members().empty() : !node->is_array() || !node->items().empty();
  };
  std::string choices;
  for (std::size_t i = 0; i < groups.size(); ++i)
    choices += (i == 0 ? "" : i + 1 == groups.size() ? ", or " : ", ") + names(groups[i]);
  std::vector<const std::vector<std::string>*> started;
  for (const auto& group : groups)
    for (const auto& field : group)
      if (is_given(field)) {
        started.push_back(&group);
        break;
      }
  if (started.empty()) {
    // Written, but with nothing in it: the place to look at is there.
    for (const auto& group : groups) {
      for (const auto& field : group) {
        const Node* empty = document_.at(path_join(path_, field));
        if (empty == nullptr) continue;
        problems_.add(empty->where, code::kEmpty, path_join(path_, field), empty->brief(),
                      "at least one entry");
        return;
      }
    }
    return problem(code::kOneOfMissing, "none of them", choices);
  }
  if (started.size() > 1) {
    std::string found;
    for (const auto* group : started) {
      std::vector<std::string> written;
      std::copy_if(group->begin(), group->end(), std::back_inserter(written), is_given);
      found += (found.empty() ? "" : ", as well as ") + names(written);
    }
    return problem(code::kConflict, found, "only one of: " + choices);
  }
  for (const auto& field : *started.front())
    if (!is_given(field)) missing(field, "a value, because " + names(*started.front()) + " go together");
}

void Checker::reference(std::string_view field, std::string_view names_at, const std::string& ref) {
  const std::vector<std::string> candidates = document_.names_at(names_at);
  for (const std::string& candidate : candidates)
    if (candidate == ref) return;
  problem(field, code::kReference, json_quoted(ref), one_of_under(names_at, candidates), ref, candidates);
}

}  // namespace windtunnel
