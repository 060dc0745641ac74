// The arithmetic of the audits.
//
// Little (1961): the number present, summed over time, is the time spent, summed over requests. Utilisation:
// cores busy, summed over time, is the time on cores, summed over services.
#include "sim/verify/conservation.hpp"

namespace windtunnel {
namespace {

std::string number(Int128 value) { return std::to_string(static_cast<std::int64_t>(value)); }

Audit verdict(std::string name, bool holds, std::string found) {
  return Audit{std::move(name), holds, holds ? std::string() : std::move(found)};
}

Audit littles_law(const RunBooks& books) {
  for (const StationBook& station : books.stations) {
    const Int128 present = station.totals.busy_ns + station.totals.queue_ns;
    const Int128 spent = station.totals.residence_ns + station.unfinished_residence_ns;
    if (present != spent)
      return verdict(
          "littles_law", false,
          station.name + ": number present over time less time spent is " + number(present - spent) + " ns");
  }
  return verdict("littles_law", true, {});
}

Audit utilisation(const RunBooks& books) {
  for (const StationBook& station : books.stations) {
    if (station.shares_cores) continue;
    const Int128 worked = station.totals.service_ns + station.unfinished_service_ns;
    if (station.totals.busy_ns != worked)
      return verdict("utilisation", false,
                     station.name + ": cores busy over time less services timed is " +
                         number(station.totals.busy_ns - worked) + " ns");
  }
  return verdict("utilisation", true, {});
}

}  // namespace

std::vector<Audit> audit(const RunBooks& books) {
  std::vector<Audit> audits;
  audits.push_back(verdict(
      "conservation", books.issued == books.ended + books.in_flight && books.recorded == books.ended,
      "issued " + std::to_string(books.issued) + ", ended " + std::to_string(books.ended) + ", recorded " +
          std::to_string(books.recorded) + ", in flight " + std::to_string(books.in_flight)));
  audits.push_back(littles_law(books));
  audits.push_back(utilisation(books));
  audits.push_back(verdict("calls_outstanding", books.calls_counted == books.calls_open,
                           "balancers count " + std::to_string(books.calls_counted) +
                               " calls in flight, attempts have " + std::to_string(books.calls_open)));
  audits.push_back(
      verdict("time_accounted", books.torn_breakdowns == 0,
              std::to_string(books.torn_breakdowns) + " replies whose parts do not add up to their latency"));
  audits.push_back(
      verdict("nothing_served_by_the_dead", books.served_by_the_dead == 0,
              std::to_string(books.served_by_the_dead) + " services on replicas that were down"));
  return audits;
}

}  // namespace windtunnel
