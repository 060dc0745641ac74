# Writes the C++ source that carries apps/report/bundle inside the library; run at build time as a script:
# cmake -DROOT=<source folder> -DOUTPUT=<file.cpp> -P cmake/embed_page.cmake
#
# Two texts as raw strings; one that holds the delimiter is an error here, before any program is built.
set(arrays "")
foreach(part script style)
  if(part STREQUAL "script")
    set(file ${ROOT}/apps/report/bundle/report.js)
  else()
    set(file ${ROOT}/apps/report/bundle/report.css)
  endif()
  file(READ ${file} content)
  if(content MATCHES "\\)wt\"")
    message(FATAL_ERROR "${file} holds the delimiter )wt\"")
  endif()
  string(APPEND arrays "const char k_${part}[] = R\"wt(${content})wt\";\n")
endforeach()

file(WRITE ${OUTPUT} "// Made by cmake/embed_page.cmake from apps/report/bundle; not to be edited.
#include \"sim/report/embedded_page.hpp\"

namespace windtunnel {
namespace {

${arrays}
}  // namespace

std::string_view embedded_report_script() { return {k_script, sizeof k_script - 1}; }

std::string_view embedded_report_style() { return {k_style, sizeof k_style - 1}; }

}  // namespace windtunnel
")
