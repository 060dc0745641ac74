// A protocol core in Python under the contract of all cores (sim/machine/machine.hpp).
//
// The contract wants a value: copied where a search branches, compared where it recognises a state. So a core
// is its recipe (class, fields, which member of which site), made into an object at its first call; a copy of
// one that was made is a deep copy. What it sends and writes leaves it serialised.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/replication/replication.hpp"
#include "python/src/declared.hpp"
#include "python/src/values.hpp"
#include "sim/machine/conformance.hpp"

namespace windtunnel::python {

// What is known of a protocol's class when a scenario is planned.
struct ProtocolClass {
  SharedDeclared declared;
  DeclaredFields fields;
  std::vector<std::string> timers;
  std::vector<OperationKind> operations;
  Promises promises;
};

class CoreInPython {
 public:
  struct Message {
    std::shared_ptr<const ProtocolClass> type;
    std::shared_ptr<const std::string> packed;
    std::int64_t bytes = 0;
    bool operator==(const Message& other) const {
      return packed == other.packed || (packed && other.packed && *packed == *other.packed);
    }
  };
  using Record = python::Record;
  using Stable = python::Stable;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;

  CoreInPython(std::shared_ptr<const ProtocolClass> type, std::shared_ptr<const ClusterSite> site,
               MemberId self);
  CoreInPython(const CoreInPython& other);
  CoreInPython& operator=(const CoreInPython& other);
  CoreInPython(CoreInPython&&) noexcept = default;
  CoreInPython& operator=(CoreInPython&&) noexcept = default;
  ~CoreInPython() = default;

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  Probe probe() const;
  std::string words() const;
  std::vector<Applied> contents() const;
  static Bytes bytes_of(const Message& message) { return Bytes(message.bytes); }
  static Bytes bytes_of(const Record& record) { return Bytes(record.bytes); }
  static std::string words(const Message& message);
  std::string words(CoreTimer timer) const { return type_->timers[timer]; }
  bool operator==(const CoreInPython& other) const;

 private:
  struct Made;
  Made& made() const;

  std::shared_ptr<const ProtocolClass> type_;
  std::shared_ptr<const ClusterSite> site_;
  MemberId self_;
  mutable std::shared_ptr<Made> made_;  // at its first call
};
static_assert(StoreMachine<CoreInPython>);

}  // namespace windtunnel::python
