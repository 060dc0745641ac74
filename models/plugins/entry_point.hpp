// The door of a plug-in in C++: one C function, found by name, that says what it was built for and adds
// models to a catalog.
//
//   namespace {
//   void add_models(windtunnel::Catalog& catalog) { catalog.add(sticky()); }
//   }
//   WINDTUNNEL_PLUGIN(add_models)
//
// Models cross the border as C++ values, so a plug-in and the program that loads it have to agree in every
// header: the entry point answers the version it was built for before anything else of it is called, and one
// that does not match is refused. A later layout gets a function of another name, so that an old program
// finds nothing in a new plug-in rather than something else.
#pragma once

#include <cstdint>

#include "sim/config/catalog.hpp"

namespace windtunnel {

// Raised whenever a header that plug-ins see changes what it says.
inline constexpr std::uint32_t kPluginAbi = 1;

struct PluginV1 {
  std::uint32_t abi = 0;     // kPluginAbi of the headers it was built with
  const char* version = "";  // of Windtunnel, and a hash of its headers
  const char* library = "";  // the standard library and its layout of std::string
  void (*add_models)(Catalog& catalog) = nullptr;
};

inline constexpr const char* kPluginEntryPoint = "windtunnel_plugin_v1";

// What has to be equal on both sides beside the version.
#if defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI
inline constexpr const char* kPluginLibrary = "libstdc++, C++11 strings";
#elif defined(_LIBCPP_VERSION)
inline constexpr const char* kPluginLibrary = "libc++";
#else
inline constexpr const char* kPluginLibrary = "another standard library";
#endif

}  // namespace windtunnel

// WINDTUNNEL_PLUGIN_VERSION comes from find_package(Windtunnel), through the target Windtunnel::windtunnel.
#define WINDTUNNEL_PLUGIN(add)                                                                             \
  extern "C" __attribute__((visibility("default"))) const ::windtunnel::PluginV1* windtunnel_plugin_v1() { \
    static const ::windtunnel::PluginV1 plugin{::windtunnel::kPluginAbi, WINDTUNNEL_PLUGIN_VERSION,        \
                                               ::windtunnel::kPluginLibrary, add};                         \
    return &plugin;                                                                                        \
  }
