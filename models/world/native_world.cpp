// The world's templates, made for the native runtime.
#include "models/world/world.ipp"
#include "sim/runtime/native_runtime.hpp"

namespace windtunnel {

template class World<NativeRuntime>;

}  // namespace windtunnel
