// Fields that a plug-in declares while the program runs, where ours are members of a struct.
//
// They are described to the same walkers, so the reader, the JSON Schema, the reference pages, paths and
// error texts treat a field of somebody's Python like one of ours.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/failures/failure_model.hpp"
#include "models/workloads/workload_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

using DeclaredValue = std::variant<std::int64_t, double, bool, std::string, Duration, Bytes, Bandwidth, Rate,
                                   Probability, Choice<Distribution>>;

struct DeclaredField {
  std::string name;
  std::string meaning;
  DeclaredValue preset;  // its type, and what it is when nobody writes it
  std::string default_json;
  Bounds bounds;
  std::vector<std::string> one_of;
};

// As somebody declares a field; values are JSON, "" where nothing is said.
struct FieldWords {
  std::string name, type, meaning;
  std::string preset;
  std::string at_least, at_most, more_than;
  std::vector<std::string> one_of;
};

// The types there are: "whole", "number", "flag", "text", "duration", "bytes", "bandwidth", "rate",
// "probability" and "distribution".
std::vector<std::string> declared_types();
// What is wrong with the words; "" when nothing is, and `field` was set.
std::string declare(const FieldWords& words, DeclaredField& field);

struct DeclaredFields {
  std::shared_ptr<const std::vector<DeclaredField>> declared;
  std::vector<DeclaredValue> values;  // beside them

  DeclaredFields() = default;
  explicit DeclaredFields(std::shared_ptr<const std::vector<DeclaredField>> fields);
  void describe(Schema& schema);
};

// A workload's own fields, and those that all workloads have.
struct DeclaredWorkloadFields {
  DeclaredFields own;
  WorkloadCommon common;
  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// A fault's own fields, and whom it strikes.
struct DeclaredFailureFields {
  DeclaredFields own;
  FailureCommon common;
  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// A field by a name that this kind of model has already, or that means something in every object; "" for
// none.
std::string doubled_name(AnyFields& fields);

}  // namespace windtunnel
