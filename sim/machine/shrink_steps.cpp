// Leaving out steps, and comparing stories.
#include "sim/machine/shrink_steps.hpp"

#include <algorithm>

namespace windtunnel {

std::vector<std::uint32_t> steps_to_leave_out(
    std::uint32_t steps, const std::function<bool(const std::vector<std::uint32_t>& left_out)>& still_shows,
    std::uint32_t asks_max) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t step = 0; step < steps; ++step) kept.push_back(step);
  const auto without = [&](const std::vector<std::uint32_t>& some) {
    std::vector<std::uint32_t> rest;
    for (std::uint32_t step = 0; step < steps; ++step)
      if (!std::binary_search(some.begin(), some.end(), step)) rest.push_back(step);
    return rest;
  };
  std::uint32_t asks = 0;
  std::size_t size = std::max<std::size_t>(kept.size() / 2, 1);
  for (bool again = true; again && asks < asks_max;) {
    again = false;
    for (std::size_t from = 0; from < kept.size() && asks < asks_max;) {
      std::vector<std::uint32_t> fewer = kept;
      const std::size_t to = std::min(from + size, fewer.size());
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(from),
                  fewer.begin() + static_cast<std::ptrdiff_t>(to));
      ++asks;
      if (still_shows(without(fewer))) {
        kept = std::move(fewer);
        again = true;
      } else {
        from = to;
      }
    }
    if (size > 1) {
      size = std::max<std::size_t>(size / 2, 1);
      again = true;
    }
  }
  return without(kept);
}

std::vector<std::string> lines_of(const std::string& story) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < story.size();) {
    const std::size_t to = std::min(story.find('\n', from), story.size());
    lines.push_back(story.substr(from, to - from));
    from = to + 1;
  }
  return lines;
}

std::vector<std::string> told_briefly(const std::string& story, std::size_t lines_max) {
  std::vector<std::string> lines = lines_of(story);
  if (lines.size() <= lines_max) return lines;
  const std::size_t end = lines_max / 4, begin = lines_max - end - 1;
  const std::size_t left_out = lines.size() - begin - end;
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin),
              lines.end() - static_cast<std::ptrdiff_t>(end));
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(begin),
               "... " + std::to_string(left_out) + " more lines ...");
  return lines;
}

std::vector<std::string> where_stories_part(const std::string& first, const std::string& second) {
  const std::vector<std::string> one = lines_of(first), other = lines_of(second);
  const auto [in_one, in_other] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  std::vector<std::string> lines(in_one - std::min<std::ptrdiff_t>(in_one - one.begin(), 5), in_one);
  lines.push_back("first   " + (in_one == one.end() ? "nothing more" : *in_one));
  lines.push_back("second  " + (in_other == other.end() ? "nothing more" : *in_other));
  return lines;
}

}  // namespace windtunnel
