// The explicit lists of networks and of laws of loss: one row each.
#include "models/networks/loss_model.hpp"
#include "models/networks/network_model.hpp"
#include "models/networks/wire_fields.hpp"

namespace windtunnel {

void add_networks(Catalog& catalog) {
  catalog.add(wired(constant_network()));
  catalog.add(wired(jittered_network()));
  catalog.add(wired(regions_network()));
  catalog.add(wired_with_jitter(routed_network()));
  catalog.add(wired_with_jitter(flow_network()));
  catalog.add(wired_with_jitter(message_network()));
}

void add_losses(Catalog& catalog) {
  catalog.add(bernoulli_loss());
  catalog.add(gilbert_elliott_loss());
}

}  // namespace windtunnel
