# Writes the C++ source that carries scenarios/catalog inside the library; run at build time as a script:
# cmake -DROOT=<source folder> -DOUTPUT=<file.cpp> -P cmake/embed_catalog.cmake
#
# A program that needs a folder beside it does not survive being copied. Each CSV file goes in whole; the comment
# lines at its head say title, source, date and licence, and a table that lacks one is an error here, before any
# program is built.
file(GLOB_RECURSE tables RELATIVE ${ROOT}/scenarios/catalog ${ROOT}/scenarios/catalog/*.csv)
list(SORT tables)

set(hashes "")
set(arrays "")
set(rows "")
set(number 0)
foreach(table IN LISTS tables)
  file(READ ${ROOT}/scenarios/catalog/${table} content)
  file(SHA256 ${ROOT}/scenarios/catalog/${table} hash)
  string(APPEND hashes "${table} ${hash}\n")
  foreach(key title source date licence)
    if(NOT content MATCHES "(^|\n)# ${key}: [^\n]+\n")
      message(FATAL_ERROR "scenarios/catalog/${table} has no line '# ${key}: ...' at its head")
    endif()
  endforeach()
  # A raw string needs no escapes, only a delimiter that the text does not hold.
  if(content MATCHES "\\)wt\"")
    message(FATAL_ERROR "scenarios/catalog/${table} holds the delimiter )wt\"")
  endif()
  string(REGEX REPLACE "\\.csv$" "" name "${table}")
  string(APPEND arrays "const char kTable${number}[] = R\"wt(${content})wt\";\n")
  string(APPEND rows "    {\"${name}\", {kTable${number}, sizeof kTable${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(SHA256 catalog_hash "${hashes}")

file(WRITE ${OUTPUT} "// Made by cmake/embed_catalog.cmake from scenarios/catalog; not to be edited.
#include \"sim/config/embedded_catalog.hpp\"

namespace windtunnel {
namespace {

${arrays}
const EmbeddedCsv kTables[] = {
${rows}};

}  // namespace

std::span<const EmbeddedCsv> embedded_catalog() { return kTables; }

std::string_view embedded_catalog_hash() { return \"${catalog_hash}\"; }

}  // namespace windtunnel
")
