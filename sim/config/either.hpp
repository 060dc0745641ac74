// Either<A, B>: a field that is written in one of two ways; the looks of the value decide which.
//
// OrMap<T> is the common case: one T for all, or an object of name to T ("service": one law, or a law per
// class). An object is the first way when it has a key of the first way's own ("kind", a field), else the
// second.
#pragma once

#include <string_view>
#include <utility>
#include <variant>

#include "sim/config/map.hpp"

namespace windtunnel {

template <class A, class B>
class Either {
 public:
  Either() = default;
  Either(A a) : value_(std::in_place_index<0>, std::move(a)) {}
  Either(B b) : value_(std::in_place_index<1>, std::move(b)) {}

  bool is_first() const { return value_.index() == 0; }
  bool is_second() const { return value_.index() == 1; }
  const A* first() const { return std::get_if<0>(&value_); }
  const B* second() const { return std::get_if<1>(&value_); }
  A& emplace_first() { return value_.template emplace<0>(); }
  B& emplace_second() { return value_.template emplace<1>(); }

 private:
  std::variant<A, B> value_;
};

template <class T, class Key = NameKey>
class OrMapOf : public Either<T, MapOf<T, Key>> {
 public:
  using Either<T, MapOf<T, Key>>::Either;

  // The one for `name`: that of the map, or the one for all; nullptr when the map has none of that name.
  const T* find(std::string_view name) const {
    return this->is_first() ? this->first() : this->second()->find(name);
  }
};

template <class T>
using OrMap = OrMapOf<T, NameKey>;

}  // namespace windtunnel
