// A trace in the JSON of Chrome's trace viewer: tiers as processes, cores of replicas as threads.
//
// Perfetto and chrome://tracing read it. Slices of one thread have to nest, so who is served at the same time
// stands on lanes of the same replica; who waits has lanes of his own. Requests and faults are asynchronous
// slices, which need not nest.
#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/tree.hpp"
#include "sim/export/format.hpp"
#include "sim/export/timestamps.hpp"

namespace windtunnel {
namespace {

constexpr int kFaultsPid = 1;
constexpr int kClientsPid = 2;
constexpr int kFirstTierPid = 10;
constexpr std::uint32_t kLanesMax =
    1000;  // of one replica; threads of a replica are numbered from such a multiple

class Events {
 public:
  explicit Events(const FlightLog& log) : log_(log), plan_(log.flight->plan) {
    lanes_.resize(plan_.replicas.size());
    waiting_.resize(plan_.replicas.size());
    name("process_name", kFaultsPid, 0, "faults");
    name("process_name", kClientsPid, 0, "clients");
    for (std::size_t tier = 0; tier < plan_.tiers.size(); ++tier)
      name("process_name", kFirstTierPid + static_cast<int>(tier), 0, plan_.tiers[tier].name);
    for (std::size_t fault = 0; fault < plan_.faults.size(); ++fault)
      name("thread_name", kFaultsPid, static_cast<std::uint32_t>(fault) + 1, log.flight->fault_names[fault]);
  }

  void add_faults() {
    // A fault may hold several places at once: slices of one thread would cross, asynchronous ones need not
    // nest.
    std::int64_t number = 0;
    for (const FaultSpan& fault : log_.faults)
      slice_pair("fault", log_.flight->fault_names[fault.fault], kFaultsPid, fault.fault + 1,
                 "fault-" + std::to_string(number++), fault.start, fault.end, "");
  }

  void add(const RequestLife& life) {
    const ClassPlan& planned = plan_.classes[life.request_class];
    const std::string id = plan_.workloads[life.workload].name + "-" + std::to_string(life.number);
    const bool ended = life.ended != Time::never();
    slice_pair("request", planned.name, kClientsPid, life.workload + 1, id, life.intended,
               ended ? life.ended : log_.ended,
               "\"request\": " + std::to_string(life.number) +
                   ", \"region\": " + json_quoted(plan_.places.regions[life.origin]) + ", \"outcome\": " +
                   json_quoted(ended ? kOutcomeNames[static_cast<std::size_t>(life.outcome)] : "in_flight") +
                   ", \"attempts\": " + std::to_string(life.attempts.size()));
    for (const AttemptLife& attempt : life.attempts)
      for (const CallLife& call : attempt.calls) add_call(call, id, planned.name);
  }

  // How many are there, and how many cores work: over the whole run, at every scrape.
  void add_counters() {
    const std::size_t regions = plan_.places.regions.size();
    for (std::size_t s = 0; s < log_.scrapes.size(); ++s)
      for (std::uint32_t pool = 0; pool < plan_.pools(); ++pool) {
        if (log_.capacity[s][pool] == 0 && log_.present[s][pool] == 0) continue;
        const std::string where = regions > 1 ? " " + plan_.places.regions[pool % regions] : "";
        event(R"("ph": "C", "name": )" + json_quoted("present" + where) + at(log_.scrapes[s]) +
              place(kFirstTierPid + static_cast<int>(pool / regions), 0) +
              ", \"args\": {\"requests\": " + std::to_string(log_.present[s][pool]) +
              ", \"cores busy\": " + shortest(log_.busy[s][pool]) + "}");
      }
  }

  std::string take() {
    name_lanes();
    return "{\"displayTimeUnit\": \"ms\", \"otherData\": {\"windtunnel\": " + json_quoted(version()) +
           ", \"scenario\": " + json_quoted(log_.title) + ", \"hash\": " + json_quoted(log_.hash) +
           ", \"seed\": \"" + std::to_string(log_.seed) + "\", \"replication\": \"" +
           std::to_string(log_.replication) + "\"},\n\"traceEvents\": [\n" + out_ + "\n]}\n";
  }

 private:
  using Lanes = std::vector<Time>;  // until when each is taken

  static std::string at(Time moment) { return ", \"ts\": " + trace_microseconds(moment - Time()); }
  static std::string place(int pid, std::uint32_t tid) {
    return ", \"pid\": " + std::to_string(pid) + ", \"tid\": " + std::to_string(tid);
  }
  void event(const std::string& fields) { out_ += (out_.empty() ? "{" : ",\n{") + fields + "}"; }
  void name(const char* what, int pid, std::uint32_t tid, const std::string& text) {
    event(R"("ph": "M", "name": ")" + std::string(what) + "\"" + place(pid, tid) +
          ", \"args\": {\"name\": " + json_quoted(text) + "}");
  }
  void slice_pair(const char* category, const std::string& title, int pid, std::uint32_t tid,
                  const std::string& id, Time start, Time end, const std::string& arguments) {
    const std::string both = "\"cat\": \"" + std::string(category) + "\", \"name\": " + json_quoted(title) +
                             ", \"id\": " + json_quoted(id) + place(pid, tid);
    event(R"("ph": "b", )" + both + at(start) + (arguments.empty() ? "" : ", \"args\": {" + arguments + "}"));
    event(R"("ph": "e", )" + both + at(end));
  }
  // The first lane that is free from `from` on; taken until `to`.
  static std::uint32_t lane(Lanes& lanes, Time from, Time to) {
    for (std::uint32_t i = 0; i < lanes.size(); ++i)
      if (lanes[i] <= from) {
        lanes[i] = to;
        return i;
      }
    lanes.push_back(to);
    return static_cast<std::uint32_t>(lanes.size() - 1);
  }
  std::uint32_t first_lane(std::uint32_t replica) const {
    const TierPlan& tier = plan_.tiers[plan_.replicas[replica].tier];
    const auto seat = std::find(tier.replicas.begin(), tier.replicas.end(), replica) - tier.replicas.begin();
    return static_cast<std::uint32_t>(seat + 1) * 2 * kLanesMax;
  }

  struct Slice {
    std::uint32_t replica;
    bool waits;
    Time from, to;
    std::string title, flow;
  };
  void add_call(const CallLife& call, const std::string& id, const std::string& title) {
    if (call.arrived == Time::never()) return;
    const Time left = call.served != Time::never()     ? call.served
                      : call.answered != Time::never() ? call.answered
                                                       : std::max(call.arrived, log_.ended);
    // When a service began is told at its end; what never came to one is shown as waiting.
    const Time begins = call.served != Time::never() ? std::min(call.arrived + call.waited, left) : left;
    if (begins > call.arrived) slices_.push_back(Slice{call.replica, true, call.arrived, begins, title, id});
    if (left > begins) slices_.push_back(Slice{call.replica, false, begins, left, title, id});
  }

  // Lanes are given in the order of time, and so as few as can be.
  void name_lanes() {
    std::stable_sort(slices_.begin(), slices_.end(),
                     [](const Slice& a, const Slice& b) { return a.from < b.from; });
    for (const Slice& slice : slices_) {
      Lanes& lanes = (slice.waits ? waiting_ : lanes_)[slice.replica];
      const std::uint32_t index = std::min(lane(lanes, slice.from, slice.to), kLanesMax - 1);
      const std::uint32_t tid = first_lane(slice.replica) + (slice.waits ? kLanesMax : 0) + index;
      const int pid = kFirstTierPid + static_cast<int>(plan_.replicas[slice.replica].tier);
      event(R"("ph": "X", "cat": ")" + std::string(slice.waits ? "wait" : "work") +
            "\", \"name\": " + json_quoted(slice.title) + place(pid, tid) + at(slice.from) +
            ", \"dur\": " + trace_microseconds(slice.to - slice.from) +
            ", \"args\": {\"request\": " + json_quoted(slice.flow) + "}");
    }
    for (std::uint32_t replica = 0; replica < plan_.replicas.size(); ++replica)
      for (const bool waits : {false, true}) {
        const Lanes& lanes = (waits ? waiting_ : lanes_)[replica];
        const std::uint32_t tier = plan_.replicas[replica].tier;
        const std::uint32_t first = first_lane(replica) + (waits ? kLanesMax : 0);
        for (std::uint32_t i = 0; i < std::min<std::size_t>(lanes.size(), kLanesMax); ++i)
          name("thread_name", kFirstTierPid + static_cast<int>(tier), first + i,
               plan_.tiers[tier].name + "-" + std::to_string(first_lane(replica) / (2 * kLanesMax)) +
                   (waits ? " queue" : ""));
      }
  }

  const FlightLog& log_;
  const Plan& plan_;
  std::string out_;
  std::vector<Slice> slices_;
  std::vector<Lanes> lanes_, waiting_;
};

std::string write_chrome(const FlightLog& log, const ExportOptions&) {
  Events events(log);
  events.add_faults();
  for (const RequestLife& life : log.requests) events.add(life);
  events.add_counters();
  return events.take();
}

}  // namespace

ExportFormat chrome_format() {
  return {.name = "chrome",
          .meaning = "Single requests on lanes of the replicas that serve them, with faults and counters.",
          .readers = "Perfetto (ui.perfetto.dev), chrome://tracing",
          .source = "Trace Event Format (Google), JSON object form",
          .ending = ".trace.json",
          .of_requests = true,
          .write = write_chrome};
}

}  // namespace windtunnel
