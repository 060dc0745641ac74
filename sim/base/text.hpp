// Numbers and quantities as text, the same characters on every machine.
//
// Everything is made by std::to_chars, which has no locale and rounds correctly; nothing goes through printf
// or streams. What people read has few digits (`text` of a quantity), what programs read back has the
// shortest digits that give the same double (`shortest`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

std::string shortest(double value);             // round trip: 0.1 -> "0.1", 1e300 -> "1e+300", inf, nan
std::string fixed(double value, int decimals);  // fixed(2.5, 2) -> "2.50"; a negative zero prints as zero
std::string significant(
    double value, int digits);  // significant(0.0012345, 2) -> "0.0012"; never an exponent in [1e-6, 1e15)
std::string grouped(std::int64_t value);          // 1234567 -> "1,234,567"
std::string grouped(double value, int decimals);  // 4512.3, 2 -> "4,512.30"
std::string hexadecimal(std::uint64_t value);     // sixteen digits: how seeds and fingerprints are written
std::string percent(double ratio, int decimals);  // 0.0415, 1 -> "4.2%"

// "1.5 ms", "250 ns", "2 h 5 min", "3 d 4 h": below a minute `digits` significant digits in the largest unit
// that gives at least 1, above it the two largest units that are not zero.
std::string text(Duration duration, int digits = 3);
// As the scenario file would write it, without loss: "1.5 ms", "90 s".
std::string exact(Duration duration);
std::string text(Bytes bytes, int digits = 3);          // "64 KiB", "1.5 GiB", "12 B"
std::string exact(Bytes bytes);                         // "64 KiB" where it divides, else "65537 B"
std::string text(Bandwidth bandwidth, int digits = 3);  // "10 Gbps"
std::string text(Power power, int digits = 3);          // "120 W", "1.2 kW"
std::string text(Energy energy, int digits = 4);        // "5.844 kWh"
std::string text(Rate rate, int digits = 3);            // "200 /s"; below 0.1 /s per minute or hour
std::string text(Money money, int decimals = 2);        // "4,512.30 USD"
std::string text(MoneyRate price);                      // "0.0416 USD/h"
std::string text(MoneyPerBytes price);                  // "0.08 USD/GB"

// "1, 2 and 3" from {"1", "2", "3"}; `last` is the word before the last one.
std::string list_of(const std::vector<std::string>& words, std::string_view last = "and");

}  // namespace windtunnel
