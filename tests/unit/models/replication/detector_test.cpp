// Detectors as a scenario names them, beside the timers of whoever has one.
#include <gtest/gtest.h>

#include "models/replication/detector.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(Detector, IsAFixedTimeOutWhenNothingIsSaid) {
  for (const std::string kind : {"primary_backup", "chain", "craq"}) {
    const std::string text =
        settings_text(replication_of(R"({"kind": ")" + kind + R"("})"), site_of(3, 90_ms, 1_ms));
    EXPECT_EQ(text.find("detector"), std::string::npos) << text << ": the timers say it";
    EXPECT_NE(text.find("failover time-out 900 ms to 1.8 s"), std::string::npos) << text;
  }
}

TEST(Detector, SaysHowSureItHasToBe) {
  const std::string phi = R"("detector": {"kind": "phi_accrual", "threshold": 12})";
  for (const std::string kind : {"primary_backup", "chain", "craq"}) {
    const std::string text =
        settings_text(replication_of(R"({"kind": ")" + kind + "\", " + phi + "}"), site_of(3, 90_ms, 1_ms));
    EXPECT_NE(text.find("detector phi accrual, 12"), std::string::npos) << text;
  }
}

TEST(Detector, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "phi"})", "WT012"},
      {R"({"kind": "phi_acrual"})", "nearest   phi_accrual"},
      {R"({"kind": "phi_accrual", "threshold": 0})", "WT005"},
      {R"({"kind": "phi_accrual", "window": 1})", "WT005"},
      {R"({"kind": "phi_accrual", "tail": "pareto"})", "one of: exponential, normal"},
      {R"({"kind": "phi_accrual", "deviation_min": "0 s"})", "WT005"},
      {R"({"kind": "timeout", "threshold": 8})", "WT007"},
  };
  for (const auto& [detector, words] : kWrong) {
    const std::string problems = problems_of(R"({"kind": "chain", "detector": )" + detector + "}");
    EXPECT_NE(problems.find(words), std::string::npos) << detector << "\nearned\n" << problems;
  }
  EXPECT_NE(problems_of(R"({"kind": "raft", "detector": {"kind": "timeout"}})").find("WT007"),
            std::string::npos)
      << "Raft's time-outs are its own";
}

}  // namespace
}  // namespace windtunnel
