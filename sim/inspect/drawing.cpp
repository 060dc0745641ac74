// Layout: clients on top, switches by how far they are from the clients, hosts at the bottom, a column a
// group; or the groups on a circle, or on a grid.
#include "sim/inspect/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

constexpr double kHost = 20, kSwitchWidth = 74, kBoxWidth = 104, kHeight = 22, kGap = 8, kLevel = 84;
constexpr double kMargin = 24, kTop = 64;

class Draughtsman {
 public:
  explicit Draughtsman(const Inspection& seen)
      : seen_(seen), fabric_(*seen.fabric), topology_(*fabric_.topology) {}

  Drawing draw() {
    find_levels();
    choose_groups();
    make_shapes();
    make_lines();
    if (fabric_.look == Look::kLayers)
      in_layers();
    else
      around(fabric_.look == Look::kGrid);
    return std::move(drawing_);
  }

 private:
  // Links from the nearest edge, over whatever forwards; hosts below all switches.
  void find_levels() {
    const auto& nodes = topology_.nodes();
    level_.assign(nodes.size(), kNoIndex);
    std::vector<std::vector<NodeIndex>> next(nodes.size());
    for (const TopologyLink& link : topology_.links()) next[link.from].push_back(link.to);
    std::vector<NodeIndex> wave;
    for (NodeIndex node = 0; node < nodes.size(); ++node)
      if (nodes[node].kind == NodeKind::kEdge) {
        level_[node] = 0;
        wave.push_back(node);
      }
    std::uint32_t deepest = 0;
    for (std::size_t i = 0; i < wave.size(); ++i)
      for (const NodeIndex to : next[wave[i]]) {
        if (level_[to] != kNoIndex || nodes[to].kind != NodeKind::kSwitch) continue;
        level_[to] = level_[wave[i]] + 1;
        deepest = std::max(deepest, level_[to]);
        wave.push_back(to);
      }
    for (NodeIndex node = 0; node < nodes.size(); ++node)
      if (level_[node] == kNoIndex) level_[node] = deepest + 1;
  }

  // Which groups are drawn each: all while they are few, else the first ones and the last (of a grid its
  // first rows); the others are one.
  void choose_groups() {
    const std::size_t groups = fabric_.groups.size();
    const bool grid = fabric_.look == Look::kGrid;
    if (grid) in_row_ = row_length();
    const std::size_t most = grid                            ? in_row_ * std::min<std::size_t>(in_row_, 6)
                             : fabric_.look == Look::kLayers ? 8
                                                             : 16;
    column_.assign(groups, 0);
    std::size_t hidden = 0, hidden_column = 0;
    for (std::size_t group = 0; group < groups; ++group) {
      const bool shown =
          groups <= most || (grid ? group < most : group + 1 < most - 1 || group + 1 == groups);
      if (shown || hidden++ == 0) {
        if (!shown) hidden_column = titles_.size();
        column_[group] = static_cast<std::uint32_t>(titles_.size());
        titles_.push_back(shown ? fabric_.groups[group] : "");
        hidden_.push_back(!shown);
      } else {
        column_[group] = static_cast<std::uint32_t>(hidden_column);
      }
    }
    if (hidden > 0) titles_[hidden_column] = std::to_string(hidden) + " more alike";
  }

  // How long the rows of a grid are: the first group is cabled to its neighbour, to the end of its row and to
  // the beginning of the next one.
  std::size_t row_length() const {
    std::set<std::uint32_t> joined;
    for (const TopologyLink& link : topology_.links())
      if (fabric_.group_of[link.from] == 0 && fabric_.group_of[link.to] != kNoIndex)
        joined.insert(fabric_.group_of[link.to]);
    joined.erase(0);
    const std::vector<std::uint32_t> others(joined.begin(), joined.end());
    std::size_t length = fabric_.groups.size();
    if (others.size() > 2) length = others[2] == others[1] + 1 ? others[2] : others[1];
    return std::clamp<std::size_t>(length, 1, 8);
  }

  // Columns, and one more for what no group owns.
  std::size_t column_of(NodeIndex node) const {
    return fabric_.group_of[node] == kNoIndex ? titles_.size() : column_[fabric_.group_of[node]];
  }

  void make_shapes() {
    const auto& nodes = topology_.nodes();
    std::map<std::tuple<std::size_t, std::uint32_t, std::uint32_t>, std::vector<NodeIndex>> alike;
    std::map<std::uint32_t, std::uint32_t> level_of_role;
    for (NodeIndex node = 0; node < nodes.size(); ++node) {
      // What stands for many groups has one row a role, wherever their nodes are.
      const std::size_t column = column_of(node);
      if (column < titles_.size() && hidden_[column])
        level_[node] = level_of_role.try_emplace(fabric_.role_of[node], level_[node]).first->second;
      alike[{column, level_[node], fabric_.role_of[node]}].push_back(node);
    }
    std::vector<bool> weak(nodes.size(), false);
    for (const WeakSpot& spot : seen_.weak)
      if (spot.node != kNoIndex) weak[spot.node] = !spot.edges.empty() || holds_replicas(spot);
    shape_of_.assign(nodes.size(), 0);
    columns_.resize(titles_.size() + 1);
    for (const auto& [key, members] : alike) {
      const auto& [column, level, role] = key;
      const bool host = nodes[members[0]].kind == NodeKind::kHost;
      const bool loose = column == titles_.size();
      const std::size_t few = loose  ? 10
                              : host ? (titles_.size() <= 4 ? 8 : 4)
                                     : (titles_.size() <= 4 ? 4 : 2);
      const bool each = members.size() <= few && (loose || !hidden_[column]);
      if (!each) add_shape(column, level, members, weak);
      for (const NodeIndex node : members)
        if (each) add_shape(column, level, {node}, weak);
    }
  }

  bool holds_replicas(const WeakSpot& spot) const {
    return std::any_of(spot.hosts.begin(), spot.hosts.end(),
                       [this](NodeIndex host) { return !seen_.on_host[host].empty(); });
  }

  // A frame whose one switch bears its name needs no second one.
  std::string frame_title(std::size_t column) const {
    const auto same = [&](std::size_t figure) { return drawing_.figures[figure].title == titles_[column]; };
    return std::any_of(columns_[column].begin(), columns_[column].end(), same) ? "" : titles_[column];
  }

  void add_shape(std::size_t column, std::uint32_t level, const std::vector<NodeIndex>& members,
                 const std::vector<bool>& weak) {
    DrawnNode shape;
    shape.kind = topology_.nodes()[members[0]].kind;
    shape.level = level;
    shape.nodes = members.size();
    const std::string& role = fabric_.roles[fabric_.role_of[members[0]]];
    shape.title = members.size() == 1 ? topology_.nodes()[members[0]].name
                                      : grouped(static_cast<std::int64_t>(members.size())) + " " + role +
                                            (role.ends_with("switch") ? "es"
                                             : role == "clients"      ? ""
                                                                      : "s");
    // In its own column a name needs no prefix.
    if (column < titles_.size() && shape.title.starts_with(titles_[column] + "/"))
      shape.title = shape.title.substr(titles_[column].size() + 1);
    for (const NodeIndex node : members) {
      shape_of_[node] = drawing_.figures.size();
      shape.replicas.insert(shape.replicas.end(), seen_.on_host[node].begin(), seen_.on_host[node].end());
      shape.weak = shape.weak || weak[node];
    }
    const bool small = shape.kind == NodeKind::kHost && shape.nodes == 1;
    shape.width = small ? kHost : std::max(kSwitchWidth, 12 + 6.0 * static_cast<double>(shape.title.size()));
    if (shape.nodes > 1) shape.width = std::max(shape.width, kBoxWidth);
    shape.height = small ? kHost : kHeight;
    columns_[column].push_back(drawing_.figures.size());
    drawing_.figures.push_back(std::move(shape));
  }

  void make_lines() {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> links;
    for (const TopologyLink& link : topology_.links()) {
      const auto ends = std::minmax(shape_of_[link.from], shape_of_[link.to]);
      if (ends.first != ends.second) ++links[ends];
    }
    for (const auto& [ends, count] : links)
      drawing_.lines.push_back(Stroke{ends.first, ends.second, (count + 1) / 2, false});
    for (const WeakSpot& spot : seen_.weak) {
      if (spot.link == kNoIndex || (spot.edges.empty() && !holds_replicas(spot))) continue;
      const TopologyLink& link = topology_.links()[spot.link];
      const auto ends = std::minmax(shape_of_[link.from], shape_of_[link.to]);
      const bool to_host = topology_.nodes()[link.from].kind == NodeKind::kHost ||
                           topology_.nodes()[link.to].kind == NodeKind::kHost;
      for (Stroke& line : drawing_.lines)
        if (!to_host && line.from == ends.first && line.to == ends.second) line.weak = true;
    }
  }

  // Rows of figures, centred in a column; answers its width.
  double width_of(const std::vector<std::size_t>& column) const {
    std::map<std::uint32_t, double> rows;
    for (const std::size_t shape : column)
      rows[drawing_.figures[shape].level] += drawing_.figures[shape].width + kGap;
    double width = 0;
    for (const auto& [level, sum] : rows) width = std::max(width, sum - kGap);
    return width;
  }

  void set_row(const std::vector<std::size_t>& column, std::uint32_t level, double middle, double y) {
    double sum = -kGap;
    for (const std::size_t shape : column)
      if (drawing_.figures[shape].level == level) sum += drawing_.figures[shape].width + kGap;
    double x = middle - sum / 2;
    for (const std::size_t index : column) {
      DrawnNode& shape = drawing_.figures[index];
      if (shape.level != level) continue;
      shape.x = x + shape.width / 2;
      shape.y = y;
      x += shape.width + kGap;
    }
  }

  void in_layers() {
    std::uint32_t deepest = 0;
    for (const DrawnNode& shape : drawing_.figures) deepest = std::max(deepest, shape.level);
    const auto title_width = [](const std::string& title) {
      return 16 + 6.5 * static_cast<double>(title.size());
    };
    double x = kMargin;
    const double bottom = kTop + kLevel * deepest;
    for (std::size_t column = 0; column < titles_.size(); ++column) {
      const double width =
          std::max({width_of(columns_[column]), title_width(titles_[column]), 60.0}) + 2 * kGap;
      std::uint32_t highest = deepest;
      for (const std::size_t shape : columns_[column])
        highest = std::min(highest, drawing_.figures[shape].level);
      for (std::uint32_t level = highest; level <= deepest; ++level)
        set_row(columns_[column], level, x + width / 2, kTop + kLevel * level);
      drawing_.frames.push_back(Frame{frame_title(column), x, kTop + kLevel * highest - 36, width,
                                      bottom - (kTop + kLevel * highest) + 36 + 40});
      x += width + 14;
    }
    const std::vector<std::size_t>& loose = columns_[titles_.size()];
    const double loose_width = width_of(loose);
    drawing_.width = std::max({x - 14 + kMargin, loose_width + 2 * kMargin, 480.0});
    // Columns stand in the middle under a wide row of switches.
    const double shift = (drawing_.width - (x - 14 + kMargin)) / 2;
    if (!titles_.empty())
      for (std::size_t column = 0; column < titles_.size(); ++column) {
        drawing_.frames[column].x += shift;
        for (const std::size_t shape : columns_[column]) drawing_.figures[shape].x += shift;
      }
    for (std::uint32_t level = 0; level <= deepest; ++level)
      set_row(loose, level, drawing_.width / 2, kTop + kLevel * level);
    drawing_.height = bottom + 64;
  }

  // The levels that a column has figures on, from the top.
  std::set<std::uint32_t> levels_of(const std::vector<std::size_t>& column) const {
    std::set<std::uint32_t> levels;
    for (const std::size_t figure : column) levels.insert(drawing_.figures[figure].level);
    return levels;
  }

  // Each group in a frame of its own, its figures in rows; frames on an ellipse, or in the rows of a grid.
  void around(bool grid) {
    constexpr double kRow = 34, kBetween = 40, kTurn = 6.283185307179586;
    double width = 0, height = 0;
    for (std::size_t column = 0; column < titles_.size(); ++column) {
      width = std::max(
          {width, width_of(columns_[column]), 12 + 6.5 * static_cast<double>(titles_[column].size())});
      height = std::max(height, 48 + kRow * static_cast<double>(levels_of(columns_[column]).size()));
    }
    width += 2 * kGap;
    const auto count = static_cast<double>(titles_.size());
    // Clients, and whatever else no group owns, stand above.
    const std::vector<std::size_t>& loose = columns_[titles_.size()];
    double top = kTop;
    for (const std::uint32_t level : levels_of(loose)) {
      set_row(loose, level, 0, top);
      top += kRow + 8;
    }
    top += 8;
    const double wide = std::max(180.0, count * (width + 16) / 4.4),
                 high = std::max(120.0, count * (height + 14) / 4.4);
    const double rows = grid ? std::ceil(count / static_cast<double>(in_row_)) : 0;
    drawing_.width = grid ? static_cast<double>(in_row_) * (width + kBetween) - kBetween + 2 * kMargin
                          : 2 * wide + width + 2 * kMargin;
    drawing_.width = std::max(drawing_.width, width_of(loose) + 2 * kMargin);
    drawing_.height = top + (grid ? rows * (height + kBetween) : 2 * high + height) + 24;
    for (const std::size_t figure : loose) drawing_.figures[figure].x += drawing_.width / 2;
    for (std::size_t column = 0; column < titles_.size(); ++column) {
      const double turn = kTurn * static_cast<double>(column) / count;
      const double x = grid ? kMargin + width / 2 + static_cast<double>(column % in_row_) * (width + kBetween)
                            : drawing_.width / 2 + wide * sine(turn);
      const double y = grid ? top + height / 2 + static_cast<double>(column / in_row_) * (height + kBetween)
                            : top + high + height / 2 - high * sine(turn + kTurn / 4);
      drawing_.frames.push_back(Frame{frame_title(column), x - width / 2, y - height / 2, width, height});
      double row = y - height / 2 + 36;
      for (const std::uint32_t level : levels_of(columns_[column])) {
        set_row(columns_[column], level, x, row);
        row += kRow;
      }
    }
    if (grid) keep_short_lines();
  }

  // In a grid only what joins neighbours is drawn: the ends of rows are joined too, and would cross
  // everything.
  void keep_short_lines() {
    const double reach_x = drawing_.frames.empty() ? 0 : drawing_.frames[0].width + 80;
    const double reach_y = drawing_.frames.empty() ? 0 : drawing_.frames[0].height + 80;
    std::erase_if(drawing_.lines, [&](const Stroke& line) {
      const DrawnNode &from = drawing_.figures[line.from], &to = drawing_.figures[line.to];
      if (from.kind == NodeKind::kEdge || to.kind == NodeKind::kEdge) return false;
      return std::abs(from.x - to.x) > reach_x || std::abs(from.y - to.y) > reach_y ||
             (std::abs(from.x - to.x) > 1 && std::abs(from.y - to.y) > 60);
    });
  }

  // Taylor's series, enough for a picture.
  static double sine(double turn) {
    while (turn > 3.141592653589793) turn -= 6.283185307179586;
    double term = turn, sum = turn;
    for (int n = 1; n < 9; ++n) {
      term *= -turn * turn / ((2 * n) * (2 * n + 1));
      sum += term;
    }
    return sum;
  }

  const Inspection& seen_;
  const Fabric& fabric_;
  const Topology& topology_;
  Drawing drawing_;
  std::vector<std::uint32_t> level_;               // by node
  std::vector<std::uint32_t> column_;              // by group
  std::vector<std::string> titles_;                // by column
  std::vector<bool> hidden_;                       // by column: many groups in one
  std::size_t in_row_ = 1;                         // of a grid
  std::vector<std::size_t> shape_of_;              // by node
  std::vector<std::vector<std::size_t>> columns_;  // figures by column, in order
};

}  // namespace

Drawing draw(const Inspection& inspection) { return Draughtsman(inspection).draw(); }

}  // namespace windtunnel
