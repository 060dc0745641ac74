// What every engine on the list promises: it can be named, alone, and it does what models without word of it
// need.
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

TEST(Engines, AreChosenByName) {
  for (const auto& entry : engines().entries<EngineModel>()) {
    const Choice<EngineModel> chosen = choice<EngineModel>(engines(), R"({"kind": ")" + entry->name + "\"}");
    EXPECT_EQ(chosen.kind(), entry->name);
    chosen.make();
  }
}

// Models that say nothing of engines run on both: they are there.
TEST(Engines, HaveTheOnesThatModelsRunOnUnlessTheySayOtherwise) {
  ASSERT_NE(engines().find<EngineModel>("native"), nullptr);
  EXPECT_EQ(EntryInfo().engines, (std::vector<std::string>{"native", "simgrid"}));
}

TEST(Engines, KeepTheirFieldsThroughJson) {
  for (const auto& entry : engines().entries<EngineModel>()) {
    const std::string once =
        canonical_json(read_choice<EngineModel>(engines(), R"({"kind": ")" + entry->name + "\"}").chosen);
    const std::string inner = once.substr(std::string(R"({"it": )").size());
    EXPECT_EQ(canonical_json(read_choice<EngineModel>(engines(), inner.substr(0, inner.size() - 1)).chosen),
              once);
    EXPECT_NE(once.find(R"("kind": ")" + entry->name), std::string::npos);
  }
}

TEST(Engines, AnswerAnotherWithAProblem) {
  EXPECT_NE(read_choice<EngineModel>(engines(), R"({"kind": "nativ"})").problems.find("nearest   native"),
            std::string::npos);
  EXPECT_NE(read_choice<EngineModel>(engines(), R"({"kind": "native", "threads": 2})").problems.find("WT007"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
