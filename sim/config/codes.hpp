// The closed table of problem codes: what can be wrong with a scenario, each with a title and a page to read
// on.
//
// A code is a promise to users who search for it: never reused, never renumbered. Each has a file in
// tests/bad_scenarios; the test over this table fails for one that has none.
#pragma once

#include <span>
#include <string_view>

namespace windtunnel {

namespace code {
inline constexpr std::string_view kSyntax = "WT001";
inline constexpr std::string_view kWrongType = "WT002";
inline constexpr std::string_view kBareNumber = "WT003";
inline constexpr std::string_view kQuantity = "WT004";
inline constexpr std::string_view kRange = "WT005";
inline constexpr std::string_view kDoubledKey = "WT006";
inline constexpr std::string_view kUnknownKey = "WT007";
inline constexpr std::string_view kMissing = "WT008";
inline constexpr std::string_view kEmpty = "WT009";
inline constexpr std::string_view kName = "WT010";
inline constexpr std::string_view kReference = "WT011";
inline constexpr std::string_view kChoice = "WT012";
inline constexpr std::string_view kConflict = "WT013";
inline constexpr std::string_view kOneOfMissing = "WT014";
inline constexpr std::string_view kFile = "WT015";
inline constexpr std::string_view kCycle = "WT016";
inline constexpr std::string_view kOutsideRoot = "WT017";
inline constexpr std::string_view kRemovesNothing = "WT018";
inline constexpr std::string_view kLimit = "WT019";
inline constexpr std::string_view kPath = "WT020";
inline constexpr std::string_view kTable = "WT021";
inline constexpr std::string_view kTableContent = "WT022";
inline constexpr std::string_view kVersion = "WT023";
inline constexpr std::string_view kDate = "WT024";
inline constexpr std::string_view kEngine = "WT025";
inline constexpr std::string_view kOrder = "WT026";
inline constexpr std::string_view kShares = "WT027";
inline constexpr std::string_view kNoFigure = "WT028";
inline constexpr std::string_view kNotChangeable = "WT029";
inline constexpr std::string_view kContradiction = "WT030";
inline constexpr std::string_view kPlugin = "WT031";
}  // namespace code

struct CodePage {
  std::string_view code;
  std::string_view title;
  std::string_view page;  // plain text: what it means, an example, what to write instead
};

std::span<const CodePage> code_pages();
// nullptr for a code that does not exist.
const CodePage* find_code(std::string_view code);

}  // namespace windtunnel
