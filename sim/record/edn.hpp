// Reads EDN, the notation of Clojure in which Jepsen keeps its histories, into the tree that JSON is read
// into.
//
// Keywords and symbols become strings without their colon, lists, vectors and sets become arrays, tags are
// dropped (#jepsen.history.Op{...} is the map), comments and discarded forms are skipped. So one reader of
// histories serves both notations, and its problems name the same places.
#pragma once

#include <memory>
#include <string_view>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {

// `forms` becomes an array of all forms of the text, one after the other. False, and a problem with its line,
// where the grammar is broken or a limit passed.
bool parse_edn(std::string_view text, std::shared_ptr<const Source> source, const TreeLimits& limits,
               Node& forms, Problems& problems);

}  // namespace windtunnel
