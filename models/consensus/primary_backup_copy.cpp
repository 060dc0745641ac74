// A copy under a primary: entries come, are applied, are taken back, are forgotten.
#include "models/consensus/primary_backup_copy.hpp"

#include <algorithm>

namespace windtunnel::primary_backup {

Epoch Copy::epoch_at(Slot slot) const {
  for (auto begin = begins_.rbegin(); begin != begins_.rend(); ++begin)
    if (begin->first <= slot) return begin->epoch;
  return 0;
}

Entries Copy::entries(Slot first, std::size_t most) const {
  if (first > last_) return {};
  CHECK(first >= first_kept(), "an entry that is sent is kept");
  const auto from = kept_.begin() + static_cast<std::ptrdiff_t>(first - first_kept());
  const std::size_t count = std::min(most, static_cast<std::size_t>(last_ - first + 1));
  return Entries(std::vector<Entry>(from, from + static_cast<std::ptrdiff_t>(count)));
}

void Copy::add(const Entry& entry) {
  ++last_;
  kept_.push_back(entry);
  if (begins_.empty() || begins_.back().epoch != entry.epoch) begins_.push_back(Begin{entry.epoch, last_});
}

void Copy::take_back(Slot after) {
  CHECK(after >= applied_, "an entry that is applied is not taken back");
  while (last_ > after) {
    kept_.pop_back();
    --last_;
  }
  while (!begins_.empty() && begins_.back().first > last_) begins_.pop_back();
}

Reply Copy::apply_next(bool* changed) {
  CHECK(applied_ < last_, "there is an entry to apply");
  ++applied_;
  const Entry& next = entry(applied_);
  if (changed != nullptr) *changed = false;
  if (next.begins) return Reply{};
  return data_.apply(next.operation, version_of(Position{next.epoch, applied_}), changed);
}

void Copy::forget(Slot up_to) {
  while (!kept_.empty() && first_kept() <= std::min(up_to, applied_)) kept_.pop_front();
}

void Copy::write(const EntriesRecord& record) {
  if (record.first <= last_) take_back(record.first - 1);
  for (const Entry& entry : record.entries) add(entry);
  while (applied_ < record.applied) apply_next();
  forget(record.forget);
}

Copy Copy::whole() const {
  Copy whole = *this;
  whole.take_back(applied_);
  whole.forget(applied_);
  return whole;
}

std::string record_words(const EntriesRecord& record) {
  const std::size_t count = record.entries.size();
  std::string words;
  if (count == 1) words = "slot " + std::to_string(record.first);
  if (count > 1)
    words = "slots " + std::to_string(record.first) + " to " + std::to_string(record.first + count - 1);
  if (count == 0) words = "nothing after slot " + std::to_string(record.first - 1);
  return words + ", applied " + std::to_string(record.applied);
}

}  // namespace windtunnel::primary_backup
