// What each operation does to what a key holds, and what sessions are answered when they ask again.
#include "sim/machine/key_values.hpp"

#include <algorithm>

namespace windtunnel {
namespace {

// Whether the operation changed the item, which it then has.
bool change(KeyValues::Item& item, const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kWrite:
    case OperationKind::kCompareAndSet:
      item.value = operation.value;
      item.bytes = operation.bytes;
      return true;
    case OperationKind::kAdd:
      item.value = (item.value == kNoValue ? 0 : item.value) + operation.value;
      item.bytes = operation.bytes;
      return true;
    case OperationKind::kInsert: {
      const auto at = std::lower_bound(item.elements.begin(), item.elements.end(), operation.value);
      if (at != item.elements.end() && *at == operation.value) return false;
      item.elements.insert(at, operation.value);
      item.bytes += operation.bytes;
      return true;
    }
    case OperationKind::kRemove: {
      const auto at = std::lower_bound(item.elements.begin(), item.elements.end(), operation.value);
      if (at == item.elements.end() || *at != operation.value) return false;
      const auto count = static_cast<std::uint32_t>(item.elements.size());
      item.bytes -= item.bytes / count;
      item.elements.erase(at);
      return true;
    }
    case OperationKind::kAppend:
      item.elements.push_back(operation.value);
      item.bytes += operation.bytes;
      return true;
    case OperationKind::kRead:
    case OperationKind::kReadCounter:
    case OperationKind::kReadSet:
    case OperationKind::kReadList:
      return false;
  }
  return false;
}

}  // namespace

Reply KeyValues::apply(const Operation& operation, Version version, bool* changed) {
  if (changed != nullptr) *changed = false;
  if (only_reads(operation.kind)) return read(operation);
  if (const Reply* before = answered(operation.id)) return *before;
  if (outdated(operation.id)) return Reply{.id = operation.id, .status = ReplyStatus::kUnknown};
  if (operation.key >= items_.size()) items_.resize(operation.key + std::size_t{1});
  Item& item = items_[operation.key];
  Reply reply{.id = operation.id};
  if (operation.kind == OperationKind::kCompareAndSet && item.value != operation.expected) {
    reply.status = ReplyStatus::kRefused;
  } else {
    const std::uint32_t weighed = item.bytes;
    if (change(item, operation)) {
      item.version = version;
      bytes_ += static_cast<std::int64_t>(item.bytes) - static_cast<std::int64_t>(weighed);
      if (changed != nullptr) *changed = true;
    }
  }
  reply.value = item.value;
  reply.version = item.version;
  if (operation.id.number == 0) return reply;
  if (operation.id.session >= sessions_.size()) sessions_.resize(operation.id.session + std::size_t{1});
  sessions_[operation.id.session] = reply;
  return reply;
}

Reply KeyValues::read(const Operation& operation) const {
  Reply reply{.id = operation.id};
  const Item* item = find(operation.key);
  if (item == nullptr) {
    if (operation.kind == OperationKind::kReadCounter) reply.value = 0;
    return reply;
  }
  reply.version = item->version;
  if (operation.kind == OperationKind::kReadSet || operation.kind == OperationKind::kReadList)
    reply.elements = item->elements;
  else if (operation.kind == OperationKind::kReadCounter)
    reply.value = item->value == kNoValue ? 0 : item->value;
  else
    reply.value = item->value;
  return reply;
}

const Reply* KeyValues::answered(OperationId id) const {
  if (id.session >= sessions_.size()) return nullptr;
  const Reply& last = sessions_[id.session];
  return last.id == id && id.number != 0 ? &last : nullptr;
}

bool KeyValues::outdated(OperationId id) const {
  return id.number != 0 && id.session < sessions_.size() && sessions_[id.session].id.number > id.number;
}

const KeyValues::Item* KeyValues::find(StoreKey key) const {
  return key < items_.size() ? &items_[key] : nullptr;
}

std::vector<Applied> KeyValues::contents() const {
  std::vector<Applied> all;
  for (StoreKey key = 0; key < items_.size(); ++key) {
    const Item& item = items_[key];
    if (item.version == 0) continue;
    Applied& each = all.emplace_back();
    each.key = key;
    each.version = item.version;
    each.value = item.value;
  }
  return all;
}

}  // namespace windtunnel
