// A connection to an SQLite file, and its statements.
//
// It is the one place that knows SQLite's codes. Nothing throws: a call that failed answers so, and the
// connection keeps what went wrong first as a sentence that a person can act on. A connection belongs to one
// thread at a time; who shares one holds a lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace windtunnel {

class Database {
 public:
  // What went wrong, as far as somebody acts on the difference.
  enum class Trouble { kNone, kBusy, kFull, kDamaged, kForeign, kRefused };

  Database() = default;
  // Opens a file, or makes it; false when that fails.
  bool open(const std::filesystem::path& file);
  bool is_open() const { return handle_ != nullptr; }
  void close() { handle_.reset(); }

  // Statements without answer, separated by semicolons.
  bool run(const std::string& sql);
  // The first column of the first row as a number; -1 when there is none.
  std::int64_t number(const std::string& sql);

  // How many rows the last statement changed.
  std::int64_t changes() const;

  Trouble trouble() const { return trouble_; }
  // Such as "the disk is full"; "" when nothing went wrong.
  const std::string& why() const { return why_; }
  // What went wrong was tried again, and worked.
  void forgive() {
    trouble_ = Trouble::kNone;
    why_.clear();
  }

 private:
  friend class Statement;
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  bool note(int code);  // true when it is none of an error

  std::unique_ptr<sqlite3, Closer> handle_;
  Trouble trouble_ = Trouble::kNone;
  std::string why_;
};

// A statement that is prepared once and run often.
class Statement {
 public:
  Statement() = default;
  Statement(Database& database, std::string_view sql);

  // Places are counted from 1, as in SQL. A text of bytes has to live until `reset`.
  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view bytes);
  // True when there is a row to read; false at the end, and when it failed (see `failed`).
  bool step();
  bool failed() const { return failed_; }
  // Runs a statement without rows and makes it ready for the next time.
  bool done();
  void reset();

  std::int64_t number(int column) const;
  std::string_view bytes(int column) const;  // until the next step or reset

 private:
  struct Finisher {
    void operator()(sqlite3_stmt* statement) const;
  };
  Database* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finisher> statement_;
  bool failed_ = false;
};

}  // namespace windtunnel
