// Reads the logs of Jepsen's test of etcd (2014) in the form in which porcupine keeps them: for tests.
//
//   INFO  jepsen.util - 0 :invoke :cas [1 4]
//
// Their order is that of the lines; they bear no times, so line i happens at i ns. One register, initially
// nil.
#pragma once

#include <map>
#include <sstream>
#include <string>

#include "sim/observe/history.hpp"

namespace windtunnel {

inline History read_etcd_log(const std::string& text) {
  History history;
  std::map<std::uint32_t, std::size_t> open;
  std::istringstream lines(text);
  std::string line;
  for (std::int64_t at = 0; std::getline(lines, line); ++at) {
    const std::size_t dash = line.find(" - ");
    if (!line.starts_with("INFO  jepsen.util") || dash == std::string::npos) continue;
    std::istringstream words(line.substr(dash + 3));
    std::string process, type, function, first, second;
    words >> process >> type >> function >> first >> second;
    if (process == ":nemesis") continue;
    const auto number = static_cast<std::uint32_t>(std::stoul(process));
    const auto value = [](std::string word) {
      std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
      return word == "nil" ? kNoValue : static_cast<StoreValue>(std::stoll(word));
    };
    if (type == ":invoke") {
      OperationRecord record;
      record.process = number;
      record.kind = function == ":read"    ? OperationKind::kRead
                    : function == ":write" ? OperationKind::kWrite
                                           : OperationKind::kCompareAndSet;
      record.invoked = Time::from_ns(at);
      if (record.kind == OperationKind::kWrite) record.value = value(first);
      if (record.kind == OperationKind::kCompareAndSet)
        record.expected = value(first), record.value = value(second);
      open[number] = history.operations.size();
      history.operations.push_back(record);
      continue;
    }
    OperationRecord& record = history.operations[open.at(number)];
    if (type == ":info") continue;
    record.status = type == ":ok" ? OperationStatus::kOk : OperationStatus::kFail;
    record.ended = Time::from_ns(at);
    if (type == ":ok" && record.kind == OperationKind::kRead) record.read = value(first);
  }
  return history;
}

}  // namespace windtunnel
