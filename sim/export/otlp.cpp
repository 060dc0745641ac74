// Spans of simulated requests as OTLP/JSON: a request is a trace, a tier is a service, a replica its
// instance.
//
// The root span is what the client knows, from the moment it meant to send; each attempt is a span below it,
// and each call one of kind client where it is made and one of kind server where it is worked on. Work that
// goes on after its client gave up outlives its parent, as it does in real traces.
#include <algorithm>
#include <map>

#include "sim/base/random.hpp"
#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/tree.hpp"
#include "sim/export/format.hpp"
#include "sim/export/timestamps.hpp"

namespace windtunnel {
namespace {

// opentelemetry.proto.trace.v1: SpanKind and StatusCode.
enum class Kind { kInternal = 1, kServer = 2, kClient = 3 };
enum class Status { kOk = 1, kError = 2 };

std::string attribute(std::string_view key, std::string_view value) {
  return "{\"key\": " + json_quoted(key) + ", \"value\": {\"stringValue\": " + json_quoted(value) + "}}";
}
std::string attribute(std::string_view key, std::int64_t value) {
  return "{\"key\": " + json_quoted(key) + ", \"value\": {\"intValue\": \"" + std::to_string(value) + "\"}}";
}
std::string attribute(std::string_view key, double value) {
  return "{\"key\": " + json_quoted(key) + ", \"value\": {\"doubleValue\": " + shortest(value) + "}}";
}

class Spans {
 public:
  Spans(const FlightLog& log, const ExportOptions& options)
      : log_(log), plan_(log.flight->plan), options_(options) {}

  void add(const RequestLife& life) {
    const ClassPlan& planned = plan_.classes[life.request_class];
    const std::uint64_t name = mix64(life.number ^ (std::uint64_t{life.workload} << 56));
    trace_ = hexadecimal(mix64(static_cast<std::uint64_t>(log_.seed) * 0x9e3779b97f4a7c15u +
                               static_cast<std::uint64_t>(log_.replication)) |
                         1u) +
             hexadecimal(name);
    spans_of_trace_ = 0;
    const std::string root = next_id();
    const bool ended = life.ended != Time::never();
    span(clients_of(life.workload), root, "", planned.name, Kind::kInternal, life.intended,
         ended ? life.ended : log_.ended, ended && life.outcome == Outcome::kOk,
         {attribute("windtunnel.request", static_cast<std::int64_t>(life.number)),
          attribute("windtunnel.outcome",
                    ended ? kOutcomeNames[static_cast<std::size_t>(life.outcome)] : "in_flight"),
          attribute("windtunnel.attempts", static_cast<std::int64_t>(life.attempts.size())),
          attribute("cloud.region", plan_.places.regions[life.origin])});
    for (std::size_t i = 0; i < life.attempts.size(); ++i) add_attempt(life, life.attempts[i], i, root);
  }

  std::string take() {
    std::string out = "{\"resourceSpans\": [";
    bool first = true;
    for (const auto& [service, spans] : by_service_) {
      out += first ? "\n" : ",\n";
      first = false;
      out += "{\"resource\": {\"attributes\": [" + service +
             "]},\n \"scopeSpans\": [{\"scope\": {\"name\": \"windtunnel\", "
             "\"version\": " +
             json_quoted(version()) + "},\n  \"spans\": [" + spans + "\n  ]}]}";
    }
    return out + "\n]}\n";
  }

 private:
  std::string clients_of(std::uint32_t workload) const {
    return attribute("service.name", plan_.workloads[workload].name);
  }
  std::string service_of(std::uint32_t replica) const {
    const ReplicaPlan& planned = plan_.replicas[replica];
    const TierPlan& tier = plan_.tiers[planned.tier];
    const auto at = std::find(tier.replicas.begin(), tier.replicas.end(), replica) - tier.replicas.begin();
    return attribute("service.name", tier.name) + ", " +
           attribute("service.instance.id", tier.name + "-" + std::to_string(at + 1)) + ", " +
           attribute("cloud.region", plan_.places.regions[plan_.places.region_of_zone[planned.zone]]) + ", " +
           attribute("cloud.availability_zone", plan_.places.zones[planned.zone]);
  }
  std::string next_id() { return hexadecimal(mix64(++spans_of_trace_) | 1u); }

  // Of what never ended: as long as anything of it is known, or its run.
  Time end_of(const CallLife& call) const {
    return call.ended != Time::never() ? call.ended : std::max(call.sent, log_.ended);
  }

  void add_attempt(const RequestLife& life, const AttemptLife& attempt, std::size_t index,
                   const std::string& root) {
    const std::string id = next_id();
    const Time end = attempt.ended != Time::never() ? attempt.ended : log_.ended;
    span(clients_of(life.workload), id, root, "attempt " + std::to_string(index + 1), Kind::kClient,
         attempt.sent, std::max(end, attempt.sent),
         attempt.ended != Time::never() && attempt.outcome == Outcome::kOk,
         {attribute("windtunnel.outcome", kOutcomeNames[static_cast<std::size_t>(attempt.outcome)])});
    std::vector<std::string> servers(attempt.calls.size());
    for (std::size_t c = 0; c < attempt.calls.size(); ++c) {
      const CallLife& call = attempt.calls[c];
      std::string parent = id;
      if (call.caller != CallLife::kNoCall) {
        parent = next_id();
        span(service_of(attempt.calls[call.caller].replica), parent, servers[call.caller],
             "call " + plan_.tiers[plan_.replicas[call.replica].tier].name, Kind::kClient, call.sent,
             end_of(call), call.ended != Time::never() && call.outcome == Outcome::kOk, {});
      }
      servers[c] = next_id();
      if (call.arrived == Time::never()) continue;  // it was lost on the way, or found nobody
      add_server(call, servers[c], parent);
    }
  }

  void add_server(const CallLife& call, const std::string& id, const std::string& parent) {
    const Time end = call.answered != Time::never() ? call.answered : std::max(call.arrived, log_.ended);
    std::string events;
    if (call.served != Time::never())
      events = event("begins service", call.arrived + call.waited) + ", " + event("served", call.served);
    span(service_of(call.replica), id, parent, plan_.tiers[plan_.replicas[call.replica].tier].name,
         Kind::kServer, call.arrived, end, call.answered != Time::never() && call.outcome == Outcome::kOk,
         {attribute("windtunnel.waited_ms", static_cast<double>(call.waited.ns()) * 1e-6)}, events);
  }

  std::string event(std::string_view name, Time at) const {
    return "{\"timeUnixNano\": \"" + unix_nanoseconds(options_.starts_s, at) +
           "\", \"name\": " + json_quoted(name) + "}";
  }

  void span(const std::string& service, const std::string& id, const std::string& parent,
            const std::string& name, Kind kind, Time start, Time end, bool ok,
            const std::vector<std::string>& attributes, const std::string& events = "") {
    std::string& spans = by_service_[service];
    spans += spans.empty() ? "\n" : ",\n";
    spans += "   {\"traceId\": \"" + trace_ + "\", \"spanId\": \"" + id + "\"";
    if (!parent.empty()) spans += ", \"parentSpanId\": \"" + parent + "\"";
    spans += ", \"name\": " + json_quoted(name) + ", \"kind\": " + std::to_string(static_cast<int>(kind)) +
             ", \"startTimeUnixNano\": \"" + unix_nanoseconds(options_.starts_s, start) +
             "\", \"endTimeUnixNano\": \"" + unix_nanoseconds(options_.starts_s, end) + "\"";
    if (!attributes.empty()) {
      spans += ", \"attributes\": [";
      for (std::size_t i = 0; i < attributes.size(); ++i) spans += (i > 0 ? ", " : "") + attributes[i];
      spans += "]";
    }
    if (!events.empty()) spans += ", \"events\": [" + events + "]";
    spans +=
        ", \"status\": {\"code\": " + std::to_string(static_cast<int>(ok ? Status::kOk : Status::kError)) +
        "}}";
  }

  const FlightLog& log_;
  const Plan& plan_;
  const ExportOptions& options_;
  std::map<std::string, std::string> by_service_;
  std::string trace_;
  std::uint64_t spans_of_trace_ = 0;
};

std::string write_otlp(const FlightLog& log, const ExportOptions& options) {
  Spans spans(log, options);
  for (const RequestLife& life : log.requests) spans.add(life);
  return spans.take();
}

}  // namespace

ExportFormat otlp_format() {
  return {.name = "otlp",
          .meaning = "Spans of single requests: the client's, each attempt's, each call's and each server's.",
          .readers = "Jaeger, and every collector of OpenTelemetry (POST to /v1/traces)",
          .source = "OpenTelemetry protocol 1.x, trace data as JSON (opentelemetry.io/docs/specs/otlp)",
          .ending = ".otlp.json",
          .of_requests = true,
          .write = write_otlp};
}

}  // namespace windtunnel
