// What every workload on the list has: the same common fields, fields that survive JSON, and problems for
// what is wrong.
#include <set>

#include "tests/unit/models/workloads/workloads.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// The beginning of each kind, to which common fields are added.
const std::vector<std::string> kForms = {
    R"({"kind": "open", "rate": "5 /s")",
    R"({"kind": "open", "rate": {"kind": "diurnal", "mean": "5 /s"}, "gaps": {"kind": "gamma", "mean": "1 s", "cv": 2})",
    R"({"kind": "closed", "clients": 3, "think": "2 s")",
};

TEST(Workloads, HaveTheSameDefaults) {
  for (const std::string& form : kForms) {
    const WorkloadCommon common = workload(form + R"(, "path": ["web"]})").common;
    EXPECT_EQ(common.path, std::vector<std::string>{"web"}) << form;
    EXPECT_TRUE(common.enters.spill) << form;
    EXPECT_DOUBLE_EQ(common.deadline.make().mean(), 30) << form;
    EXPECT_EQ(common.retries.attempts, 0) << form;
    EXPECT_EQ(common.retries.factor, 1) << form;
    EXPECT_FALSE(common.keys.has_value()) << form;
    EXPECT_TRUE(common.origin.empty()) << form;
  }
}

TEST(Workloads, ReadWhatTheyHaveInCommon) {
  for (const std::string& form : kForms) {
    const WorkloadCommon common =
        workload(form + R"(, "origin": {"here": 1}, "enters": {"spill": false}, "deadline": "2 s",
        "retries": {"attempts": 2, "backoff": "50 ms", "factor": 2, "timeout": "1 s"}, "keys": {"kind": "zipf", "count": 1000, "exponent": 0},
        "classes": {"read": {"share": 0.9, "path": ["web", "store.read"], "request": "1 KB", "reply": "64 KiB", "priority": 3,
                             "deadline": {"kind": "uniform", "low": "1 s", "high": "3 s"}},
                    "roam": {"share": 0.1, "walk": {"enters": {"web": 1}, "next": {"web": {"store": 0.5}}}}}})")
            .common;
    EXPECT_EQ(*common.origin.find("here"), 1) << form;
    EXPECT_FALSE(common.enters.spill) << form;
    EXPECT_EQ(common.deadline.make().mean(), 2) << form;
    EXPECT_EQ(common.retries.attempts, 2) << form;
    EXPECT_EQ(common.retries.backoff, 50_ms) << form;
    EXPECT_EQ(common.retries.factor, 2) << form;
    EXPECT_EQ(common.retries.timeout, 1_s) << form;
    EXPECT_EQ(common.keys->make().max(), 1000) << form;
    const ClassFields* reading = common.classes.find("read");
    ASSERT_NE(reading, nullptr) << form;
    EXPECT_EQ(reading->path, (std::vector<std::string>{"web", "store.read"})) << form;
    EXPECT_EQ(reading->request.make().mean(), 1000) << form;
    EXPECT_EQ(reading->reply.make().mean(), 65536) << form;
    EXPECT_EQ(reading->priority, 3) << form;
    EXPECT_EQ(reading->deadline->make().mean(), 2) << form;
    const ClassFields* roaming = common.classes.find("roam");
    ASSERT_NE(roaming, nullptr) << form;
    EXPECT_EQ(*roaming->walk->next.find("web")->find("store"), 0.5) << form;
  }
}

TEST(Workloads, KeepTheirFieldsThroughJson) {
  const std::string common =
      R"(, "deadline": "2 s", "retries": {"attempts": 1, "timeout": "1 s"}, "keys": {"kind": "uniform", "low": 0, "high": 7},
      "classes": {"read": {"share": 0.9, "path": ["web"], "priority": 3}, "off": {"enabled": false, "path": ["store"]}}})";
  for (const std::string& form : kForms) {
    const ReadSent once = read_workload(form + common);
    ASSERT_EQ(once.problems, "") << form;
    const std::string written = canonical_json(once.sent);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Sent again;
    ASSERT_TRUE(read(document, workloads(), again, problems)) << written << "\n"
                                                              << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
  }
}

TEST(Workloads, AreAllTriedHere) {
  std::set<std::string> tried;
  for (const std::string& form : kForms)
    tried.insert(read_workload(form + R"(, "path": ["web"]})").sent.it.kind());
  for (const auto& entry : workloads().entries<WorkloadModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

TEST(Workloads, AnswerAWrongCommonFieldWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"(})", "WT014"},
      {R"(, "path": ["web"], "classes": {"a": {"path": ["web"]}}})", "WT013"},
      {R"(, "path": ["web"], "walk": {"enters": {"web": 1}}})", "WT013"},
      {R"(, "path": ["wbe"]})", "nearest   web"},
      {R"(, "path": ["web", "stor.read"]})", "it.path.1"},
      {R"(, "path": "web"})", "WT002"},
      {R"(, "classes": {"a": {}}})", "WT014"},
      {R"(, "classes": {"a": {"path": ["nowhere"]}}})", "WT011  it.classes.a.path.0"},
      {R"(, "classes": {"a": {"path": ["web"], "share": -1}}})", "WT005"},
      {R"(, "classes": {"a": {"path": ["web"], "priority": 16}}})", "WT005"},
      {R"(, "classes": {"A": {"path": ["web"]}}})", "WT010"},
      {R"(, "walk": {"enters": {}}})", "WT009"},
      {R"(, "path": ["web"], "deadline": 2})", "WT003"},
      {R"(, "path": ["web"], "retries": {"attempts": -1}})", "WT005"},
      {R"(, "path": ["web"], "retries": {"attempts": 101}})", "WT005"},
      {R"(, "path": ["web"], "retries": {"factor": 0.5}})", "WT005"},
      {R"(, "path": ["web"], "retries": {"timeout": "0 s"}})", "WT005"},
      {R"(, "path": ["web"], "retries": {"backof": "1 s"}})", "nearest   backoff"},
      {R"(, "path": ["web"], "keys": -1})", "WT005"},
      {R"(, "path": ["web"], "request": "-1 B"})", "WT0"},
  };
  for (const std::string& form : kForms)
    for (const auto& [rest, words] : kWrong) {
      const std::string complaints = make_workload(form + rest).complaints;
      EXPECT_NE(complaints.find(words), std::string::npos) << form << rest << "\nearned\n" << complaints;
    }
}

}  // namespace
}  // namespace windtunnel
