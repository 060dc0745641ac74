// Recording: what is told is kept in order, forgotten while it is too early, and written when it is over.
#include "sim/study/flight_record.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

#include "models/world/fly.hpp"
#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/tree.hpp"
#include "sim/record/protocol_trace.hpp"
#include "sim/study/replication.hpp"

namespace windtunnel {
namespace {

using namespace literals;

constexpr Duration kLead = 1_s, kTail = 9_s, kWhole = 10_s;
// After the window nothing new is kept, but what is under way may still arrive.
constexpr Duration kSettles = 500_ms;

struct Event {
  enum class Kind : std::uint8_t { kMessage, kQueue, kUp, kDown, kStrikes, kHeals, kRole };
  Kind kind = Kind::kMessage;
  Time at;
  std::uint32_t node = 0, to = 0;  // of a message from `node`
  Time until = Time::never();      // when it arrived, or was lost
  bool is_answer = false, is_protocol = false, is_lost = false, leads = false;
  std::int32_t busy = 0, waiting = 0;
  std::string words;                 // of a message, a role, a fault
  std::string more;                  // why an answer is none; the whole state of a role
  std::vector<std::uint32_t> nodes;  // that a fault hits
};

struct NodeState {
  bool up = true, leads = false;
  std::int32_t busy = 0, waiting = 0;
  std::string role;
};

std::string role_of(const std::string& state) { return state.substr(0, state.find(", ")); }

class FlightRecorder final : public WorldWatch, public StoreWatch {
 public:
  FlightRecorder(const Loaded& loaded, const RecordWindow& window, const std::atomic<bool>& stop)
      : loaded_(loaded), plan_(loaded.flight.plan), window_(window), user_stop_(stop) {
    for (const ReplicaPlan& replica : plan_.replicas) {
      NodeState& state = now_.emplace_back();
      state.up = replica.from_start;
    }
    now_.resize(plan_.replicas.size() + plan_.places.regions.size());
    before_ = now_;
    const Time end = Time() + plan_.lasts, warm = Time() + plan_.warm_up;
    if (window.from || window.to) {
      const Time from = window.from.value_or(Time());
      settle(from, std::min(end, window.to.value_or(from + kWhole)), "as asked");
    } else if (plan_.faults.empty()) {
      settle(warm, std::min(end, warm + kWhole), "the first moments after the warm-up: nothing is to fail");
    }
  }

  std::atomic<bool>& stop() { return stop_; }

  // --- WorldWatch ---
  void sent(const Crossing& crossing, Time at) override {
    if (!goes_on(at)) return;
    const auto from = node_of(crossing.from), to = node_of(crossing.to);
    if (!from || !to) return;
    Event event;
    event.node = *from;
    event.to = *to;
    event.is_answer = crossing.is_answer;
    event.words = plan_.classes[crossing.request_class].name + " " + std::to_string(crossing.request) +
                  (crossing.attempt > 0 ? ", attempt " + std::to_string(crossing.attempt + 1) : "");
    if (crossing.is_answer && crossing.outcome != Outcome::kOk)
      event.more = kOutcomeNames[static_cast<std::size_t>(crossing.outcome)];
    carried_[crossing.carrier] = keep(std::move(event), at);
  }
  void arrived(std::uint32_t carrier, Time at) override { is_over(carried_, carrier, at, false); }
  void lost(std::uint32_t carrier, Time at) override { is_over(carried_, carrier, at, true); }
  void queue_is(std::uint32_t replica, std::int32_t busy, std::int32_t waiting, Time at) override {
    if (!goes_on(at) || (now_[replica].busy == busy && now_[replica].waiting == waiting)) return;
    now_[replica].busy = busy;
    now_[replica].waiting = waiting;
    Event event;
    event.kind = Event::Kind::kQueue;
    event.node = replica;
    event.busy = busy;
    event.waiting = waiting;
    keep(std::move(event), at);
  }
  void stands(std::uint32_t replica, bool up, Time at) override {
    if (!goes_on(at)) return;
    now_[replica].up = up;
    Event event;
    event.kind = up ? Event::Kind::kUp : Event::Kind::kDown;
    event.node = replica;
    keep(std::move(event), at);
  }
  void strikes(std::uint32_t fault, std::uint32_t unit, std::span<const std::uint32_t> struck,
               Time at) override {
    if (!goes_on(at)) return;
    const std::string& name = plan_.faults[fault].name;
    if (!settled_ && at >= Time() + plan_.warm_up) {
      Time from = std::max(Time(), at - kLead);
      if (events_.size() >= window_.events_max / 4) from = std::max(from, events_.front().at);
      settle(from, std::min(Time() + plan_.lasts, at + kTail),
             text(at - from) + " before " + name + " strikes");
      forget_before(from);
    }
    if (!struck_ && settled_ && at >= from_) struck_ = at;
    keep(of_fault(Event::Kind::kStrikes, fault, unit, struck), at);
  }
  void heals(std::uint32_t fault, std::uint32_t unit, Time at) override {
    if (goes_on(at)) keep(of_fault(Event::Kind::kHeals, fault, unit, {}), at);
  }

  // --- StoreWatch ---
  void stepped(std::uint32_t tier, const ProtocolStep& step) override {
    if (!goes_on(step.at)) return;
    if (step.cause == ProtocolStep::Cause::kMessage) is_over(told_, {tier, step.message}, step.at, false);
    for (const ProtocolStep::Sent& message : step.sent) {
      Event event;
      event.node = replica_of(tier, step.member);
      event.to = replica_of(tier, message.to);
      event.is_protocol = true;
      event.words = message.words;
      told_[{tier, message.message}] = keep(std::move(event), step.at);
    }
    if (step.cause != ProtocolStep::Cause::kCrash) takes_role(tier, step);
    steps_.push_back({tier, step});
    if (settled_) forget_before(from_);
  }
  void lost(std::uint32_t tier, std::uint64_t message, Time at) override {
    if (!goes_on(at)) return;
    is_over(told_, {tier, message}, at, true);
    losses_.push_back({tier, {.message = message, .at = at, .lost = true}});
  }

  // --- when it is over ---
  FlightRecord finish(std::uint64_t seed, std::int64_t replication) {
    if (!settled_) {
      const Time end = Time() + plan_.lasts;
      settle(std::max(Time(), end - kLead), end, "the last second: no fault struck after the warm-up");
      forget_before(from_);
    }
    FlightRecord record;
    record.from = from_;
    record.to = to_;
    record.why = why_;
    record.cut_short = cut_short_;
    record.events = events_.size();
    // A step is told when its effects are carried out, later than others of its time.
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.at < b.at; });
    record.lines = head(seed, replication);
    for (const Event& event : events_) record.lines += line(event);
    record.space_time = space_time();
    return record;
  }

 private:
  using Serial = std::uint64_t;  // of an event, from 1, the first one that was ever kept
  static constexpr Serial kNobodys = 0;

  void settle(Time from, Time to, std::string why) {
    from_ = from;
    to_ = to;
    why_ = std::move(why);
    settled_ = true;
  }

  // Whether what happens now is still looked at; sets the stop where it is not.
  bool goes_on(Time at) {
    if (user_stop_.load(std::memory_order_relaxed)) stop_ = true;
    if (settled_ && at >= to_ + kSettles) stop_ = true;
    return !stop_;
  }

  Serial keep(Event event, Time at) {
    event.at = at;
    if (settled_ && (at >= to_ || cut_short_)) return kNobodys;
    if (settled_ && at < from_) {
      apply(event);
      return kNobodys;
    }
    events_.push_back(std::move(event));
    if (!settled_) forget_before(at - kLead);
    // Of a busy system less than a second leads up to the fault: most of the lines are for what follows.
    while (!settled_ && events_.size() > window_.events_max / 4) forget_first();
    if (settled_ && events_.size() >= window_.events_max) {
      cut_short_ = true;
      to_ = std::max(at, from_ + Duration::from_ns(1));
    }
    return first_ + events_.size() - 1;
  }

  template <class Map>
  void is_over(Map& under_way, const typename Map::key_type& key, Time at, bool lost) {
    const auto found = under_way.find(key);
    if (found == under_way.end()) return;
    const Serial serial = found->second;
    under_way.erase(found);
    if (serial < first_ || serial >= first_ + events_.size()) return;
    events_[serial - first_].until = at;
    events_[serial - first_].is_lost = lost;
  }

  // What happened before the window is only what everybody is like when it begins.
  void forget_before(Time from) {
    while (!events_.empty() && events_.front().at < from) forget_first();
    while (!steps_.empty() && steps_.front().second.at < from) {
      auto& [tier, step] = steps_.front();
      last_[{tier, step.member.index()}] = std::move(step);
      steps_.pop_front();
    }
  }
  void forget_first() {
    apply(events_.front());
    events_.pop_front();
    ++first_;
  }
  void apply(const Event& event) {
    NodeState& state = before_[event.node];
    switch (event.kind) {
      case Event::Kind::kQueue:
        state.busy = event.busy;
        state.waiting = event.waiting;
        break;
      case Event::Kind::kUp:
      case Event::Kind::kDown:
        state.up = event.kind == Event::Kind::kUp;
        break;
      case Event::Kind::kRole:
        state.role = event.words;
        state.leads = event.leads;
        break;
      case Event::Kind::kMessage:
      case Event::Kind::kStrikes:
      case Event::Kind::kHeals:
        break;
    }
  }

  Event of_fault(Event::Kind kind, std::uint32_t fault, std::uint32_t unit,
                 std::span<const std::uint32_t> struck) const {
    Event event;
    event.kind = kind;
    event.words = plan_.faults[fault].name;
    if (plan_.faults[fault].units.size() > 1) event.words += " " + std::to_string(unit + 1);
    event.nodes.assign(struck.begin(), struck.end());
    return event;
  }

  void takes_role(std::uint32_t tier, const ProtocolStep& step) {
    const std::uint32_t node = replica_of(tier, step.member);
    const std::string role = role_of(step.after);
    if (now_[node].role == role && now_[node].leads == step.probe.leads) return;
    if (step.probe.leads && !now_[node].leads && struck_ && !led_) led_ = std::pair(tier, step.at);
    now_[node].role = role;
    now_[node].leads = step.probe.leads;
    Event event;
    event.kind = Event::Kind::kRole;
    event.node = node;
    event.leads = step.probe.leads;
    event.words = role;
    event.more = step.after;
    keep(std::move(event), step.at);
  }

  std::uint32_t replica_of(std::uint32_t tier, MemberId member) const {
    return plan_.tiers[tier].replicas[member.index()];
  }
  // Replicas first, then clients by region.
  std::optional<std::uint32_t> node_of(Party party) const {
    const auto replicas = static_cast<std::uint32_t>(plan_.replicas.size());
    if (party < replicas) return party;
    const PlaceIndex place = party - replicas;
    if (!plan_.places.is_edge(place)) return std::nullopt;
    return replicas + plan_.places.region_of(place);
  }

  // --- writing ---
  static std::string ns(Time at) { return std::to_string((at - Time()).ns()); }
  static std::string truth(bool value) { return value ? "true" : "false"; }

  std::string head(std::uint64_t seed, std::int64_t replication) const {
    std::string line = "{\"record\":1,\"windtunnel\":" + json_quoted(version()) +
                       ",\"scenario_hash\":" + json_quoted(loaded_.hash) +
                       ",\"replication\":" + std::to_string(replication) +
                       ",\"seed\":" + json_quoted(hexadecimal(seed)) + ",\"from_ns\":" + ns(from_) +
                       ",\"to_ns\":" + ns(to_) + ",\"why\":" + json_quoted(why_) +
                       ",\"cut_short\":" + truth(cut_short_) + ",\"nodes\":[";
    for (std::uint32_t node = 0; node < before_.size(); ++node)
      line += (node == 0 ? "" : ",") + node_text(node);
    return line + "]}\n";
  }
  std::string node_text(std::uint32_t node) const {
    if (node >= plan_.replicas.size()) {
      const std::string& region = plan_.places.regions[node - plan_.replicas.size()];
      return "{\"name\":" + json_quoted("clients in " + region) +
             ",\"kind\":\"clients\",\"region\":" + json_quoted(region) + "}";
    }
    const ReplicaPlan& replica = plan_.replicas[node];
    const TierPlan& tier = plan_.tiers[replica.tier];
    const auto place =
        std::find(tier.replicas.begin(), tier.replicas.end(), node) - tier.replicas.begin() + 1;
    const NodeState& state = before_[node];
    std::string line =
        "{\"name\":" + json_quoted(tier.name + "-" + std::to_string(place)) +
        ",\"kind\":\"replica\",\"region\":" +
        json_quoted(plan_.places.regions[plan_.places.region_of_zone[replica.zone]]) +
        ",\"zone\":" + json_quoted(plan_.places.zones[replica.zone]) + ",\"tier\":" + json_quoted(tier.name) +
        ",\"cores\":" + std::to_string(tier.station.cores) + ",\"up\":" + truth(state.up) +
        ",\"busy\":" + std::to_string(state.busy) + ",\"waiting\":" + std::to_string(state.waiting);
    if (tier.store)
      line += ",\"member\":" + json_quoted("n" + std::to_string(place)) +
              ",\"role\":" + json_quoted(state.role) + ",\"leads\":" + truth(state.leads);
    return line + "}";
  }

  std::string line(const Event& event) const {
    const std::string begin = "{\"t\":" + ns(event.at) + ",\"e\":";
    switch (event.kind) {
      case Event::Kind::kMessage: {
        std::string line = begin + "\"message\",\"until\":" +
                           (event.until == Time::never() ? std::string("null") : ns(event.until)) +
                           ",\"from\":" + std::to_string(event.node) + ",\"to\":" + std::to_string(event.to) +
                           ",\"what\":" + json_quoted(event.words);
        if (event.is_answer) line += ",\"answer\":true";
        if (event.is_protocol) line += ",\"protocol\":true";
        if (event.is_lost) line += ",\"lost\":true";
        if (!event.more.empty()) line += ",\"failed\":" + json_quoted(event.more);
        return line + "}\n";
      }
      case Event::Kind::kQueue:
        return begin + "\"queue\",\"node\":" + std::to_string(event.node) +
               ",\"busy\":" + std::to_string(event.busy) + ",\"waiting\":" + std::to_string(event.waiting) +
               "}\n";
      case Event::Kind::kUp:
      case Event::Kind::kDown:
        return begin + (event.kind == Event::Kind::kUp ? "\"up\"" : "\"down\"") +
               ",\"node\":" + std::to_string(event.node) + "}\n";
      case Event::Kind::kStrikes:
      case Event::Kind::kHeals: {
        std::string line = begin + (event.kind == Event::Kind::kStrikes ? "\"strikes\"" : "\"heals\"") +
                           ",\"fault\":" + json_quoted(event.words) + ",\"nodes\":[";
        for (std::size_t i = 0; i < event.nodes.size(); ++i)
          line += (i == 0 ? "" : ",") + std::to_string(event.nodes[i]);
        return line + "]}\n";
      }
      case Event::Kind::kRole:
        return begin + "\"role\",\"node\":" + std::to_string(event.node) +
               ",\"role\":" + json_quoted(event.words) + ",\"leads\":" + truth(event.leads) +
               ",\"words\":" + json_quoted(event.more) + "}\n";
    }
    return {};
  }

  // The second in which somebody comes to lead after a fault; else the one around the fault; else the first.
  std::string space_time() const {
    if (steps_.empty()) return {};
    const std::uint32_t tier = led_ ? led_->first : steps_.front().first;
    const Time from = led_ ? led_->second - 700_ms : struck_ ? *struck_ - 200_ms : from_;
    ProtocolTrace trace;
    for (const auto& [member, step] : last_)
      if (member.first == tier) trace.steps.push_back(step);
    for (const auto& [of, step] : steps_)
      if (of == tier) trace.steps.push_back(step);
    for (const auto& [of, loss] : losses_)
      if (of == tier) trace.deliveries.push_back(loss);
    for (std::size_t i = 0; i < plan_.tiers[tier].replicas.size(); ++i)
      trace.names.push_back("n" + std::to_string(i + 1));
    const TraceView view{.from = std::max(from, from_), .to = std::min(std::max(from, from_) + 1_s, to_)};
    return trace_svg(trace, view);
  }

  const Loaded& loaded_;
  const Plan& plan_;
  RecordWindow window_;
  const std::atomic<bool>& user_stop_;
  std::atomic<bool> stop_{false};

  bool settled_ = false, cut_short_ = false;
  Time from_, to_ = Time::never();
  std::string why_;
  std::deque<Event> events_;
  Serial first_ = 1;  // of the first in events_
  std::vector<NodeState> now_, before_;
  std::map<std::uint32_t, Serial> carried_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Serial> told_;
  std::deque<std::pair<std::uint32_t, ProtocolStep>> steps_;
  std::map<std::pair<std::uint32_t, std::size_t>, ProtocolStep> last_;  // before them, by tier and member
  std::vector<std::pair<std::uint32_t, ProtocolTrace::Delivery>> losses_;
  std::optional<Time> struck_;
  std::optional<std::pair<std::uint32_t, Time>> led_;
};

}  // namespace

FlightRecord record_flight(const Loaded& loaded, std::int64_t seed, std::int64_t replication,
                           const RecordWindow& window, const std::atomic<bool>& stop) {
  FlightRecorder recorder(loaded, window, stop);
  WorldOptions world;
  world.seed = replication_seed(seed, replication);
  world.watch = &recorder;
  world.onlooker = &recorder;
  const RunFacts facts = fly_natively(loaded.flight.plan, world, &recorder.stop(), "record");
  if (stop.load()) {
    FlightRecord record;
    record.interrupted = true;
    return record;
  }
  FlightRecord record = recorder.finish(world.seed, replication);
  if (facts.stopped != StopReason::kUntil && facts.stopped != StopReason::kToken)
    record.problem = facts.why_stopped;
  return record;
}

std::vector<std::pair<std::string, std::string>> record_files(const FlightRecord& record) {
  std::vector<std::pair<std::string, std::string>> files;
  if (!record.lines.empty()) files.emplace_back("record.jsonl", record.lines);
  if (!record.space_time.empty()) files.emplace_back("space_time.svg", record.space_time);
  return files;
}

}  // namespace windtunnel
