// Loss as a scenario names it: a bare probability, or bursts; made into the law of sim/wire/loss.hpp.
#pragma once

#include <functional>
#include <string_view>

#include "sim/config/catalog.hpp"
#include "sim/wire/loss.hpp"

namespace windtunnel {

struct LossModel {
  static constexpr std::string_view kKind = "loss";
  using Maker = std::function<LossLaw(const AnyFields&)>;
};

Entry<LossModel> bernoulli_loss();
Entry<LossModel> gilbert_elliott_loss();

// Adds every law of loss there is to a catalog.
void add_losses(Catalog& catalog);

}  // namespace windtunnel
