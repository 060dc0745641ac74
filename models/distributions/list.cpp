// Every distribution there is, in the order in which people meet them.
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// The unit whose name ends the column's.
template <std::size_t n>
std::optional<double> unit_by_ending(std::string_view column,
                                     const std::pair<std::string_view, double> (&units)[n]) {
  const std::size_t mark = column.rfind('_');
  const std::string_view ending = mark == std::string_view::npos ? column : column.substr(mark + 1);
  for (const auto& [name, size] : units)
    if (ending == name) return size;
  return std::nullopt;
}

template <class Model>
void add_laws(Catalog& catalog) {
  catalog.add(constant_law<Model>());
  catalog.add(uniform_law<Model>());
  catalog.add(exponential_law<Model>());
  catalog.add(erlang_law<Model>());
  catalog.add(hyperexponential_law<Model>());
  catalog.add(normal_law<Model>());
  catalog.add(lognormal_law<Model>());
  catalog.add(gamma_law<Model>());
  catalog.add(weibull_law<Model>());
  catalog.add(pareto_law<Model>());
  catalog.add(empirical_law<Model>());
  catalog.add(mixture_law<Model>());
  catalog.add(shifted_law<Model>());
  catalog.add(truncated_law<Model>());
}

}  // namespace

std::optional<double> Distribution::unit_of_column(std::string_view column) {
  static constexpr std::pair<std::string_view, double> kUnits[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3},
                                                                   {"s", 1},     {"min", 60},  {"h", 3600}};
  return unit_by_ending(column, kUnits);
}

std::optional<double> SizeDistribution::unit_of_column(std::string_view column) {
  static constexpr std::pair<std::string_view, double> kUnits[] = {
      {"bytes", 1},  {"kb", 1e3},      {"mb", 1e6},        {"gb", 1e9},
      {"kib", 1024}, {"mib", 1048576}, {"gib", 1073741824}};
  return unit_by_ending(column, kUnits);
}

void add_distributions(Catalog& catalog) {
  add_laws<Distribution>(catalog);
  add_laws<SizeDistribution>(catalog);
  add_laws<NumberDistribution>(catalog);
  catalog.add(zipf_law());
}

}  // namespace windtunnel
