// Bars, their words above them, moments below.
#include "sim/record/witness_svg.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sim/base/labels.hpp"
#include "sim/base/svg.hpp"
#include "sim/base/text.hpp"
#include "sim/verify/operation_words.hpp"

namespace windtunnel {
namespace {

constexpr double kMarginLeft = 110, kMarginRight = 60, kMarginTop = 96, kProcessLane = 74, kBar = 20;
constexpr const char* kReads = "#009e73";
constexpr const char* kChanges = "#0072b2";
constexpr const char* kUnknown = "#e69f00";

class WitnessPicture {
 public:
  WitnessPicture(const History& history, const CheckVerdict& verdict, std::size_t operations_max)
      : verdict_(verdict) {
    for (const std::size_t position : verdict.witness)
      if (operations_.size() < operations_max) operations_.push_back(&history.operations[position]);
    for (const OperationRecord* each : operations_) {
      lanes_.try_emplace(each->process, lanes_.size());
      moments_.insert(each->invoked);
      if (each->ended != Time::never()) moments_.insert(each->ended);
    }
    std::size_t place = 0;
    for (const Time at : moments_) places_[at] = place++;
    gap_ = std::max(78.0, 1000.0 / static_cast<double>(std::max<std::size_t>(1, moments_.size())));
    width_ = kMarginLeft + gap_ * static_cast<double>(moments_.size()) + kMarginRight;
  }

  std::string draw(const std::string& title) {
    const double bottom = kMarginTop + kProcessLane * static_cast<double>(lanes_.size()) - 24;
    put_moments(bottom);
    for (const auto& [process, lane] : lanes_) {
      page_.line(kMarginLeft - 20, y(process), width_ - 20, y(process), "stroke=\"#b8c0c8\"");
      page_.text(kMarginLeft - 28, y(process) + 5, "process " + std::to_string(process), "class=\"process\"");
    }
    for (const OperationRecord* each : operations_) put_operation(*each);
    const std::string above = std::string(kTruthNames[static_cast<std::size_t>(verdict_.truth)]);
    page_.text(24, 28, title + ": " + above, "class=\"title\"");
    page_.text(24, 48, verdict_.reason, "class=\"reason\"");
    if (operations_.size() < verdict_.witness.size())
      page_.text(24, bottom + 52,
                 "the first " + std::to_string(operations_.size()) + " of " +
                     grouped(static_cast<std::int64_t>(verdict_.witness.size())) + " operations are drawn",
                 "class=\"tick left\"");
    // The reason is the longest line; a letter of its size is six pixels wide.
    const double width = std::max(width_, 60 + 6.6 * static_cast<double>(columns_of(verdict_.reason)));
    return page_.finish(
        width, bottom + 66,
        ".title{font-size:16px;font-weight:bold}.reason{font-size:13px}.process{font-size:13px;"
        "font-weight:bold;text-anchor:end}.label{font-size:12px}.tick{font-size:10px;fill:"
        "#52606d;text-anchor:middle}.left{text-anchor:start}");
  }

 private:
  double x(Time at) const { return kMarginLeft + gap_ * (0.3 + static_cast<double>(places_.at(at))); }
  double y(std::uint32_t process) const {
    return kMarginTop + kProcessLane * static_cast<double>(lanes_.at(process)) + 28;
  }

  void put_moments(double bottom) {
    int decimals = 3;
    for (const Time at : moments_)
      decimals = std::max(decimals, at.ns() % 1'000 != 0 ? 9 : at.ns() % 1'000'000 != 0 ? 6 : 3);
    bool low = false;
    for (const Time at : moments_) {
      page_.line(x(at), kMarginTop - 20, x(at), bottom + 6, "stroke=\"#e8ecf0\"");
      // Two rows, so that nine decimals find room.
      page_.text(x(at), bottom + (low ? 34 : 20), fixed(at.seconds(), decimals) + " s", "class=\"tick\"");
      low = decimals > 6 && !low;
    }
  }

  void put_operation(const OperationRecord& operation) {
    const bool open = operation.ended == Time::never();
    const double from = x(operation.invoked), to = open ? width_ - 24 : x(operation.ended);
    const double top = y(operation.process) - kBar / 2;
    const char* ink = open ? kUnknown : only_reads(operation.kind) ? kReads : kChanges;
    const double wide = std::max(6.0, to - from);
    page_.begin_hint(operation_words(operation, 9));
    page_.rect(from, top, wide, kBar,
               std::string("rx=\"3\" fill=\"") + ink + "\" fill-opacity=\"0.25\" stroke=\"" + ink + "\"" +
                   (open ? " stroke-dasharray=\"5 4\"" : ""));
    page_.end_hint();
    const std::string words =
        asked_words(operation.kind, operation.key, operation.value, operation.expected) + ": " +
        ended_words(operation);
    for (const double up : {6.0, 20.0, -(kBar + 14)})
      if (labels_.place(from, top - up, words, 12)) {
        page_.text(from, top - up, words, "class=\"label\"");
        break;
      }
  }

  const CheckVerdict& verdict_;
  std::vector<const OperationRecord*> operations_;
  std::map<std::uint32_t, std::size_t> lanes_;  // by process
  std::set<Time> moments_;
  std::map<Time, std::size_t> places_;
  double gap_ = 0, width_ = 0;
  Labels labels_;
  SvgPage page_;
};

}  // namespace

std::string witness_svg(const History& history, const CheckVerdict& verdict, const std::string& title,
                        std::size_t operations_max) {
  return WitnessPicture(history, verdict, operations_max).draw(title);
}

}  // namespace windtunnel
