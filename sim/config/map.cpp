// The grammars of keys.
#include "sim/config/map.hpp"

#include <algorithm>

#include "sim/config/path.hpp"

namespace windtunnel {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(std::string_view key) {
  return !key.empty() && key.size() <= 63 && is_lower(key[0]) &&
         std::all_of(key.begin(), key.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

}  // namespace

bool NameKey::fits(std::string_view key) { return is_name(key); }
std::string NameKey::expected() {
  return "a name: a small letter, then small letters, digits, _ or -, at most 63 in all";
}
std::string NameKey::pattern() { return "^[a-z][a-z0-9_-]{0,62}$"; }

bool PlacePartKey::fits(std::string_view key) {
  return !key.empty() && key.size() <= 63 && std::all_of(key.begin(), key.end(), [](char c) {
    return is_lower(c) || is_digit(c) || c == '_' || c == '-';
  });
}
std::string PlacePartKey::expected() {
  return "a zone or rack: small letters, digits, _ or -, at most 63 in all";
}
std::string PlacePartKey::pattern() { return "^[a-z0-9_-]{1,63}$"; }

bool PlaceKey::fits(std::string_view key) {
  std::size_t parts = 0;
  while (true) {
    const std::size_t slash = key.find('/');
    const std::string_view part = key.substr(0, slash);
    // A zone or a rack may be a single digit or begin with one; a region begins with a letter.
    const bool fits = parts == 0 ? is_name(part) : PlacePartKey::fits(part);
    if (!fits || ++parts > 3) return false;
    if (slash == std::string_view::npos) return true;
    key.remove_prefix(slash + 1);
  }
}
std::string PlaceKey::expected() { return "a place: region, region/zone or region/zone/rack"; }
std::string PlaceKey::pattern() { return "^[a-z][a-z0-9_-]{0,62}(/[a-z0-9_-]{1,63}){0,2}$"; }

bool AnyKey::fits(std::string_view key) {
  return !key.empty() && key.size() <= 120 && std::all_of(key.begin(), key.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
}
std::string AnyKey::expected() { return "a text of 1 to 120 characters"; }
std::string AnyKey::pattern() { return ""; }

bool PathKey::fits(std::string_view key) { return Path::parse(key).has_value(); }
std::string PathKey::expected() { return "a path, such as tiers.web.replicas"; }
std::string PathKey::pattern() { return ""; }

}  // namespace windtunnel
