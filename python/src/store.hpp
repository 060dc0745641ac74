// Names of the store's contract as Python's models say them: operations, statuses, timers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/machine/operation.hpp"

namespace windtunnel::python {

// Throw a ValueError with the nearest name.
OperationKind operation_kind(const std::string& name);
ReplyStatus reply_status(const std::string& name);
CoreTimer timer_named(const std::string& name, const std::vector<std::string>& timers);

// None for what nobody has written.
std::optional<StoreValue> value_or_none(StoreValue value);

}  // namespace windtunnel::python
