// Printing an answer: the verdict first, then what it rests on, then what it leaves out.
//
// Every part has its lines; where all of them together are too many for a screen, parts give up lines in
// turn, the bill's and the small print's before the verdicts'. What was given up is counted and stands in
// summary.json.
#include "apps/answer_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/machine/shrink_steps.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesMax = 45;
constexpr std::size_t kLabel = 13;  // columns of "Leaves out", "Checked by" ...

// How many lines each part may take.
struct Limits {
  std::size_t expectations = 12, reasons = 4, phases = 6, time = 5, tiers = 8, bill = 6, left_out = 4,
              checked = 2, failures = 4;
};

void append(Lines& to, Lines from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Why replications could not be finished, each in a line or two; what the first one tells beyond that (a
// traceback) stands below it as it is.
Lines failures_of(const Answer& answer, std::size_t most, std::size_t lines_each) {
  constexpr std::size_t kToldMax = 24;
  Lines lines;
  for (std::size_t i = 0; i < answer.failures.size() && i < most; ++i) {
    const Lines told = lines_of(answer.failures[i]);
    if (told.empty()) continue;
    append(lines, wrapped("FAILED", kLabel, told.front(), lines_each));
    for (std::size_t line = 1; i == 0 && line < told.size(); ++line)
      if (line + kToldMax >= told.size()) lines.push_back(std::string(kLabel, ' ') + told[line]);
  }
  if (answer.failures.size() > most)
    append(lines,
           wrapped("", kLabel, fmt::format("and {} more replications", answer.failures.size() - most), 2));
  return lines;
}

std::string interval(const Metric& metric, const Estimate& estimate) {
  if (!estimate.has_interval()) {
    if (estimate.lack != Lack::kNothing) return word(estimate.lack);
    return show(metric, estimate.value);
  }
  if (estimate.kind == IntervalKind::kAtLeast) return ">= " + show(metric, estimate.low);
  if (estimate.kind == IntervalKind::kAtMost) return "<= " + show(metric, estimate.high);
  if (estimate.low == estimate.high) return show(metric, estimate.value);
  return show_interval(metric, estimate.low, estimate.high);
}

const char* mark(Expected verdict) {
  return verdict == Expected::kHolds ? "holds" : verdict == Expected::kFails ? "FAILS" : "undecided";
}

// Of a promise of every run there is no interval: the worst run says it, or that there is none that breaks
// it.
std::string of_every_run(const ExpectationAnswer& e, bool verdict) {
  const std::int64_t runs = e.estimate.replications;
  if (!verdict) return fmt::format("worst of {}: {}", runs, show(*e.key.metric, e.estimate.value));
  return e.judgement.verdict == Expected::kFails ? fmt::format("not all of {} runs", runs)
                                                 : fmt::format("all of {} runs", runs);
}

std::string sentence(const Answer& answer) {
  std::size_t fails = 0, undecided = 0;
  const std::size_t all = answer.expectations.size();
  for (const ExpectationAnswer& e : answer.expectations) {
    fails += e.judgement.verdict == Expected::kFails;
    undecided += e.judgement.verdict == Expected::kUndecided;
  }
  const auto some = [all](std::size_t count, const char* one, const char* many) {
    if (all == 1) return fmt::format("its one expectation {}", one);
    return fmt::format("{} of {} expectations {}", count, all, count == 1 ? one : many);
  };
  if (all == 0) return "Nothing was expected; here is what happened.";
  if (fails > 0)
    return "The design fails: " + some(fails, "is not met", "are not met") +
           (undecided > 0 ? fmt::format(", {} undecided.", undecided) : ".");
  if (undecided > 0)
    return "Undecided: " + some(undecided, "can not be judged", "can not be judged") +
           (undecided < all ? ", the others hold." : ".");
  return all == 1 ? "The design holds: its one expectation is met."
                  : fmt::format("The design holds: all {} expectations are met.", all);
}

// What makes the whole answer less than it looks: runs cut short or failed, promises broken, queues without
// an end.
Lines warnings(const Answer& answer, const Limits& limits) {
  Lines lines;
  const auto warn = [&lines](const char* label, const std::string& text) {
    append(lines, wrapped(label, kLabel, text, 2));
  };
  if (answer.interrupted || answer.out_of_budget)
    warn("CUT SHORT",
         fmt::format("{} after {} of {} replications; intervals are wider than they were meant to be.",
                     answer.interrupted ? "Interrupted" : "The budget was spent", answer.replications,
                     answer.wanted));
  for (const Audit& audit : answer.audits)
    if (!audit.holds) warn("AUDIT BROKEN", audit.name + ": " + audit.found);
  append(lines, failures_of(answer, limits.failures, 2));
  std::size_t saturated = 0;
  for (const TierAnswer& tier : answer.tiers)
    if (tier.saturated && ++saturated <= limits.failures)
      warn("SATURATED", fmt::format("tier {}: {}.", tier.name, tier.why));
  return lines;
}

// A difference of shares is in points, lest 3% of 93% be read for it.
std::string show_difference(const Metric& metric, double value) {
  const double size = std::abs(value);
  std::string digits;
  if (metric.unit == MetricUnit::kShare)
    digits = (size >= 0.1 ? fixed(size * 100, 1) : significant(size * 100, 2)) + " pt";
  else if (metric.unit == MetricUnit::kMoney)
    digits = grouped(size, 0) + " USD";
  else if (metric.unit == MetricUnit::kDuration)
    digits = text(Duration::from_seconds(size), 2);
  else
    digits = show(metric, size);
  return (value < 0 ? "-" : "+") + digits;
}

constexpr std::string_view kVerdict = "verdict_";
bool is_verdict(const ExpectationAnswer& e) {
  return e.every_run && e.key.metric->name.starts_with(kVerdict);
}

std::string claim_of(const Flight& flight, const ExpectationAnswer& e) {
  const Metric& metric = *e.key.metric;
  if (is_verdict(e))
    return tier_name(flight, e.key) + " keeps " + std::string(metric.name.substr(kVerdict.size()));
  std::string claim(metric.name);
  for (const std::string& part :
       {phase_name(flight, e.key), class_name(flight, e.key), region_name(flight, e.key),
        tier_name(flight, e.key), fault_name(flight, e.key), side_name(flight, e.key)})
    if (!part.empty()) claim += " " + part;
  const std::string limit =
      metric.unit == MetricUnit::kMoney ? grouped(e.limit, 0) + " USD" : show(metric, e.limit);
  if (e.every_run) return claim + (e.side == Side::kAtMost ? " never > " : " never < ") + limit;
  return claim + (e.side == Side::kAtMost ? " <= " : " >= ") + limit;
}

Lines expectations(const Flight& flight, const Answer& answer, const Limits& limits) {
  if (answer.expectations.empty()) return {};
  // What fails or is undecided is shown before what holds; else in the order of the file.
  std::vector<const ExpectationAnswer*> order;
  for (const ExpectationAnswer& e : answer.expectations) order.push_back(&e);
  if (order.size() > limits.expectations)
    std::stable_partition(order.begin(), order.end(),
                          [](const auto* e) { return e->judgement.verdict != Expected::kHolds; });
  const std::size_t shown = std::min(order.size(), limits.expectations);
  TextTable table("llrr");
  table.row({"Expectations", "", "95% interval", "margin"});
  for (std::size_t i = 0; i < shown; ++i) {
    const ExpectationAnswer& e = *order[i];
    const Metric& metric = *e.key.metric;
    const bool judged = e.estimate.has_interval() || e.estimate.lack == Lack::kNothing;
    table.row({fmt::format("{:<9} {}", mark(e.judgement.verdict), clip(e.name, 14)),
               clip(claim_of(flight, e), 41),
               e.every_run && e.estimate.has_interval() ? of_every_run(e, is_verdict(e))
                                                        : interval(metric, e.estimate),
               judged && !is_verdict(e) && !std::isnan(e.judgement.margin)
                   ? show_difference(metric, e.judgement.margin)
                   : "-"});
  }
  Lines lines = {""};
  const Lines rows = table.lines();
  lines.push_back(rows[0]);
  std::size_t reasons = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    lines.push_back(rows[i + 1]);
    if (!order[i]->judgement.why.empty() && ++reasons <= limits.reasons)
      append(lines, wrapped("", kLabel + 2, "because " + order[i]->judgement.why, 1));
  }
  if (order.size() > shown)
    lines.push_back(fmt::format("  ... and {} more (--json has them)", order.size() - shown));
  return lines;
}

Lines phases(const Flight& flight, const Answer& answer, const Limits& limits) {
  constexpr const char* kShown[] = {"availability", "latency_p50", "latency_p99", "goodput"};
  TextTable table("lllll");
  table.row({"Phases", kShown[0], kShown[1], kShown[2], kShown[3]});
  std::vector<std::optional<std::uint32_t>> list;
  for (std::uint32_t i = 0; i < flight.phases.size() && i + 1 < limits.phases; ++i) list.emplace_back(i);
  list.emplace_back();
  for (const auto& phase : list) {
    std::vector<std::string> cells = {phase ? clip(flight.phases[*phase].name, 16) : "all"};
    for (const char* name : kShown) {
      const Metric* metric = find_metric(name);
      const AnswerRow* row = answer.find(RowKey{metric, phase, {}, {}, {}, {}});
      std::string cell = "-";
      if (row != nullptr) {
        const Estimate& e = row->estimate;
        const bool both = e.kind == IntervalKind::kTwoSided && e.low < e.high;
        cell = both && metric->unit != MetricUnit::kShare
                   ? show_with_half(*metric, e.value, std::max(e.high - e.value, e.value - e.low))
                   : interval(*metric, e);
      }
      cells.push_back(cell);
    }
    table.row(std::move(cells));
  }
  Lines lines = {""};
  append(lines, table.lines());
  return lines;
}

Lines time(const Answer& answer, const Limits& limits) {
  double mean = 0, slowest = 0;
  std::vector<const TimeShare*> shares;
  for (const TimeShare& share : answer.time) {
    mean += share.mean_s, slowest += share.slowest_s;
    if (share.mean_s > 0 || share.slowest_s > 0) shares.push_back(&share);
  }
  if (mean <= 0) return {};
  std::stable_sort(shares.begin(), shares.end(),
                   [](const auto* a, const auto* b) { return a->slowest_s > b->slowest_s; });
  TextTable table("lrrrr");
  table.row({"Where the time goes", "mean request", "", "slowest 1%", ""});
  for (std::size_t i = 0; i < shares.size() && i < limits.time; ++i)
    table.row({shares[i]->part, text(Duration::from_seconds(shares[i]->mean_s)),
               percent(shares[i]->mean_s / mean, 0), text(Duration::from_seconds(shares[i]->slowest_s)),
               slowest > 0 ? percent(shares[i]->slowest_s / slowest, 0) : "-"});
  Lines lines = {""};
  append(lines, table.lines());
  return lines;
}

std::string headroom_of(const TierAnswer& tier, bool first) {
  if (tier.saturated) return "none: offered " + percent(tier.offered_load, 0) + " of capacity";
  const double top = std::max(tier.utilisation_peak, tier.utilisation_worst);
  if (top <= 0) return "idle";
  const std::string times = 1 / top >= 100  ? "over x100"
                            : 1 / top >= 10 ? "x" + fixed(1 / top, 0)
                                            : "x" + fixed(1 / top, 2);
  return times + (first ? ", saturates first" : "");
}

Lines tiers(const Answer& answer, const Limits& limits) {
  if (answer.tiers.empty()) return {};
  const auto top = [](const TierAnswer& tier) {
    return std::max({tier.utilisation_peak, tier.utilisation_worst, tier.saturated ? 2.0 : 0.0});
  };
  std::vector<const TierAnswer*> order;
  for (const TierAnswer& tier : answer.tiers) order.push_back(&tier);
  const TierAnswer* first = *std::max_element(
      order.begin(), order.end(), [&](const auto* a, const auto* b) { return top(*a) < top(*b); });
  if (order.size() > limits.tiers)
    std::stable_sort(order.begin(), order.end(),
                     [&](const auto* a, const auto* b) { return top(*a) > top(*b); });
  TextTable table("lrrrll");
  table.row({"Tiers", "replicas", "busy, mean", "at peak", "busiest", "headroom there"});
  for (std::size_t i = 0; i < order.size() && i < limits.tiers; ++i) {
    const TierAnswer& tier = *order[i];
    std::string where = tier.worst_phase.empty() ? "all" : tier.worst_phase;
    if (!tier.worst_region.empty()) where += " " + tier.worst_region;
    table.row({clip(tier.name, 20),
               fmt::format("{} x {}",
                           tier.replicas_most > tier.replicas
                               ? fmt::format("{} to {}", tier.replicas, tier.replicas_most)
                               : std::to_string(tier.replicas),
                           tier.cores == 1 ? "1 core" : fmt::format("{} cores", tier.cores)),
               percent(tier.utilisation_mean, 1), percent(tier.utilisation_peak, 1),
               clip(where, 28) + " " + percent(tier.utilisation_worst, 0),
               headroom_of(tier, &tier == first)});
  }
  Lines lines = {""};
  append(lines, table.lines());
  if (order.size() > limits.tiers)
    lines.push_back(fmt::format("  ... and {} less busy ones", order.size() - limits.tiers));
  return lines;
}

Lines bill_lines(const Answer& answer, const Limits& limits) {
  if (!answer.bill) return {};
  const Bill& bill = *answer.bill;
  std::vector<const BillLine*> order;
  for (const BillLine& line : bill.lines) order.push_back(&line);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->amount > b->amount; });
  TextTable table("lrl");
  table.row({"Bill of a month", text(bill.total), ""});
  Money rest;
  const std::size_t shown = order.size() <= limits.bill ? order.size() : limits.bill - 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < shown)
      table.row({clip((order[i]->tier.empty() ? "" : order[i]->tier + ": ") + order[i]->what, 64),
                 text(order[i]->amount), order[i]->assumed ? "(assumed)" : ""});
    else
      rest += order[i]->amount;
  }
  if (shown < order.size()) table.row({fmt::format("{} more lines", order.size() - shown), text(rest), ""});
  Lines lines = {""};
  append(lines, table.lines());
  if (!bill.not_priced.empty())
    append(lines, wrapped("  not priced:", kLabel + 1, list_of(bill.not_priced), 2));
  return lines;
}

Lines small_print(const Loaded& loaded, const Limits& limits) {
  std::string left, by;
  for (const LeftOut& each : what_is_left_out(loaded.scenario)) {
    if (!each.what.empty()) left += (left.empty() ? "" : " ") + each.model + ": " + each.what;
    for (const std::string& id : each.validated_by)
      if ((", " + by + ", ").find(", " + id + ", ") == std::string::npos) by += (by.empty() ? "" : ", ") + id;
  }
  Lines lines;
  if (!left.empty()) append(lines, wrapped("Leaves out", kLabel, left, limits.left_out));
  if (!by.empty()) append(lines, wrapped("Checked by", kLabel, by, limits.checked));
  std::string oldest, oldest_name;
  for (const auto& table : loaded.tables)
    if (!table->date().empty() && (oldest.empty() || table->date() < oldest))
      oldest = table->date(), oldest_name = table->name();
  if (!oldest.empty())
    lines.push_back(clip(fmt::format("{:<13}{} ({})", "Oldest data", oldest, oldest_name)));
  return lines;
}

// What checkers say of each store under a protocol.
Lines consistency(const Answer& answer) {
  Lines lines;
  for (const StoreAnswer& store : answer.stores) {
    lines.emplace_back();
    lines.push_back(clip(
        fmt::format("Consistency of {} under {}, {} members", store.tier, store.protocol, store.members)));
    std::string kept, open;
    for (const StoreAnswer::Verdict& verdict : store.verdicts) {
      std::string name(verdict.check);
      std::replace(name.begin(), name.end(), '_', ' ');
      if (verdict.violated == 0) {
        if (verdict.holds > 0)
          kept += fmt::format("{}{}", kept.empty() ? "" : ", ",
                              verdict.check == "lost_acknowledged_writes" ? "no " + name : name);
        if (verdict.holds > 0 && verdict.unknown > 0)
          kept += fmt::format(" (in {} runs not known)", verdict.unknown);
        if (verdict.holds == 0 && verdict.unknown > 0) open += (open.empty() ? "" : ", ") + name;
        continue;
      }
      lines.push_back(
          clip(fmt::format("  {:<10}{} in {} of {} runs", verdict.asked ? "VIOLATED" : "violated", name,
                           verdict.violated, verdict.holds + verdict.violated + verdict.unknown)));
      if (!verdict.example.empty()) append(lines, wrapped("", kLabel, verdict.example, 2));
    }
    if (!kept.empty()) append(lines, wrapped("  holds", 12, kept, 2));
    if (!open.empty()) append(lines, wrapped("  not known", 12, open, 1));
    std::string settings;
    for (const std::string& setting : store.settings) settings += (settings.empty() ? "" : "; ") + setting;
    if (!settings.empty()) append(lines, wrapped("  settings", 12, settings, 3));
  }
  return lines;
}

// What became of packets, in a line; nothing when all arrived.
Lines wire(const Answer& answer) {
  if (!answer.wire || answer.wire->packets == 0) return {};
  const WireTotals& wire = *answer.wire;
  if (wire.lost == 0 && wire.sent_again == 0 && wire.resets == 0 && wire.held == 0) return {};
  const auto share_of = [](std::int64_t part, std::int64_t whole) {
    const double ratio = static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(whole, 1));
    return percent(ratio, ratio > 0 && ratio < 0.01 ? 3 : 1);
  };
  const auto share = [&](std::int64_t part) { return share_of(part, wire.packets); };
  // What TCP sends again in vain is no new loss.
  std::string line = fmt::format("{:<13}{} packets, {} lost", "On the wire", grouped(wire.packets),
                                 share_of(wire.lost - wire.lost_again, wire.packets - wire.sent_again));
  if (wire.dropped > 0) line += fmt::format(" ({} by full queues)", share(wire.dropped));
  if (wire.sent_again > 0) line += fmt::format(", {} sent again", share(wire.sent_again));
  if (wire.held > 0) line += fmt::format(", {} messages held", grouped(wire.held));
  if (wire.resets > 0)
    line += fmt::format(", {} connection{} reset", grouped(wire.resets), wire.resets == 1 ? "" : "s");
  return {clip(line)};
}

std::string flown(const Answer& answer) {
  const bool held =
      std::all_of(answer.audits.begin(), answer.audits.end(), [](const Audit& audit) { return audit.holds; });
  return fmt::format("{:<13}{} of {} replication{}, {} requests, {} events; {}", "Flown", answer.replications,
                     answer.wanted, answer.wanted == 1 ? "" : "s", grouped(answer.requests),
                     grouped(static_cast<std::int64_t>(answer.events)),
                     held ? "every audit holds" : "an AUDIT IS BROKEN");
}

Lines whole(const Loaded& loaded, const Answer& answer, const std::string& command, const Limits& limits) {
  Lines lines = {clip(loaded.scenario.title.empty() ? loaded.document.file() : loaded.scenario.title),
                 sentence(answer)};
  append(lines, warnings(answer, limits));
  append(lines, expectations(loaded.flight, answer, limits));
  append(lines, phases(loaded.flight, answer, limits));
  append(lines, time(answer, limits));
  append(lines, tiers(answer, limits));
  append(lines, bill_lines(answer, limits));
  append(lines, consistency(answer));
  lines.emplace_back();
  append(lines, wire(answer));
  append(lines, small_print(loaded, limits));
  append(lines, again_with(command));
  lines.push_back(clip(flown(answer)));
  return lines;
}

// One line less for the next part in turn that has more than it needs at the least; false when none has.
bool give_up_a_line(Limits& limits, std::size_t& turn) {
  struct Part {
    std::size_t Limits::*lines;
    std::size_t least;
  };
  constexpr Part kParts[] = {{&Limits::bill, 3},     {&Limits::left_out, 1},     {&Limits::time, 3},
                             {&Limits::checked, 1},  {&Limits::tiers, 3},        {&Limits::reasons, 1},
                             {&Limits::failures, 1}, {&Limits::expectations, 5}, {&Limits::phases, 4}};
  for (std::size_t tried = 0; tried < std::size(kParts); ++tried) {
    const Part& part = kParts[turn++ % std::size(kParts)];
    if (limits.*part.lines <= part.least) continue;
    --(limits.*part.lines);
    return true;
  }
  return false;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

std::vector<std::string> again_with(const std::string& command) {
  Lines lines;
  std::string line = "Again with   ";
  for (std::size_t at = 0; at < command.size();) {
    // Options stay with their values: a new line begins only before " --".
    const std::size_t end = std::min(command.find(" --", at + 1), command.size());
    const std::string piece = command.substr(at, end - at);
    if (at > 0 && columns_of(line) + columns_of(piece) + 2 > kTextColumns) {
      lines.push_back(line + " \\");
      line = std::string(kLabel, ' ') + piece.substr(1);
    } else {
      line += piece;
    }
    at = end;
  }
  lines.push_back(line);
  return lines;
}

std::string answer_text(const Loaded& loaded, const Answer& answer, const std::string& command) {
  Limits limits;
  if (answer.replications == 0) {
    Lines lines = {clip(loaded.scenario.title.empty() ? loaded.document.file() : loaded.scenario.title),
                   answer.interrupted ? "Interrupted before a replication was finished."
                                      : "No replication could be finished."};
    append(lines, failures_of(answer, limits.failures, 4));
    append(lines, again_with(command));
    return joined(lines);
  }
  std::size_t turn = 0;
  Lines lines = whole(loaded, answer, command, limits);
  while (lines.size() > kLinesMax && give_up_a_line(limits, turn))
    lines = whole(loaded, answer, command, limits);
  return joined(lines);
}

}  // namespace windtunnel
