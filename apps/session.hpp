// What every command needs: the catalog, the stop on Ctrl-C, progress on standard error.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "apps/commands.hpp"
#include "sim/config/catalog.hpp"
#include "sim/store/result_store.hpp"
#include "sim/study/study.hpp"
#include "sim/study/study_run.hpp"

namespace windtunnel {

struct CheckProgress;   // sim/gate/check.hpp
struct SizingProgress;  // sim/sizing/sizing.hpp

// With what --catalog and --plugin ask for, which every scenario that is read with it then has.
Catalog catalog_of(const CommonOptions& common);
// The same for commands that read no scenario: the plug-ins are loaded. Throws WrongPlugins.
Catalog whole_catalog_of(const CommonOptions& common);
class WrongPlugins : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// What stands in a command line that makes an answer again, from the blank before it on.
std::string common_words(const CommonOptions& common);

// Set by the first Ctrl-C (or SIGTERM); a second one ends the process at once.
const std::atomic<bool>& stop_on_signals();

// A `--budget`; nothing, and a line on standard error, where it is no time.
std::optional<std::chrono::duration<double>> budget_of(const std::string& given);
// The file that keeps replications; nullptr, and a line on standard error, where it can not be opened.
std::unique_ptr<ResultStore> opened_store(const std::filesystem::path& file,
                                          const ResultStore::Options& options = {});

// Prints progress to standard error: one line rewritten on a terminal, a line each few seconds elsewhere.
// `what` stands before it.
std::function<void(const StudyOptions::Progress&)> progress_printer(bool quiet, const std::string& what = "");
// The same for a study of many points.
std::function<void(const StudyProgress&)> study_progress_printer(bool quiet);
// The same for a check of many files.
std::function<void(const CheckProgress&)> check_progress_printer(bool quiet);
// The same for the values of a search.
std::function<void(const SizingProgress&)> sizing_progress_printer(bool quiet);
// Ends the line that is being rewritten.
void end_progress(bool quiet);

}  // namespace windtunnel
