// Empirical: what was measured, as a table of quantiles or as the samples themselves.
//
// Between two quantiles values are spread evenly, so the table needs both ends: p0 and p100 are facts too,
// and a tail that nobody measured is not made up. Samples are drawn as they are, each equally likely.
#include <charconv>

#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// "p50" is 0.5, "p99" 0.99, "p999" 0.999, "p9995" 0.9995, "p100" 1.
std::optional<double> probability_of(std::string_view name) {
  if (name.size() < 2 || name.size() > 10 || name[0] != 'p') return std::nullopt;
  const std::string_view digits = name.substr(1);
  std::int64_t value = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || value < 0) return std::nullopt;
  if (digits == "100") return 1.0;
  double whole = 100;
  for (std::size_t i = 2; i < digits.size(); ++i) whole *= 10;
  return static_cast<double>(value) / whole;
}

template <class Model>
struct EmpiricalFields {
  using Quantity = typename Model::Quantity;
  Map<Quantity> quantiles;
  std::vector<Quantity> values;
  TableRef samples;
  std::string column;

  void describe(Schema& schema) {
    schema.field("quantiles", quantiles,
                 "Names p0, p50, p99, p999, p100 and such, each with its value; even between two of them.");
    schema.field("values", values, "Measured values, each equally likely.");
    schema.field("samples", samples, "A CSV or CSV.gz table with measured values.");
    schema.field("column", column,
                 "The table's column; its name ends in its unit. Not needed where there is only one.");
  }

  std::vector<Sampler::Quantile> points() const {
    std::vector<Sampler::Quantile> list;
    for (const auto& quantile : quantiles) {
      list.push_back({probability_of(quantile.name).value_or(0), Model::number(quantile.value)});
    }
    return list;
  }

  void check(Checker& checker) const {
    const int ways = !quantiles.empty() + !values.empty() + static_cast<bool>(samples);
    if (ways != 1) {
      return checker.problem(ways == 0 ? code::kOneOfMissing : code::kConflict,
                             ways == 0 ? "none of them" : "several of them",
                             "one of quantiles, values, samples");
    }
    if (!quantiles.empty()) check_quantiles(checker);
    if (samples) check_samples(checker);
    if (!Model::kMayBeNegative) {
      for (const Quantity& value : values) {
        if (value < Quantity{})
          return checker.problem("values", code::kRange, detail::bound_text(value), "no value below 0");
      }
    }
  }

  void check_quantiles(Checker& checker) const {
    double p = -1, below = Model::kMayBeNegative ? -math::kInfinity : 0;
    std::string before = "0";
    for (const auto& quantile : quantiles) {
      const std::string field = "quantiles." + quantile.name;
      const std::optional<double> next = probability_of(quantile.name);
      if (!next) {
        return checker.problem(field, code::kName, quantile.name, "p0 to p100, p999 for 99.9%");
      }
      const double value = Model::number(quantile.value);
      if (*next <= p) return checker.problem(field, code::kOrder, quantile.name, "quantiles in rising order");
      if (value < below) {
        return checker.problem(field, code::kOrder, detail::bound_text(quantile.value),
                               before + " or more, as before it");
      }
      p = *next;
      below = value;
      before = detail::bound_text(quantile.value);
    }
    if (probability_of(quantiles.begin()->name) != 0.0)
      checker.missing("quantiles.p0", "the least value: a table has both ends");
    if (p != 1) checker.missing("quantiles.p100", "the largest value: a tail is not made up");
  }

  // The column that is meant, and the size of its unit.
  std::optional<std::pair<std::size_t, double>> column_of_samples() const {
    std::optional<std::size_t> index;
    if (!column.empty()) index = samples->column(column);
    if (column.empty() && samples->columns().size() == 1) index = 0;
    if (!index) return std::nullopt;
    const std::optional<double> unit = Model::unit_of_column(samples->columns()[*index]);
    if (!unit) return std::nullopt;
    return std::pair{*index, *unit};
  }

  void check_samples(Checker& checker) const {
    const auto found = column_of_samples();
    if (!found) {
      return checker.problem("column", code::kTableContent, column.empty() ? "no column named" : column,
                             "a column of " + samples.name + ", with " + std::string(Model::kColumns), column,
                             samples->columns());
    }
    if (samples->rows() == 0) return checker.problem("samples", code::kEmpty, "no rows", "measured values");
    for (std::size_t row = 0; row < samples->rows(); ++row) {
      const std::optional<double> value = samples->number(row, found->first);
      if (value && (Model::kMayBeNegative || *value >= 0)) continue;
      return checker.problem("samples", code::kTableContent,
                             "'" + samples->cell(row, found->first) + "' at " + samples->where(row).text(),
                             Model::kMayBeNegative ? "a number" : "a number not below 0");
    }
  }

  Sampler make() const {
    if (!quantiles.empty()) return Sampler::empirical(points());
    std::vector<double> numbers;
    for (const Quantity& value : values) numbers.push_back(Model::number(value));
    if (samples) {
      const auto [index, unit] = *column_of_samples();
      for (std::size_t row = 0; row < samples->rows(); ++row)
        numbers.push_back(*samples->number(row, index) * unit);
    }
    return Sampler::samples(std::move(numbers));
  }
};

}  // namespace

template <class Model>
Entry<Model> empirical_law() {
  return entry<Model, EmpiricalFields<Model>>(
      {.name = "empirical",
       .meaning = "What was measured: a table of quantiles, or samples from a list or a CSV file.",
       .source = "Law 2015, Simulation Modeling and Analysis, section 8.3.16",
       .leaves_out = "Values beyond the largest one measured, and any order in which they came.",
       .validated_by = {kLawSuite}},
      [](const EmpiricalFields<Model>& fields) { return fields.make(); });
}

WINDTUNNEL_LAW(empirical_law);

}  // namespace windtunnel
