// Map<T>: an object keyed by names people give, in file order; any entry may be switched off with "enabled":
// false.
//
// Whatever a person may name is such an object, never an array, so that a path can say which one. Loops see
// the entries that are on; a switched-off fault still keeps its windows, so all() sees every entry.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/position.hpp"

namespace windtunnel {

// [a-z][a-z0-9_-]{0,62}: what people may name.
struct NameKey {
  static bool fits(std::string_view key);
  static std::string expected();
  static std::string pattern();
};

// Places: names joined by slashes, region/zone/rack.
struct PlaceKey {
  static bool fits(std::string_view key);
  static std::string expected();
  static std::string pattern();
};

// One part of a place below its region, a zone or a rack: it may begin with a digit.
struct PlacePartKey {
  static bool fits(std::string_view key);
  static std::string expected();
  static std::string pattern();
};

// Any text of 1 to 120 characters: names that others gave, such as instance types.
struct AnyKey {
  static bool fits(std::string_view key);
  static std::string expected();
  static std::string pattern();
};

// Dotted paths with wildcards, as the variants of an axis have them.
struct PathKey {
  static bool fits(std::string_view key);
  static std::string expected();
  static std::string pattern();
};

template <class T, class Key>
class MapOf {
 public:
  struct Item {
    std::string name;
    T value{};
    bool enabled = true;
    Position where;  // of the name
  };

  template <class List, class Ref>
  class Enabled {
   public:
    Enabled(List* list, std::size_t index) : list_(list), index_(index) { skip(); }
    Ref& operator*() const { return (*list_)[index_]; }
    Ref* operator->() const { return &(*list_)[index_]; }
    Enabled& operator++() {
      ++index_;
      skip();
      return *this;
    }
    bool operator==(const Enabled& other) const { return index_ == other.index_; }

   private:
    void skip() {
      while (index_ < list_->size() && !(*list_)[index_].enabled) ++index_;
    }
    List* list_;
    std::size_t index_;
  };

  // The entries that are on, in file order.
  auto begin() const { return Enabled<const std::vector<Item>, const Item>(&items_, 0); }
  auto end() const { return Enabled<const std::vector<Item>, const Item>(&items_, items_.size()); }
  auto begin() { return Enabled<std::vector<Item>, Item>(&items_, 0); }
  auto end() { return Enabled<std::vector<Item>, Item>(&items_, items_.size()); }
  std::size_t size() const {
    std::size_t n = 0;
    for (const Item& item : items_) n += item.enabled ? 1 : 0;
    return n;
  }
  bool empty() const { return size() == 0; }

  // The value of an entry that is on, or nullptr.
  const T* find(std::string_view name) const {
    const Item* item = find_any(name);
    return item != nullptr && item->enabled ? &item->value : nullptr;
  }

  // Every entry, also those switched off.
  const std::vector<Item>& all() const { return items_; }
  std::vector<Item>& all() { return items_; }
  const Item* find_any(std::string_view name) const {
    for (const Item& item : items_)
      if (item.name == name) return &item;
    return nullptr;
  }

  T& add(std::string name, T value = {}, bool enabled = true, Position where = {}) {
    items_.push_back(Item{std::move(name), std::move(value), enabled, std::move(where)});
    return items_.back().value;
  }
  void clear() { items_.clear(); }

 private:
  std::vector<Item> items_;
};

template <class T>
using Map = MapOf<T, NameKey>;

}  // namespace windtunnel
