// Maglev: consistent hashing by a table, with nearly equal shares and one look-up a request.
//
// Against the ring it trades a little more movement when a replica leaves for shares that differ by at most
// one place in the table (Eisenbud et al. 2016, section 3.4).
#include "models/load_balancing/maglev_table.hpp"
#include "models/load_balancing/policies.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

bool is_prime(std::int64_t n) {
  if (n < 2) return false;
  for (std::int64_t divisor = 2; divisor * divisor <= n; ++divisor)
    if (n % divisor == 0) return false;
  return true;
}

struct MaglevFields {
  std::int64_t table_size = 65537;

  void describe(Schema& schema) {
    schema.field("table_size", table_size, "Places in the table: a prime, at least 100 times the replicas.",
                 Range<std::int64_t>{7, 5'000'011});
  }
  void check(Checker& checker) const {
    if (is_prime(table_size)) return;
    std::int64_t above = table_size;
    while (!is_prime(above)) ++above;
    checker.problem("table_size", code::kRange, std::to_string(table_size),
                    "a prime number, such as " + std::to_string(above));
  }
};

class Maglev final : public Policy {
 public:
  explicit Maglev(MaglevFields fields) : size_(static_cast<std::uint64_t>(fields.table_size)) {}

  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question, Rng&) override {
    if (up.empty()) return std::nullopt;
    if (members_ != up.size()) members_changed(up);
    return table_[mix64(question.key ^ 0x6a09e667f3bcc909u) % size_];
  }

  void members_changed(std::span<const ReplicaView> up) override {
    members_ = up.size();
    std::vector<MaglevPreference> preferences;
    for (const ReplicaView& view : up) {
      preferences.push_back(
          {combine64(view.replica, 1) % size_, combine64(view.replica, 2) % (size_ - 1) + 1});
    }
    table_ = maglev_table(preferences, size_);
  }

 private:
  std::uint64_t size_;
  std::size_t members_ = 0;
  std::vector<std::uint32_t> table_;
};

}  // namespace

Entry<Balancing> maglev() {
  return entry<Balancing, MaglevFields>(
      {.name = "maglev",
       .meaning =
           "The replica that owns the request's key in Maglev's table: nearly equal shares, few keys move.",
       .source = "Eisenbud et al. 2016, Maglev, section 3.4; Envoy's MAGLEV",
       .leaves_out = "Weights, and the table of connections that keeps a flow where it began.",
       .validated_by = {"maglev_test"}},
      [](const MaglevFields& fields) { return std::make_unique<Maglev>(fields); });
}

}  // namespace windtunnel
