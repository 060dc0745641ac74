// From a schedule that shows a mistake to the few of its steps that do, and stories of schedules as lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace windtunnel {

// So many schedules of a suite are flown twice and have to tell the same story.
inline constexpr std::uint64_t kSchedulesFlownTwice = 20;

// Of steps 0 to steps - 1, those that can be left out while `still_shows` says so, ascending: halves first,
// then ever smaller parts, down to single steps, until none of those can go (ddmin: Zeller & Hildebrandt
// 2002). Asks at most `asks_max` times.
std::vector<std::uint32_t> steps_to_leave_out(
    std::uint32_t steps, const std::function<bool(const std::vector<std::uint32_t>& left_out)>& still_shows,
    std::uint32_t asks_max = 2'000);

std::vector<std::string> lines_of(const std::string& story);
// The same with the middle of a long one left out: what happens while all is well again is told at length.
std::vector<std::string> told_briefly(const std::string& story, std::size_t lines_max = 60);
// The last lines that both tell, and the first that differ.
std::vector<std::string> where_stories_part(const std::string& first, const std::string& second);

}  // namespace windtunnel
