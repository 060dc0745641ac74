// The native engine: Windtunnel's own event loop, one thread a replication.
#include "models/engines/engine.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

Entry<EngineModel> native_engine() {
  return entry<EngineModel, NoFields>(
      {.name = "native",
       .meaning = "Windtunnel's own event loop.",
       .source = "docs/architecture.md",
       .leaves_out = "Sharing of links and disks: messages do not slow each other down.",
       .validated_by = {"A-MM1", "A-JACKSON"},
       .engines = {"native"}},
      [](const NoFields&) { return EnginePlan{}; });
}

}  // namespace windtunnel
