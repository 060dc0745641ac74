# The one table of layers: what each folder may include. CMake links by it, and the tidy test refuses an
# #include that it does not allow.
#
#   windtunnel_layers: one row a folder, "<folder>|<folders it may include>|<third-party CMake targets>".
#   A folder's CMake target is windtunnel_<folder with slashes as underscores>. Order is bottom up.
set(windtunnel_layers
  "sim/base||"
  "sim/config|sim/base|nlohmann_json::nlohmann_json ZLIB::ZLIB"
  "sim/kernel|sim/base|"
  "sim/wire|sim/base|"
  "sim/machine|sim/base|"
  "sim/topology|sim/base sim/wire|"
  "sim/flow|sim/base|"
  "sim/stats|sim/base|Eigen3::Eigen"
  "sim/observe|sim/base sim/machine sim/stats|"
  "sim/runtime|sim/base sim/kernel sim/wire sim/machine sim/topology sim/flow sim/observe|"
  "sim/verify|sim/base sim/machine sim/observe|"
  "models/consensus|sim/base sim/machine sim/runtime|"
  "models/energy|sim/base sim/config|"
  "models/distributions|sim/base sim/config|"
  "models/load_balancing|sim/base sim/config|"
  "models/topologies|sim/base sim/config sim/topology|Boost::headers"
  "models/networks|sim/base sim/config sim/wire sim/topology models/energy models/distributions models/topologies|"
  "models/nodes|sim/base sim/config models/distributions|"
  "models/rates|sim/base sim/config|"
  "models/engines|sim/base sim/config|"
  "models/replication|sim/base sim/config sim/machine sim/runtime models/consensus|"
  "models/workloads|sim/base sim/config models/distributions models/rates|"
  "models/failures|sim/base sim/config sim/wire models/distributions models/networks|"
  "models/bulk|sim/base sim/config|"
  "models/phases|sim/base sim/config|"
  "models/costs|sim/base sim/config|"
  "models/expect|sim/base sim/config sim/observe sim/stats|"
  "models/plugins|sim/base sim/config sim/machine sim/runtime models/distributions models/load_balancing models/rates models/replication models/workloads models/failures|"
  "models/scenario|sim/base sim/config sim/observe sim/stats models/distributions models/engines models/load_balancing models/topologies models/networks models/nodes models/rates models/consensus models/replication models/workloads models/failures models/bulk models/energy models/phases models/costs models/expect models/plugins|"
  "models/world|sim/base sim/config sim/kernel sim/wire sim/machine sim/topology sim/runtime sim/observe sim/stats sim/verify models/distributions models/engines models/load_balancing models/topologies models/networks models/nodes models/rates models/consensus models/replication models/workloads models/failures models/bulk models/energy models/phases models/costs models/expect models/scenario|"
  "models/lint|sim/base sim/config models/scenario models/world|"
  "sim/record|sim/base sim/config sim/machine sim/observe sim/runtime sim/stats sim/verify|nlohmann_json::nlohmann_json"
  "sim/store|sim/base sim/config|SQLite::SQLite3"
  "sim/study|sim/base sim/config sim/topology sim/runtime sim/observe sim/stats sim/verify sim/record sim/store models/expect models/costs models/energy models/phases models/plugins models/scenario models/world|"
  "sim/export|sim/base sim/config sim/observe sim/runtime sim/stats sim/record sim/study models/world|"
  "sim/inspect|sim/base sim/config sim/topology models/topologies models/networks models/scenario models/world sim/study|"
  "sim/report|sim/base sim/config sim/study sim/inspect models/expect models/failures models/phases models/scenario models/world|"
  "sim/diff|sim/base sim/config sim/observe sim/stats sim/study models/expect|"
  "sim/gate|sim/base sim/config sim/stats sim/store sim/study models/expect models/scenario models/world|"
  "sim/sizing|sim/base sim/config sim/stats sim/store sim/study sim/gate models/expect models/scenario|"
)

# Engines that are no part of the one library: each is linked into a program of its own, where its third party is there.
set(windtunnel_engine_layers
  "sim/simgrid|sim/base sim/kernel sim/machine sim/topology sim/observe sim/runtime|SimGrid::simgrid"
)
