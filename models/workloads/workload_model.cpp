// What every workload has in common, field by field.
#include "models/workloads/workload_model.hpp"

namespace windtunnel {

void RetryBudgetFields::describe(Schema& schema) {
  schema.field("share", share, "Retries that each request earns when it is first sent.", Range{0.0, 10.0});
  schema.field("most", most, "Retries that may be saved up; as many are there at the start.",
               Range{std::int64_t{0}, std::int64_t{1'000'000'000}});
}

void RetriesFields::describe(Schema& schema) {
  schema.field("attempts", attempts, "How often a client tries again after an attempt that failed.",
               Range{std::int64_t{0}, std::int64_t{100}});
  schema.field("backoff", backoff, "Wait before the next attempt.", AtLeast{Duration()});
  schema.field("factor", factor, "Each further wait is this many times the one before.", Range{1.0, 10.0});
  schema.field(
      "timeout", timeout,
      "How long one attempt may take; when absent, an even share of the deadline if there are retries.",
      Positive{});
  schema.field("budget", budget,
               "What retries may add, for all clients of a region together; a failure for which nothing is "
               "left stands. Without bound when absent (Beyer et al., Site Reliability Engineering 2016, "
               "ch. 21: 10% of requests).");
}

void EntersFields::describe(Schema& schema) {
  schema.field("spill", spill,
               "Clients go to the next nearest region when nobody is known to be up in the nearest.");
}

void SessionsFields::describe(Schema& schema) {
  schema.field(
      "count", count,
      "Sessions of an open source that a region keeps in turn, each with one request at a time; more "
      "are opened while all are busy. A client of a closed loop is a session.",
      Range{std::int64_t{1}, std::int64_t{10'000'000}});
  schema.field("sticky", sticky, "A session asks whoever answered it last, as long as that one is up.");
}

void WalkFields::describe(Schema& schema) {
  schema.field("enters", enters, "Share of requests that begin at each tier.", Required{}, NonEmpty{});
  schema.field("next", next,
               "For each tier, the probability of each next tier; what is missing to 1 leaves.");
}

void ClassFields::describe(Schema& schema) {
  schema.field("share", share, "Of the workload's requests, relative to the other classes'.", AtLeast{0.0});
  schema.field("path", path,
               "The tiers it calls, each from the one before, as tier or tier.operation; or `walk` instead.");
  schema.field("walk", walk, "Moves between tiers by chance instead of along a path (Jackson 1963).");
  schema.field("request", request, "Size of the client's request.", Default{R"("1 KiB")"});
  schema.field("reply", reply, "Size of the reply to the client.", Default{R"("4 KiB")"});
  schema.field("deadline", deadline, "How long its client waits; the workload's when absent.");
  schema.field("priority", priority, "For stations that serve by priority; 0 is served first.",
               Range{std::int64_t{0}, std::int64_t{15}});
}

namespace {

// The tiers that a path names have to be there; operations are looked at when the plan is made.
void check_path(Checker& checker, const std::vector<std::string>& path) {
  for (std::size_t i = 0; i < path.size(); ++i)
    checker.reference("path." + std::to_string(i), "tiers", path[i].substr(0, path[i].find('.')));
}

}  // namespace

void ClassFields::check(Checker& checker) const {
  checker.exactly_one({{"path"}, {"walk"}});
  check_path(checker, path);
}

void WorkloadCommon::describe(Schema& schema) {
  schema.field("origin", origin,
               "Share of the requests from each region; all from the only region when there is but one.");
  schema.field("enters", enters, "How clients choose where to enter: the nearest region with somebody up.");
  schema.field("deadline", deadline, "How long a client waits for a good reply, from when it meant to send.",
               Default{R"("30 s")"});
  schema.field("retries", retries, "What a client does when an attempt fails.");
  schema.field("classes", classes,
               "Kinds of request by name, each with its share and path; or one `path` for all.");
  schema.field("path", path,
               "The tiers a request calls, each from the one before, as tier or tier.operation.");
  schema.field("walk", walk, "Moves between tiers by chance instead of along a path (Jackson 1963).");
  schema.field("request", request, "Size of a request, when there are no classes.", Default{R"("1 KiB")"});
  schema.field("reply", reply, "Size of a reply, when there are no classes.", Default{R"("4 KiB")"});
  schema.field("sessions", sessions, "For stores under a protocol: whose operations follow each other.");
  schema.field("keys", keys,
               "Law of the number of the thing a request is about, such as zipf by popularity; each its own "
               "when absent.");
}

void WorkloadCommon::check(Checker& checker) const {
  checker.exactly_one({{"classes"}, {"path"}, {"walk"}});
  if (keys && keys->make().min() < 0)
    checker.problem("keys", "WT005", "a law with numbers below 0",
                    "a law whose numbers are 0 or more: things are counted");
  check_path(checker, path);
}

}  // namespace windtunnel
