// SQLite's calls, and its codes as sentences.
#include "sim/store/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace windtunnel {
namespace {

constexpr int kBusyMs = 20'000;  // how long another process may hold the file before we give up

}  // namespace

void Database::Closer::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

bool Database::open(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (handle != nullptr) {
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, kBusyMs);
  }
  if (note(code)) return true;
  handle_.reset();
  return false;
}

bool Database::note(int code) {
  const int kind = code & 0xff;
  if (kind == SQLITE_OK || kind == SQLITE_ROW || kind == SQLITE_DONE) return true;
  if (trouble_ != Trouble::kNone) return false;
  const std::string said = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  const int system = handle_ ? sqlite3_system_errno(handle_.get()) : 0;
  const auto is = [&](Trouble trouble, std::string why) {
    trouble_ = trouble;
    why_ = std::move(why);
    return false;
  };
  switch (kind) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return is(Trouble::kBusy, "another program holds it locked");
    case SQLITE_FULL:
      return is(Trouble::kFull, "the disk is full");
    case SQLITE_CORRUPT:
      return is(Trouble::kDamaged, "it is damaged: " + said);
    case SQLITE_NOTADB:
      return is(Trouble::kForeign, "it is no SQLite database");
    default:
      // A full disk shows in more than one way, as it is met by a write or by a sync.
      if (system == ENOSPC || system == EDQUOT) return is(Trouble::kFull, "the disk is full");
      return is(Trouble::kRefused, system != 0 ? std::strerror(system) : said);
  }
}

bool Database::run(const std::string& sql) {
  return note(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : -1;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

void Statement::Finisher::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  failed_ =
      !database.note(sqlite3_prepare_v3(database.handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  statement_.reset(statement);
}

Statement& Statement::bind(int place, std::int64_t value) {
  if (statement_) sqlite3_bind_int64(statement_.get(), place, value);
  return *this;
}

Statement& Statement::bind(int place, std::string_view bytes) {
  if (statement_) sqlite3_bind_blob64(statement_.get(), place, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

bool Statement::step() {
  if (!statement_) return false;
  const int code = sqlite3_step(statement_.get());
  failed_ = !database_->note(code);
  return code == SQLITE_ROW;
}

bool Statement::done() {
  step();
  const bool fine = statement_ && !failed_;
  reset();
  return fine;
}

void Statement::reset() {
  if (statement_) sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

}  // namespace windtunnel
