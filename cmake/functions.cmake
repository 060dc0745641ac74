# Turns the rows of cmake/layers.cmake into targets, one static library a folder (an interface where a folder
# has headers only). Adding a source file to a folder is enough: nobody edits a list of files.
function(windtunnel_add_layer row)
  string(REPLACE "|" ";" cells "${row}|")
  list(GET cells 0 folder)
  list(GET cells 1 allowed)
  list(GET cells 2 third_party)
  string(REPLACE "/" "_" name "${folder}")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  set(target windtunnel_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    windtunnel_unite(${target} ${folder} ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  separate_arguments(allowed)
  foreach(other IN LISTS allowed)
    string(REPLACE "/" "_" other_name "${other}")
    target_link_libraries(${target} ${scope} windtunnel_${other_name})
  endforeach()
  separate_arguments(third_party)
  if(third_party)
    target_link_libraries(${target} ${scope} ${third_party})
  endif()
endfunction()

# Compiles the sources of a layer a few at a time, as one unit each. Few, so that a change to one file compiles little
# anew and every core is busy to the end. A helper in an unnamed namespace needs a name that is its layer's only.
function(windtunnel_unite target folder)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${WINDTUNNEL_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  # A class with a member whose type has no name elsewhere: only a source by itself may have that.
  set_source_files_properties(${CMAKE_SOURCE_DIR}/sim/config/tree.cpp ${CMAKE_SOURCE_DIR}/sim/simgrid/platform.cpp
                              ${CMAKE_SOURCE_DIR}/python/src/core.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(folder STREQUAL "models/world")  # large sources: three of them take as long as six of others
    set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE 3)
  endif()
  # Each protocol opens its own namespace of messages, so a unit is one protocol's files: those whose names start alike.
  if(folder STREQUAL "models/consensus")
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
    foreach(source IN LISTS ARGN)
      get_filename_component(name ${source} NAME_WE)
      string(REGEX REPLACE "_.*" "" protocol ${name})
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${protocol})
    endforeach()
  endif()
endfunction()

function(windtunnel_add_layers)
  foreach(row IN LISTS windtunnel_layers)
    windtunnel_add_layer("${row}")
  endforeach()
endfunction()

# Reading headers is half of what a layer takes to compile: those that a layer has in common with its neighbours are
# precompiled once. A layer takes what is precompiled of the highest layer that it includes.
function(windtunnel_precompile_layers)
  windtunnel_precompile(reading windtunnel_sim_config <algorithm> <functional> <map> <set> <sim/base/text.hpp>
                        <sim/config/schema.hpp>)
  windtunnel_precompile(studying windtunnel_sim_study <models/world/world.hpp> <sim/base/text.hpp> <sim/record/json_text.hpp>
                        <sim/study/answer.hpp> <sim/study/load.hpp> <sim/study/study_run.hpp>)
  foreach(row IN LISTS windtunnel_layers)
    string(REPLACE "|" ";" cells "${row}|")
    list(GET cells 0 folder)
    list(GET cells 1 allowed)
    string(REPLACE "/" "_" name "${folder}")
    separate_arguments(allowed)
    get_target_property(type windtunnel_${name} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
      continue()
    endif()
    if("sim/study" IN_LIST allowed OR folder STREQUAL "sim/study")
      target_precompile_headers(windtunnel_${name} REUSE_FROM windtunnel_precompiled_studying)
    elseif("sim/config" IN_LIST allowed)
      target_precompile_headers(windtunnel_${name} REUSE_FROM windtunnel_precompiled_reading)
    endif()
  endforeach()
endfunction()

# Headers of a layer and those below it, as a target that others reuse: windtunnel_precompiled_KIND.
function(windtunnel_precompile kind layer)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/generated/precompiled_${kind}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(windtunnel_precompiled_${kind} OBJECT ${source})
  # The layer's own way to third parties, without depending on the layer, which depends on this.
  foreach(property INCLUDE_DIRECTORIES COMPILE_DEFINITIONS)
    set(${property} $<TARGET_PROPERTY:${layer},${property}>)
  endforeach()
  target_include_directories(windtunnel_precompiled_${kind} SYSTEM
                             PRIVATE $<FILTER:${INCLUDE_DIRECTORIES},EXCLUDE,^${CMAKE_SOURCE_DIR}$>)
  target_compile_definitions(windtunnel_precompiled_${kind} PRIVATE ${COMPILE_DEFINITIONS})
  target_precompile_headers(windtunnel_precompiled_${kind} PRIVATE ${ARGN})
endfunction()

# The one shared library, libwindtunnel, made of every layer's objects: command, module and plug-ins load the same
# code. Objects, not archives: the linker drops from an archive whatever nobody names.
function(windtunnel_add_shared_library)
  set(objects $<TARGET_OBJECTS:windtunnel_catalog> $<TARGET_OBJECTS:windtunnel_page>)
  set(third_parties Threads::Threads)
  foreach(row IN LISTS windtunnel_layers)
    string(REPLACE "|" ";" cells "${row}|")
    list(GET cells 0 folder)
    list(GET cells 2 third_party)
    separate_arguments(third_party)
    list(APPEND third_parties ${third_party})
    string(REPLACE "/" "_" name "${folder}")
    get_target_property(type windtunnel_${name} TYPE)
    if(NOT type STREQUAL "INTERFACE_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:windtunnel_${name}>)
    endif()
  endforeach()
  add_library(windtunnel_library SHARED ${objects})
  list(REMOVE_DUPLICATES third_parties)
  target_link_libraries(windtunnel_library PUBLIC ${third_parties})
  set_target_properties(windtunnel_library PROPERTIES OUTPUT_NAME windtunnel LINKER_LANGUAGE CXX)
endfunction()

# The tables of scenarios/catalog as a target, windtunnel_catalog: made into C++ at build time when one changes.
function(windtunnel_add_catalog)
  file(GLOB_RECURSE tables CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/scenarios/catalog/*.csv)
  set(script ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed_catalog.cmake)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/generated/embedded_catalog.cpp)
  add_custom_command(OUTPUT ${output} DEPENDS ${tables} ${script} VERBATIM COMMENT "Embedding scenarios/catalog"
                     COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} -DOUTPUT=${output} -P ${script})
  add_library(windtunnel_catalog STATIC ${output})
  # A table is one long literal, longer than the standard says every compiler must take; ours take it.
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  get_target_property(type windtunnel_sim_config TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(windtunnel_sim_config INTERFACE windtunnel_catalog)
  else()
    target_link_libraries(windtunnel_sim_config PUBLIC windtunnel_catalog)
  endif()
endfunction()

# The script and style of reports as a target, windtunnel_page: made into C++ at build time when one changes.
function(windtunnel_add_page)
  set(script ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed_page.cmake)
  set(parts ${CMAKE_CURRENT_SOURCE_DIR}/apps/report/bundle/report.js ${CMAKE_CURRENT_SOURCE_DIR}/apps/report/bundle/report.css)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/generated/embedded_page.cpp)
  add_custom_command(OUTPUT ${output} DEPENDS ${parts} ${script} VERBATIM COMMENT "Embedding apps/report/bundle"
                     COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} -DOUTPUT=${output} -P ${script})
  add_library(windtunnel_page STATIC ${output})
  set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_link_libraries(windtunnel_sim_report PUBLIC windtunnel_page)
endfunction()
