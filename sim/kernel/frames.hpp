// Where coroutine frames live: a pool by size, and the list of processes that nobody else owns.
//
// A frame is a few hundred bytes, allocated and freed once a process; the general heap would cost more than
// the process itself. Frames are handed out in steps of 64 bytes from slabs that the kernel frees when it
// goes.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace windtunnel {

class FramePool {
 public:
  void* take(std::size_t bytes) {
    const std::size_t kind = (bytes + kStep - 1) / kStep;
    if (kind >= free_.size()) return ::operator new(bytes);
    if (free_[kind] == nullptr) refill(kind);
    Free* const frame = free_[kind];
    free_[kind] = frame->next;
    return frame;
  }
  void give_back(void* frame, std::size_t bytes) {
    const std::size_t kind = (bytes + kStep - 1) / kStep;
    if (kind >= free_.size()) return ::operator delete(frame);
    free_[kind] = new (frame) Free{free_[kind]};
  }

  std::size_t bytes() const { return slabs_.size() * kSlabBytes; }

 private:
  static constexpr std::size_t kStep = 64;
  static constexpr std::size_t kSlabBytes = 32 * 1024;
  struct Free {
    Free* next;
  };

  void refill(std::size_t kind) {
    slabs_.push_back(std::make_unique<std::byte[]>(kSlabBytes));
    std::byte* const slab = slabs_.back().get();
    const std::size_t bytes = kind * kStep;
    // Last first, so that frames are handed out in the order of their addresses.
    for (std::size_t n = kSlabBytes / bytes; n > 0; --n)
      free_[kind] = new (slab + (n - 1) * bytes) Free{free_[kind]};
  }

  std::array<Free*, 33> free_{};  // up to 2 KiB; larger frames come from the heap
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
};

// A link in the list of processes that run on their own, or of those that wait for a signal.
struct FrameLink {
  FrameLink* previous = nullptr;
  FrameLink* next = nullptr;

  bool linked() const { return next != nullptr; }
  void unlink() {
    if (!linked()) return;
    previous->next = next;
    next->previous = previous;
    previous = next = nullptr;
  }
};

// First come, first in the list.
class FrameList {
 public:
  FrameList() { clear(); }
  ~FrameList() {
    while (FrameLink* link = first()) link->unlink();
  }
  FrameList(const FrameList&) = delete;
  FrameList& operator=(const FrameList&) = delete;

  void push_back(FrameLink& link) {
    link.previous = end_.previous;
    link.next = &end_;
    end_.previous->next = &link;
    end_.previous = &link;
  }
  FrameLink* first() { return end_.next == &end_ ? nullptr : end_.next; }

 private:
  void clear() { end_.previous = end_.next = &end_; }
  FrameLink end_;
};

}  // namespace windtunnel
