// The catalog, the signals, the progress line.
#include "apps/session.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "apps/made.hpp"
#include "models/scenario/plugins.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/base/text.hpp"
#include "sim/config/scalar.hpp"
#include "sim/gate/check.hpp"
#include "sim/sizing/sizing.hpp"

namespace windtunnel {
namespace {

std::atomic<bool> stop_requested{false};

void on_signal(int signal) {
  if (stop_requested.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

Catalog catalog_of(const CommonOptions& common) {
  Catalog catalog = builtin_catalog();
  if (!common.catalog_folder.empty()) catalog.tables().override_with(common.catalog_folder);
  if (common.python) catalog.plugins().load_with(".py", true, common.python);
  for (const std::string& plugin : common.plugins) catalog.plugins().ask_for(plugin);
  return catalog;
}

Catalog whole_catalog_of(const CommonOptions& common) {
  Problems problems;
  Catalog catalog = catalog_with_plugins(catalog_of(common), problems);
  if (!problems.empty()) throw WrongPlugins(problems.text("--plugin"));
  return catalog;
}

std::string common_words(const CommonOptions& common) {
  std::string words;
  if (!common.catalog_folder.empty()) words += " --catalog " + shell_quoted(common.catalog_folder);
  for (const std::string& plugin : common.plugins) words += " --plugin " + shell_quoted(plugin);
  return words;
}

const std::atomic<bool>& stop_on_signals() {
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  return stop_requested;
}

std::optional<std::chrono::duration<double>> budget_of(const std::string& given) {
  Duration budget;
  if (const auto misfit = parse_quantity(given, budget)) {
    fmt::print(stderr, "windtunnel: --budget: found {}, expected {}\n", given, misfit->expected);
    return std::nullopt;
  }
  return std::chrono::duration<double>(budget.seconds());
}

std::unique_ptr<ResultStore> opened_store(const std::filesystem::path& file,
                                          const ResultStore::Options& options) {
  std::string problem;
  auto store = ResultStore::open(file, options, problem);
  if (!store) fmt::print(stderr, "windtunnel: {}\n", problem);
  return store;
}

namespace {

// Shows a line now and then: rewritten in place on a terminal, one below the other elsewhere.
class ProgressLine {
 public:
  void show(double seconds, const std::string& line) {
    if (!due(seconds)) return;
    last_ = seconds;
    if (terminal_)
      fmt::print(stderr, "\r\033[K{}", line);
    else
      fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
  }
  bool due(double seconds) const { return seconds - last_ >= (terminal_ ? 0.2 : 2.0); }

 private:
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  double last_ = -10.0;
};

std::string pace(std::uint64_t events, double seconds) {
  return (seconds > 0 ? fixed(static_cast<double>(events) / seconds / 1e6, 1) : "0") + " M events/s";
}
// `share_flown`: of what has been done, the part that took the time.
std::string time_left(double share, double share_flown, double seconds) {
  return share_flown > 0.01 ? text(Duration::from_seconds(seconds * (1 - share) / share_flown), 2) + " left"
                            : "";
}

}  // namespace

std::function<void(const StudyOptions::Progress&)> progress_printer(bool quiet, const std::string& what) {
  if (quiet) return nullptr;
  return [line = std::make_shared<ProgressLine>(), what](const StudyOptions::Progress& progress) {
    const double share = progress.simulated_share;
    line->show(progress.seconds,
               what + fmt::format("{} of {} replications, {} simulated, {}, {}", progress.replications_done,
                                  progress.replications_wanted, percent(share, 0),
                                  pace(progress.events, progress.seconds),
                                  time_left(share, share, progress.seconds)));
  };
}

std::function<void(const StudyProgress&)> study_progress_printer(bool quiet) {
  if (quiet) return nullptr;
  return [line = std::make_shared<ProgressLine>()](const StudyProgress& progress) {
    line->show(
        progress.seconds,
        fmt::format("{} of {} points, {} simulated, {}, {}", progress.points_done, progress.points_all,
                    percent(progress.share, 0), pace(progress.events, progress.seconds),
                    time_left(progress.share, progress.share - progress.share_kept, progress.seconds)));
  };
}

std::function<void(const CheckProgress&)> check_progress_printer(bool quiet) {
  if (quiet) return nullptr;
  return [line = std::make_shared<ProgressLine>()](const CheckProgress& progress) {
    line->show(progress.seconds,
               fmt::format("{} of {} files are decided, {} replications flown, {}",
                           progress.files - progress.open_files, progress.files, grouped(progress.flown),
                           text(Duration::from_seconds(progress.seconds), 2)));
  };
}

std::function<void(const SizingProgress&)> sizing_progress_printer(bool quiet) {
  if (quiet) return nullptr;
  return [line = std::make_shared<ProgressLine>()](const SizingProgress& progress) {
    line->show(progress.seconds, fmt::format("{}: value {} of the search, {} replications flown, {}",
                                             progress.value, progress.values_seen, grouped(progress.flown),
                                             text(Duration::from_seconds(progress.seconds), 2)));
  };
}

void end_progress(bool quiet) {
  if (!quiet && ::isatty(STDERR_FILENO) == 1) {
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
  }
}

}  // namespace windtunnel
