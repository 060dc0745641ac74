// windtunnel-simgrid: flies one replication on SimGrid and sends back what it saw. Started by the study, not
// by people.
//
// A request comes over the socket at standard input, frames go back over it, and words for people go to
// standard error. The process then leaves without tearing anything down: SimGrid's own end of the world is
// not to be trusted with work still in the air.
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "apps/simgrid/simgrid_world.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/base/archive.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"
#include "sim/simgrid/simgrid_runtime.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/load.hpp"

using namespace windtunnel;

namespace {

constexpr int kCouldNotRun = 5;

// Everything that is sent goes through one door, for two threads send.
class Answerer {
 public:
  void send(FrameKind kind, const std::string& bytes) {
    const std::scoped_lock lock(mutex_);
    FrameHead head;
    head.kind = kind;
    head.size = bytes.size();
    put(std::string(reinterpret_cast<const char*>(&head), sizeof head) + bytes);
  }

 private:
  static void put(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t sent = ::send(STDIN_FILENO, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent < 0) ::_exit(kCouldNotRun);  // nobody listens any more
      at += static_cast<std::size_t>(sent);
    }
  }
  std::mutex mutex_;
};

std::string everything_said() {
  std::string bytes;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

[[noreturn]] void leave(Answerer& answerer, FrameKind kind, const std::string& bytes) {
  answerer.send(kind, bytes);
  std::fflush(nullptr);
  ::_exit(0);
}

// The flight that the other side has in mind, planned again from what it sent.
Loaded planned_again(Answerer& answerer, ForeignRequest& request) {
  if (request.version != version())
    leave(answerer, FrameKind::kFailed,
          "windtunnel-simgrid is of version " + std::string(version()) + " and was asked by version " +
              request.version);
  Catalog catalog = builtin_catalog();
  for (Table& table : request.tables) {
    const std::string name = table.name();
    catalog.tables().give(name, std::make_shared<const Table>(std::move(table)));
  }
  Problems problems;
  auto loaded = load_scenario_text(request.scenario, "scenario", {}, catalog, problems);
  if (!loaded)
    leave(answerer, FrameKind::kFailed,
          "windtunnel-simgrid reads the scenario otherwise:\n" + problems.text("scenario"));
  if (loaded->hash != request.hash)
    leave(answerer, FrameKind::kFailed,
          "windtunnel-simgrid reads another scenario, " + loaded->hash + " instead of " + request.hash +
              ": two tables of one name, or a build of other sources");
  return std::move(*loaded);
}

// Tells a few times a second how far the run has come, as long as it lasts.
void keep_telling(Answerer& answerer, const ProgressMeter& meter, const SimgridRuntime& runtime) {
  std::thread([&answerer, &meter, &runtime] {
    for (;;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      ForeignProgress progress;
      progress.events = meter.events.load(std::memory_order_relaxed);
      progress.samples = meter.samples.load(std::memory_order_relaxed);
      progress.turns = runtime.turns();
      answerer.send(FrameKind::kProgress, packed(progress));
    }
  }).detach();
}

}  // namespace

int main(int count, char** words) {
  if (count > 1) {
    std::printf("windtunnel-simgrid %s on SimGrid %s\n", std::string(version()).c_str(),
                SimgridRuntime::library_version().c_str());
    return std::string(words[1]) == "--version" ? 0 : 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Answerer answerer;
  ForeignRequest request;
  {
    const std::string bytes = everything_said();
    Unpacker unpacker(bytes);
    unpacker(request);
    if (!unpacker.at_the_end()) {
      std::fprintf(stderr,
                   "windtunnel-simgrid is started by `windtunnel run` for scenarios with engine simgrid\n");
      return 2;
    }
  }
  const Loaded loaded = planned_again(answerer, request);
  ProgressMeter meter;
  WorldOptions options;
  options.seed = request.seed;
  options.traced_request = request.traced_request;
  options.meter = &meter;
  try {
    SimgridRuntime runtime(network_model_of(loaded.flight.engine));
    keep_telling(answerer, meter, runtime);
    leave(answerer, FrameKind::kFacts,
          packed(fly_on_simgrid(loaded.flight.plan, options, runtime, request.label)));
  } catch (const BrokenPromise& broken) {
    leave(answerer, FrameKind::kBrokenPromise, broken.what());
  } catch (const std::exception& error) {
    leave(answerer, FrameKind::kFailed, std::string("windtunnel-simgrid: ") + error.what());
  }
}
