// What a protocol did, step by step, for a person who learns it: as lines of text and as a space-time
// picture.
//
//   1.204 s n2: election time-out, candidate, term 3, sends n1 n3 "vote request, term 3"
//
// A line says what happened to the member, what of its state that changed, and what it did: the words are the
// protocol core's own. The picture has a line a member, time from left to right, and an arrow a message
// (Lamport 1978); its line is coloured by role and broken while it is down.
#pragma once

#include <string>
#include <vector>

#include "sim/runtime/protocol.hpp"

namespace windtunnel {

struct ProtocolTrace {
  // When a message arrived, or that it never will. Messages that some step took need none.
  struct Delivery {
    std::uint64_t message = 0;  // its serial number
    Time at = {};
    bool lost = false;
  };
  std::vector<ProtocolStep> steps;
  std::vector<Delivery> deliveries;
  std::vector<std::string> names;  // of members; those without are called n1, n2, ...
};

struct TraceView {
  // Steps with from <= at < to; left as they are, the picture is from the first step to the last.
  Time from = {}, to = Time::never();
  std::vector<MemberId> only = {};  // whose steps; of all where empty
};

// One line a step and a lost message, in the order of time.
std::string trace_text(const ProtocolTrace& trace, const TraceView& view = {});
// Without its time and member: "election time-out, candidate, term 3, sends n1 n3 ...".
std::string step_words(const ProtocolStep& step, const std::vector<std::string>& names = {});
std::string member_words(MemberId member, const std::vector<std::string>& names = {});

// An SVG file. The first `messages_max` messages are drawn; a note says so where there are more.
std::string trace_svg(const ProtocolTrace& trace, const TraceView& view = {}, std::size_t messages_max = 400);

// What the view shows, in the order of time.
struct ShownTrace {
  std::vector<const ProtocolStep*> steps;
  Time from, to;     // of what is shown
  int decimals = 3;  // of a second that tell its moments apart
};
ShownTrace shown(const ProtocolTrace& trace, const TraceView& view);

}  // namespace windtunnel
