// The picture: a drawing as SVG, with a legend of who stands where and of what is a single point of failure.
#include <algorithm>

#include "sim/base/layout.hpp"
#include "sim/base/svg.hpp"
#include "sim/base/text.hpp"
#include "sim/inspect/drawing.hpp"

namespace windtunnel {
namespace {

// Eight colours that stay apart for the colour-blind (Okabe and Ito 2008), the last for whoever is left.
constexpr const char* kInks[] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"};
constexpr const char* kOther = "#7f7f7f";
constexpr const char* kWeak = "#c0392b";

std::string ink_of(std::uint32_t tier) { return tier < std::size(kInks) ? kInks[tier] : kOther; }

// Between two things of one height: over what stands between them.
void put_arc(SvgPage& page, double x1, double x2, double y, const std::string& style) {
  const double lift = 18 + (x2 > x1 ? x2 - x1 : x1 - x2) * 0.08;
  page.path("M " + fixed(x1, 1) + " " + fixed(y, 1) + " Q " + fixed((x1 + x2) / 2, 1) + " " +
                fixed(y - lift, 1) + " " + fixed(x2, 1) + " " + fixed(y, 1),
            "fill=\"none\" " + style);
}

void put_line(SvgPage& page, const Drawing& drawing, const Stroke& line) {
  const DrawnNode& from = drawing.figures[line.from];
  const DrawnNode& to = drawing.figures[line.to];
  const double weight = line.cables == 1 ? 1 : line.cables < 8 ? 1.6 : line.cables < 64 ? 2.4 : 3.4;
  const std::string style = std::string("stroke=\"") + (line.weak ? kWeak : "#9aa5b1") +
                            "\" stroke-width=\"" + fixed(line.weak ? weight + 1 : weight, 1) + "\"";
  const bool level = from.y - to.y < 1 && to.y - from.y < 1;
  if (level)
    put_arc(page, from.x, to.x, from.y - from.height / 2, style);
  else
    page.line(from.x, from.y, to.x, to.y, style);
}

// How many cables a bundle has, on it.
void put_count(SvgPage& page, const Drawing& drawing, const Stroke& line) {
  const DrawnNode& from = drawing.figures[line.from];
  const DrawnNode& to = drawing.figures[line.to];
  const bool bundle = from.nodes > 1 || to.nodes > 1;
  const double far = (from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y);
  if (line.cables < 2 || !bundle || far < 45.0 * 45.0) return;
  const std::string words = "x" + grouped(static_cast<std::int64_t>(line.cables));
  const double x = from.x + (to.x - from.x) * 0.62, y = from.y + (to.y - from.y) * 0.62;
  const double width = 6 + 6.0 * static_cast<double>(words.size());
  page.rect(x - width / 2, y - 7, width, 14, "fill=\"#ffffff\" fill-opacity=\"0.85\"");
  page.text(x, y + 4, words, "class=\"count\"");
}

void put_shape(SvgPage& page, const Plan& plan, const DrawnNode& shape) {
  const double x = shape.x - shape.width / 2, y = shape.y - shape.height / 2;
  const std::string edge =
      shape.weak ? std::string("stroke=\"") + kWeak + "\" stroke-width=\"2.5\"" : "stroke=\"#52606d\"";
  if (shape.kind == NodeKind::kHost && shape.nodes == 1) {
    const std::string fill =
        shape.replicas.empty() ? "#ffffff" : ink_of(plan.replicas[shape.replicas[0]].tier);
    page.body += "<g><title>" + svg_escaped(shape.title) +
                 (shape.replicas.empty() ? "" : ": " + replica_title(plan, shape.replicas[0])) + "</title>\n";
    page.rect(x, y, shape.width, shape.height, "rx=\"3\" fill=\"" + fill + "\" " + edge);
    if (!shape.replicas.empty()) {
      const std::string name = replica_title(plan, shape.replicas[0]);
      page.text(shape.x, shape.y + 4, name.substr(name.rfind('-') + 1), "class=\"number\"");
    }
    page.body += "</g>\n";
    return;
  }
  const std::string fill = shape.kind == NodeKind::kEdge   ? "#fff4d6"
                           : shape.kind == NodeKind::kHost ? "#f7f9fb"
                                                           : "#e4ebf3";
  if (shape.nodes > 1)
    page.rect(x + 3, y + 3, shape.width, shape.height, "rx=\"4\" fill=\"" + fill + "\" stroke=\"#52606d\"");
  page.rect(x, y, shape.width, shape.height, "rx=\"4\" fill=\"" + fill + "\" " + edge);
  page.text(shape.x, shape.y + 4, shape.title, "class=\"name\"");
  if (shape.kind != NodeKind::kHost || shape.replicas.empty()) return;
  // Of a box of hosts: a little square for each tier that has replicas in it.
  std::vector<std::size_t> by_tier(plan.tiers.size(), 0);
  for (const std::uint32_t replica : shape.replicas) ++by_tier[plan.replicas[replica].tier];
  double at = x;
  for (std::uint32_t tier = 0; tier < by_tier.size(); ++tier) {
    if (by_tier[tier] == 0) continue;
    page.rect(at, y + shape.height + 7, 10, 10, "rx=\"2\" fill=\"" + ink_of(tier) + "\"");
    page.text(at + 13, y + shape.height + 16, std::to_string(by_tier[tier]), "class=\"few\"");
    at += 22 + 6.0 * static_cast<double>(std::to_string(by_tier[tier]).size());
  }
}

}  // namespace

std::string inspection_svg(const Loaded& loaded, const Inspection& seen) {
  const Plan& plan = loaded.flight.plan;
  const Drawing drawing = draw(seen);
  SvgPage page;
  const std::string title = loaded.scenario.title.empty() ? loaded.document.file() : loaded.scenario.title;
  // Ten pixels a letter: bold Helvetica is narrower, what Linux shows in its stead is not.
  const double width = std::max(drawing.width, 48 + 10.0 * static_cast<double>(columns_of(title)));
  const double shift = (width - drawing.width) / 2;
  const double height = drawing.height + 40;
  page.text(24, 28, title, "class=\"title\"");
  page.body += "<g transform=\"translate(" + fixed(shift, 1) + ",16)\">\n";
  for (const Frame& frame : drawing.frames)
    page.rect(frame.x, frame.y, frame.width, frame.height, "rx=\"6\" fill=\"#f2f5f8\" stroke=\"#d5dce4\"");
  for (const Stroke& line : drawing.lines) put_line(page, drawing, line);
  // Names stand above lines, with a halo: cables cross the top of a frame.
  for (const Frame& frame : drawing.frames)
    page.text(frame.x + 8, frame.y + 14, frame.title, "class=\"group\"");
  for (const Stroke& line : drawing.lines) put_count(page, drawing, line);
  for (const DrawnNode& shape : drawing.figures) put_shape(page, plan, shape);
  page.body += "</g>\n";
  double x = 24;
  for (std::uint32_t tier = 0; tier < plan.tiers.size() && tier < 8; ++tier) {
    page.rect(x, height - 22, 12, 12, "rx=\"2\" fill=\"" + ink_of(tier) + "\"");
    page.text(x + 17, height - 12, plan.tiers[tier].name, "class=\"few\"");
    x += 34 + 6.5 * static_cast<double>(plan.tiers[tier].name.size());
  }
  if (std::any_of(drawing.figures.begin(), drawing.figures.end(),
                  [](const DrawnNode& shape) { return shape.weak; })) {
    page.rect(x, height - 22, 12, 12,
              std::string("rx=\"2\" fill=\"#ffffff\" stroke-width=\"2.5\" stroke=\"") + kWeak + "\"");
    page.text(x + 17, height - 12, "single point of failure", "class=\"few\"");
  }
  return page.finish(width, height,
                     ".title{font-size:16px;font-weight:bold}.group{font-size:11px;fill:#52606d;"
                     "paint-order:stroke;stroke:#f2f5f8;stroke-width:4px}"
                     ".name{font-size:11px;text-anchor:middle}.count{font-size:10px;text-anchor:middle;"
                     "fill:#52606d}.number{font-size:10px;text-anchor:middle;fill:#ffffff;font-weight:bold}"
                     ".few{font-size:11px}");
}

}  // namespace windtunnel
