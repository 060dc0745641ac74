// Running something on SimGrid in a process of its own, for there is one engine a process: numbers come back.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/base/archive.hpp"

namespace windtunnel {

// What `run` gives, from a fork of this process; a test that crashed over there fails here.
template <class Run>
std::vector<double> in_a_process(Run run) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    std::string bytes;
    try {
      bytes = packed(std::vector<double>(run()));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "over there: %s\n", error.what());
      std::fflush(nullptr);
      ::_exit(3);
    }
    for (std::size_t at = 0; at < bytes.size();)
      at += static_cast<std::size_t>(::write(ends[1], bytes.data() + at, bytes.size() - at));
    // SimGrid's own way out does not expect work still in the air.
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string bytes;
  std::array<char, 4096> buffer;
  for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the process ended with status " << status;
  std::vector<double> numbers;
  Unpacker unpacker(bytes);
  unpacker(numbers);
  EXPECT_TRUE(unpacker.at_the_end());
  if (numbers.empty()) throw std::runtime_error("no numbers came back");
  return numbers;
}

}  // namespace windtunnel
