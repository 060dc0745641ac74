// Operations as a person says them: "writes 7 to key 3", "reads key 3, sees 7".
#pragma once

#include <string>

#include "sim/observe/history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

std::string value_words(StoreValue value);                            // "7", "nil"
std::string elements_words(const std::vector<StoreValue>& elements);  // "[1 2 3]", cut after eight
// What is asked: "write 7 to key 3", "read key 3".
std::string asked_words(OperationKind kind, StoreKey key, StoreValue value, StoreValue expected);
// What became of it, to stand behind that: "sees 7", "ok", "fails", "nobody knows".
std::string ended_words(const OperationRecord& operation);
// "process 2: read key 3, sees 7 (1.204 s to 1.206 s)"; the times with so many decimals.
std::string operation_words(const OperationRecord& operation, int decimals = 6);
// A verdict's witness, an operation a line, in the order of invocation; the times as fine as they have to be.
std::vector<std::string> witness_words(const History& history, const CheckVerdict& verdict);

}  // namespace windtunnel
