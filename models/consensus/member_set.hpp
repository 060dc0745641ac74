// A set of members of one cluster, as bits: up to 64 of them.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "sim/machine/machine.hpp"

namespace windtunnel {

class MemberSet {
 public:
  static constexpr std::uint32_t kMost = 64;

  constexpr MemberSet() = default;
  constexpr explicit MemberSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr MemberSet first(std::uint32_t count) {
    return MemberSet(count >= kMost ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1);
  }

  constexpr std::uint64_t bits() const { return bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint32_t size() const { return static_cast<std::uint32_t>(std::popcount(bits_)); }
  constexpr bool has(MemberId member) const {
    return member.value() < kMost && (bits_ >> member.value() & 1) != 0;
  }
  constexpr void add(MemberId member) { bits_ |= std::uint64_t{1} << member.value(); }
  constexpr void remove(MemberId member) { bits_ &= ~(std::uint64_t{1} << member.value()); }
  friend constexpr MemberSet operator|(MemberSet a, MemberSet b) { return MemberSet(a.bits_ | b.bits_); }
  friend constexpr MemberSet operator&(MemberSet a, MemberSet b) { return MemberSet(a.bits_ & b.bits_); }
  constexpr bool operator==(const MemberSet&) const = default;

  // In ascending order.
  template <class Visit>
  constexpr void for_each(Visit visit) const {
    for (std::uint64_t left = bits_; left != 0; left &= left - 1)
      visit(MemberId(static_cast<std::uint32_t>(std::countr_zero(left))));
  }
  std::string words() const {  // "n0 n1 n4"
    std::string words;
    for_each([&](MemberId member) { words += (words.empty() ? "" : " ") + name_of(member); });
    return words;
  }

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace windtunnel
