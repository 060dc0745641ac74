// Printing an answer: the verdict first, then what it rests on, then what it leaves out.
#include "apps/answer_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kColumns = 100;

std::string clip(const std::string& line, std::size_t width = kColumns) {
  // Columns are characters, not bytes: continuation bytes of UTF-8 take none.
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xc0) == 0x80) continue;
    if (++column > width) return line.substr(0, i - 1) + "~";
  }
  return line;
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

std::string sentence(const Loaded& loaded, const Answer& answer) {
  std::string text;
  const std::string verdict = overall_verdict(answer);
  std::size_t holds = 0, fails = 0, undecided = 0;
  for (const ExpectationAnswer& e : answer.expectations) {
    holds += e.judgement.verdict == Expected::kHolds;
    fails += e.judgement.verdict == Expected::kFails;
    undecided += e.judgement.verdict == Expected::kUndecided;
  }
  if (verdict == "none") text = "Nothing was expected; here is what happened.";
  else if (verdict == "holds") text = fmt::format("The design holds: all {} expectations are met.", holds);
  else if (verdict == "fails")
    text = fmt::format("The design fails: {} of {} expectations {} not met{}.", fails, answer.expectations.size(),
                       fails == 1 ? "is" : "are", undecided > 0 ? fmt::format(", {} undecided", undecided) : std::string());
  else text = fmt::format("Undecided: {} of {} expectations need more evidence, the rest hold.", undecided, answer.expectations.size());
  for (const TierAnswer& tier : answer.tiers)
    if (tier.saturated) text += " Tier " + tier.name + " is saturated.";
  (void)loaded;
  return text;
}

void expectations(std::string& out, const Flight& flight, const Answer& answer) {
  if (answer.expectations.empty()) return;
  out += fmt::format("\n{:<25} {:<42} {:<20} {:>10}\n", "Expectations", "", "95% interval", "margin");
  std::size_t shown = 0;
  for (const ExpectationAnswer& e : answer.expectations) {
    if (++shown > 8) {
      out += fmt::format("  ... and {} more (see --json)\n", answer.expectations.size() - 8);
      break;
    }
    const Metric& metric = *e.key.metric;
    std::string claim(metric.name);
    for (const std::string& part : {phase_name(flight, e.key), class_name(flight, e.key), region_name(flight, e.key),
                                    tier_name(flight, e.key), fault_name(flight, e.key)})
      if (!part.empty()) claim += " " + part;
    claim += fmt::format(" {} {}", e.side == Side::kAtMost ? "<=" : ">=", metric.unit == MetricUnit::kMoney ? grouped(e.limit, 0) + " USD" : show(metric, e.limit));
    const std::string margin = std::isnan(e.judgement.margin) ? "" : (e.judgement.margin >= 0 ? "+" : "-") + (metric.unit == MetricUnit::kMoney ? grouped(std::abs(e.judgement.margin), 0) + " USD" : show(metric, std::abs(e.judgement.margin)));
    out += clip(fmt::format("  {:<9} {:<13} {:<42} {:<20} {:>10}", mark(e.judgement.verdict), clip(e.name, 13), clip(claim, 42), interval(metric, e.estimate), margin)) + "\n";
  }
}

void phases(std::string& out, const Flight& flight, const Answer& answer) {
  constexpr const char* kShown[] = {"availability", "latency_p50", "latency_p99", "goodput"};
  out += fmt::format("\n{:<10}", "Phases");
  for (const char* name : kShown) out += fmt::format(" {:<22}", name);
  out += "\n";
  std::vector<std::optional<std::uint32_t>> list;
  for (std::uint32_t i = 0; i < flight.phases.size() && i < 5; ++i) list.emplace_back(i);
  list.emplace_back();
  for (const auto& phase : list) {
    std::string line = fmt::format("  {:<8}", phase ? flight.phases[*phase].name : "all");
    for (const char* name : kShown) {
      const Metric* metric = find_metric(name);
      const AnswerRow* row = answer.find(RowKey{metric, phase, {}, {}, {}, {}});
      std::string cell = "-";
      if (row != nullptr) {
        const Estimate& e = row->estimate;
        if (e.kind == IntervalKind::kTwoSided && metric->unit != MetricUnit::kShare)
          cell = show_with_half(*metric, e.value, std::max(e.high - e.value, e.value - e.low));
        else
          cell = interval(*metric, e);
      }
      line += fmt::format(" {:<22}", cell);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += clip(line) + "\n";
  }
}

void time_and_tiers(std::string& out, const Answer& answer) {
  double mean = 0, slowest = 0;
  for (const TimeShare& share : answer.time) mean += share.mean_s, slowest += share.slowest_s;
  if (mean > 0) {
    std::vector<const TimeShare*> shares;
    for (const TimeShare& share : answer.time) shares.push_back(&share);
    std::stable_sort(shares.begin(), shares.end(), [](const auto* a, const auto* b) { return a->slowest_s > b->slowest_s; });
    out += fmt::format("\n{:<26} {:>18} {:>26}\n", "Where the time goes", "mean request", "slowest 1%");
    for (std::size_t i = 0; i < shares.size() && i < 5; ++i)
      out += fmt::format("  {:<24} {:>10} {:>7} {:>18} {:>7}\n", shares[i]->part, text(Duration::from_seconds(shares[i]->mean_s)),
                         percent(shares[i]->mean_s / mean, 0), text(Duration::from_seconds(shares[i]->slowest_s)),
                         slowest > 0 ? percent(shares[i]->slowest_s / slowest, 0) : "-");
  }
  if (answer.tiers.empty()) return;
  out += fmt::format("\n{:<12} {:>14} {:>11} {:>9} {:>26}  {}\n", "Tiers", "replicas", "busy, mean", "at peak", "busiest", "headroom there");
  const auto first = std::max_element(answer.tiers.begin(), answer.tiers.end(), [](const TierAnswer& a, const TierAnswer& b) {
    return std::max(a.utilisation_peak, a.utilisation_worst) < std::max(b.utilisation_peak, b.utilisation_worst);
  });
  std::size_t shown = 0;
  for (const TierAnswer& tier : answer.tiers) {
    if (++shown > 6) break;
    const double top = std::max(tier.utilisation_peak, tier.utilisation_worst);
    const std::string headroom = tier.saturated ? "saturated" : top > 0 ? fmt::format("x{}{}", fixed(1 / top, 2), &tier == &*first ? ", saturates first" : "") : "idle";
    out += clip(fmt::format("  {:<10} {:>14} {:>11} {:>9} {:>26}  {}", tier.name, fmt::format("{} x {}", tier.replicas, tier.cores == 1 ? "1 core" : fmt::format("{} cores", tier.cores)),
                            percent(tier.utilisation_mean, 1), percent(tier.utilisation_peak, 1),
                            fmt::format("{}{}{}{}{}", tier.worst_phase, tier.worst_phase.empty() ? "" : " ", tier.worst_region,
                                        tier.worst_region.empty() ? "" : " ", percent(tier.utilisation_worst, 0)),
                            headroom)) + "\n";
  }
}

void bill_lines(std::string& out, const Answer& answer) {
  if (!answer.bill) return;
  const Bill& bill = *answer.bill;
  out += fmt::format("\nBill of a month {:>62}\n", text(bill.total));
  std::vector<const BillLine*> lines;
  for (const BillLine& line : bill.lines) lines.push_back(&line);
  std::stable_sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->amount > b->amount; });
  Money rest;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i < 5) out += clip(fmt::format("  {:<58} {:>17}{}", clip(lines[i]->what, 58), text(lines[i]->amount), lines[i]->assumed ? "  (assumed)" : "")) + "\n";
    else rest += lines[i]->amount;
  }
  if (lines.size() > 5) out += fmt::format("  {:<58} {:>17}\n", fmt::format("{} more lines", lines.size() - 5), text(rest));
  if (!bill.not_priced.empty()) out += clip("  not priced: " + list_of(bill.not_priced)) + "\n";
}

void small_print(std::string& out, const Loaded& loaded, const Answer& answer, const std::string& command) {
  std::string left, by;
  for (const LeftOut& each : what_is_left_out(loaded.scenario)) {
    left += (left.empty() ? "" : "; ") + each.model.substr(each.model.find(' ') + 1);
    for (const std::string& id : each.validated_by)
      if (by.find(id) == std::string::npos) by += (by.empty() ? "" : ", ") + id;
  }
  out += "\n";
  std::string oldest, oldest_name;
  for (const auto& table : loaded.tables)
    if (!table->date().empty() && (oldest.empty() || table->date() < oldest)) oldest = table->date(), oldest_name = table->name();
  std::size_t lines = 0;
  for (const LeftOut& each : what_is_left_out(loaded.scenario))
    if (!each.what.empty() && ++lines <= 2) out += clip(fmt::format("{:<13}{}: {}", lines == 1 ? "Leaves out" : "", each.model, each.what)) + "\n";
  if (lines > 2) out += clip(fmt::format("{:<13}and what `windtunnel models` says of: {}", "", left)) + "\n";
  out += clip(fmt::format("{:<13}{}", "Checked by", by)) + "\n";
  if (!oldest.empty()) out += clip(fmt::format("{:<13}{} ({})", "Oldest data", oldest, oldest_name)) + "\n";
  for (const Audit& audit : answer.audits)
    if (!audit.holds) out += clip("AUDIT BROKEN " + audit.name + ": " + audit.found) + "\n";
  for (std::size_t i = 0; i < answer.failures.size() && i < 2; ++i) out += clip("FAILED       " + answer.failures[i]) + "\n";
  out += fmt::format("{:<13}{}\n", "Again with", command);
}

}  // namespace

std::string answer_text(const Loaded& loaded, const Answer& answer, const std::string& command) {
  std::string out = clip(loaded.scenario.title.empty() ? loaded.document.file() : loaded.scenario.title) + "\n";
  if (answer.replications == 0) {
    out += "No replication could be finished.\n";
    for (const std::string& failure : answer.failures) out += "  " + failure + "\n";
    return out;
  }
  out += clip(sentence(loaded, answer)) + "\n";
  const Flight& flight = loaded.flight;
  expectations(out, flight, answer);
  phases(out, flight, answer);
  time_and_tiers(out, answer);
  bill_lines(out, answer);
  small_print(out, loaded, answer, command);
  const std::string partial = answer.interrupted ? " (interrupted)" : answer.out_of_budget ? " (the budget was spent)" : "";
  out += clip(fmt::format("{:<13}{} replications of {}{}, {} requests, {} events, all audits {}", "Flown", answer.replications, answer.wanted, partial,
                          grouped(answer.requests), grouped(static_cast<std::int64_t>(answer.events)),
                          std::all_of(answer.audits.begin(), answer.audits.end(), [](const Audit& a) { return a.holds; }) ? "hold" : "DO NOT hold")) + "\n";
  return out;
}

}  // namespace windtunnel
