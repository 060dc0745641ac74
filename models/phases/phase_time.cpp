// Reading the moments that phases begin and end at.
#include "models/phases/phase_time.hpp"

#include "sim/config/scalar.hpp"

namespace windtunnel {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Time> phase_time(std::string_view text, const std::vector<Anchor>& anchors,
                               std::string_view field, const Complain& complain) {
  constexpr std::string_view kExpected =
      "a time such as \"12 h\", or <fault>.start or <fault>.end, perhaps with + or - a duration";
  std::string_view rest = trim(text);
  Duration plain;
  if (!parse_quantity(rest, plain)) return Time() + plain;

  std::vector<std::string> names;
  for (const Anchor& anchor : anchors) {
    names.push_back(anchor.name + ".start");
    names.push_back(anchor.name + ".end");
  }
  const std::size_t sign_at =
      rest.find_first_of("+-", rest.find('.') == std::string_view::npos ? 0 : rest.find('.'));
  const std::string_view moment = trim(rest.substr(0, sign_at));
  Duration offset;
  if (sign_at != std::string_view::npos) {
    if (parse_quantity(trim(rest.substr(sign_at + 1)), offset)) {
      complain(field, "WT004", "\"" + std::string(text) + "\"", std::string(kExpected), {}, {});
      return std::nullopt;
    }
    if (rest[sign_at] == '-') offset = -offset;
  }
  for (const Anchor& anchor : anchors) {
    if (moment == anchor.name + ".start") return anchor.start + offset;
    if (moment == anchor.name + ".end") return anchor.end + offset;
  }
  const bool names_something = moment.find('.') != std::string_view::npos;
  complain(field, names_something ? "WT011" : "WT004", "\"" + std::string(text) + "\"",
           std::string(kExpected), moment, names);
  return std::nullopt;
}

}  // namespace windtunnel
