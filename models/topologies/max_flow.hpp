// A maximal flow between two nodes (Boykov and Kolmogorov 2004, as Boost.Graph has it), over integers.
//
// Capacities may be changed between runs, so that many cuts of one network build its graph once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace windtunnel {

class MaxFlow {
 public:
  static constexpr std::int64_t kEndless = std::int64_t{1} << 60;

  explicit MaxFlow(std::size_t nodes);
  ~MaxFlow();

  // Answers its index.
  std::size_t arc(std::size_t from, std::size_t to, std::int64_t capacity);
  void set_capacity(std::size_t arc, std::int64_t capacity);
  std::int64_t run(std::size_t source, std::size_t sink);
  // After a run: on the source's side of the smallest cut that is nearest to the source?
  std::vector<bool> source_side() const;

 private:
  struct Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace windtunnel
