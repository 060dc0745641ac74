// Traces: who is whose parent, on which service, with what status.
#include <algorithm>

#include "sim/config/document.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

struct Span {
  std::string service, trace, id, parent, name, start, end;
  std::int64_t kind = 0, status = 0;
};

std::vector<Span> spans_of(const std::string& text) {
  Problems problems;
  const Document document = Document::from_text(text, "spans.json", problems);
  EXPECT_TRUE(problems.empty()) << problems.text("spans.json");
  const auto get = [](const Node& node, const char* key) -> const Node& {
    static const Node nothing;
    const Member* found = node.find(key);
    return found == nullptr ? nothing : found->value;
  };
  std::vector<Span> spans;
  for (const Node& resource : get(document.root(), "resourceSpans").items()) {
    const std::string service =
        get(get(get(resource, "resource"), "attributes").items()[0], "value").members()[0].value.text();
    for (const Node& scope : get(resource, "scopeSpans").items())
      for (const Node& each : get(scope, "spans").items())
        spans.push_back(Span{service, get(each, "traceId").text(), get(each, "spanId").text(),
                             get(each, "parentSpanId").text(), get(each, "name").text(),
                             get(each, "startTimeUnixNano").text(), get(each, "endTimeUnixNano").text(),
                             get(each, "kind").as_integer(), get(get(each, "status"), "code").as_integer()});
  }
  return spans;
}

TEST(Otlp, GivesEachCallAClientAndAServer) {
  LogWishes wishes;
  wishes.requests_max = 1;
  std::vector<Span> spans = spans_of(logged(kTwoTiers, wishes).told("otlp"));
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.start + a.id < b.start + b.id; });
  const auto named = [&](const std::string& name, std::int64_t kind) {
    const auto at = std::find_if(spans.begin(), spans.end(),
                                 [&](const Span& each) { return each.name == name && each.kind == kind; });
    EXPECT_NE(at, spans.end()) << name;
    return at == spans.end() ? Span{} : *at;
  };
  ASSERT_EQ(spans.size(), 5u);
  const Span root = named("users", 1), attempt = named("attempt 1", 3), web = named("web", 2),
             call = named("call db", 3), db = named("db", 2);
  EXPECT_EQ(root.parent, "");
  EXPECT_EQ(attempt.parent, root.id);
  EXPECT_EQ(web.parent, attempt.id);
  EXPECT_EQ(call.parent, web.id);
  EXPECT_EQ(db.parent, call.id);
  EXPECT_EQ(call.service, "web");
  EXPECT_EQ(db.service, "db");
  EXPECT_EQ(db.start, "10007000000");
  EXPECT_EQ(db.end, "10011000000");
  for (const Span& each : spans) {
    EXPECT_EQ(each.trace, root.trace);
    EXPECT_EQ(each.trace.size(), 32u);
    EXPECT_EQ(each.id.size(), 16u);
    EXPECT_EQ(each.status, 1) << each.name;
  }
}

TEST(Otlp, SaysErrorOfWhatFailed) {
  LogWishes wishes;
  wishes.requests_max = 1;
  for (const Span& each : spans_of(logged(kTwoTiers, wishes, {"tiers.db.service=150 ms"}).told("otlp"))) {
    // The servers do their work in the end; the client hears of none of it.
    const bool is_server = each.kind == 2 || each.name == "call db";
    EXPECT_EQ(each.status, is_server ? 1 : 2) << each.name;
  }
}

TEST(Otlp, TellsTracesOfDifferentRequestsApart) {
  std::vector<std::string> roots;
  for (const Span& each : spans_of(logged(kTwoTiers).told("otlp")))
    if (each.parent.empty()) roots.push_back(each.trace);
  EXPECT_EQ(roots.size(), 9u);
  std::sort(roots.begin(), roots.end());
  EXPECT_EQ(std::unique(roots.begin(), roots.end()), roots.end());
}

}  // namespace
}  // namespace windtunnel
