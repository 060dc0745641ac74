// The constant rate: with exponential gaps, a Poisson process.
#include "models/rates/rate.hpp"
#include "sim/base/units.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

class ConstantPath final : public RatePath {
 public:
  explicit ConstantPath(double per_second) : seconds_(1.0 / per_second) {}
  Time when(Time from, double expected) override {
    return from + Duration::from_seconds(expected * seconds_);
  }

 private:
  double seconds_;
};

struct ConstantRateFields {
  Rate value;

  void describe(Schema& schema) {
    schema.field("value", value, "Requests per unit of time, always.", Required{}, Positive{});
  }
};

}  // namespace

Entry<RateModel> constant_rate() {
  return entry<RateModel, ConstantRateFields>(
      {.name = "constant",
       .meaning = "The same rate always; with exponential gaps a Poisson process.",
       .source = "Erlang 1909",
       .leaves_out = "Days, weeks, bursts and crowds.",
       .validated_by = {"A-MM1", "A-MMC"},
       .short_form = "value"},
      [](const ConstantRateFields& fields, const Complain&) {
        const double rate = fields.value.per_second();
        RateLaw law;
        law.start = [rate](std::uint64_t) { return std::make_unique<ConstantPath>(rate); };
        law.mean_per_second = [rate](Time, Time) { return rate; };
        law.peak_per_second = rate;
        law.constant = true;
        return law;
      });
}

}  // namespace windtunnel
