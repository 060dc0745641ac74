// Values that protocol cores in Python send and write: serialised where they leave the core, so that no two
// members ever share an object, and what is changed after it was sent changes nothing.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace windtunnel::python {

// By pickle, both with the GIL. Throw what Python raises.
std::string packed(const pybind11::handle& value);
pybind11::object unpacked(const std::string& bytes);
// What a compact encoding of the value would take, in bytes, by its content alone: 8 for a number, 4 and its
// characters for a text, 4 and its parts for a container. What pickle takes depends on what objects it
// shares.
std::int64_t size_of(const pybind11::handle& value);

// What a core writes: items by key, each the newest of its kind; None takes one away.
struct Record {
  std::shared_ptr<const std::vector<std::pair<std::string, std::string>>> items;
  std::int64_t bytes = 0;
  bool operator==(const Record& other) const {
    return items == other.items || (items && other.items && *items == *other.items);
  }
};
// Of a dictionary; throws a TypeError for anything else.
Record record_of(const pybind11::handle& value);

// All that was written, in the order of first writing.
struct Stable {
  std::vector<std::pair<std::string, std::string>> items;
  std::map<std::string, std::size_t> places;  // by packed key

  void write(const Record& record);
  bool operator==(const Stable& other) const { return items == other.items; }
  // As a dictionary, with the GIL.
  pybind11::object dictionary() const;
};

}  // namespace windtunnel::python
