// Primaries and backups against the adversary, in each mode, and planted mistakes, each of which has to be
// found.
#include <gtest/gtest.h>

#include "models/consensus/primary_backup_invariants.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {
namespace {

// A backup applies what it is shipped at once, and a failover may take it back: so a key's versions need not
// grow at a member, and an operation that was taken back and asked again changes data twice.
template <std::uint32_t members, std::uint32_t acknowledgements>
struct PrimaryBackupCase {
  using Core = PrimaryBackup;
  using Invariants = PrimaryBackupInvariants;
  static PrimaryBackupOptions backup_options() {
    PrimaryBackupOptions options;
    options.acknowledgements = acknowledgements;
    options.keep = 5;
    options.message_most = 4;
    return options;
  }
  static std::vector<PrimaryBackup> with(const PrimaryBackupOptions& options) {
    std::vector<PrimaryBackup> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
    return cores;
  }
  static std::vector<PrimaryBackup> cores() { return with(backup_options()); }
  static AdversaryOptions options() {
    AdversaryOptions options;
    options.kinds.clear();
    for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
      options.kinds.push_back(static_cast<OperationKind>(kind));
    return options;
  }
  static constexpr void (*kCall)(PrimaryBackup&, Rng&, PrimaryBackup::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = false;
  static constexpr bool kAppliesOnce = false;
  static constexpr bool kLinearizable = true;
  static constexpr bool kConverges = true;
};

struct SemiSynchronousCase : PrimaryBackupCase<5, 2> {
  static constexpr const char* kName = "SemiSynchronous";
};
struct SynchronousCase : PrimaryBackupCase<3, 2> {
  static constexpr const char* kName = "Synchronous";
};
struct BatchedCase : PrimaryBackupCase<3, 1> {
  static constexpr const char* kName = "Batched";
  static std::vector<PrimaryBackup> cores() {
    PrimaryBackupOptions options = backup_options();
    options.batch_most = 3;
    options.batch_delay = Duration::from_ns(100'000);
    options.forward = false;
    return with(options);
  }
};
struct PhiAccrualCase : PrimaryBackupCase<3, 1> {
  static constexpr const char* kName = "PhiAccrual";
  static std::vector<PrimaryBackup> cores() {
    PrimaryBackupOptions options = backup_options();
    options.detector = {PhiOptions{.window = 10, .first = options.heartbeat}, 2};
    return with(options);
  }
};
struct AsynchronousCase : PrimaryBackupCase<3, 0> {
  static constexpr const char* kName = "Asynchronous";
  static constexpr bool kLinearizable = false;
};
struct ReadsAnywhereCase : PrimaryBackupCase<3, 1> {
  static constexpr const char* kName = "ReadsAnywhere";
  static std::vector<PrimaryBackup> cores() {
    PrimaryBackupOptions options = backup_options();
    options.reads = BackupReads::kAny;
    return with(options);
  }
  static constexpr bool kLinearizable = false;
};
struct ManualCase : PrimaryBackupCase<3, 1> {
  static constexpr const char* kName = "ManualFailover";
  static std::vector<PrimaryBackup> cores() {
    PrimaryBackupOptions options = backup_options();
    options.failover = Failover::kManual;
    return with(options);
  }
};

using Cases = ::testing::Types<SemiSynchronousCase, SynchronousCase, BatchedCase, AsynchronousCase,
                               ReadsAnywhereCase, ManualCase, PhiAccrualCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(PrimaryBackup, Conformance, Cases, CaseName);

// Positive controls. An old primary that reads stale shows in long schedules alone, whose clients read and
// write one register.
TEST(PrimaryBackupMistakes, AreFoundUnderTheAdversary) {
  using Mistake = PrimaryBackupMistake;
  for (const Mistake mistake : {Mistake::kAcknowledgesEarly, Mistake::kSkippedFsync,
                                Mistake::kForgetsItsGrant, Mistake::kOutlivesItsLease}) {
    PrimaryBackupOptions options = BatchedCase::backup_options();
    options.mistake = mistake;
    AdversaryOptions schedule;
    schedule.keys = 1;
    schedule.steps = 800;
    const AdversaryVerdict found = find_violation<BatchedCase>(BatchedCase::with(options), schedule, 2'000);
    EXPECT_NE(found.violated, "") << static_cast<int>(mistake);
  }
}

// What asynchronous replication loses shows in what clients see.
TEST(PrimaryBackupMistakes, IsWhatAsynchronousReplicationWouldBeIfItPromisedMore) {
  const AdversaryVerdict found =
      find_violation<SynchronousCase>(AsynchronousCase::cores(), SynchronousCase::options(), 5'000);
  EXPECT_NE(found.violated.find("linearizability"), std::string::npos) << found.violated;
}

}  // namespace
}  // namespace windtunnel
