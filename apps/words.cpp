// Words that are checked, and the commands that judge: check, size, judge.
#include "apps/words.hpp"

#include <fmt/core.h>

#include <charconv>

namespace windtunnel {

CLI::Validator whole(std::int64_t low, std::int64_t high) {
  return CLI::Validator(
      [low, high](std::string& given) -> std::string {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (error == std::errc() && end == given.data() + given.size() && value >= low && value <= high)
          return "";
        const std::string range =
            high == INT64_MAX ? fmt::format("of at least {}", low) : fmt::format("from {} to {}", low, high);
        return "found " + given + ", expected a whole number " + range;
      },
      "");
}

CLI::Validator share() {
  return CLI::Validator(
      [](std::string& given) -> std::string {
        double value = -1;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (error == std::errc() && end == given.data() + given.size() && value >= 0 && value <= 1) return "";
        return "found " + given + ", expected a number from 0 to 1";
      },
      "");
}

void add_jobs(CLI::App* command, int& jobs) {
  command->add_option("--jobs", jobs, "Threads; as many as there are cores when absent.")
      ->check(whole(1, 1024))
      ->type_name("N");
}

void add_store(CLI::App* command, std::string& store, bool& no_store, const char* meaning) {
  CLI::Option* none =
      command->add_flag("--no-store", no_store, "Keep nothing, and take nothing that was kept.");
  command->add_option("--store", store, meaning)->type_name("FILE")->excludes(none);
}

void add_sets(CLI::App* command, const char* name, std::vector<std::string>& sets, const char* meaning) {
  command->add_option(name, sets, meaning)->allow_extra_args(false)->type_name("PATH=VALUE");
}

void describe_check(CLI::App& app, const CommonOptions& common, CheckCommandOptions& check, int& code) {
  CLI::App* command = app.add_subcommand(
      "check", "Fly scenarios until each expectation is decided: the gate of a repository (docs/gate.md).");
  command->add_option("files", check.files, "The scenarios.")->required()->type_name("");
  command
      ->add_option("--against", check.against,
                   "What they were: a git ref, another file, or a folder that holds them; both sides are "
                   "flown under the same luck.")
      ->type_name("REF|FILE|DIR");
  command
      ->add_option("--budget", check.budget,
                   "Stop after this long on the wall clock, for all of them; 8min when absent.")
      ->type_name("TIME");
  add_sets(command, "--set", check.sets, "Change every file, and what it was; may be repeated.");
  add_jobs(command, check.jobs);
  add_store(command, check.store, check.no_store,
            "File that keeps every replication, so that what did not change is not flown again; "
            "results/check.sqlite when absent.");
  command->add_option("--junit", check.junit, "Write JUnit XML into this file.")->type_name("FILE");
  command->add_option("--markdown", check.markdown, "Write the comment of a pull request into this file.")
      ->type_name("FILE");
  command->add_option("--html", check.html, "Write one page for a browser into this file.")
      ->type_name("FILE");
  CLI::Option* github =
      command->add_flag("--github", check.github, "Print annotations for GitHub Actions before the text.");
  command->add_flag("--json", check.json, "One JSON object instead of text (docs/schemas/check.json).")
      ->excludes(github);
  command->add_flag("--quiet", check.quiet, "No progress on standard error.");
  command->callback([&] { code = check_command(common, check); });
}

void describe_baseline(CLI::App& app, const CommonOptions& common, BaselineOptions& baseline, int& code) {
  CLI::App* command =
      app.add_subcommand("baseline", "Keep what scenarios say as small text files, to check against.");
  command->require_subcommand(1);
  CLI::App* update = command->add_subcommand("update", "Write NAME.baseline of each scenario.");
  update->add_option("files", baseline.files, "The scenarios.")->required()->type_name("");
  update->add_option("--dir", baseline.dir, "Folder of the baselines; beside each scenario when absent.")
      ->type_name("DIR");
  update
      ->add_option("--replications", baseline.replications,
                   "Of each; the scenario's when absent, and at least 30.")
      ->check(whole(2, 100000))
      ->type_name("N");
  add_sets(update, "--set", baseline.sets, "Change every file before it is read; may be repeated.");
  add_jobs(update, baseline.jobs);
  add_store(update, baseline.store, baseline.no_store,
            "File that keeps every replication, as for check; results/check.sqlite when absent.");
  update->add_flag("--quiet", baseline.quiet, "No progress on standard error.");
  update->callback([&] { code = baseline_update_command(common, baseline); });
}

void describe_size(CLI::App& app, const CommonOptions& common, SizeOptions& size, int& code) {
  CLI::App* command = app.add_subcommand(
      "size", "Find the smallest value of a field that meets every expectation, or the largest.");
  command->add_option("file", size.file, "The scenario.")->required()->type_name("");
  command
      ->add_option("--vary", size.vary,
                   "The field, and the values it may have: PATH=1..12, \"PATH=100 /s..2000 /s\", "
                   "PATH=small,large; a path alone is searched both ways from its own value.")
      ->required()
      ->type_name("PATH[=VALUES]");
  command
      ->add_option("--want", size.want,
                   "smallest or largest; when absent: the smallest where more helps, the largest where it "
                   "harms.")
      ->check([](const std::string& given) -> std::string {
        if (given == "smallest" || given == "largest") return "";
        return "found " + given + ", expected one of: largest, smallest";
      })
      ->type_name("WHICH");
  command->add_option("--expect", size.expectations, "Only this expectation counts; may be repeated.")
      ->allow_extra_args(false)
      ->type_name("NAME");
  command
      ->add_option("--precision", size.precision,
                   "Of a quantity, as a share of it; 0.01 when absent. Whole numbers are exact.")
      ->check(CLI::Validator(
          [](std::string& given) -> std::string {
            double value = -1;
            const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
            if (error == std::errc() && end == given.data() + given.size() && value >= 1e-4 && value <= 0.5)
              return "";
            return "found " + given + ", expected a number from 0.0001 to 0.5";
          },
          ""))
      ->type_name("SHARE");
  command
      ->add_option("--budget", size.budget,
                   "Stop after this long on the wall clock with what is known by then; 8min when absent.")
      ->type_name("TIME");
  add_sets(command, "--set", size.sets, "Change the scenario before it is read; may be repeated.");
  add_jobs(command, size.jobs);
  add_store(command, size.store, size.no_store,
            "File that keeps every replication, as for check; results/check.sqlite when absent.");
  command->add_flag("--json", size.json, "One JSON object instead of text (docs/schemas/sizing.json).");
  command->add_flag("--quiet", size.quiet, "No progress on standard error.");
  command->callback([&] { code = size_command(common, size); });
}

void describe_judge(CLI::App& app, JudgeCommandOptions& judge, int& code) {
  CLI::App* command = app.add_subcommand(
      "judge", "Judge a history of operations: linearizable, sequential, session guarantees, stale reads.");
  command->add_option("history", judge.file, "A history as EDN or JSON (docs/histories.md).")
      ->required()
      ->type_name("");
  command
      ->add_option(
          "--model", judge.model,
          "What every key holds: register, counter, set or list; seen from the operations if not said.")
      ->check([](const std::string& given) -> std::string {
        for (const char* known : {"register", "counter", "set", "list"})
          if (given == known) return "";
        return "found " + given + ", expected one of: counter, list, register, set";
      })
      ->type_name("KIND");
  command->add_option("--svg", judge.svg, "Draw what violates an order into this file.")->type_name("FILE");
  command->add_flag("--json", judge.json, "One JSON object instead of text.");
  command->callback([&] { code = judge_command(judge); });
}

}  // namespace windtunnel
