// From a model's name to its kind's suite: fields as they were set, and among what they may name.
#include "apps/conform.hpp"

#include "models/failures/failure_model.hpp"
#include "models/load_balancing/balancing.hpp"
#include "models/plugins/conformance.hpp"
#include "models/replication/replication.hpp"
#include "models/workloads/workload_model.hpp"
#include "sim/config/document.hpp"
#include "sim/config/read.hpp"

namespace windtunnel {
namespace {

// One model with its fields, among what those may name.
template <class Model>
struct Tried {
  Choice<Model> it;
  Map<NoFields> tiers;
  void describe(Schema& schema) {
    schema.field("it", it, "The model under test.", Required{});
    schema.field("tiers", tiers, "What it may name.");
  }
};

// Its fields as the command line sets them, and what any of its kind needs.
Document document_of(const ConformanceFinding& model, const std::vector<std::string>& sets,
                     Problems& problems) {
  std::string own;
  if (model.kind == WorkloadModel::kKind) own = R"(, "path": ["web"])";
  if (model.kind == FailureModel::kKind) own = R"(, "target": {"tier": "web"})";
  Document document = Document::from_text(
      R"({"it": {"kind": ")" + model.name + "\"" + own + R"(}, "tiers": {"web": {}}})", model.name, problems);
  for (const std::string& set : sets) document.set_from_argument("it." + set, problems);
  return document;
}

template <class Kind>
std::optional<Choice<Kind>> chosen(const ConformanceFinding& model, const Catalog& catalog,
                                   const std::vector<std::string>& sets, Problems& problems) {
  const Document document = document_of(model, sets, problems);
  Tried<Kind> tried;
  if (!problems.empty() || !read(document, catalog, tried, problems)) return std::nullopt;
  return tried.it;
}

// Members a millisecond apart whose disks take half of one.
ClusterSite site_of(std::uint32_t members) {
  ClusterSite site;
  site.members = members;
  site.round_trips.assign(std::size_t{members} * members, Duration::from_ns(1'000'000));
  site.regions.assign(members, 0);
  site.sync = Duration::from_ns(500'000);
  return site;
}

// The suite over one model; nothing when it has none, and `why` says so.
std::optional<Finding> judged(const ConformanceFinding& model, const Catalog& catalog,
                              const JudgeOptions& options, Problems& problems, std::string& why) {
  const ConformanceOptions& asked = options.asked;
  if (model.kind == Balancing::kKind) {
    const auto choice = chosen<Balancing>(model, catalog, options.sets, problems);
    if (choice) return policy_conformance([&] { return choice->make(); }, asked);
  } else if (model.kind == WorkloadModel::kKind) {
    const auto choice = chosen<WorkloadModel>(model, catalog, options.sets, problems);
    if (!choice) return std::nullopt;
    const WorkloadParts parts =
        choice->make([&](std::string_view field, std::string_view code, std::string found,
                         std::string expected, std::string_view, std::vector<std::string>) {
          problems.add({}, code, std::string(field), std::move(found), std::move(expected));
        });
    if (!problems.empty()) return std::nullopt;
    if (parts.open) return workload_conformance(parts.open, asked);
    why = "it is a closed loop, which decides nothing by itself";
  } else if (model.kind == FailureModel::kKind) {
    const auto choice = chosen<FailureModel>(model, catalog, options.sets, problems);
    if (!choice) return std::nullopt;
    const FailureParts parts = choice->make();
    if (parts.source) return failure_conformance(parts.source, asked);
    why = "it strikes by the laws that a scenario gives it, and decides nothing by itself";
  } else if (model.kind == ReplicationModel::kKind) {
    const auto choice = chosen<ReplicationModel>(model, catalog, options.sets, problems);
    if (!choice) return std::nullopt;
    const ReplicationParts parts = choice->make();
    const ClusterSite site = site_of(static_cast<std::uint32_t>(options.members));
    const std::string refused = parts.refuses ? parts.refuses(site) : "";
    if (!refused.empty())
      why = std::to_string(options.members) + " members, and it expects " + refused + " (--members)";
    else if (parts.conform)
      return parts.conform(site, asked);
    else
      why = "it brings no suite: parts_of<Core>() does (docs/plugins.md)";
  } else {
    why = "there is no suite for a " + model.kind;
  }
  return std::nullopt;
}

}  // namespace

std::vector<ConformanceFinding> judge(const Plugin& plugin, const std::string& name, const Catalog& catalog,
                                      const JudgeOptions& options, Problems& problems) {
  std::vector<ConformanceFinding> findings;
  for (const std::string& kind : plugin.models->kinds())
    for (const auto& entry : plugin.models->entries_of(kind)) {
      if (!name.empty() && entry->name != name) continue;
      ConformanceFinding& model = findings.emplace_back();
      model.kind = kind;
      model.name = entry->name;
      if (auto finding = judged(model, catalog, options, problems, model.not_tried))
        model.finding = std::move(*finding);
    }
  return findings;
}

}  // namespace windtunnel
