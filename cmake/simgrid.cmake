# SimGrid, where it is: the target SimGrid::simgrid, and WINDTUNNEL_HAS_SIMGRID.
#
# Debian's package has headers and library but no CMake configuration. Nothing but the program windtunnel-simgrid needs
# it, so a machine without it builds everything else; -DWINDTUNNEL_SIMGRID=OFF leaves it out where it is.
option(WINDTUNNEL_SIMGRID "Build windtunnel-simgrid where SimGrid is installed" ON)
set(WINDTUNNEL_HAS_SIMGRID OFF)
if(WINDTUNNEL_SIMGRID)
  find_path(windtunnel_simgrid_headers simgrid/kernel/routing/NetZoneImpl.hpp)
  find_library(windtunnel_simgrid_library simgrid)
  # Its headers use Boost's intrusive pointers and heaps.
  find_path(windtunnel_boost_headers boost/heap/fibonacci_heap.hpp)
  if(windtunnel_simgrid_headers AND windtunnel_simgrid_library AND windtunnel_boost_headers)
    add_library(SimGrid::simgrid UNKNOWN IMPORTED)
    set_target_properties(SimGrid::simgrid PROPERTIES IMPORTED_LOCATION ${windtunnel_simgrid_library}
                          INTERFACE_INCLUDE_DIRECTORIES "${windtunnel_simgrid_headers};${windtunnel_boost_headers}")
    set(WINDTUNNEL_HAS_SIMGRID ON)
  endif()
  mark_as_advanced(windtunnel_simgrid_headers windtunnel_simgrid_library windtunnel_boost_headers)
endif()
