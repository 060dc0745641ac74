// Temporary.
#include "models/distributions/distribution.hpp"
#include "sim/config/schema.hpp"
namespace windtunnel {
namespace {
struct C { Duration value; void describe(Schema& s) { s.field("value", value, "v", Required{}); } };
struct X { Duration mean; void describe(Schema& s) { s.field("mean", mean, "v", Required{}); } };
struct L { Duration p50, p99; void describe(Schema& s) { s.field("p50", p50, "v", Required{}); s.field("p99", p99, "v", Required{}); } };
}
void add_distributions(Catalog& c) {
  c.add(entry<Distribution, C>({.name = "constant", .meaning = "m", .short_form = "value"}, [](const C& f) { return Sampler::constant(f.value.seconds()); }));
  c.add(entry<Distribution, X>({.name = "exponential", .meaning = "m"}, [](const X& f) { return Sampler::exponential(f.mean.seconds()); }));
  c.add(entry<Distribution, L>({.name = "lognormal", .meaning = "m"}, [](const L& f) { Known k; k.quantiles = {{0.5, f.p50.seconds()}, {0.99, f.p99.seconds()}}; return *solve_lognormal(k).sampler; }));
}
}
