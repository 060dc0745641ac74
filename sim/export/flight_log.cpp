// Looking on: what the world tells of is sorted into lives of requests, counts and steps.
#include "sim/export/flight_log.hpp"

#include <algorithm>
#include <unordered_map>

#include "models/world/fly.hpp"
#include "sim/study/study.hpp"

namespace windtunnel {
namespace {

constexpr std::int64_t kScrapes = 500;
constexpr std::int64_t kScrapesMax = 100'000;

class Onlooker final : public WorldWatch, public StoreWatch {
 public:
  Onlooker(const Flight& flight, const LogWishes& wishes, Duration every, FlightLog& log)
      : plan_(flight.plan), wishes_(wishes), every_(every), log_(log), bounds_(latency_bounds()) {
    const std::size_t regions = plan_.places.regions.size();
    now_.resize(plan_.classes.size() * regions);
    for (RequestCounts& each : now_) each.buckets.assign(bounds_.size() + 1, 0);
    up_.assign(plan_.pools(), 0);
    for (std::uint32_t replica = 0; replica < plan_.replicas.size(); ++replica)
      if (plan_.replicas[replica].from_start) ++up_[plan_.pool_of(replica)];
  }

  // --- requests ---
  void begins(std::uint16_t request_class, std::uint64_t request, std::uint16_t origin, Time at) override {
    scrape_until(at);
    ++counts(request_class, origin).sent;
    if (at < wishes_.from || at >= wishes_.to || log_.requests.size() >= wishes_.requests_max) return;
    const std::uint32_t workload = plan_.classes[request_class].workload;
    lives_.emplace(key(workload, request), log_.requests.size());
    log_.requests.push_back(RequestLife{.workload = workload,
                                        .number = request,
                                        .request_class = request_class,
                                        .origin = origin,
                                        .intended = at});
  }
  void ends(const RequestRecord& record) override {
    scrape_until(record.ended);
    RequestCounts& sums = counts(record.request_class, record.origin);
    ++sums.ended[static_cast<std::size_t>(record.outcome)];
    sums.attempts += record.attempts;
    const Duration latency = record.ended - record.intended;
    if (record.outcome == Outcome::kOk) {
      sums.latency_ns += latency.ns();
      ++sums.buckets[static_cast<std::size_t>(std::lower_bound(bounds_.begin(), bounds_.end(), latency) -
                                              bounds_.begin())];
    }
    RequestLife* life = life_of(record.request_class, record.number);
    if (life == nullptr) return;
    life->ended = record.ended;
    life->outcome = record.outcome;
    if (!life->attempts.empty() && life->attempts.back().ended == Time::never()) {
      life->attempts.back().ended = record.ended;
      life->attempts.back().outcome = record.outcome;
    }
  }
  void attempt_ends(std::uint16_t request_class, std::uint64_t request, std::uint8_t attempt, Outcome outcome,
                    Time at) override {
    RequestLife* life = life_of(request_class, request);
    if (life == nullptr) return;
    if (attempt >= life->attempts.size()) {  // nobody was there to be called
      life->attempts.resize(attempt + 1u);
      life->attempts[attempt].sent = at;
    }
    life->attempts[attempt].ended = at;
    life->attempts[attempt].outcome = outcome;
  }

  // --- messages: a carrier goes from call to call of one attempt, and back ---
  void sent(const Crossing& crossing, Time at) override {
    RequestLife* life = life_of(crossing.request_class, crossing.request);
    if (life == nullptr) {  // the carrier may have been another's before
      carriers_.erase(crossing.carrier);
      return;
    }
    if (crossing.attempt >= life->attempts.size()) life->attempts.resize(crossing.attempt + 1u);
    AttemptLife& attempt = life->attempts[crossing.attempt];
    if (attempt.calls.empty()) attempt.sent = at;
    Carrier& carrier = carriers_[crossing.carrier];
    const std::uint32_t index = static_cast<std::uint32_t>(life - log_.requests.data());
    if (carrier.life != index || carrier.attempt != crossing.attempt)
      carrier = Carrier{.life = index, .attempt = crossing.attempt};
    if (crossing.is_answer) {
      if (carrier.open.empty()) return;
      CallLife& call = attempt.calls[carrier.open.back()];
      call.answered = at;
      call.outcome = crossing.outcome;
      carrier.back = true;
      return;
    }
    const bool walks = plan_.classes[crossing.request_class].walk.has_value();
    if (walks && !carrier.open.empty()) {  // nobody waits: the visit before is over
      attempt.calls[carrier.open.back()].answered = at;
      attempt.calls[carrier.open.back()].ended = at;
      carrier.open.clear();
    }
    CallLife call;
    call.replica = crossing.to;
    call.caller = carrier.open.empty() ? CallLife::kNoCall : carrier.open.back();
    call.sent = at;
    carrier.back = false;
    carrier.open.push_back(static_cast<std::uint32_t>(attempt.calls.size()));
    attempt.calls.push_back(call);
  }
  void arrived(std::uint32_t slot, Time at) override {
    Carrier* carrier = carrier_of(slot);
    if (carrier == nullptr || carrier->open.empty()) return;
    CallLife& call = attempt_of(*carrier).calls[carrier->open.back()];
    if (!carrier->back) {
      call.arrived = at;
      return;
    }
    call.ended = at;
    carrier->open.pop_back();
  }
  void served(std::uint32_t slot, Duration waited, Time at) override {
    Carrier* carrier = carrier_of(slot);
    if (carrier == nullptr || carrier->open.empty()) return;
    CallLife& call = attempt_of(*carrier).calls[carrier->open.back()];
    call.waited = waited;
    call.served = at;
  }
  void lost(std::uint32_t slot, Time) override { carriers_.erase(slot); }
  void queue_is(std::uint32_t, std::int32_t, std::int32_t, Time) override {}
  void stands(std::uint32_t replica, bool up, Time at) override {
    scrape_until(at);
    up_[plan_.pool_of(replica)] += up ? 1 : -1;
  }
  void strikes(std::uint32_t, std::uint32_t, std::span<const std::uint32_t>, Time) override {}
  void heals(std::uint32_t, std::uint32_t, Time) override {}

  // --- members of stores ---
  void stepped(std::uint32_t tier, const ProtocolStep& step) override {
    if (!wishes_.store || tier != *wishes_.store || step.at < wishes_.from || step.at >= wishes_.to) return;
    if (log_.protocol.steps.size() < wishes_.steps_max) log_.protocol.steps.push_back(step);
  }
  void lost(std::uint32_t, std::uint64_t, Time) override {}

  // Everything that scrapes up to the end see.
  void close(Time end) { scrape_until(end); }

 private:
  struct Carrier {
    std::uint32_t life = 0xffffffffu;
    std::uint8_t attempt = 0;
    bool back = false;
    std::vector<std::uint32_t> open{};  // calls that wait, outermost first
  };

  static std::uint64_t key(std::uint32_t workload, std::uint64_t number) {
    return number ^ (static_cast<std::uint64_t>(workload) << 56);
  }
  RequestLife* life_of(std::uint16_t request_class, std::uint64_t request) {
    if (lives_.empty()) return nullptr;
    const auto at = lives_.find(key(plan_.classes[request_class].workload, request));
    return at == lives_.end() ? nullptr : &log_.requests[at->second];
  }
  Carrier* carrier_of(std::uint32_t slot) {
    const auto at = carriers_.find(slot);
    return at == carriers_.end() ? nullptr : &at->second;
  }
  AttemptLife& attempt_of(const Carrier& carrier) {
    return log_.requests[carrier.life].attempts[carrier.attempt];
  }
  RequestCounts& counts(std::uint16_t request_class, std::uint16_t origin) {
    return now_[request_class * plan_.places.regions.size() + origin];
  }
  // What happens at the very moment of a scrape is in the next.
  void scrape_until(Time at) {
    while (log_.scrapes.size() < static_cast<std::size_t>(plan_.lasts / every_) &&
           Time() + every_ * static_cast<std::int64_t>(log_.scrapes.size() + 1) <= at) {
      log_.scrapes.push_back(Time() + every_ * static_cast<std::int64_t>(log_.scrapes.size() + 1));
      log_.counts.push_back(now_);
      log_.up.push_back(up_);
    }
  }

  const Plan& plan_;
  const LogWishes& wishes_;
  Duration every_;
  FlightLog& log_;
  std::vector<Duration> bounds_;
  std::vector<RequestCounts> now_;
  std::vector<std::int64_t> up_;
  // Looked up by key and never walked through, so their order is nobody's.
  std::unordered_map<std::uint64_t, std::size_t> lives_;
  std::unordered_map<std::uint32_t, Carrier> carriers_;
};

void add_samples(const Plan& plan, const RunFacts& facts, FlightLog& log) {
  const double every_ns = static_cast<double>(log.every.ns());
  for (std::size_t i = 0; i < log.scrapes.size(); ++i) {
    auto& busy = log.busy.emplace_back(plan.pools(), 0.0);
    auto& capacity = log.capacity.emplace_back(plan.pools(), 0.0);
    auto& present = log.present.emplace_back(plan.pools(), 0);
    if (i >= facts.busy_ns.size()) continue;
    for (std::uint32_t pool = 0; pool < plan.pools(); ++pool) {
      busy[pool] = static_cast<double>(facts.busy_ns[i][pool]) / every_ns;
      capacity[pool] = static_cast<double>(facts.capacity_ns[i][pool]) / every_ns;
      present[pool] = facts.in_system[i][pool];
    }
  }
  for (const FaultInterval& fault : facts.faults)
    log.faults.push_back(FaultSpan{fault.fault, fault.start, std::min(fault.end, log.ended)});
}

}  // namespace

std::vector<Duration> latency_bounds() {
  std::vector<Duration> bounds;
  for (const std::int64_t us : {1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000,
                                1'000'000, 2'500'000, 5'000'000, 10'000'000, 30'000'000, 60'000'000})
    bounds.push_back(Duration::from_ns(us * 1000));
  return bounds;
}

namespace {

std::int64_t scrapes_of(const Flight& flight, const LogWishes& wishes) {
  return wishes.every ? std::clamp<std::int64_t>(flight.plan.lasts / *wishes.every, 1, kScrapesMax)
                      : kScrapes;
}

}  // namespace

LoggedFlight unflown(const Flight& flight, std::int64_t seed, const LogWishes& wishes) {
  LoggedFlight logged;
  logged.log.flight = &flight;
  logged.log.seed = seed;
  logged.log.replication = wishes.replication;
  logged.log.every = flight.plan.lasts / scrapes_of(flight, wishes);
  return logged;
}

LoggedFlight fly_logged(const Flight& flight, std::int64_t seed, const LogWishes& wishes,
                        const std::atomic<bool>* stop) {
  LoggedFlight logged = unflown(flight, seed, wishes);
  FlightLog& log = logged.log;
  if (wishes.store) {
    log.store = *wishes.store;
    for (std::size_t i = 0; i < flight.plan.tiers[log.store].replicas.size(); ++i)
      log.protocol.names.push_back("n" + std::to_string(i + 1));
  }
  Onlooker onlooker(flight, wishes, log.every, log);
  WorldOptions options;
  options.seed = replication_seed(seed, wishes.replication);
  options.onlooker = &onlooker;
  options.samples = static_cast<std::uint32_t>(scrapes_of(flight, wishes));
  if (wishes.store) options.watch = &onlooker;
  const RunFacts facts = fly_natively(flight.plan, options, stop, "export");
  logged.stopped = facts.stopped;
  logged.why_stopped = facts.why_stopped;
  const Fingerprints& prints = facts.recorder.fingerprints;
  logged.fingerprints = {prints.workload.value(), prints.routing.value(), prints.faults.value(),
                         prints.protocol.value(), prints.metrics.value()};
  log.ended = facts.ended;
  onlooker.close(Time() + flight.plan.lasts);
  add_samples(flight.plan, facts, log);
  return logged;
}

}  // namespace windtunnel
