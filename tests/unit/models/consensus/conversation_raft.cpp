// Raft in conversations: its options, logs as rows of terms (the paper's figures draw them so), and what an
// administrator may ask of it.
#include "models/consensus/raft.hpp"
#include "tests/unit/models/consensus/conversation_protocols.hpp"
#include "tests/unit/models/consensus/conversation_words.hpp"

namespace windtunnel::conversation {
namespace {

struct RaftTalk {
  static constexpr std::string_view kName = "raft";
  using Core = Raft;
  struct Options {
    RaftOptions raft;
    std::uint32_t voters = 0;  // the first so many; 0: all
  };

  static void read(OptionReader& reader, Options& options) {
    RaftOptions& raft = options.raft;
    reader.read("voters", options.voters);
    reader.read("election_least", raft.election_least);
    reader.read("election_most", raft.election_most);
    reader.read("heartbeat", raft.heartbeat);
    reader.read("pre_vote", raft.pre_vote);
    reader.read("check_quorum", raft.check_quorum);
    reader.read("stickiness", raft.stickiness);
    reader.read("forward", raft.forward);
    reader.read("batch_most", raft.batch_most);
    reader.read("batch_delay", raft.batch_delay);
    reader.read("message_most", raft.message_most);
    reader.read("window", raft.window);
    reader.read("snapshot_every", raft.snapshot_every);
    reader.read("keep", raft.keep);
    read_log_reads(reader, raft.reads);
    reader.choose<RaftMistake>("mistake", raft.mistake,
                               {{"none", RaftMistake::kNone},
                                {"forgets_its_vote", RaftMistake::kForgetsItsVote},
                                {"commits_old_terms", RaftMistake::kCommitsOldTerms},
                                {"stale_leader_reads", RaftMistake::kStaleLeaderReads}});
  }

  static Core core(MemberId self, std::uint32_t members, const Options& options) {
    return Core(self, MemberSet::first(options.voters == 0 ? members : options.voters), options.raft);
  }

  static std::vector<std::string> details(const Core& core, Time) {
    std::vector<std::string> lines;
    const raft::Log& log = core.log();
    std::string terms = log.base() == 0 ? "log:" : "log after " + std::to_string(log.base()) + ":";
    for (raft::Index index = log.base() + 1; index <= log.last(); ++index)
      terms += " " + std::to_string(log.term(index));
    lines.push_back(log.base() == log.last() ? terms + " empty" : terms);
    const raft::Membership& members = core.members();
    if (members.joint() || members.incoming != MemberSet::first(members.incoming.size()))
      lines.push_back("voters: " + raft::words(members));
    add_data(core.data(), lines);
    return lines;
  }

  static std::vector<NamedCall<Core>> calls() {
    return {{"transfer",
             [](Core& core, Words& words, Core::Effects& out) {
               words.take("to");
               return core.transfer(words.member(), out);
             }},
            {"change_members", [](Core& core, Words& words, Core::Effects& out) {
               MemberSet voters;
               while (!words.done()) voters.add(words.member());
               return core.change_members(voters, out);
             }}};
  }
};

}  // namespace

Protocol raft() { return protocol<RaftTalk>(); }

}  // namespace windtunnel::conversation
