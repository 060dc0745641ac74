// A log as a row of shared spans.
//
// An index is found by bisection over the spans, and at the end, where nearly all questions are asked, at
// once.
#include "models/consensus/raft_log.hpp"

#include <algorithm>

namespace windtunnel::raft {

std::size_t Log::segment_of(Index index) const {
  CHECK(base_ < index && index <= last_, "the log holds " + std::to_string(base_ + 1) + " to " +
                                             std::to_string(last_) + ", not " + std::to_string(index));
  if (segments_.back().first <= index) return segments_.size() - 1;
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), index,
                                      [](Index wanted, const Segment& each) { return wanted < each.first; });
  return static_cast<std::size_t>(after - segments_.begin()) - 1;
}

const Entry& Log::at(Index index) const {
  const Segment& segment = segments_[segment_of(index)];
  return segment.entries[index - segment.first];
}

Term Log::term(Index index) const {
  if (index == last_) return last_term_;
  if (index == base_) return base_term_;
  return at(index).term;
}

Index Log::last_up_to(Index index, Term term_wanted) const {
  index = std::min(index, last_);
  while (index > base_ && term(index) > term_wanted) --index;
  return std::max(index, base_);
}

void Log::append(Entries entries) {
  if (entries.empty()) return;
  last_term_ = entries[entries.size() - 1].term;
  const Index first = last_ + 1;
  last_ += entries.size();
  segments_.push_back(Segment{first, std::move(entries)});
}

void Log::settle() {
  if (segments_.empty()) {
    last_ = base_;
    last_term_ = base_term_;
  } else {
    last_ = segments_.back().last();
    last_term_ = segments_.back().entries[segments_.back().entries.size() - 1].term;
  }
}

void Log::cut_after(Index index) {
  CHECK(base_ <= index, "what a snapshot holds is not cut off");
  while (!segments_.empty() && segments_.back().first > index) segments_.pop_back();
  if (!segments_.empty() && segments_.back().last() > index) {
    Segment& segment = segments_.back();
    segment.entries = segment.entries.part(0, index - segment.first + 1);
  }
  settle();
}

void Log::forget(Index index) {
  if (index <= base_) return;
  CHECK(index <= last_, "only what was there is forgotten");
  base_term_ = term(index);
  base_ = index;
  while (!segments_.empty() && segments_.front().last() <= index) segments_.pop_front();
  if (!segments_.empty() && segments_.front().first <= index) {
    Segment& segment = segments_.front();
    segment.entries = segment.entries.from(index + 1 - segment.first);
    segment.first = index + 1;
  }
  settle();
}

void Log::reset(Index index, Term term) {
  segments_.clear();
  base_ = last_ = index;
  base_term_ = last_term_ = term;
}

Entries Log::slice(Index first, std::size_t most) const {
  if (first > last_ || most == 0) return {};
  std::size_t at = segment_of(first);
  const std::size_t count = std::min<std::size_t>(most, last_ - first + 1);
  const Segment& holds = segments_[at];
  const std::size_t offset = first - holds.first;
  if (holds.entries.size() - offset >= count) return holds.entries.part(offset, count);
  std::vector<Entry> copied;
  copied.reserve(count);
  for (std::size_t from = offset; copied.size() < count; ++at, from = 0) {
    const Entries& entries = segments_[at].entries;
    const std::size_t taken = std::min(count - copied.size(), entries.size() - from);
    copied.insert(copied.end(), entries.begin() + from, entries.begin() + from + taken);
  }
  return Entries(std::move(copied));
}

bool Log::operator==(const Log& other) const {
  if (base_ != other.base_ || last_ != other.last_ || last_term_ != other.last_term_ ||
      base_term_ != other.base_term_)
    return false;
  for (Index index = base_ + 1; index <= last_; ++index)
    if (!(at(index) == other.at(index))) return false;
  return true;
}

}  // namespace windtunnel::raft
