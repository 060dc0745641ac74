// Disks: what an attempt reads and writes at its replica after its time on a core, and what bulk work asks of
// the world.
//
// The core is free meanwhile, as with asynchronous access. Time on the disk counts as service of the tier.

namespace windtunnel {

template <class Runtime>
void World<Runtime>::add_disks() {
  disks_.assign(plan_.replicas.size(), std::nullopt);
  for (std::uint32_t replica = 0; replica < plan_.replicas.size(); ++replica)
    if (const auto& disk = plan_.tiers[plan_.replicas[replica].tier].disk)
      disks_[replica] = runtime_.add_disk(disk->read, disk->write);
}

template <class Runtime>
Duration World<Runtime>::stretched(std::uint32_t replica, Duration work) const {
  const double speed = runtime_.speed(stations_[replica].host);
  return speed == 1.0 ? work : Duration::from_seconds(work.seconds() / speed);
}

template <class Runtime>
Duration World<Runtime>::stretched_disk(std::uint32_t replica, Duration time) const {
  if (disk_speeds_.empty() || disk_speeds_[replica] == 1.0) return time;
  return Duration::from_seconds(time.seconds() / disk_speeds_[replica]);
}

// A disk that is half as fast is one on which there is twice as much to do.
template <class Runtime>
Bytes World<Runtime>::stretched_disk(std::uint32_t replica, Bytes size) const {
  if (disk_speeds_.empty() || disk_speeds_[replica] == 1.0) return size;
  return Bytes(static_cast<std::int64_t>(static_cast<double>(size.count()) / disk_speeds_[replica] + 0.5));
}

template <class Runtime>
const DiskUse& World<Runtime>::disk_use_of(const Attempt& attempt) const {
  const std::uint32_t operation = plan_.classes[attempt.request_class].path[attempt.step].operation;
  return plan_.tiers[stations_[attempt.replica].tier].disk_use[operation];
}

template <class Runtime>
void World<Runtime>::reads_disk(std::uint32_t slot) {
  Attempt& attempt = attempts_[slot];
  attempt.departed = runtime_.now();
  const Bytes reads = disk_use_of(attempt).reads;
  if (reads == Bytes()) return writes_disk(slot);
  attempt.state = AttemptState::kOnDisk;
  attempt.activity = runtime_.io(*disks_[attempt.replica], stretched_disk(attempt.replica, reads),
                                 DiskAccess::kRead, event<&World::writes_disk>(*this, slot));
}

template <class Runtime>
void World<Runtime>::writes_disk(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Attempt& attempt = attempts_[slot];
  const Bytes writes = disk_use_of(attempt).writes;
  if (writes == Bytes()) return leaves_disk(slot);
  attempt.state = AttemptState::kOnDisk;
  attempt.activity = runtime_.io(*disks_[attempt.replica], stretched_disk(attempt.replica, writes),
                                 DiskAccess::kWrite, event<&World::leaves_disk>(*this, slot));
}

template <class Runtime>
void World<Runtime>::leaves_disk(std::uint64_t word) {
  const auto slot = static_cast<std::uint32_t>(word);
  Attempt& attempt = attempts_[slot];
  const Duration spent = runtime_.now() - attempt.departed;
  attempt.state = AttemptState::kMoving;
  parts(slot)[2 + 2 * stations_[attempt.replica].tier] += spent.ns();
  if (attempt.traced) [[unlikely]]
    say(true, replica_name(attempt.replica) + " has been at its disk for it: " + text(spent));
  after_service(slot);
}

// The replica has died: who was at its disk is told, or learns nothing.
template <class Runtime>
void World<Runtime>::clear_disk(std::uint32_t index, bool silent) {
  for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot) {
    Attempt& attempt = attempts_[slot];
    if (attempt.state != AttemptState::kOnDisk || attempt.replica != index) continue;
    runtime_.abort(attempt.activity);
    attempt.state = AttemptState::kMoving;
    if (silent) {
      lose_attempt(slot);
    } else {
      attempt.outcome = Outcome::kRefused;
      answer(slot);
    }
  }
}

template <class Runtime>
void World<Runtime>::bulk_moves(Endpoint from, Endpoint to, Bytes bytes) {
  traffic_[static_cast<std::size_t>(from.place) * plan_.network.places + to.place] += bytes.count();
}

template <class Runtime>
void World<Runtime>::rebuilt(std::uint32_t index) {
  if (stations_[index].booting) serves_again(index);
}

}  // namespace windtunnel
