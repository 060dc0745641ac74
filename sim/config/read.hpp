// The reader: a document and a catalog in, a struct and every problem out.
//
// It walks the struct's own description, so a key that no description names is found here and nowhere else.
// It never stops at the first problem; what could not be read keeps its default, and the answer is false.
#pragma once

#include "sim/config/catalog.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

bool read_value(const Document& document, const Catalog& catalog, const Type& type, void* value,
                Problems& problems);

// True when this call found no problem.
template <class T>
bool read(const Document& document, const Catalog& catalog, T& root, Problems& problems) {
  return read_value(document, catalog, type_of<T>(), &root, problems);
}

}  // namespace windtunnel
