// How the three types change and merge; each merge is a join, so order and repetition do not matter.
#include "models/consensus/crdt_state.hpp"

#include <algorithm>
#include <utility>

namespace windtunnel::crdt {
namespace {

template <class Entry>
Entry& of_member(std::vector<Entry>& entries, MemberId member) {
  auto at = std::lower_bound(entries.begin(), entries.end(), member,
                             [](const Entry& entry, MemberId id) { return entry.member < id; });
  if (at == entries.end() || at->member != member) at = entries.insert(at, Entry{.member = member});
  return *at;
}

bool has_seen(const std::vector<Dot>& seen, const Dot& dot) {
  return std::any_of(seen.begin(), seen.end(),
                     [&](const Dot& each) { return each.member == dot.member && each.number >= dot.number; });
}

std::vector<Element>::iterator place_of(std::vector<Element>& elements, StoreValue value) {
  return std::lower_bound(elements.begin(), elements.end(), value,
                          [](const Element& element, StoreValue other) { return element.value < other; });
}

// Dots of one element that live: those that both have, and those that the other has not seen.
std::vector<Dot> living(const std::vector<Dot>& mine, const std::vector<Dot>& i_saw,
                        const std::vector<Dot>& theirs, const std::vector<Dot>& they_saw) {
  std::vector<Dot> dots;
  for (const Dot& dot : mine)
    if (std::binary_search(theirs.begin(), theirs.end(), dot) || !has_seen(they_saw, dot))
      dots.push_back(dot);
  for (const Dot& dot : theirs)
    if (!std::binary_search(mine.begin(), mine.end(), dot) && !has_seen(i_saw, dot)) dots.push_back(dot);
  std::sort(dots.begin(), dots.end());
  return dots;
}

std::vector<Element> merged_elements(const State& a, const State& b, bool regards_seen) {
  static const std::vector<Dot> kNone;
  const std::vector<Dot>& a_saw = regards_seen ? a.seen : kNone;
  const std::vector<Dot>& b_saw = regards_seen ? b.seen : kNone;
  std::vector<Element> merged;
  auto mine = a.elements.begin();
  auto theirs = b.elements.begin();
  while (mine != a.elements.end() || theirs != b.elements.end()) {
    const bool first =
        theirs == b.elements.end() || (mine != a.elements.end() && mine->value <= theirs->value);
    const bool second =
        mine == a.elements.end() || (theirs != b.elements.end() && theirs->value <= mine->value);
    Element element{first ? mine->value : theirs->value,
                    living(first ? mine->dots : kNone, a_saw, second ? theirs->dots : kNone, b_saw)};
    if (!element.dots.empty()) merged.push_back(std::move(element));
    if (first) ++mine;
    if (second) ++theirs;
  }
  return merged;
}

}  // namespace

bool State::apply(const Operation& operation, MemberId self, Version version) {
  switch (operation.kind) {
    case OperationKind::kWrite:
      value = operation.value;
      break;
    case OperationKind::kAdd: {
      Share& share = of_member(shares, self);
      if (operation.value >= 0)
        share.added += static_cast<std::uint64_t>(operation.value);
      else
        share.subtracted += static_cast<std::uint64_t>(-operation.value);
      break;
    }
    case OperationKind::kInsert: {
      Dot& last = of_member(seen, self);
      ++last.number;
      auto at = place_of(elements, operation.value);
      if (at == elements.end() || at->value != operation.value)
        at = elements.insert(at, Element{operation.value, {}});
      at->dots = {last};  // it has seen the others
      break;
    }
    case OperationKind::kRemove: {
      const auto at = place_of(elements, operation.value);
      if (at == elements.end() || at->value != operation.value) return false;
      elements.erase(at);
      break;
    }
    default:
      return false;
  }
  stamp = version;
  id = operation.id;
  bytes = operation.bytes;
  return true;
}

StoreValue State::sum() const {
  std::uint64_t total = 0;  // wraps as two's complement does
  for (const Share& share : shares) total += share.added - share.subtracted;
  return static_cast<StoreValue>(total);
}

Reply State::read(const Operation& operation) const {
  Reply reply{.id = operation.id, .version = stamp};
  if (operation.kind == OperationKind::kRead) reply.value = value;
  if (operation.kind == OperationKind::kReadCounter) reply.value = sum();
  if (operation.kind == OperationKind::kReadSet)
    for (const Element& element : elements) reply.elements.push_back(element.value);
  return reply;
}

bool State::merge(const State& other, bool regards_seen) {
  const State before = *this;
  elements = merged_elements(before, other, regards_seen);
  for (const Dot& dot : other.seen) {
    Dot& mine = of_member(seen, dot.member);
    mine.number = std::max(mine.number, dot.number);
  }
  for (const Share& share : other.shares) {
    Share& mine = of_member(shares, share.member);
    mine.added = std::max(mine.added, share.added);
    mine.subtracted = std::max(mine.subtracted, share.subtracted);
  }
  if (other.stamp > stamp) {
    stamp = other.stamp;
    id = other.id;
    bytes = other.bytes;
    value = other.value;
  }
  return !(*this == before);
}

std::int64_t State::weight() const {
  std::int64_t sum =
      24 + 18 * static_cast<std::int64_t>(shares.size()) + 10 * static_cast<std::int64_t>(seen.size());
  for (const Element& element : elements)
    sum += std::int64_t{bytes} + 10 * static_cast<std::int64_t>(element.dots.size());
  return elements.empty() && shares.empty() ? sum + bytes : sum;
}

}  // namespace windtunnel::crdt
