// Primaries and backups as a scenario names them: what the fields make of a site, and what is wrong with a
// field.
#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(PrimaryBackupReplication, SaysHowManyBackupsHaveToAcknowledge) {
  const auto first_setting = [](const std::string& fields) {
    const ReplicationParts parts = replication_of(R"({"kind": "primary_backup")" + fields + "}");
    return parts.settings(site_of(5, 90_ms, 1_ms))[0].value;
  };
  EXPECT_EQ(first_setting(""), "0 of 4 backups");
  EXPECT_EQ(first_setting(R"(, "mode": "semi_synchronous")"), "1 of 4 backups");
  EXPECT_EQ(first_setting(R"(, "mode": "semi_synchronous", "acknowledgements": 2)"), "2 of 4 backups");
  EXPECT_EQ(first_setting(R"(, "mode": "synchronous")"), "4 of 4 backups");
}

TEST(PrimaryBackupReplication, TakesItsTimersFromTheLongestRoundTrip) {
  // The farthest two are 90 ms apart: a heartbeat each 90 ms, failover after ten to twenty of them, a lease a
  // tenth shorter than the least.
  EXPECT_EQ(settings_text(replication_of(R"({"kind": "primary_backup"})"), site_of(3, 90_ms, 1_ms)),
            "acknowledgements 0 of 2 backups; heartbeat 90 ms; failover time-out 900 ms to 1.8 s; lease 810 "
            "ms; reads "
            "primary; batch up to 64 commands; ");
  EXPECT_NE(settings_text(replication_of(R"({"kind": "primary_backup", "failover": "none"})"),
                          site_of(3, 90_ms, 1_ms))
                .find("failover none"),
            std::string::npos);
}

TEST(PrimaryBackupReplication, ReadsNearbyOnlyWhereThatIsAsked) {
  EXPECT_EQ(replication_of(R"({"kind": "primary_backup"})").reads, Asks::kLeader);
  EXPECT_EQ(replication_of(R"({"kind": "primary_backup", "reads": "any"})").reads, Asks::kNearest);
}

TEST(PrimaryBackupReplication, RefusesMoreAcknowledgementsThanBackups) {
  const ReplicationParts parts =
      replication_of(R"({"kind": "primary_backup", "mode": "semi_synchronous", "acknowledgements": 3})");
  EXPECT_EQ(parts.refuses(site_of(4, 1_ms, 1_ms)), "");
  EXPECT_EQ(parts.refuses(site_of(3, 1_ms, 1_ms)), "more members than acknowledgements, 3");
  EXPECT_EQ(parts.refuses(site_of(65, 1_ms, 1_ms)), "64 members at most");
}

TEST(PrimaryBackupReplication, MakesAClusterThatHasAPrimary) {
  ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 1_ms);
  const std::unique_ptr<Protocol> cluster =
      replication_of(R"({"kind": "primary_backup"})").make(site_of(3, 2_ms, 1_ms), ClusterOptions{}, lab);
  lab.holds(*cluster);
  cluster->start();
  lab.kernel().run({.until = Time() + 1_s});
  EXPECT_EQ(cluster->leader(), MemberId(0));
}

TEST(PrimaryBackupReplication, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "primary_backup", "mode": "asynchronuos"})", "nearest   asynchronous"},
      {R"({"kind": "primary_backup", "acknowledgements": 2})", "WT030"},
      {R"({"kind": "primary_backup", "mode": "semi_synchronous", "acknowledgements": 0})", "WT005"},
      {R"({"kind": "primary_backup", "failover": "manual"})", "one of: automatic, none"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
