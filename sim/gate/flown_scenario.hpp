// A scenario as far as it has been flown: its replications in the order of their index, whoever flew them.
//
// What a replication says follows from the flight alone: not from what is expected of it, nor from how often
// it is to be flown. So a file whose limit was moved takes what the store kept under its old limit, and two
// sides of a comparison that differ in words only are one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "sim/config/hash.hpp"
#include "sim/store/result_store.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// Of what a flight follows from: the scenario without title, expectations and number of replications, its
// tables and code, the seed, the versions.
Hash128 flight_key(const Loaded& loaded);

class FlownScenario {
 public:
  explicit FlownScenario(std::shared_ptr<const Loaded> loaded);

  const Loaded& loaded() const { return *loaded_; }
  const std::vector<RowKey>& rows() const { return rows_; }
  const Hash128& key() const { return key_; }
  // Of an engine that is not in this process.
  const std::optional<std::filesystem::path>& program() const { return program_; }
  // What the replications are expected to take, in events each.
  double events_a_replication() const;

  bool has(std::int64_t replication) const { return landed_.contains(replication); }
  bool has_all(std::int64_t replications) const;
  // The first of two stays: both are the same.
  void land(std::int64_t replication, ReplicationFacts facts);
  // Takes what a store has; what it does not understand is thrown away there.
  void take_kept(ResultStore& store);
  // How many of the first so many came from a store.
  std::int64_t kept_of(std::int64_t replications) const;

  // What the first so many say to the expectations of a scenario, which is this one or of the same flight;
  // they have to be there.
  Answer answer(const Scenario& asked, std::int64_t replications, double confidence) const;

 private:
  std::shared_ptr<const Loaded> loaded_;
  std::vector<RowKey> rows_;
  Hash128 key_;
  std::optional<std::filesystem::path> program_;
  std::map<std::int64_t, ReplicationFacts> landed_;
  std::set<std::int64_t> kept_;
};

}  // namespace windtunnel
