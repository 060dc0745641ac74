// The reader under libFuzzer: any bytes are a scenario until it says otherwise. Built by clang with
// -DWINDTUNNEL_FUZZ=ON; run as `build/tests/fuzz_read tests/bad_scenarios/small`.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/unit/sim/config/small_world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace windtunnel;
  static const Catalog catalog = small::catalog();
  Problems problems;
  const Document document = Document::from_text(std::string_view(reinterpret_cast<const char*>(data), size),
                                                "in/fuzz.json", problems);
  small::World world;
  read(document, catalog, world, problems);
  annotated_json(resolved(document, world));
  problems.text("in/fuzz.json");
  return 0;
}
