// The space-time picture: members as lines, messages as arrows, what happened as marks with words.
//
// Words are put where they do not lie on others; what finds no place is still told by the pointer's hint.
#include <algorithm>
#include <map>

#include "sim/base/labels.hpp"
#include "sim/base/svg.hpp"
#include "sim/base/text.hpp"
#include "sim/base/time_axis.hpp"
#include "sim/record/protocol_trace.hpp"

namespace windtunnel {
namespace {

constexpr double kLeft = 84, kRight = 40, kTop = 84, kLane = 110, kPlot = 1180;
// Okabe and Ito (2008): colours that stay apart for the colour-blind.
constexpr const char* kLeads = "#009e73";
constexpr const char* kCommon = "#8a94a0";
constexpr const char* kRoles[] = {"#e69f00", "#cc79a7", "#56b4e9", "#0072b2"};
constexpr const char* kLost = "#c0392b";
constexpr const char* kMessage = "#5b6b7c";

std::string role_of(const ProtocolStep& step) { return step.after.substr(0, step.after.find(", ")); }

class SpaceTime {
 public:
  SpaceTime(const ProtocolTrace& trace, const TraceView& view, std::size_t messages_max)
      : trace_(trace), view_(view), shown_(shown(trace, view)), messages_max_(messages_max) {
    for (const ProtocolStep& step : trace.steps) {
      members_ = std::max({members_, step.member.index() + 1, trace.names.size()});
      for (const ProtocolStep::Sent& sent : step.sent) members_ = std::max(members_, sent.to.index() + 1);
      all_.push_back(&step);
    }
    std::stable_sort(all_.begin(), all_.end(),
                     [](const ProtocolStep* a, const ProtocolStep* b) { return a->at < b->at; });
  }

  std::string draw() {
    choose_colours();
    put_axis();
    put_messages();
    put_lanes();
    for (const ProtocolStep* step : shown_.steps) put_step(*step);
    put_words();
    return finish();
  }

 private:
  enum class Rank : std::uint8_t { kTurn, kMark, kSaid };
  struct Lettering {
    double x, y;
    std::string words;
    Rank rank;
  };

  double x(Time at) const {
    const double span = static_cast<double>(std::max<std::int64_t>(1, (shown_.to - shown_.from).ns()));
    return kLeft + kPlot * static_cast<double>((at - shown_.from).ns()) / span;
  }
  double y(MemberId member) const { return kTop + kLane * static_cast<double>(member.index()); }
  bool asked_for(MemberId member) const {
    return view_.only.empty() || std::find(view_.only.begin(), view_.only.end(), member) != view_.only.end();
  }
  std::string moment(Time at) const { return fixed(at.seconds(), shown_.decimals) + " s"; }

  // Who leads is green; of the others the role that is taken most often is grey.
  void choose_colours() {
    std::map<std::string, std::size_t> times;
    for (const ProtocolStep* step : all_)
      if (step->probe.leads)
        colours_[role_of(*step)] = kLeads;
      else
        ++times[role_of(*step)];
    std::string common;
    for (const auto& [role, count] : times)
      if (!colours_.contains(role) && (common.empty() || count > times[common])) common = role;
    colours_.try_emplace(common, kCommon);
    std::size_t next = 0;
    for (const auto& [role, count] : times)
      if (colours_.try_emplace(role, kRoles[next % std::size(kRoles)]).second) ++next;
  }

  void put_axis() {
    const double bottom = kTop + kLane * static_cast<double>(members_ - 1) + 40;
    for (const Time at : round_moments(shown_.from, shown_.to, 10)) {
      page_.line(x(at), kTop - 40, x(at), bottom, "stroke=\"#e8ecf0\"");
      page_.text(x(at), bottom + 14, moment(at), "class=\"tick\"");
    }
    height_ = bottom + 24;
  }

  // Each member's line, piece by piece: its role, or a gap while it is down.
  void put_lanes() {
    for (std::uint32_t i = 0; i < members_; ++i) {
      const MemberId member(i);
      Time since = shown_.from;
      const ProtocolStep* last = nullptr;
      for (const ProtocolStep* step : all_) {
        if (step->member != member || step->at >= shown_.to) continue;
        if (step->at > since) {
          put_piece(member, since, step->at, last);
          since = step->at;
        }
        last = step;
      }
      put_piece(member, since, shown_.to, last);
      page_.text(kLeft - 14, y(member) + 5, member_words(member, trace_.names), "class=\"member\"");
    }
  }
  void put_piece(MemberId member, Time from, Time to, const ProtocolStep* last) {
    const bool down = last != nullptr && last->cause == ProtocolStep::Cause::kCrash;
    const std::string colour = last == nullptr ? kCommon : colours_.at(role_of(*last));
    page_.line(x(from), y(member), x(to), y(member),
               down ? "stroke=\"#b8c0c8\" stroke-width=\"1.5\" stroke-dasharray=\"2 6\""
                    : "stroke=\"" + colour + "\" stroke-width=\"" +
                          (last != nullptr && last->probe.leads ? "5" : "3.5") + "\"");
  }

  void put_messages() {
    std::map<std::uint64_t, std::pair<Time, bool>> ends;  // arrival, or loss
    for (const ProtocolTrace::Delivery& each : trace_.deliveries) ends[each.message] = {each.at, each.lost};
    for (const ProtocolStep* step : all_)
      if (step->cause == ProtocolStep::Cause::kMessage) ends.try_emplace(step->message, step->at, false);
    for (const ProtocolStep* step : all_)
      for (const ProtocolStep::Sent& sent : step->sent) {
        if (!asked_for(step->member) && !asked_for(sent.to)) continue;
        const auto end = ends.find(sent.message);
        const Time last = end == ends.end() ? step->at : end->second.first;
        if (step->at >= shown_.to || last < shown_.from) continue;
        if (drawn_++ < messages_max_) put_message(*step, sent, end == ends.end() ? nullptr : &end->second);
      }
  }
  void put_message(const ProtocolStep& step, const ProtocolStep::Sent& sent,
                   const std::pair<Time, bool>* end) {
    const double x1 = x(step.at), y1 = y(step.member), y2 = y(sent.to);
    const std::string who = member_words(step.member, trace_.names) + " to " +
                            member_words(sent.to, trace_.names) + ": " + sent.words;
    const bool arrived = end != nullptr && !end->second;
    // One that does not arrive is drawn as far as between the two lines.
    const double x2 = arrived ? x(end->first) : x1 + 22;
    const double stop = arrived ? y2 : y1 + (y2 - y1) * 0.55;
    const double clip = std::clamp((kLeft + kPlot - x1) / std::max(1e-9, x2 - x1), 0.0, 1.0);
    const double xe = x1 + (x2 - x1) * clip, ye = y1 + (stop - y1) * clip;
    page_.begin_hint(who + ", " + moment(step.at) +
                     (arrived          ? " to " + moment(end->first)
                      : end == nullptr ? ", not seen to arrive"
                                       : ", lost"));
    if (arrived) {
      page_.line(std::max(x1, kLeft), y1, xe, ye,
                 std::string("stroke=\"") + kMessage + "\" stroke-width=\"1\"" +
                     (clip == 1 ? " marker-end=\"url(#tip)\"" : ""));
    } else {
      const std::string ink = end == nullptr ? "#a0aab4" : kLost;
      page_.line(x1, y1, xe, ye, "stroke=\"" + ink + "\" stroke-dasharray=\"4 3\"");
      if (end != nullptr) {
        page_.line(xe - 5, ye - 5, xe + 5, ye + 5, "stroke=\"" + ink + "\" stroke-width=\"2\"");
        page_.line(xe - 5, ye + 5, xe + 5, ye - 5, "stroke=\"" + ink + "\" stroke-width=\"2\"");
      }
    }
    page_.end_hint();
    // What goes to many is said once.
    const bool said = &sent != step.sent.data() && (&sent - 1)->words == sent.words;
    if (x1 >= kLeft && !said)
      words_.push_back({x1 + (xe - x1) * 0.35 + 5, y1 + (ye - y1) * 0.35 + 4, sent.words, Rank::kSaid});
  }

  void put_step(const ProtocolStep& step) {
    using Cause = ProtocolStep::Cause;
    const double at = x(step.at), lane = y(step.member);
    page_.begin_hint(moment(step.at) + " " + member_words(step.member, trace_.names) + ": " +
                     step_words(step, trace_.names));
    const std::string dot = "M " + fixed(at, 1) + " " + fixed(lane, 1);
    std::string words;
    switch (step.cause) {
      case Cause::kTimer:
        page_.path(dot + " m 0 -7 l 6 7 l -6 7 l -6 -7 z", "fill=\"#ffffff\" stroke=\"#1f2933\"");
        words = step.words;
        break;
      case Cause::kCrash:
        page_.path(dot + " m -7 -7 l 14 14 m 0 -14 l -14 14",
                   std::string("stroke-width=\"3\" stroke=\"") + kLost + "\"");
        words = "crashes";
        break;
      case Cause::kStart:
      case Cause::kRestart:
        page_.path(dot + " m -4 -7 l 10 7 l -10 7 z", "fill=\"#1f2933\"");
        words = step.cause == Cause::kStart ? "" : "restarts";
        break;
      case Cause::kOperator:
        words = step.words;
        [[fallthrough]];
      case Cause::kOperation:
        page_.path(dot + " m -5 12 l 5 -9 l 5 9 z", "fill=\"#0072b2\"");
        break;
      case Cause::kMessage:
        page_.path(dot + " m -2.5 0 a 2.5 2.5 0 1 0 5 0 a 2.5 2.5 0 1 0 -5 0", "fill=\"#1f2933\"");
        break;
    }
    page_.end_hint();
    const std::string role = role_of(step);
    const bool turned =
        step.cause != Cause::kCrash &&
        (step.cause == Cause::kRestart || role != step.before.substr(0, step.before.find(", ")));
    if (turned) words += (words.empty() ? "" : ", ") + role;
    const bool grave = turned || step.cause == Cause::kCrash;
    if (!words.empty()) words_.push_back({at + 4, lane - 11, words, grave ? Rank::kTurn : Rank::kMark});
  }

  // What turns a member first, then its timers, then what messages say; a place has to be free, and off the
  // members' lines.
  void put_words() {
    Labels labels;
    for (const Rank rank : {Rank::kTurn, Rank::kMark, Rank::kSaid})
      for (const Lettering& each : words_) {
        if (each.rank != rank) continue;
        const double room = kLeft + kPlot + kRight - 6.2 * static_cast<double>(columns_of(each.words));
        const double left = std::min(each.x, room);
        for (const double down : {0.0, -13.0, 29.0, -26.0}) {
          if (rank == Rank::kSaid && (down != 0 || on_a_line(each.y))) break;
          if (!labels.place(left, each.y + down, each.words)) continue;
          constexpr const char* kLooks[] = {"turn", "mark", "said"};
          page_.text(left, each.y + down, each.words,
                     std::string("class=\"") + kLooks[static_cast<std::size_t>(rank)] + "\"");
          break;
        }
      }
  }
  bool on_a_line(double baseline) const {
    for (std::uint32_t i = 0; i < members_; ++i) {
      const double lane = y(MemberId(i));
      if (baseline > lane - 4 && baseline < lane + 14) return true;
    }
    return false;
  }

  std::string finish() {
    SvgPage page;
    page.body =
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" "
        "markerHeight=\"7\" orient=\"auto\"><path d=\"M 0 0 L 8 4 L 0 8 z\" fill=\"" +
        std::string(kMessage) + "\"/></marker></defs>\n";
    page.text(kLeft, 26, moment(shown_.from) + " to " + moment(shown_.to), "class=\"title\"");
    double at = kLeft;
    const auto legend = [&](const std::string& words, const std::string& colour, double width) {
      page.line(at, 45, at + 22, 45, "stroke=\"" + colour + "\" stroke-width=\"" + fixed(width, 1) + "\"");
      page.text(at + 28, 49, words, "class=\"tick start\"");
      at += 46 + 6.5 * static_cast<double>(words.size());
    };
    for (const auto& [role, colour] : colours_)
      if (!role.empty()) legend(role, colour, colour == kLeads ? 5 : 3.5);
    legend("lost message", kLost, 2);
    if (drawn_ > messages_max_)
      page.text(at + 8, 49,
                "the first " + grouped(static_cast<std::int64_t>(messages_max_)) + " of " +
                    grouped(static_cast<std::int64_t>(drawn_)) + " messages are drawn",
                "class=\"tick start\"");
    page.body += page_.body;
    return page.finish(kLeft + kPlot + kRight, height_,
                       ".title{font-size:16px;font-weight:bold}.tick{font-size:11px;text-anchor:middle;"
                       "fill:#52606d}.start{text-anchor:start}.member{font-size:14px;font-weight:bold;"
                       "text-anchor:end}.mark{font-size:11px}.turn{font-size:11px;font-weight:bold}"
                       ".said{font-size:10px;fill:#52606d}.mark,.turn,.said{paint-order:stroke;"
                       "stroke:#ffffff;stroke-width:3px}");
  }

  const ProtocolTrace& trace_;
  const TraceView& view_;
  ShownTrace shown_;
  std::size_t messages_max_;
  std::size_t members_ = 1;
  std::vector<const ProtocolStep*> all_;        // in the order of time
  std::map<std::string, std::string> colours_;  // by role
  SvgPage page_;
  std::vector<Lettering> words_;
  std::size_t drawn_ = 0;
  double height_ = 0;
};

}  // namespace

std::string trace_svg(const ProtocolTrace& trace, const TraceView& view, std::size_t messages_max) {
  return SpaceTime(trace, view, messages_max).draw();
}

}  // namespace windtunnel
