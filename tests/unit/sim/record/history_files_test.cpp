// Histories there and back, the forms that Jepsen's checkers know, and files that are wrong.
#include "sim/record/history_files.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;
using Kind = OperationKind;

History one_of_each() {
  History history =
      of({write(0, 3, 1, 2, 7), unknown(compare_and_set(1, 3, 4, 1, 0)), read(2, kNoValue, 2, 5, 7),
          failed(write(0, 5, 2, 4, 7)), operation(3, Kind::kAdd, 6, 7, -2, 8),
          operation(3, Kind::kReadCounter, 8, 9, -2, 8), operation(3, Kind::kInsert, 10, 11, 6, 9),
          operation(3, Kind::kRemove, 12, 13, 6, 9), elements(Kind::kReadSet, 3, {1, 2}, 14, 15),
          operation(4, Kind::kAppend, 16, 17, 1, 10), elements(Kind::kReadList, 4, {2, 1}, 18, 19)});
  for (OperationRecord& each : history.operations) {
    if (each.kind == Kind::kCompareAndSet) each.key = 7;
    if (each.kind == Kind::kReadSet) each.key = 9;
    if (each.kind == Kind::kReadList) each.key = 10;
  }
  history.operations[0] = at_version(history.operations[0], 12);
  history.operations[0].replica = 1;
  history.operations[0].region = 2;
  return history;
}

// Knossos: :read, :write, :cas [old new] under jepsen.independent's [key value]; jepsen.checker's counter and
// set: :add and :read; Elle: :txn with :append and :r. At 2 ms write 3 ends and process 0 begins anew.
TEST(HistoryFiles, WriteTheFormsThatJepsensCheckersKnow) {
  EXPECT_EQ(history_edn(one_of_each()),
            "{:process 0 :type :invoke :f :write :value [7 3] :time 1000000 :index 0 :region 2}\n"
            "{:process 1 :type :invoke :f :cas :value [7 [3 4]] :time 1000000 :index 1}\n"
            "{:process 2 :type :invoke :f :read :value [7 nil] :time 2000000 :index 2}\n"
            "{:process 0 :type :ok :f :write :value [7 3] :time 2000000 :index 3 :replica 1 :version 12}\n"
            "{:process 0 :type :invoke :f :write :value [7 5] :time 2000000 :index 4}\n"
            "{:process 0 :type :fail :f :write :value [7 5] :time 4000000 :index 5}\n"
            "{:process 2 :type :ok :f :read :value [7 nil] :time 5000000 :index 6}\n"
            "{:process 3 :type :invoke :f :add :value [8 -2] :time 6000000 :index 7}\n"
            "{:process 3 :type :ok :f :add :value [8 -2] :time 7000000 :index 8}\n"
            "{:process 3 :type :invoke :f :read :value [8 nil] :time 8000000 :index 9}\n"
            "{:process 3 :type :ok :f :read :value [8 -2] :time 9000000 :index 10}\n"
            "{:process 3 :type :invoke :f :add :value [9 6] :time 10000000 :index 11}\n"
            "{:process 3 :type :ok :f :add :value [9 6] :time 11000000 :index 12}\n"
            "{:process 3 :type :invoke :f :remove :value [9 6] :time 12000000 :index 13}\n"
            "{:process 3 :type :ok :f :remove :value [9 6] :time 13000000 :index 14}\n"
            "{:process 3 :type :invoke :f :read :value [9 nil] :time 14000000 :index 15}\n"
            "{:process 3 :type :ok :f :read :value [9 #{1 2}] :time 15000000 :index 16}\n"
            "{:process 4 :type :invoke :f :txn :value [[:append 10 1]] :time 16000000 :index 17}\n"
            "{:process 4 :type :ok :f :txn :value [[:append 10 1]] :time 17000000 :index 18}\n"
            "{:process 4 :type :invoke :f :txn :value [[:r 10 nil]] :time 18000000 :index 19}\n"
            "{:process 4 :type :ok :f :txn :value [[:r 10 [2 1]]] :time 19000000 :index 20}\n"
            "{:process 1 :type :info :f :cas :value [7 [3 4]] :time 19000000 :index 21}\n");
}

std::optional<History> read(const std::string& text, std::string& problems,
                            std::optional<KeyKind> model = std::nullopt, const std::string& name = "h.edn") {
  Problems found;
  std::optional<History> history = read_history(text, name, model, found);
  problems = found.empty() ? "" : found.text(name);
  return history;
}
// Its rows in an order of their own: what begins at one instant may change places.
std::string rows(const History& history) {
  std::istringstream lines(history_csv(history));
  std::vector<std::string> sorted;
  for (std::string line; std::getline(lines, line);) sorted.push_back(line + "\n");
  std::sort(sorted.begin(), sorted.end());
  std::string text;
  for (const std::string& line : sorted) text += line;
  return text;
}
std::string there_and_back(const History& history, bool json) {
  std::string problems;
  const std::optional<History> back =
      json ? read(history_json(history), problems, {}, "h.json") : read(history_edn(history), problems);
  return back ? history_csv(*back) : problems;
}

TEST(HistoryFiles, ComeBackAsTheyWere) {
  EXPECT_EQ(there_and_back(one_of_each(), false), history_csv(one_of_each()));
  EXPECT_EQ(there_and_back(one_of_each(), true), history_csv(one_of_each()));
  Rng rng = Rng::stream(5, "files");
  for (int round = 0; round < 100; ++round) {
    constexpr Kind kReads[] = {Kind::kRead, Kind::kReadCounter, Kind::kReadSet, Kind::kReadList};
    const AtomicStore store{.operations = 40, .keys = 2, .reading = kReads[round % 4]};
    History history = store.fly(rng);
    // An operation that did not end has nothing that a file could keep; a key that nobody read as a set or
    // counter does not say which it is.
    for (OperationRecord& each : history.operations)
      if (each.status != OperationStatus::kOk) each.version = 0, each.read = kNoValue, each.elements.clear();
    std::string problems;
    const auto edn = read(history_edn(history), problems, key_kind(store.reading));
    ASSERT_EQ(problems, "") << round;
    ASSERT_EQ(rows(*edn), rows(history)) << round;
    const auto json = read(history_json(history), problems, key_kind(store.reading), "h.json");
    ASSERT_EQ(problems, "") << round;
    ASSERT_EQ(rows(*json), rows(history)) << round;
  }
}

TEST(HistoryFiles, ReadWhatOthersWrite) {
  std::string problems;
  // As Jepsen prints a register's history: commas, a record's tag, no keys, a nemesis.
  const auto history = read(
      "[#jepsen.history.Op{:process 0, :type :invoke, :f :write, :value 3, :time 10, :index 0}\n"
      " {:process :nemesis, :type :info, :f :start, :value \"cut off\"} ; comment\n"
      " {:process 0, :type :ok, :f :write, :value 3}\n"
      " #_{:ignored true} {:process 1, :type :invoke, :f :cas, :value [3 4]}\n"
      " {:process 1, :type :info, :f :cas, :value [3 4], :error :timeout}\n"
      " {:process 2, :type :invoke, :f :read, :value nil}\n"
      " {:process 2, :type :ok, :f :read, :value 4}]",
      problems);
  ASSERT_EQ(problems, "");
  // Not every event has a time, so the order is the time: event 0 at 0 ns, event 2 at 2 ns.
  EXPECT_EQ(
      history_csv(*history),
      "process,operation,status,key,value,expected,read,elements,invoked_ns,ended_ns,region,replica,version\n"
      "0,write,ok,0,3,,,,0,2,0,,\n"
      "1,cas,info,0,4,3,,,3,,0,,\n"
      "2,read,ok,0,,,4,,5,6,0,,\n");
}

TEST(HistoryFiles, TellKindsApartByWhatIsReadOfAKey) {
  std::string problems;
  const std::string text =
      "{:process 0 :type :invoke :f :add :value [1 5]} {:process 0 :type :ok :f :add :value [1 5]}\n"
      "{:process 0 :type :invoke :f :add :value [2 5]} {:process 0 :type :ok :f :add :value [2 5]}\n"
      "{:process 0 :type :invoke :f :read :value [1 nil]} {:process 0 :type :ok :f :read :value [1 (5)]}\n"
      "{:process 0 :type :invoke :f :read :value [2 nil]} {:process 0 :type :ok :f :read :value [2 5]}\n";
  const auto history = read(text, problems);
  ASSERT_EQ(problems, "");
  EXPECT_EQ(history->operations[0].kind, Kind::kInsert);
  EXPECT_EQ(history->operations[1].kind, Kind::kAdd);
  EXPECT_EQ(history->operations[2].elements, std::vector<StoreValue>{5});
  EXPECT_EQ(history->operations[3].read, 5);
}

TEST(HistoryFiles, SayWhatIsWrongAndWhere) {
  std::string problems;
  EXPECT_FALSE(
      read("{:process 0 :type :invoke :f :write :value [1 2]}\n"
           "{:process 0 :type :invoke :f :write :value [1 3]}\n"
           "{:process 1 :type :ok :f :read :value [1 2]}\n"
           "{:process 2 :type :begin :f :read :value [1 nil]}\n"
           "{:process 3 :type :invoke :f :enqueue :value [1 nil]}\n"
           "{:process 4 :type :invoke :f :write :value [1 \"x\"]}\n"
           "{:type :invoke :f :write :value [1 2]}\n",
           problems));
  EXPECT_EQ(problems, R"(h.edn: 6 problems

  2:1  WT013  process
    found     0 begins an operation
    expected  the end of its last one first; a process has one open at a time

  3:1  WT013  process
    found     1 ends an operation
    expected  its beginning (:type :invoke) before

  4:19  WT012  type
    found     "begin"
    expected  one of: invoke, ok, fail, info

  5:30  WT012  f
    found     "enqueue" of a register
    expected  read, write, cas (register), add (counter, set), remove (set), append (list), txn (list)

  6:47  WT002  value
    found     "x"
    expected  a whole number

  7:1  WT008  process
    found     nothing
    expected  a number
)");
}

TEST(HistoryFiles, ATextThatIsNoEdnIsOneProblem) {
  std::string problems;
  EXPECT_FALSE(read("{:process 0\n :type ]}", problems));
  EXPECT_EQ(problems, "h.edn: 1 problem\n\n  2:8  WT001\n    found     ]\n    expected  a value\n");
  EXPECT_FALSE(read("{:process 0 :type", problems));
  EXPECT_NE(problems.find("the end of the file"), std::string::npos);
  EXPECT_FALSE(read("", problems));
  EXPECT_NE(problems.find("WT009"), std::string::npos);
  EXPECT_FALSE(read("[1 2]", problems));
  EXPECT_NE(problems.find("an event: a map"), std::string::npos);
}

TEST(HistoryFiles, TimeThatGoesBackIsAProblem) {
  std::string problems;
  EXPECT_FALSE(
      read("[{\"process\": 0, \"type\": \"invoke\", \"f\": \"write\", \"value\": [1, 2], \"time\": 9},\n"
           "{\"process\": 0, \"type\": \"ok\", \"f\": \"write\", \"value\": [1, 2], \"time\": 8}]",
           problems, {}, "h.json"));
  EXPECT_EQ(problems,
            "h.json: 1 problem\n\n  2:69  WT026  time\n    found     8\n"
            "    expected  a time not before the event above, at 9\n");
}

// Whatever is done to a file, there is an answer: operations or problems.
TEST(HistoryFiles, SurviveAnyMutation) {
  Rng rng = Rng::stream(6, "files");
  const std::string edn = history_edn(one_of_each()), json = history_json(one_of_each());
  std::size_t wrong = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string text = round % 2 == 0 ? edn : json;
    for (std::uint64_t times = 1 + rng.below(3); times > 0; --times) {
      const std::size_t at = rng.below(text.size());
      const std::string_view letters = "{}[]()#:;\" \\0-9nil,";
      if (rng.below(3) == 0)
        text.erase(at, 1 + rng.below(8));
      else
        text[at] = letters[rng.below(letters.size())];
    }
    std::string problems;
    const auto history = read(text, problems, {}, round % 2 == 0 ? "h.edn" : "h.json");
    ASSERT_EQ(history.has_value(), problems.empty());
    wrong += problems.empty() ? 0 : 1;
  }
  EXPECT_GT(wrong, 250u);
}

}  // namespace
}  // namespace windtunnel
