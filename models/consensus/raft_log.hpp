// A member's log: the entries that are still kept, as the shared spans in which they came.
//
// Entries before `base` have gone into a snapshot; index and term of the last of them stay, because the next
// append is checked against them (ATC 2014, section 7). Two logs are equal when their entries are, however
// they are cut into spans.
#pragma once

#include <deque>

#include "models/consensus/raft_messages.hpp"

namespace windtunnel::raft {

class Log {
 public:
  Index base() const { return base_; }  // the last that is no longer kept; 0 when all are
  Index last() const { return last_; }
  Term last_term() const { return last_term_; }
  bool has_term(Index index) const { return base_ <= index && index <= last_; }
  Term term(Index index) const;  // of an index from base() to last()
  const Entry& at(Index index) const;
  // The largest index up to `index` whose term is at most `term`, not below base(): where two logs may still
  // match.
  Index last_up_to(Index index, Term term) const;

  void append(Entries entries);  // behind last()
  void cut_after(Index index);   // keeps what is up to there
  void forget(Index index);      // moves base() there, if that is forward
  void reset(Index index, Term term);

  // Entries from `first` on, at most `most`; in memory that is shared, where one span holds them.
  Entries slice(Index first, std::size_t most) const;

  bool operator==(const Log& other) const;

 private:
  struct Segment {
    Index first = 0;
    Entries entries;
    Index last() const { return first + entries.size() - 1; }
  };
  // The one that holds the index, which is kept.
  std::size_t segment_of(Index index) const;
  void settle();

  Index base_ = 0;
  Term base_term_ = 0;
  Index last_ = 0;
  Term last_term_ = 0;
  std::deque<Segment> segments_;
};

}  // namespace windtunnel::raft
