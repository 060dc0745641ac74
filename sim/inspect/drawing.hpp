// A drawing: boxes and lines on a plane, made from a fabric by drawing what is alike once.
//
// Nodes of one group and one role are drawn each while they are few, and as one box with their number when
// they are many; so are groups. A fat tree of 8,192 hosts then is a picture of a dozen boxes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/inspect/inspection.hpp"

namespace windtunnel {

// One thing that is drawn: a node, or many alike.
struct DrawnNode {
  std::string title;  // "edge-1-2", "16 hosts"
  NodeKind kind = NodeKind::kSwitch;
  std::size_t nodes = 1;
  std::vector<std::uint32_t> replicas;  // on it
  bool weak = false;                    // a single point of failure that takes a replica or clients
  std::uint32_t level = 0;
  double x = 0, y = 0, width = 0, height = 0;  // of its middle, and its size
};
// A frame around the figures of a group.
struct Frame {
  std::string title;
  double x = 0, y = 0, width = 0, height = 0;  // of its upper left corner
};
struct Stroke {
  std::size_t from = 0, to = 0;  // figures
  std::size_t cables = 1;
  bool weak = false;
};

struct Drawing {
  std::vector<DrawnNode> figures;
  std::vector<Frame> frames;
  std::vector<Stroke> lines;
  double width = 0, height = 0;
};

Drawing draw(const Inspection& inspection);

}  // namespace windtunnel
