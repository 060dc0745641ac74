// Waiting for a flight from Python: it goes on in threads of its own while the calling thread listens for
// Ctrl-C.
//
// The workers never touch Python. The calling thread sleeps in slices without the GIL; between two slices it
// takes it, lets Python handle its signals, and hands over the progress. Whatever Python raises there
// (KeyboardInterrupt, or an error of the progress function) sets the stop token; the flight lands, and the
// error is what the wait answers.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace windtunnel::python {

// What the thread that flies and the thread that waits share.
template <class Progress>
class Tower {
 public:
  // `fly` is given where to look for the stop and where to tell how far it is. Answers the error that Python
  // raised meanwhile, if it did; throws what `fly` throws. Called with the GIL.
  template <class Fly>
  std::optional<pybind11::error_already_set> fly_and_wait(const Fly& fly, const pybind11::object& progress) {
    std::thread thread([&] {
      try {
        fly(stop_, [this](const Progress& news) {
          const std::scoped_lock lock(mutex_);
          news_ = news;
        });
      } catch (...) {
        broken_ = std::current_exception();
      }
      const std::scoped_lock lock(mutex_);
      landed_ = true;
      landed_now_.notify_all();
    });
    auto error = wait(progress);
    thread.join();
    if (broken_) std::rethrow_exception(broken_);
    return error;
  }

 private:
  static constexpr std::chrono::milliseconds kSlice{50};

  std::optional<pybind11::error_already_set> wait(const pybind11::object& progress) {
    std::optional<pybind11::error_already_set> error;
    for (;;) {
      bool landed = false;
      std::optional<Progress> news;
      {
        const pybind11::gil_scoped_release release;
        std::unique_lock lock(mutex_);
        landed = landed_now_.wait_for(lock, kSlice, [this] { return landed_; });
        news = std::exchange(news_, std::nullopt);
      }
      if (!error) {
        try {
          if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
          if (news && !progress.is_none()) progress(*news);
        } catch (pybind11::error_already_set& raised) {
          error.emplace(std::move(raised));
          stop_ = true;
        }
      }
      if (landed) return error;
    }
  }

  std::mutex mutex_;
  std::condition_variable landed_now_;
  bool landed_ = false;
  std::optional<Progress> news_;  // the newest that nobody has seen
  std::exception_ptr broken_;
  std::atomic<bool> stop_{false};
};

}  // namespace windtunnel::python
