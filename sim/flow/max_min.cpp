// Solving one component: who is connected, and how far each flow's rate rises.
#include "sim/flow/max_min.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// Demand is counted up to here, so that two million flows on one resource still add up; beyond it a resource
// is taken to bind sooner than it does, which costs time and changes nothing else.
constexpr double kUnitsMax = 0x1p42;

std::int64_t rounded_down(double value) { return static_cast<std::int64_t>(std::min(value, kUnitsMax)); }
std::int64_t rounded_up(double value) {
  const std::int64_t down = rounded_down(value);
  return static_cast<double>(down) < value && value < kUnitsMax ? down + 1 : down;
}

}  // namespace

MaxMin::MaxMin() { free_.fill(kNone); }

MaxMin::ResourceIndex MaxMin::add_resource(double capacity, Policy policy) {
  CHECK(capacity > 0 && std::isfinite(capacity), "a capacity of " + std::to_string(capacity));
  Resource resource{};
  resource.capacity = capacity;
  resource.policy = policy;
  resource.head = kNone;
  // Of a fatpipe each flow counts as one unit: it binds as soon as there are two.
  resource.units = policy == Policy::kFatpipe ? 1 : rounded_down(capacity);
  resources_.push_back(resource);
  return static_cast<ResourceIndex>(resources_.size() - 1);
}

void MaxMin::set_capacity(ResourceIndex index, double capacity) {
  CHECK(capacity > 0 && std::isfinite(capacity), "a capacity of " + std::to_string(capacity));
  Resource& resource = resources_[index];
  if (capacity == resource.capacity) return;
  resource.capacity = capacity;
  if (resource.policy == Policy::kShared) resource.units = rounded_down(capacity);
  // Limits and demands follow from capacities, also of flows that wait to enter.
  for (Resource& other : resources_) other.demand = 0;
  for (Flow& flow : flows_) {
    if (flow.count == 0) continue;
    const double before = flow.limit;
    set_limits(flow);
    for (std::uint32_t at = flow.first; flow.present && at != flow.first + flow.count; ++at) {
      resources_[elements_[at].resource].demand += elements_[at].units;
      if (flow.limit != before) mark(elements_[at].resource);
    }
  }
  if (resource.head != kNone) mark(index);
}

// A slot with room for so many elements: one that is free, or a new one.
MaxMin::FlowIndex MaxMin::take_slot(std::size_t uses) {
  const auto size_class = static_cast<std::uint8_t>(uses <= 1 ? 0 : std::bit_width(uses - 1));
  FlowIndex index = free_[size_class];
  if (index != kNone) {
    free_[size_class] = flows_[index].next_free;
    return index;
  }
  index = static_cast<FlowIndex>(flows_.size());
  Flow flow{};
  flow.first = static_cast<std::uint32_t>(elements_.size());
  flow.size_class = size_class;
  flows_.push_back(flow);
  elements_.resize(elements_.size() + (std::size_t{1} << size_class));
  return index;
}

MaxMin::FlowIndex MaxMin::add(std::span<const Use> uses, double penalty, double bound) {
  CHECK(penalty > 0 && std::isfinite(penalty), "a penalty of " + std::to_string(penalty));
  CHECK(bound > 0 && (!uses.empty() || bound < kUnbounded), "a flow that nothing bounds");
  const FlowIndex index = take_slot(uses.size());
  Flow& flow = flows_[index];
  flow.penalty = penalty;
  flow.bound = bound;
  flow.rate = 0.0;
  flow.present = false;
  flow.count = 0;
  for (const Use& use : uses) {
    std::uint32_t at = flow.first;
    while (at != flow.first + flow.count && elements_[at].resource != use.resource) ++at;
    if (at == flow.first + flow.count) {
      elements_[at] = Element{use.resource, index, kNone, kNone, 0.0, 0};
      ++flow.count;
    }
    elements_[at].weight += use.weight;
  }
  set_limits(flow);
  return index;
}

void MaxMin::set_limits(Flow& flow) {
  flow.limit = flow.bound;
  for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at)
    flow.limit = std::min(flow.limit, alone(resources_[elements_[at].resource], elements_[at]));
  for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at) {
    const Resource& resource = resources_[elements_[at].resource];
    // At most the whole of it, so that a flow alone never binds; a second one is at least one unit more.
    elements_[at].units =
        resource.policy == Policy::kFatpipe
            ? 1
            : std::max<std::int64_t>(1,
                                     std::min(resource.units, rounded_up(flow.limit * elements_[at].weight)));
  }
}

void MaxMin::begin_component() {
  component_resources_.clear();
  component_flows_.clear();
  levels_.clear();
}

void MaxMin::see(ResourceIndex index) {
  Resource& resource = resources_[index];
  if (resource.seen == round_) return;
  resource.seen = round_;
  resource.remaining = resource.capacity;
  resource.unfixed = 0;
  component_resources_.push_back(index);
}

void MaxMin::see_flow(FlowIndex index) {
  Flow& flow = flows_[index];
  if (flow.seen == round_) return;
  flow.seen = round_;
  flow.fixed = false;
  component_flows_.push_back(index);
  double narrowest = kUnbounded;
  for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at) {
    const Resource& resource = resources_[elements_[at].resource];
    if (!resource.binds()) continue;
    see(elements_[at].resource);
    narrowest = std::min(narrowest, alone(resource, elements_[at]));
  }
  // What bounds it beside the resources that are being solved: its own bound, or one that does not bind.
  if (flow.limit < narrowest) levels_.push_back({flow.limit * flow.penalty, index, true});
}

// From what has been seen, all flows that are connected with it through resources that bind.
void MaxMin::collect() {
  for (std::size_t i = 0; i < component_resources_.size(); ++i) {
    Resource& resource = resources_[component_resources_[i]];
    for (std::uint32_t at = resource.head; at != kNone; at = elements_[at].next) {
      ++resource.unfixed;
      see_flow(elements_[at].flow);
    }
    add_up_usage(resource);
    levels_.push_back({resource.capacity / resource.usage, component_resources_[i], false});
  }
  flows_solved_ += component_flows_.size();
}

void MaxMin::add_up_usage(Resource& resource) const {
  resource.usage = 0.0;
  for (std::uint32_t at = resource.head; at != kNone; at = elements_[at].next) {
    const Flow& flow = flows_[elements_[at].flow];
    if (flow.fixed) continue;
    const double usage = elements_[at].weight / flow.penalty;
    resource.usage =
        resource.policy == Policy::kFatpipe ? std::max(resource.usage, usage) : resource.usage + usage;
  }
  resource.usage_exact = resource.usage;
}

// Where the resource is used up, as things stand. A difference that has lost its leading digits is added up
// anew.
double MaxMin::level_of(Resource& resource) const {
  if (resource.policy == Policy::kFatpipe || resource.usage < resource.usage_exact * 0x1p-10)
    add_up_usage(resource);
  return std::max(resource.remaining, 0.0) / resource.usage;
}

void MaxMin::fix(Flow& flow, double rate) {
  flow.fixed = true;
  flow.solved = rate;
  for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at) {
    Resource& resource = resources_[elements_[at].resource];
    if (resource.seen != round_) continue;
    --resource.unfixed;
    if (resource.policy == Policy::kFatpipe) continue;
    resource.remaining -= elements_[at].weight * rate;
    resource.usage -= elements_[at].weight / flow.penalty;
  }
}

// Progressive filling. Whatever is fixed leaves the levels of the others where they are or moves them up, so
// a level on the heap is never too high: the least is looked at again before it is believed.
void MaxMin::fill() {
  std::make_heap(levels_.begin(), levels_.end());
  double level = 0.0;
  std::size_t left = component_flows_.size();
  while (left > 0) {
    CHECK(!levels_.empty(), "a flow that nothing bounds");
    std::pop_heap(levels_.begin(), levels_.end());
    const Level least = levels_.back();
    levels_.pop_back();
    if (least.is_flow) {
      Flow& flow = flows_[least.index];
      if (flow.fixed) continue;
      level = std::max(level, least.level);
      fix(flow, flow.limit);
      --left;
      continue;
    }
    Resource& resource = resources_[least.index];
    if (resource.unfixed == 0) continue;
    const double now = level_of(resource);
    if (now > least.level) {
      levels_.push_back({now, least.index, false});
      std::push_heap(levels_.begin(), levels_.end());
      continue;
    }
    level = std::max(level, now);
    for (std::uint32_t at = resource.head; at != kNone; at = elements_[at].next) {
      Flow& flow = flows_[elements_[at].flow];
      if (flow.fixed) continue;
      fix(flow, level / flow.penalty);
      --left;
    }
  }
}

}  // namespace windtunnel
