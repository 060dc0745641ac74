// The grammar that all kinds of fault share.
#include "models/failures/failure_model.hpp"

#include <charconv>

namespace windtunnel {

std::optional<TargetShare> parse_share(std::string_view text) {
  constexpr std::string_view kOf = " of ";
  const std::size_t of = text.find(kOf);
  if (of == std::string_view::npos) return std::nullopt;
  TargetShare share;
  const std::string_view number = text.substr(0, of);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), share.count);
  if (error != std::errc() || end != number.data() + number.size() || share.count < 1) return std::nullopt;
  share.tier = text.substr(of + kOf.size());
  if (share.tier.empty()) return std::nullopt;
  return share;
}

void FailureCommon::describe(Schema& schema) {
  describe_whom(schema);
  describe_when(schema);
}

void FailureCommon::describe_whom(Schema& schema) {
  schema.field("target", target, "Whom it strikes.", Required{});
}

void FailureCommon::describe_when(Schema& schema) {
  schema.field("at", at, "When it strikes, from the start of the run; or `mttf` instead.", AtLeast{Time()});
  schema.field("lasts", lasts, "How long it lasts; to the end of the run when absent.", Positive{});
  schema.field("mttf", mttf,
               "Time from repair to the next strike, at random, each unit on its own; a bare duration is "
               "exactly that long.");
  schema.field("mttr", mttr, "Time of repair, at random.");
  schema.field("crews", crews,
               "Repairs that can go on at once, first come first served; 0 is as many as needed.",
               Range{std::int64_t{0}, std::int64_t{1'000'000}});
}

void FailureCommon::check(Checker& checker) const {
  check_when(checker);
  check_whom(checker);
}

void FailureCommon::check_whom(Checker& checker) const {
  if (!target.region && !target.zone && !target.rack && !target.tier && !target.replica && !target.share &&
      !target.role)
    checker.problem("target", "WT014", "a target that names nobody",
                    "one of: rack, region, replica, role, share, tier, zone");
  for (const auto& [other, name] :
       {std::pair{target.region, "region"}, std::pair{target.zone, "zone"}, std::pair{target.rack, "rack"},
        std::pair{target.replica, "replica"}, std::pair{target.share, "share"}})
    if (target.role && other)
      checker.problem("target.role", "WT013", std::string("both role and ") + name,
                      "one of them: where a leader stands is found out when the fault strikes");
  if (!target.share) return;
  for (const auto& [other, name] : {std::pair{target.tier, "tier"}, std::pair{target.replica, "replica"}})
    if (other)
      checker.problem("target.share", "WT013", std::string("both share and ") + name,
                      "one of them: a share names its tier itself");
  if (const auto share = parse_share(*target.share))
    checker.reference("target.share", "tiers", share->tier);
  else
    checker.problem("target.share", "WT004", "\"" + *target.share + "\"",
                    "a number of replicas of a tier, such as \"2 of store\"");
}

void FailureCommon::check_when(Checker& checker) const {
  checker.exactly_one({{"at"}, {"mttf", "mttr"}});
  if (mttf) checker.not_both("lasts", "mttf");
  // What strikes once is over after `lasts`, whoever is free to repair it.
  if (at && crews > 0) checker.not_both("at", "crews");
}

}  // namespace windtunnel
