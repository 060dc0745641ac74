// What one member believes of all others: alive in their first incarnation, with the exceptions listed.
//
// All members of a large group believe nearly the same, so only differences from that common ground are kept:
// ten thousand members that know of each other need no hundred million rows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/machine/machine.hpp"

namespace windtunnel {

enum class MemberState : std::uint8_t { kAlive, kSuspect, kDead };

class MemberTable {
 public:
  struct Row {
    MemberId member;
    std::uint32_t incarnation = 0;
    MemberState state = MemberState::kAlive;
    bool operator==(const Row&) const = default;
  };

  Row of(MemberId member) const {
    const auto at = place(member);
    return at != rows_.end() && at->member == member ? *at : Row{member};
  }
  void set(const Row& row) {
    const auto at = rows_.begin() + (place(row.member) - rows_.begin());
    const bool there = at != rows_.end() && at->member == row.member;
    if (there) dead_ -= at->state == MemberState::kDead ? 1 : 0;
    dead_ += row.state == MemberState::kDead ? 1 : 0;
    if (there && row == Row{row.member})
      rows_.erase(at);
    else if (there)
      *at = row;
    else if (!(row == Row{row.member}))
      rows_.insert(at, row);
  }
  std::uint32_t dead() const { return dead_; }
  const std::vector<Row>& differences() const { return rows_; }  // ascending by member
  bool operator==(const MemberTable&) const = default;

 private:
  std::vector<Row>::const_iterator place(MemberId member) const {
    return std::lower_bound(rows_.begin(), rows_.end(), member,
                            [](const Row& row, MemberId id) { return row.member < id; });
  }
  std::vector<Row> rows_;
  std::uint32_t dead_ = 0;
};

}  // namespace windtunnel
