// Conversations with every core, one a section of a paper: tests/unit/models/consensus/conversations, a
// folder a protocol.
//
// Each is a page that a student can read, and an answer that has to come to the letter; so a change of what a
// core says or does shows as a diff of the page, reprinted with WINDTUNNEL_REWRITE=1 and reviewed against the
// paper.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/models/consensus/conversation_protocols.hpp"

namespace windtunnel::conversation {
namespace {

const std::string kFolder = WINDTUNNEL_ROOT "/tests/unit/models/consensus/conversations/";

const std::vector<Protocol>& protocols() {
  static const std::vector<Protocol> kProtocols = {raft(),   paxos(), chain(), primary_backup(),
                                                   dynamo(), crdt(),  swim(),  phi()};
  return kProtocols;
}

std::unique_ptr<Stage> stage_for(const Script& script) {
  const std::string& wanted = std::get<Begin>(script.steps.front().command).protocol;
  std::vector<std::string> names;
  for (const Protocol& each : protocols()) {
    if (each.name == wanted) return each.stage();
    names.emplace_back(each.name);
  }
  refuse_name(wanted, "a protocol", std::move(names));
}

// What came of a text: its answers, and what is wrong with it, "" when nothing is.
struct Held {
  Script script;
  std::vector<std::string> answers;  // one a step, as far as it came
  std::string wrong;
};

Held hold(const std::string& file, const std::string& text) {
  Held held{.script = read(text), .answers = {}, .wrong = {}};
  for (const Refusal& refusal : held.script.refusals) held.wrong += refusal.words(file) + "\n";
  if (!held.wrong.empty()) return held;
  std::unique_ptr<Stage> stage;
  for (const Step& step : held.script.steps) {
    try {
      if (stage == nullptr) stage = stage_for(held.script);
      held.answers.push_back(stage->play(step));
    } catch (Refusal& refusal) {
      refusal.line = step.line;
      held.wrong = refusal.words(file) + "\n";
      return held;
    } catch (const BrokenPromise& broken) {
      held.wrong = file + ":" + std::to_string(step.line) + ": " + broken.what() + "\n";
      return held;
    }
  }
  return held;
}

// The first line that is not as the file has it.
std::string difference(const std::string& file, const Held& held) {
  for (std::size_t i = 0; i < held.answers.size(); ++i) {
    std::istringstream told(held.answers[i]);
    const Step& step = held.script.steps[i];
    std::string line;
    for (std::size_t at = 0;; ++at) {
      const bool more = static_cast<bool>(std::getline(told, line));
      if (!more && at == step.expected.size()) break;
      const std::string& expected = at < step.expected.size() ? step.expected[at] : "nothing more";
      if (!more || line != expected)
        return file + ":" + std::to_string(step.line + 1 + at) + ":\n  the file has  " + expected +
               "\n  it now says   " + (more ? line : "nothing more") +
               "\nWINDTUNNEL_REWRITE=1 writes the answers anew, for review against the paper";
    }
  }
  return "";
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> files() {
  std::vector<std::string> files;
  for (const auto& each : std::filesystem::recursive_directory_iterator(kFolder))
    if (each.path().extension() == ".txt") files.push_back(each.path().string().substr(kFolder.size()));
  std::sort(files.begin(), files.end());
  return files;
}

class Conversations : public ::testing::TestWithParam<std::string> {};

TEST_P(Conversations, GoAsTheFileHasThem) {
  const std::string text = text_of(kFolder + GetParam());
  const Held held = hold(GetParam(), text);
  ASSERT_EQ(held.wrong, "");
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) {
    std::ofstream(kFolder + GetParam(), std::ios::binary) << with_answers(text, held.script, held.answers);
    return;
  }
  ASSERT_EQ(difference(GetParam(), held), "");
  // What is printed reads back as what was printed.
  EXPECT_TRUE(with_answers(text, held.script, held.answers) == text);
}

std::string name_of_file(std::string name) {
  name.resize(name.size() - 4);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}
std::string test_name(const ::testing::TestParamInfo<std::string>& info) { return name_of_file(info.param); }
INSTANTIATE_TEST_SUITE_P(Held, Conversations, ::testing::ValuesIn(files()), test_name);

TEST(ConversationsOfAll, AreHeldWithEveryProtocol) {
  for (const Protocol& each : protocols()) {
    const std::string folder = std::string(each.name) + "/";
    const std::vector<std::string> all = files();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const std::string& file) {
      return file.compare(0, folder.size(), folder) == 0;
    })) << each.name;
  }
}

// docs/conversations.md lists them by paper; WINDTUNNEL_REWRITE=1 writes the list anew.
TEST(ConversationsOfAll, StandInTheDocs) {
  std::map<std::string, std::string> papers;
  for (const std::string& file : files()) {
    const Script script = read(text_of(kFolder + file));
    papers[script.paper] += "- " + script.section + ": [" + file +
                            "](../tests/unit/models/consensus/conversations/" + file + ")\n";
  }
  std::string list;
  for (const auto& [paper, sections] : papers) list += "\n**" + paper + "**\n\n" + sections;
  const std::string page = WINDTUNNEL_ROOT "/docs/conversations.md", mark = "## All of them\n";
  const std::string text = text_of(page), kept = text.substr(0, text.find(mark) + mark.size());
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(page, std::ios::binary) << kept + list;
  EXPECT_TRUE(text_of(page) == kept + list) << "WINDTUNNEL_REWRITE=1 writes the list anew";
}

// Positive controls: a core with a mistake holds another conversation, and the difference says where.
struct Control {
  const char* file;
  const char* before;  // in the file, once
  const char* after;
  const char* told;  // by the core with the mistake, where the paper says otherwise
};
std::string control_name(const ::testing::TestParamInfo<Control>& info) {
  return name_of_file(info.param.file);
}
class Mistakes : public ::testing::TestWithParam<Control> {};

TEST_P(Mistakes, ChangeAConversation) {
  std::string text = text_of(kFolder + GetParam().file);
  const std::string before = GetParam().before;
  const std::size_t at = text.find(before);
  ASSERT_NE(at, std::string::npos) << before;
  text.replace(at, before.size(), GetParam().after);
  const std::string found = difference(GetParam().file, hold(GetParam().file, text));
  EXPECT_NE(found.find(std::string("it now says   ") + GetParam().told), std::string::npos) << found;
}
INSTANTIATE_TEST_SUITE_P(
    Planted, Mistakes,
    ::testing::Values(
        // Figure 8: an entry of term 2 is committed by counting copies, and (d) loses it.
        Control{"raft/5_4_2_figure_8_d.txt", "message_most=1", "message_most=1 mistake=commits_old_terms",
                "  is: leader, term 4, log to 3, committed 2"},
        // A vote that is not written is there to be given again.
        Control{"raft/5_1_promises_are_written.txt", "pre_vote=no", "pre_vote=no mistake=forgets_its_vote",
                "  writes: term 1"},
        // A leader that asks nobody tells the old value.
        Control{"raft/8_read_only.txt", "pre_vote=no", "pre_vote=no mistake=stale_leader_reads",
                "  answers c2: ok, sees 42"},
        // A proposer that does as it likes overwrites what may have been chosen.
        Control{"paxos/simple_3_state_machine.txt", "check_quorum=no",
                "check_quorum=no mistake=ignores_accepted_values",
                "  is: leader, ballot 2.n3, slots to 0, chosen 0"},
        // Whoever stands before the tail answers for it.
        Control{"chain/osdi04_3_normal.txt", "chain 3", "chain 3 mistake=tail_acknowledges_early",
                "  is: member, chain 1.1: n1 n2 n3, holds up to 1, committed 1"},
        // A dirty copy is read without asking the tail.
        Control{"chain/craq_2_3_clean_and_dirty.txt", "reads=anyone", "reads=anyone mistake=reads_dirty",
                "  answers c4: ok, sees 42"},
        // A set that forgets what it has seen brings back what was removed.
        Control{"crdt/or_set.txt", "crdt 3", "crdt 3 mistake=forgets_what_is_seen",
                "  key 1: {7 by n3.1}, has seen n1.1 n3.1"}),
    control_name);

// What is wrong with a text, behind two good first lines.
std::string wrong_with(const std::string& steps) {
  return hold("bad.txt", "paper: A\nsection: B\n" + steps).wrong;
}

TEST(BadConversations, NameThePaperAndTheSectionFirst) {
  EXPECT_EQ(hold("bad.txt", "# Raft\n\n> cluster raft 3\n").wrong,
            "bad.txt:1: found # Raft, expected \"paper: \" and whose it is, in the first line\n"
            "bad.txt:2: found a blank line, expected \"section: \" and what it shows, in the second line\n");
  EXPECT_EQ(wrong_with(""), "bad.txt:2: found the end, expected a step: > cluster raft 3\n");
}

TEST(BadConversations, AreToldEverythingThatIsNoStepAtOnce) {
  EXPECT_EQ(
      wrong_with("> cluster raft 3\n"
                 "> fier n1 election\n"
                 "> fire n1\n"
                 "> deliver n1-n2\n"
                 "> ask n1 wriet 7 42\n"
                 "> ask n1 write 7\n"
                 "> ask n1 write 7 42 by n1\n"
                 "> wait 50\n"
                 "> wait 5 years\n"
                 "> clock n1 5 ms early\n"
                 "> crash me\n"
                 "> crash n1 n2\n"
                 "> cut n1 n2\n"
                 "\n"
                 "  an answer to nothing\n"),
      "bad.txt:4: found fier, expected a step, one of: again, ask, call, clock, cluster, crash, cut, "
      "deliver, disk, double, drop, fire, flying, heal, hold, release, restart, settle, show, timers and 2 "
      "more; nearest: fire\n"
      "bad.txt:5: found nothing, expected the name of a timer, or its beginning\n"
      "bad.txt:6: found n1-n2, expected a link: n1>n2, n1>*, *>n2 or *\n"
      "bad.txt:7: found wriet, expected an operation, one of: add, append, cas, insert, read, read_counter, "
      "read_list, read_set, remove, write; nearest: write\n"
      "bad.txt:8: found the end of the step, expected a value\n"
      "bad.txt:9: found n1, expected a client: c1 to c1000\n"
      "bad.txt:10: found the end of the step, expected its unit: ns, us, ms or s\n"
      "bad.txt:11: found 5years, expected a time with its unit (ns, us, ms, s), such as 50 ms\n"
      "bad.txt:12: found early, expected ahead or behind\n"
      "bad.txt:13: found me, expected a member: n1, n2, ...\n"
      "bad.txt:14: found n2, expected the end of the step\n"
      "bad.txt:15: found nothing to cut, expected groups, such as n1 n2 | n3, or links, such as n1>n2\n"
      "bad.txt:17: found   an answer to nothing, expected prose (#), a step (>), or an answer right below "
      "one\n");
}

TEST(BadConversations, BeginWithOneClusterThatThereIs) {
  EXPECT_EQ(wrong_with("> fire n1 election\n"),
            "bad.txt:3: found  fire n1 election, expected a cluster first: > cluster raft 3\n");
  EXPECT_EQ(wrong_with("> cluster raft 3\n> cluster raft 5\n"),
            "bad.txt:4: found  cluster raft 5, expected one cluster a conversation\n");
  EXPECT_EQ(wrong_with("> cluster raftt 3\n"),
            "bad.txt:3: found raftt, expected a protocol, one of: chain, crdt, dynamo, paxos, phi, "
            "primary_backup, raft, swim; nearest: raft\n");
  EXPECT_EQ(wrong_with("> cluster raft 65\n"), "bad.txt:3: found 65 members, expected 1 to 64 of them\n");
  EXPECT_EQ(wrong_with("> cluster swim 3 indirekt=2\n").substr(0, 47),
            "bad.txt:3: found indirekt, expected an option, ");
  EXPECT_EQ(wrong_with("> cluster raft 3 pre_vote=maybe\n"),
            "bad.txt:3: found maybe, expected a value of pre_vote, one of: no, yes\n");
  EXPECT_EQ(wrong_with("> cluster raft 3 keep=some\n"),
            "bad.txt:3: found keep=some, expected a number of 0 or more\n");
}

TEST(BadConversations, AskForNothingThatCanNotBe) {
  const std::string begin = "> quietly cluster raft 3 pre_vote=no\n> quietly fire n1 election\n";
  EXPECT_EQ(wrong_with(begin + "> crash n4\n"), "bad.txt:5: found n4, expected a member: n1 to n3\n");
  EXPECT_EQ(wrong_with(begin + "> fire n1 heartbaet\n"),
            "bad.txt:5: found heartbaet, expected a timer of n1 that is armed, election time-out\n");
  EXPECT_EQ(
      wrong_with(begin + "> deliver n2>n1\n"),
      "bad.txt:5: found no such message, expected one; in flight: n1>n2 asks for a vote: term 1, log ends "
      "at 0 of term 0; n1>n3 asks for a vote: term 1, log ends at 0 of term 0\n");
  EXPECT_EQ(wrong_with(begin + "> restart n2\n"),
            "bad.txt:5: found n2, which is up, expected a member that is down\n");
  EXPECT_EQ(wrong_with(begin + "> crash n2\n> fire n2 election\n"),
            "bad.txt:6: found n2, which is down, expected a member that is up\n");
  EXPECT_EQ(wrong_with(begin + "> write n2\n"),
            "bad.txt:5: found n2, expected a member that waits for its disk\n");
  EXPECT_EQ(wrong_with(begin + "> again c1 n1\n"),
            "bad.txt:5: found c1, expected a client that has asked something before\n");
  EXPECT_EQ(wrong_with(begin + "> call n1 transferr n2\n"),
            "bad.txt:5: found transferr, expected a call of raft, one of: change_members, transfer; nearest: "
            "transfer\n");
  EXPECT_EQ(wrong_with("> cluster swim 3\n> ask n1 read 7\n"),
            "bad.txt:4: found a question to n1, expected none: members of this protocol keep no data\n");
}

TEST(BadConversations, ThatGoOtherwiseAreToldTheFirstLineThatDiffers) {
  const std::string text =
      "paper: A\nsection: B\n> cluster raft 1\nn1: starts\n  is: leader, term 0, log to 0, committed 0\n";
  EXPECT_EQ(difference("bad.txt", hold("bad.txt", text)),
            "bad.txt:5:\n  the file has    is: leader, term 0, log to 0, committed 0\n"
            "  it now says     is: follower, term 0, log to 0, committed 0\n"
            "WINDTUNNEL_REWRITE=1 writes the answers anew, for review against the paper");
  // And so is one that says less, or more.
  EXPECT_NE(difference("bad.txt", hold("bad.txt", text + "  and more\n")), "");
  EXPECT_NE(difference("bad.txt", hold("bad.txt", "paper: A\nsection: B\n> cluster raft 1\n")), "");
}

}  // namespace
}  // namespace windtunnel::conversation
