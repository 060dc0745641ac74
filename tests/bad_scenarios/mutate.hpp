// Mutations of a text, a pure function of (seed, number): what a slip of the finger, a bad merge or an
// attacker makes of a scenario.
//
// Bytes alone would nearly always break the JSON and test only its parser; so most mutations work on tokens,
// which keeps the tree whole and reaches the reader behind it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace windtunnel {

class Mutator {
 public:
  Mutator(std::uint64_t seed, std::uint64_t number) : state_(seed * 0x9e3779b97f4a7c15ull + number) {}

  std::string mutated(std::string text, std::uint64_t times) {
    for (; times > 0; --times) text = once(std::move(text));
    return text;
  }

  // SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }

 private:
  struct Span {
    std::size_t begin, size;
  };

  // Texts, numbers, words and brackets, roughly: good enough to cut at.
  static std::vector<Span> tokens(std::string_view text) {
    std::vector<Span> out;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at + 1;
      if (text[at] == '"') {
        while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        end = end < text.size() ? end + 1 : text.size();
      } else if (std::string_view("{}[],: \n\r\t").find(text[at]) == std::string_view::npos) {
        while (end < text.size() &&
               std::string_view("{}[],: \n\r\t\"").find(text[end]) == std::string_view::npos)
          ++end;
      } else if (std::string_view(" \n\r\t").find(text[at]) != std::string_view::npos) {
        ++at;
        continue;
      }
      out.push_back({at, end - at});
      at = end;
    }
    return out;
  }

  std::string once(std::string text) {
    static constexpr std::array<std::string_view, 34> kValues{
        "null",
        "true",
        "{}",
        "[]",
        "0",
        "-1",
        "1e308",
        "1e999",
        "-0.0",
        "18446744073709551616",
        "0.5",
        "\"\"",
        "\"note\"",
        "\"kind\"",
        "\"value\"",
        "\"enabled\"",
        "\"extends\"",
        "\"..\"",
        "\"/dev/zero\"",
        "\"x.csv\"",
        "\"catalog:\"",
        "\"5 ms\"",
        "\"-5 ms\"",
        "\"1e99 h\"",
        "\"876600 h\"",
        "\"200 /s\"",
        "\"4500 USD\"",
        "\"a.b\"",
        "\"*\"",
        "\"\\u0000\"",
        "\"\\ud83d\"",
        "[[[[[[[[[[1]]]]]]]]]]",
        "{\"kind\": \"mixture\", \"parts\": [{\"share\": 1, \"of\": {\"kind\": \"mixture\", \"parts\": "
        "[]}}]}",
        "{\"value\": {\"value\": 1}}"};
    const std::vector<Span> spans = tokens(text);
    if (text.empty() || spans.empty()) return std::string(kValues[below(kValues.size())]);
    const Span one = spans[below(spans.size())];
    const Span two = spans[below(spans.size())];
    switch (below(8)) {
      case 0:
        text[below(text.size())] = static_cast<char>(next());
        return text;
      case 1:
        return text.erase(below(text.size()), 1 + below(20));
      case 2:
        return text.insert(below(text.size()), text.substr(below(text.size()), below(40)));
      case 3:
        return text.erase(one.begin, one.size);
      case 4:
        return text.replace(one.begin, one.size, text.substr(two.begin, two.size));
      case 5: {  // a run of tokens somewhere else
        const Span last = spans[std::min<std::size_t>(spans.size() - 1, below(spans.size()))];
        const std::size_t end = std::max(one.begin, last.begin + last.size);
        return text.insert(two.begin, text.substr(one.begin, end - one.begin));
      }
      default:
        return text.replace(one.begin, one.size, kValues[below(kValues.size())]);
    }
  }

  std::uint64_t state_;
};

}  // namespace windtunnel
