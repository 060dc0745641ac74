// The diurnal rate: a cosine around its mean, one turn a period, in slots of a 1,440th of it (a minute of a
// day).
#include "models/rates/rate.hpp"
#include "sim/base/math.hpp"
#include "sim/base/units.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct DiurnalRateFields {
  Rate mean;
  double amplitude = 0.5;
  Duration peak_at = 15_h;
  Duration period = 24_h;

  void describe(Schema& schema) {
    schema.field("mean", mean, "Requests per unit of time, over a whole period.", Required{}, Positive{});
    schema.field("amplitude", amplitude, "How far the peak stands above the mean, as a share of it.",
                 Range{0.0, 1.0});
    schema.field("peak_at", peak_at, "When the peak comes, from the start of the run.", AtLeast{Duration()});
    schema.field("period", period, "One turn.", AtLeast{1_s});
  }
};

}  // namespace

Entry<RateModel> diurnal_rate() {
  return entry<RateModel, DiurnalRateFields>(
      {.name = "diurnal",
       .meaning = "A cosine around its mean: the rate of a day, or of any period.",
       .source = "the usual first approximation of daily load",
       .leaves_out = "Weekends, lunch breaks and crowds; take a measured series for them.",
       .validated_by = {"diurnal_test"}},
      [](const DiurnalRateFields& fields, const Complain&) {
        constexpr int kSlots = 1440;
        std::vector<double> rates;
        for (int slot = 0; slot < kSlots; ++slot) {
          const double turn = (slot + 0.5) / kSlots - fields.peak_at.seconds() / fields.period.seconds();
          rates.push_back(fields.mean.per_second() * (1 + fields.amplitude * math::cos_turns(turn)));
        }
        return slotted_rate(std::move(rates), fields.period / kSlots, Duration());
      });
}

}  // namespace windtunnel
