// Zipf: which of many, the i-th most popular with probability proportional to i to a negative power.
#include "models/distributions/facts.hpp"
#include "models/distributions/laws.hpp"

namespace windtunnel {
namespace {

struct ZipfFields {
  std::int64_t count = 0;
  double exponent = 1;

  void describe(Schema& schema) {
    schema.field("count", count, "How many there are; ranks go from 1 to it.", Required{},
                 Range<std::int64_t>{1, 1'000'000'000'000});
    schema.field("exponent", exponent, "0 is uniform; web pages have about 0.8, words 1.", Range{0.0, 20.0});
  }
};

}  // namespace

Entry<NumberDistribution> zipf_law() {
  return entry<NumberDistribution, ZipfFields>(
      {.name = "zipf",
       .meaning = "The rank of one of many, popularity falling by a power of the rank.",
       .source = "Hoermann and Derflinger 1996; Breslau et al. 1999 for the web",
       .leaves_out = "Popularity that changes with time.",
       .validated_by = {kLawSuite, "zipf_test"}},
      [](const ZipfFields& fields) {
        return Sampler::zipf(static_cast<std::uint64_t>(fields.count), fields.exponent);
      });
}

}  // namespace windtunnel
