// Screening points, and comparing each with the best of the others.
#include "sim/stats/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/math.hpp"
#include "sim/stats/moments.hpp"

namespace windtunnel {
namespace {

// How much better `i` is than `j`, and how much of that may be luck.
struct Lead {
  double mean = 0, slack = math::kInfinity;
};

class Leads {
 public:
  Leads(std::span<const std::vector<double>> points, Direction direction, double error)
      : points_(points),
        sign_(direction == Direction::kHigherIsBetter ? 1 : -1),
        each_(points.size() > 1 ? error / static_cast<double>(points.size() - 1) : error) {}

  Lead of(std::size_t i, std::size_t j) {
    Moments moments;
    for (std::size_t r = 0; r < std::min(points_[i].size(), points_[j].size()); ++r) {
      const double difference = sign_ * (points_[i][r] - points_[j][r]);
      if (!std::isnan(difference)) moments.add(difference);
    }
    const auto n = static_cast<double>(moments.count());
    Lead lead;
    if (n > 0) lead.mean = moments.mean();
    if (n >= 2) lead.slack = quantile(moments.count()) * std::sqrt(moments.variance() / n);
    return lead;
  }

 private:
  double quantile(std::int64_t pairs) {
    const auto [at, fresh] = quantiles_.try_emplace(pairs, 0);
    if (fresh) at->second = -math::student_t_quantile(each_, static_cast<double>(pairs - 1));
    return at->second;
  }

  std::span<const std::vector<double>> points_;
  double sign_, each_;
  std::map<std::int64_t, double> quantiles_;  // by pairs
};

double mean_of(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values)
    if (!std::isnan(value)) moments.add(value);
  return moments.count() > 0 ? moments.mean() : math::kNaN;
}

}  // namespace

const char* word(Rank rank) {
  switch (rank) {
    case Rank::kBest:
      return "best";
    case Rank::kMayBeBest:
      return "may be best";
    case Rank::kNotBest:
      return "not best";
  }
  return "";
}

std::vector<Ranked> rank(std::span<const std::vector<double>> points, Direction direction, double error) {
  const std::size_t k = points.size();
  std::vector<Ranked> ranked(k);
  Leads leads(points, direction, error);
  // The most that a point may lead the best of the others by; below zero it can not be the best.
  std::vector<double> most(k, math::kInfinity);
  for (std::size_t i = 0; i < k; ++i) {
    ranked[i].mean = mean_of(points[i]);
    for (std::size_t j = 0; j < k; ++j) {
      if (j == i) continue;
      const Lead lead = leads.of(i, j);
      most[i] = std::min(most[i], lead.mean + lead.slack);
    }
  }
  std::vector<std::size_t> may_be;
  for (std::size_t i = 0; i < k; ++i)
    if (most[i] >= 0) may_be.push_back(i);
  for (std::size_t i = 0; i < k; ++i) {
    const bool alone = may_be.size() == 1 && may_be.front() == i;
    double least = alone ? 0 : math::kInfinity;
    if (!alone)
      for (const std::size_t j : may_be) {
        if (j == i) continue;
        const Lead lead = leads.of(i, j);
        least = std::min(least, lead.mean - lead.slack);
      }
    least = std::min(least, 0.0);
    const double highest = std::max(most[i], 0.0);
    ranked[i].rank = alone ? Rank::kBest : most[i] >= 0 ? Rank::kMayBeBest : Rank::kNotBest;
    const bool higher = direction == Direction::kHigherIsBetter;
    ranked[i].low = higher ? least : -highest;
    ranked[i].high = higher ? highest : -least;
    // No minus before a zero.
    ranked[i].low += 0.0;
    ranked[i].high += 0.0;
  }
  return ranked;
}

}  // namespace windtunnel
