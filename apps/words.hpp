// What the words of the command line are checked by, and the commands that are described in files of their
// own.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/commands.hpp"

namespace windtunnel {

// Whole numbers from `low` to `high`, with a text that a person can act on.
CLI::Validator whole(std::int64_t low, std::int64_t high);
// Numbers from 0 to 1.
CLI::Validator share();
void add_jobs(CLI::App* command, int& jobs);
// --store and --no-store, of commands that share what `check` keeps.
void add_store(CLI::App* command, std::string& store, bool& no_store, const char* meaning);
void add_sets(CLI::App* command, const char* name, std::vector<std::string>& sets, const char* meaning);

void describe_check(CLI::App& app, const CommonOptions& common, CheckCommandOptions& check, int& code);
void describe_baseline(CLI::App& app, const CommonOptions& common, BaselineOptions& baseline, int& code);
void describe_size(CLI::App& app, const CommonOptions& common, SizeOptions& size, int& code);
void describe_judge(CLI::App& app, JudgeCommandOptions& judge, int& code);

}  // namespace windtunnel
