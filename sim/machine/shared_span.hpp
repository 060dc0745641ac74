// Values that many hold and nobody changes: a span of items, and one item; copied by reference, compared by
// content.
//
// A log's entries travel from the leader's batch into messages, records, and the logs of all members. Shared
// immutable spans make each of these hops a pointer, and a core that is copied (a search branches, a crash
// forgets) stays a value, because nobody can write through it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "sim/base/check.hpp"

namespace windtunnel {

template <class T>
class SharedSpan {
 public:
  SharedSpan() = default;
  explicit SharedSpan(std::vector<T> items)
      : count_(items.size()), items_(std::make_shared<const std::vector<T>>(std::move(items))) {}

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const T* begin() const { return count_ == 0 ? nullptr : items_->data() + offset_; }
  const T* end() const { return begin() + count_; }
  const T& operator[](std::size_t i) const { return begin()[i]; }

  // `count` items from `from` on, of the same memory.
  SharedSpan part(std::size_t from, std::size_t count) const {
    CHECK(from <= count_ && count <= count_ - from, "a part lies within its span");
    SharedSpan part = *this;
    part.offset_ += from;
    part.count_ = count;
    return part;
  }
  SharedSpan from(std::size_t first) const { return part(first, count_ - first); }

  friend bool operator==(const SharedSpan& a, const SharedSpan& b) {
    return a.count_ == b.count_ && (a.begin() == b.begin() || std::equal(a.begin(), a.end(), b.begin()));
  }

 private:
  std::size_t offset_ = 0, count_ = 0;
  std::shared_ptr<const std::vector<T>> items_;
};

// Empty, or a value.
template <class T>
class Shared {
 public:
  Shared() = default;
  explicit Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}

  explicit operator bool() const { return value_ != nullptr; }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  friend bool operator==(const Shared& a, const Shared& b) {
    return a.value_ == b.value_ || (a.value_ && b.value_ && *a.value_ == *b.value_);
  }

 private:
  std::shared_ptr<const T> value_;
};

}  // namespace windtunnel
