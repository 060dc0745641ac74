// How a model that is being made says what is wrong with its fields, without knowing where in the file they
// stand.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace windtunnel {

// `field` is dotted and relative to the model's own object ("" for the object); `name` and `candidates` give
// the nearest name and may be empty.
using Complain =
    std::function<void(std::string_view field, std::string_view code, std::string found, std::string expected,
                       std::string_view name, std::vector<std::string> candidates)>;

// For a model inside a model: what it says of its fields is said of "<part>.<field>".
inline Complain complain_below(const Complain& complain, std::string part) {
  return [&complain, part = std::move(part)](std::string_view field, std::string_view code, std::string found,
                                             std::string expected, std::string_view name,
                                             std::vector<std::string> candidates) {
    complain(field.empty() ? part : part + "." + std::string(field), code, std::move(found),
             std::move(expected), name, std::move(candidates));
  };
}

}  // namespace windtunnel
