// The catalog, the signals, the progress line.
#include "apps/session.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "models/scenario/scenario.hpp"
#include "sim/base/text.hpp"

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
  return catalog;
}

const std::atomic<bool>& stop_on_signals() {
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  return stop_requested;
}

std::function<void(const StudyOptions::Progress&)> progress_printer(bool quiet, const std::string& what) {
  if (quiet) return nullptr;
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  auto last = std::make_shared<double>(-10.0);
  return [terminal, last, what](const StudyOptions::Progress& progress) {
    if (progress.seconds - *last < (terminal ? 0.2 : 2.0)) return;
    *last = progress.seconds;
    const double share = progress.simulated_share;
    const std::string left =
        share > 0.01 ? text(Duration::from_seconds(progress.seconds * (1 - share) / share), 2) + " left" : "";
    const std::string line =
        what + fmt::format("{} of {} replications, {} simulated, {} M events/s, {}",
                           progress.replications_done, progress.replications_wanted, percent(share, 0),
                           progress.seconds > 0
                               ? fixed(static_cast<double>(progress.events) / progress.seconds / 1e6, 1)
                               : "0",
                           left);
    if (terminal)
      fmt::print(stderr, "\r\033[K{}", line);
    else
      fmt::print(stderr, "{}\n", line);
    std::fflush(stderr);
  };
}

void end_progress(bool quiet) {
  if (!quiet && ::isatty(STDERR_FILENO) == 1) {
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
  }
}

}  // namespace windtunnel
