// The engine "simgrid" as a scenario names it: its program, its network models, and what it refuses.
#include <gtest/gtest.h>

#include "models/engines/engine.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {
namespace {

const Catalog& engines() {
  static const Catalog catalog = [] {
    Catalog made;
    add_engines(made);
    return made;
  }();
  return catalog;
}

EnginePlan plan_of(const std::string& json) { return choice<EngineModel>(engines(), json).make(); }

TEST(Simgrid, FliesInAProgramOfItsOwn) {
  EXPECT_EQ(plan_of(R"({"kind": "simgrid"})").program, "windtunnel-simgrid");
  EXPECT_EQ(plan_of(R"({"kind": "native"})").program, "");
}

TEST(Simgrid, TakesCm02UnlessAnotherModelIsNamed) {
  EXPECT_EQ(plan_of(R"({"kind": "simgrid"})").flow_model, FlowModel::kCm02);
  EXPECT_EQ(plan_of(R"({"kind": "simgrid", "network_model": "LV08"})").flow_model, FlowModel::kLv08);
  EXPECT_EQ(plan_of(R"({"kind": "simgrid", "network_model": "raw"})").flow_model, FlowModel::kRaw);
  EXPECT_EQ(plan_of(R"({"kind": "simgrid", "network_model": "constant"})").flow_model, FlowModel::kConstant);
}

// SimGrid 3.32, src/surf/network_cm02.cpp: 13.01, 0.97 and 20537 for LV08, 1, 1 and 0 for CM02.
TEST(Simgrid, ShowsTheFactorsOfItsModels) {
  const FlowPreset lv08 = preset_of(FlowModel::kLv08);
  EXPECT_EQ(lv08.latency_factor, 13.01);
  EXPECT_EQ(lv08.bandwidth_factor, 0.97);
  EXPECT_EQ(lv08.link_weight, Bytes(20'537));
  EXPECT_FALSE(lv08.equal_weights);
  const FlowPreset cm02 = preset_of(FlowModel::kCm02);
  EXPECT_EQ(cm02.latency_factor, 1.0);
  EXPECT_EQ(cm02.bandwidth_factor, 1.0);
  EXPECT_EQ(cm02.link_weight, Bytes(0));
  EXPECT_FALSE(cm02.equal_weights);
  EXPECT_TRUE(preset_of(FlowModel::kRaw).equal_weights);
}

TEST(Simgrid, KnowsNoOtherModel) {
  const auto read = read_choice<EngineModel>(engines(), R"({"kind": "simgrid", "network_model": "LV80"})");
  EXPECT_NE(read.problems.find("WT012"), std::string::npos) << read.problems;
  EXPECT_NE(read.problems.find("LV08"), std::string::npos) << read.problems;
}

}  // namespace
}  // namespace windtunnel
