// An election told by hand: the lines that a student reads, and what the picture has to show.
#include "sim/record/protocol_trace.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;
using Cause = ProtocolStep::Cause;

ProtocolStep step(Duration at, std::uint32_t member, Cause cause, const std::string& before,
                  const std::string& after) {
  ProtocolStep made;
  made.at = Time() + at;
  made.member = MemberId(member);
  made.cause = cause;
  made.before = before, made.after = after;
  made.probe.leads = after.starts_with("leader");
  return made;
}
ProtocolStep hears(ProtocolStep made, std::uint32_t from, std::uint64_t message, const std::string& words) {
  made.cause = Cause::kMessage;
  made.from = MemberId(from), made.message = message, made.words = words;
  return made;
}

// n3's timer rings; n2 grants its vote, the request to n4 is lost, n4 crashes; n3 leads and a client writes.
ProtocolTrace election() {
  ProtocolTrace trace;
  const std::string follower = "follower, term 2", voted = "follower, term 3";
  trace.names = {"n2", "n3", "n4"};
  trace.steps.push_back(step(1'204_ms, 1, Cause::kTimer, follower, "candidate, term 3"));
  trace.steps.back().words = "election time-out";
  trace.steps.back().sent = {{MemberId(0), 1, "vote request, term 3"},
                             {MemberId(2), 2, "vote request, term 3"}};
  trace.steps.push_back(
      hears(step(1'205_ms, 0, Cause::kMessage, follower, voted), 1, 1, "vote request, term 3"));
  trace.steps.back().sent = {{MemberId(1), 3, "vote granted, term 3"}};
  trace.steps.push_back(step(1'206_ms, 2, Cause::kCrash, follower, follower));
  trace.steps.push_back(hears(step(1'207_ms, 1, Cause::kMessage, "candidate, term 3", "leader, term 3"), 0, 3,
                              "vote granted, term 3"));
  trace.steps.push_back(step(1'310_ms, 1, Cause::kOperation, "leader, term 3", "leader, term 3"));
  ProtocolStep& asked = trace.steps.back();
  asked.operation = Operation{{4, 1}, OperationKind::kWrite, 3, 7};
  asked.applied = {Applied{{4, 1}, 3, 1, 7, 18}};
  asked.replied = {Reply{{4, 1}}};
  trace.deliveries = {{2, Time() + 1'205_ms, true}};
  return trace;
}

TEST(ProtocolTrace, ReadsAsSentences) {
  EXPECT_EQ(trace_text(election()),
            "1.204 s n3: election time-out, candidate, term 3, sends n2 n4 \"vote request, term 3\"\n"
            "1.205 s n2: hears \"vote request, term 3\" from n3, term 3, sends n3 \"vote granted, term 3\"\n"
            "1.205 s n3: \"vote request, term 3\" to n4 is lost\n"
            "1.206 s n4: crashes\n"
            "1.207 s n3: hears \"vote granted, term 3\" from n2, leader\n"
            "1.310 s n3: client asks: write 7 to key 3, applies slot 18: key 3 = 7, answers session 4: ok\n");
}

TEST(ProtocolTrace, ShowsAWindowAndSomeMembersOnly) {
  TraceView view;
  view.from = Time() + 1'205_ms, view.to = Time() + 1'305_ms;
  view.only = {MemberId(2)};
  EXPECT_EQ(trace_text(election(), view), "1.206 s n4: crashes\n");
}

TEST(ProtocolTrace, TellsCloseMomentsApart) {
  TraceView view;
  view.from = Time() + 1'204_ms, view.to = Time() + 1'204_ms + 50_us;
  view.only = {MemberId(1)};
  EXPECT_EQ(trace_text(election(), view).substr(0, 20), "1.204000000 s n3: el");
}

TEST(ProtocolTrace, WithoutNamesMembersAreNumbered) {
  EXPECT_EQ(step_words(election().steps[0]),
            "election time-out, candidate, term 3, sends n1 n3 \"vote request, term 3\"");
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

TEST(ProtocolTrace, ThePictureHasAnArrowAMessageAndACrossWhereOneIsLost) {
  const std::string svg = trace_svg(election());
  EXPECT_EQ(count(svg, "marker-end"), 2u);
  EXPECT_EQ(count(svg, "vote request, term 3, 1.204 s, lost"), 1u);
  EXPECT_EQ(count(svg, "n2 to n3: vote granted, term 3, 1.205 s to 1.207 s"), 1u);
  EXPECT_EQ(count(svg, ">crashes<"), 1u);
  EXPECT_EQ(count(svg, "class=\"member\""), 3u);
  EXPECT_EQ(count(svg, "messages are drawn"), 0u);
  EXPECT_EQ(count(trace_svg(election(), {}, 1), "the first 1 of 3 messages are drawn"), 1u);
}

TEST(ProtocolTrace, AMessageThatNobodyIsSeenToTakeIsNotCalledLost) {
  ProtocolTrace trace = election();
  trace.deliveries.clear();
  EXPECT_EQ(count(trace_svg(trace), ", not seen to arrive"), 1u);
  EXPECT_EQ(count(trace_svg(trace), ", lost"), 0u);
}

TEST(ProtocolTrace, AnEmptyOneIsAnEmptyPicture) {
  EXPECT_EQ(trace_text({}), "");
  EXPECT_EQ(count(trace_svg({}), "marker-end"), 0u);
}

}  // namespace
}  // namespace windtunnel
