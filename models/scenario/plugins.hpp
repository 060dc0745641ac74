// The plug-ins of a scenario: a catalog that has their models too, so that everything that reads, prints or
// plans a scenario sees them as it sees ours.
#pragma once

#include <optional>

#include "models/load_balancing/balancing.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

// A policy with the fields that all policies have (whom to prefer) beside its own.
Entry<Balancing> placed(const Entry<Balancing>& policy);

// The catalog with the models of every plug-in that the document names, or that the catalog was asked for;
// those are written into the document, so that they are hashed, stored and printed like those that it names.
// Nothing when there is none that the catalog has not. What can not be loaded is a problem at its place; a
// file that is not there, or may not be read, is left to the reader.
std::optional<Catalog> catalog_with_plugins(Document& document, const Catalog& catalog, Problems& problems);

// For who has no scenario: all that the catalog was asked for.
Catalog catalog_with_plugins(const Catalog& catalog, Problems& problems);

}  // namespace windtunnel
