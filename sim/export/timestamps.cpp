// Whole seconds and the rest apart, put together as digits.
#include "sim/export/timestamps.hpp"

namespace windtunnel {
namespace {

std::string padded(std::int64_t value, std::size_t digits) {
  std::string text = std::to_string(value);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

}  // namespace

std::string unix_seconds(std::int64_t starts_s, Time at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::string text = std::to_string(starts_s + at.ns() / kSecond);
  if (at.ns() % kSecond == 0) return text;
  text += "." + padded(at.ns() % kSecond, 9);
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string unix_nanoseconds(std::int64_t starts_s, Time at) {
  // 2262 is the last year whose nanoseconds fit into 63 bits; later ones are written as OTLP's 64 can hold.
  return std::to_string(static_cast<std::uint64_t>(starts_s) * 1'000'000'000u +
                        static_cast<std::uint64_t>(at.ns()));
}

std::string trace_microseconds(Duration since) {
  return std::to_string(since.ns() / 1000) + "." + padded(since.ns() % 1000, 3);
}

}  // namespace windtunnel
