// The protocols that conversations may be held with: a new one is a Talk in a file of its own and a line
// here and in conversations_test.cpp's list.
#pragma once

#include <memory>
#include <string_view>

#include "tests/unit/models/consensus/conversation_stage.hpp"

namespace windtunnel::conversation {

struct Protocol {
  std::string_view name;
  std::unique_ptr<Stage> (*stage)();
};
template <class Talk>
Protocol protocol() {
  return {Talk::kName, []() -> std::unique_ptr<Stage> { return std::make_unique<StageOf<Talk>>(); }};
}

Protocol raft();
Protocol paxos();
Protocol chain();
Protocol primary_backup();
Protocol dynamo();
Protocol crdt();
Protocol swim();
Protocol phi();

}  // namespace windtunnel::conversation
