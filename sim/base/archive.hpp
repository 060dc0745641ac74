// Values as bytes and back, for processes of the same build that talk through a pipe.
//
// A type says once which of its members travel, in `template <class Archive> void archive(Archive& a)`, and
// the same words pack and unpack it, so that neither side can forget what the other writes. It is no file
// format: numbers stand as the machine has them, and whoever talks first compares versions. What does not
// read makes `ok()` false and leaves the rest empty; nothing is trusted to be as long as it says.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"

namespace windtunnel {

// Plain values go as their bytes: numbers (128 bits too), enumerations, times, and what says so itself with
// kPlainBytes.
__extension__ typedef __int128 ArchivedInt128;
template <class T>
inline constexpr bool travels_as_bytes =
    std::is_arithmetic_v<T> || std::is_same_v<T, ArchivedInt128> || std::is_enum_v<T> ||
    std::is_same_v<T, Time> || std::is_same_v<T, Duration> || requires {
  T::kPlainBytes;
};

class Packer {
 public:
  template <class... Parts>
  void operator()(const Parts&... parts) {
    (put(parts), ...);
  }
  bool ok() const { return true; }
  std::string take() { return std::move(bytes_); }

 private:
  template <class T>
  void put(const T& value) {
    if constexpr (travels_as_bytes<T>) {
      static_assert(std::is_trivially_copyable_v<T>);
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      // One description serves both ways, so it is not const; packing changes nothing.
      const_cast<T&>(value).archive(*this);
    }
  }
  void put(const std::string& text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(static_cast<std::uint64_t>(list.size()));
    if constexpr (travels_as_bytes<T>)
      bytes_.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T));
    else
      for (const T& each : list) put(each);
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& list) {
    for (const T& each : list) put(each);
  }
  template <class T, std::size_t N>
  void put(const T (&list)[N]) {
    for (const T& each : list) put(each);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(static_cast<std::uint8_t>(value.has_value()));
    if (value) put(*value);
  }
  template <class A, class B>
  void put(const std::pair<A, B>& both) {
    put(both.first);
    put(both.second);
  }
  template <class K, class V>
  void put(const std::map<K, V>& map) {
    put(static_cast<std::uint64_t>(map.size()));
    for (const auto& each : map) {
      put(each.first);
      put(each.second);
    }
  }

  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : left_(bytes) {}

  template <class... Parts>
  void operator()(Parts&... parts) {
    (get(parts), ...);
  }
  // False once something was cut short.
  bool ok() const { return ok_; }
  bool at_the_end() const { return ok_ && left_.empty(); }

 private:
  bool take(void* out, std::size_t size) {
    if (!ok_ || size > left_.size()) return ok_ = false;
    if (size > 0) std::memcpy(out, left_.data(), size);
    left_.remove_prefix(size);
    return true;
  }
  template <class T>
  void get(T& value) {
    if constexpr (travels_as_bytes<T>) {
      static_assert(std::is_trivially_copyable_v<T>);
      take(&value, sizeof value);
    } else if (ok_) {
      value.archive(*this);
    }
  }
  // A length is believed only as far as there are bytes for it: every element takes at least one.
  std::size_t length(std::size_t bytes_each) {
    std::uint64_t size = 0;
    get(size);
    if (ok_ && size > left_.size() / bytes_each) ok_ = false;
    return ok_ ? static_cast<std::size_t>(size) : 0;
  }
  void get(std::string& text) {
    text.resize(length(1));
    take(text.data(), text.size());
  }
  template <class T>
  void get(std::vector<T>& list) {
    if constexpr (travels_as_bytes<T>) {
      list.resize(length(sizeof(T)));
      take(list.data(), list.size() * sizeof(T));
    } else {
      list.clear();
      list.resize(length(1));
      for (T& each : list) get(each);
    }
  }
  template <class T, std::size_t N>
  void get(std::array<T, N>& list) {
    for (T& each : list) get(each);
  }
  template <class T, std::size_t N>
  void get(T (&list)[N]) {
    for (T& each : list) get(each);
  }
  template <class T>
  void get(std::optional<T>& value) {
    std::uint8_t there = 0;
    get(there);
    value.reset();
    if (there != 0) get(value.emplace());
  }
  template <class A, class B>
  void get(std::pair<A, B>& both) {
    get(both.first);
    get(both.second);
  }
  template <class K, class V>
  void get(std::map<K, V>& map) {
    map.clear();
    for (std::size_t left = length(1); left > 0 && ok_; --left) {
      std::pair<K, V> each;
      get(each);
      map.insert(std::move(each));
    }
  }

  std::string_view left_;
  bool ok_ = true;
};

template <class T>
std::string packed(const T& value) {
  Packer packer;
  packer(value);
  return packer.take();
}

}  // namespace windtunnel
