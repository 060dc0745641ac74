// What the agenda holds: whom to call, and one word of payload. No std::function, no heap.
#pragma once

#include <cstdint>

namespace windtunnel {

struct Event {
  using Fire = void (*)(void* self, std::uint64_t payload);
  Fire fire = nullptr;
  void* self = nullptr;
  std::uint64_t payload = 0;
};

// Binds a member function as an event without cost: event<&Station::finish>(*this, slot).
template <auto Method, class Self>
constexpr Event event(Self& self, std::uint64_t payload = 0) {
  return Event{[](void* object, std::uint64_t word) { (static_cast<Self*>(object)->*Method)(word); }, &self,
               payload};
}

// A ticket for a pending event; stale tickets are recognised by their generation, so cancelling late is
// harmless. The generation is the low half of the event's serial: only a ticket kept for 2^32 plannings could
// be mistaken.
struct Timer {
  std::uint32_t slot = 0xffffffffu;
  std::uint32_t generation = 0;
};

}  // namespace windtunnel
