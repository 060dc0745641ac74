// The native engine: Windtunnel's own event loop, one thread a replication.
#include "models/engines/engine.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

Entry<EngineModel> native_engine() {
  return entry<EngineModel, NoFields>(
      {.name = "native",
       .meaning = "Windtunnel's own event loop.",
       .source = "docs/architecture.md",
       .leaves_out = "Nothing by itself: whether messages slow each other down is the network's to say.",
       .validated_by = {"A-MM1", "A-JACKSON"},
       .engines = {"native"}},
      [](const NoFields&) { return EnginePlan{}; });
}

}  // namespace windtunnel
