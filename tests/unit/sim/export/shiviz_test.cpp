// Vector clocks: the parser that ShiViz is given reads every event, and no message is heard before it is
// sent.
#include <map>
#include <regex>

#include "sim/config/document.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

struct Event {
  std::string host;
  std::map<std::string, std::int64_t> clock;
  std::string words;
};

std::vector<Event> events_of(const std::string& log) {
  // ShiViz' default parser, in this library's words: (?<event>.*)\n(?<host>\S*) (?<clock>{.*})
  const std::regex parser(R"(([^\n]*)\n(\S*) (\{.*\})\n)");
  std::vector<Event> events;
  std::size_t read = 0;
  for (std::sregex_iterator at(log.begin(), log.end(), parser); at != std::sregex_iterator(); ++at) {
    EXPECT_EQ(static_cast<std::size_t>(at->position()), read) << "text that the parser does not read";
    read += static_cast<std::size_t>(at->length());
    Problems problems;
    const Document clock = Document::from_text((*at)[3].str(), "clock.json", problems);
    EXPECT_TRUE(problems.empty()) << (*at)[3].str();
    Event event{(*at)[2].str(), {}, (*at)[1].str()};
    for (const Member& each : clock.root().members()) event.clock[each.key] = each.value.as_integer();
    events.push_back(std::move(event));
  }
  EXPECT_EQ(read, log.size());
  return events;
}

std::string raft_log() {
  Problems problems;
  auto loaded = std::make_unique<Loaded>(
      *load_scenario(WINDTUNNEL_ROOT "/scenarios/examples/raft.json", {}, builtin_catalog(), problems));
  LogWishes wishes;
  wishes.store = 0;
  wishes.to = Time() + Duration::from_ns(3'000'000'000);
  const LoggedFlight flown = fly_logged(loaded->flight, 1, wishes, nullptr);
  return find_export_format("shiviz")->write(flown.log, {});
}

TEST(Shiviz, CountsEachHostsOwnEventsFromOne) {
  std::map<std::string, std::int64_t> seen;
  const std::vector<Event> events = events_of(raft_log());
  ASSERT_GT(events.size(), 100u);
  for (const Event& event : events) EXPECT_EQ(event.clock.at(event.host), ++seen[event.host]) << event.words;
  EXPECT_GE(seen.size(), 3u);
}

TEST(Shiviz, KnowsOfNoEventThatHasNotBeen) {
  // The axioms by which ShiViz refuses a log: who is heard of has been there, and clocks never go back.
  std::map<std::string, std::int64_t> seen;
  std::map<std::string, std::map<std::string, std::int64_t>> last;
  bool hears = false;
  for (const Event& event : events_of(raft_log())) {
    seen[event.host] = event.clock.at(event.host);
    for (const auto& [host, count] : event.clock) {
      EXPECT_LE(count, seen[host]) << event.words;
      EXPECT_GE(count, last[event.host][host]) << event.words;
      hears = hears || (host != event.host && count > last[event.host][host]);
    }
    last[event.host] = event.clock;
  }
  EXPECT_TRUE(hears);
}

}  // namespace
}  // namespace windtunnel
