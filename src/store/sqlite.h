// A thin hold on the SQLite C API: connections whose statements are prepared once, values bound by type, and
// transactions that roll back unless committed. A Connection serves one thread at a time; the catalog sees to
// that. SQL text is always a literal: its address is the key it is kept under.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace store {

// Raw bytes, as opposed to text.
struct Blob {
  std::string_view bytes;
};

// The row a statement stands on. Valid only inside the visit it is handed to.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::string text(int column) const;  // TEXT and BLOB alike
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  bool flag(int column) const { return integer(column) != 0; }

 private:
  sqlite3_stmt* statement_;
};

class Connection {
 public:
  enum class Access { Read, Write };
  static base::Result<std::unique_ptr<Connection>> open(const std::string& path, Access access);

  // Runs a prepared statement; `visit(row)` is called for each row it yields.
  template <typename Visit, typename... Values>
  base::Result<void> each(const char* sql, Visit visit, const Values&... values) {
    Use use{TRY(prepared(sql))};
    int index = 0;
    (bind(use.statement, ++index, values), ...);
    for (;;) {
      const int status = sqlite3_step(use.statement);
      if (status == SQLITE_DONE) return {};
      if (status != SQLITE_ROW) return std::unexpected(error());
      visit(Row(use.statement));
    }
  }
  template <typename... Values>
  base::Result<void> run(const char* sql, const Values&... values) {
    return each(sql, [](const Row&) {}, values...);
  }
  // The first column of the first row as a number; 0 where there is no row.
  template <typename... Values>
  base::Result<std::int64_t> number(const char* sql, const Values&... values) {
    std::int64_t result = 0;
    TRY(each(sql, [&](const Row& row) { result = row.integer(0); }, values...));
    return result;
  }

  // Any number of statements that yield nothing worth keeping.
  base::Result<void> script(const std::string& sql);

  bool in_transaction() const { return !sqlite3_get_autocommit(database_.get()); }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  struct Use {  // leaves the statement ready for the next one, and lets go of its locks
    sqlite3_stmt* statement;
    ~Use() {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
  };

  base::Result<sqlite3_stmt*> prepared(const char* sql);
  base::Error error() const;

  static void bind(sqlite3_stmt* statement, int index, std::int64_t value) {
    sqlite3_bind_int64(statement, index, value);
  }
  static void bind(sqlite3_stmt* statement, int index, double value) {
    sqlite3_bind_double(statement, index, value);
  }
  static void bind(sqlite3_stmt* statement, int index, std::string_view value) {
    sqlite3_bind_text64(statement, index, value.data() ? value.data() : "", value.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
  }
  static void bind(sqlite3_stmt* statement, int index, Blob value) {
    sqlite3_bind_blob64(statement, index, value.bytes.data() ? value.bytes.data() : "", value.bytes.size(),
                        SQLITE_STATIC);
  }
  static void bind(sqlite3_stmt* statement, int index, std::uint64_t value) {
    bind(statement, index, static_cast<std::int64_t>(value));
  }
  static void bind(sqlite3_stmt* statement, int index, std::uint32_t value) {
    bind(statement, index, static_cast<std::int64_t>(value));
  }
  static void bind(sqlite3_stmt* statement, int index, int value) {
    bind(statement, index, static_cast<std::int64_t>(value));
  }
  static void bind(sqlite3_stmt* statement, int index, bool value) {
    bind(statement, index, static_cast<std::int64_t>(value));
  }

  std::string path_;
  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::map<const char*, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

class Transaction {
 public:
  // Write takes the database's write lock at once, so that it never fails half way for want of it.
  static base::Result<Transaction> begin(Connection& connection, Connection::Access access);
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace store
