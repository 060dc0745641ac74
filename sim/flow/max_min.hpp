// Weighted max-min fair sharing of resources (links, cores, disks) among the flows that cross them.
//
// A flow's rate is level / penalty, and levels rise together until a resource is used up or a flow meets its
// own bound; who is held up stays, the others rise on (Bertsekas & Gallager 1992, "Data Networks", section
// 6.5.2, with the penalties and consumption weights of SimGrid's solver: Casanova & Marchal 2002, RR LIP
// 2002-40). The answer is unique, so it can be had in parts: a start or an end is felt only by the flows that
// are connected with it through resources that bind, and only those are solved anew.
//
// A resource binds when all its flows at the fastest they could ever go would want more than it has. One that
// does not bind connects nobody, and a flow that meets none that binds has its rate at once, in O(its route).
// Demands are added up in whole units, rounded up, so that what was added can be taken away to the bit.
//
// Rates are in whatever unit capacities are in (bytes a second, cores). Only + - * / on doubles in an order
// that follows from the calls, so the bits are the same everywhere. Nothing is allocated once the arrays have
// grown.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace windtunnel {

class MaxMin {
 public:
  using ResourceIndex = std::uint32_t;
  using FlowIndex = std::uint32_t;
  static constexpr double kUnbounded = std::numeric_limits<double>::infinity();

  enum class Policy : std::uint8_t {
    kShared,  // the sum over flows of weight x rate is at most the capacity
    kFatpipe  // weight x rate of each flow is at most the capacity (SimGrid's word for a backbone)
  };

  // What a flow takes of a resource per unit of its rate.
  struct Use {
    ResourceIndex resource = 0;
    double weight = 1.0;
  };

  MaxMin();

  // Capacity is more than nothing.
  ResourceIndex add_resource(double capacity, Policy policy = Policy::kShared);
  double capacity(ResourceIndex resource) const { return resources_[resource].capacity; }
  // Felt at the next settle().
  void set_capacity(ResourceIndex resource, double capacity);

  // A flow that takes no part yet. Its penalty and its bound are more than nothing; a flow without uses needs
  // a bound, and runs at it. A resource that is named twice is used with the sum of the weights.
  FlowIndex add(std::span<const Use> uses, double penalty, double bound = kUnbounded);

  // Takes part from now on. True when its rate is known at once and nobody else's has changed; else settle().
  bool enter(FlowIndex index) {
    Flow& flow = flows_[index];
    std::uint32_t seed = kNone;
    for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at) {
      Element& element = elements_[at];
      Resource& resource = resources_[element.resource];
      element.previous = kNone;
      element.next = resource.head;
      if (resource.head != kNone) elements_[resource.head].previous = at;
      resource.head = at;
      resource.demand += element.units;
      if (resource.binds()) seed = element.resource;
    }
    flow.present = true;
    if (seed == kNone) [[likely]] {
      flow.rate = flow.limit;
      return true;
    }
    mark(seed);  // all that it binds with is reached from there, through the flow itself
    return false;
  }

  // Takes part no longer, and its index may be given to another. True when nobody's rate can have changed by
  // that; else settle().
  bool remove(FlowIndex index) {
    Flow& flow = flows_[index];
    bool alone = true;
    if (flow.present) {
      for (std::uint32_t at = flow.first; at != flow.first + flow.count; ++at) {
        const Element& element = elements_[at];
        Resource& resource = resources_[element.resource];
        const bool bound = resource.binds();
        if (element.previous != kNone)
          elements_[element.previous].next = element.next;
        else
          resource.head = element.next;
        if (element.next != kNone) elements_[element.next].previous = element.previous;
        resource.demand -= element.units;
        if (bound) [[unlikely]] {
          mark(element.resource);
          alone = false;
        }
      }
    }
    flow.present = false;
    flow.rate = 0.0;
    flow.next_free = free_[flow.size_class];
    free_[flow.size_class] = index;
    return alone;
  }

  // The rate since the last settle(); nothing for a flow that takes no part.
  double rate(FlowIndex flow) const { return flows_[flow].rate; }

  // Solves what has changed since the last time and calls changed(flow, rate before) for each flow whose rate
  // is another now; changed() leaves this object alone.
  template <class Changed>
  void settle(Changed&& changed) {
    ++round_;
    for (const ResourceIndex index : dirty_) {
      Resource& resource = resources_[index];
      resource.dirty = false;
      if (resource.binds()) {
        if (resource.seen == round_) continue;
        begin_component();
        see(index);
        solve_component(changed);
        continue;
      }
      // It connects nobody (any more): each of its flows is a component's beginning.
      for (std::uint32_t at = resource.head; at != kNone; at = elements_[at].next) {
        if (flows_[elements_[at].flow].seen == round_) continue;
        begin_component();
        see_flow(elements_[at].flow);
        solve_component(changed);
      }
    }
    dirty_.clear();
  }

  // How many flows settle() has solved so far, for whoever judges how incremental it is.
  std::uint64_t flows_solved() const { return flows_solved_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  // One flow at one resource; a flow's elements stand side by side, a resource's are a list.
  struct Element {
    ResourceIndex resource;
    FlowIndex flow;
    std::uint32_t previous;
    std::uint32_t next;
    double weight;
    std::int64_t units;  // of demand: what the flow could ever take here
  };
  struct Resource {
    double capacity;
    std::int64_t units;  // capacity, rounded down
    std::int64_t demand = 0;
    std::uint32_t head = kNone;
    Policy policy;
    bool dirty = false;
    std::uint64_t seen = 0;  // the round that solved it last
    // While it is being solved:
    double remaining = 0.0;
    double usage = 0.0;        // sum (fatpipe: largest) of weight / penalty over flows without a rate yet
    double usage_exact = 0.0;  // when it was last added up anew
    std::uint32_t unfixed = 0;
    bool binds() const { return demand > units; }
  };
  struct Flow {
    double penalty;
    double bound;
    double limit;  // the fastest it can ever go: its bound, or its narrowest resource alone
    double rate = 0.0;
    double solved = 0.0;
    std::uint64_t seen = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t next_free = kNone;
    std::uint8_t size_class = 0;  // it has room for 2^size_class elements
    bool present = false;
    bool fixed = false;
  };
  // Where a resource is used up, or a flow meets its bound.
  struct Level {
    double level;
    std::uint32_t index;
    bool is_flow;
    friend bool operator<(const Level& a, const Level& b) {  // the heap has its greatest on top
      if (a.level != b.level) return a.level > b.level;
      return a.is_flow != b.is_flow ? b.is_flow : a.index > b.index;
    }
  };

  void mark(ResourceIndex resource) {
    if (resources_[resource].dirty) return;
    resources_[resource].dirty = true;
    dirty_.push_back(resource);
  }
  // The rate that a flow would have there, were it alone. Nearly all weights are 1, and dividing takes long.
  static double alone(const Resource& resource, const Element& element) {
    return element.weight == 1.0 ? resource.capacity : resource.capacity / element.weight;
  }
  FlowIndex take_slot(std::size_t uses);
  void set_limits(Flow& flow);
  template <class Changed>
  void solve_component(Changed& changed) {
    collect();
    fill();
    for (const FlowIndex index : component_flows_) {
      Flow& flow = flows_[index];
      if (flow.solved == flow.rate) continue;
      const double before = flow.rate;
      flow.rate = flow.solved;
      changed(index, before);
    }
  }
  void begin_component();
  void see(ResourceIndex resource);
  void see_flow(FlowIndex flow);
  void collect();
  void fill();
  void fix(Flow& flow, double rate);
  void add_up_usage(Resource& resource) const;
  double level_of(Resource& resource) const;

  std::vector<Resource> resources_;
  std::vector<Flow> flows_;
  std::vector<Element> elements_;
  std::array<FlowIndex, 32> free_;  // by size class
  std::vector<ResourceIndex> dirty_;
  std::uint64_t round_ = 0;
  std::uint64_t flows_solved_ = 0;
  std::vector<ResourceIndex> component_resources_;
  std::vector<FlowIndex> component_flows_;
  std::vector<Level> levels_;
};

}  // namespace windtunnel
