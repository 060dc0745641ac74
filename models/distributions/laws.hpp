// The list of distributions: one function template per file of this folder. A new law is one more file, one
// more line here and in list.cpp.
#pragma once

#include "models/distributions/distribution.hpp"

namespace windtunnel {

template <class Model>
Entry<Model> constant_law();
template <class Model>
Entry<Model> uniform_law();
template <class Model>
Entry<Model> exponential_law();
template <class Model>
Entry<Model> erlang_law();
template <class Model>
Entry<Model> hyperexponential_law();
template <class Model>
Entry<Model> normal_law();
template <class Model>
Entry<Model> lognormal_law();
template <class Model>
Entry<Model> gamma_law();
template <class Model>
Entry<Model> weibull_law();
template <class Model>
Entry<Model> pareto_law();
template <class Model>
Entry<Model> empirical_law();
template <class Model>
Entry<Model> mixture_law();
template <class Model>
Entry<Model> shifted_law();
template <class Model>
Entry<Model> truncated_law();
Entry<NumberDistribution> zipf_law();

// At the end of a law's file: the law for each dimension.
#define WINDTUNNEL_LAW(law)               \
  template Entry<Distribution> law();     \
  template Entry<SizeDistribution> law(); \
  template Entry<NumberDistribution> law()

}  // namespace windtunnel
