# `cmake --install build --prefix DIR`, and the same inside a wheel: the command, the library, its headers, and
# find_package(Windtunnel), so that a plug-in is built anywhere against what is installed.
#
# A wheel keeps all of it in the package's own folder, where `windtunnel new policy --cpp` finds it.
include(CMakePackageConfigHelpers)

# What a plug-in and the library have to agree in: the version, and every header that stands between them.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/sim/*.hpp ${CMAKE_CURRENT_SOURCE_DIR}/models/*.hpp)
list(SORT headers)
set(hashes "")
foreach(header IN LISTS headers)
  file(SHA256 ${header} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA256 hash "${hashes}")
string(SUBSTRING ${hash} 0 8 hash)
set(windtunnel_plugin_version "${windtunnel_version}, headers ${hash}")
set_source_files_properties(models/plugins/shared_object.cpp PROPERTIES COMPILE_DEFINITIONS
                            WINDTUNNEL_PLUGIN_VERSION="${windtunnel_plugin_version}")

if(SKBUILD)
  set(windtunnel_headers windtunnel/include)
  set(windtunnel_libraries windtunnel)
  set(windtunnel_package windtunnel/cmake)
else()
  include(GNUInstallDirs)
  set(windtunnel_headers ${CMAKE_INSTALL_INCLUDEDIR}/windtunnel)
  set(windtunnel_libraries ${CMAKE_INSTALL_LIBDIR})
  set(windtunnel_package ${CMAKE_INSTALL_LIBDIR}/cmake/Windtunnel)
  install(TARGETS windtunnel_library LIBRARY DESTINATION ${windtunnel_libraries})
  set_target_properties(windtunnel PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS windtunnel DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(DIRECTORY sim models DESTINATION ${windtunnel_headers} FILES_MATCHING PATTERN "*.hpp" PATTERN "simgrid" EXCLUDE)
configure_package_config_file(cmake/WindtunnelConfig.cmake.in generated/WindtunnelConfig.cmake
                              INSTALL_DESTINATION ${windtunnel_package}
                              PATH_VARS windtunnel_headers windtunnel_libraries NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Models cross the border as C++ values, so only the same version will do.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/generated/WindtunnelConfigVersion.cmake
                                 COMPATIBILITY ExactVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/generated/WindtunnelConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/generated/WindtunnelConfigVersion.cmake DESTINATION ${windtunnel_package})
