#include "store/sqlite.h"

#include "base/format.h"

namespace store {
namespace {

using base::Fault;

constexpr int kBusyMilliseconds = 10'000;

Fault fault_of(int status) {
  switch (status & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Fault::Unavailable;
    case SQLITE_TOOBIG:
      return Fault::TooLarge;
    case SQLITE_CONSTRAINT:
      return Fault::Conflict;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return Fault::Internal;
    default:
      return Fault::Io;
  }
}

std::string message_of(int status, const std::string& path, const char* detail) {
  switch (status & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return base::format(
          "the catalog {} is damaged ({}): delete it together with its -wal and -shm files and run again; it "
          "is rebuilt from the folder, but forgets the identifiers of what has moved or gone",
          path, detail);
    case SQLITE_FULL:
      return base::format("the disk is full: the catalog {} cannot be written", path);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return base::format("the catalog {} cannot be written ({}): check the folder and its permissions", path,
                          detail);
    default:
      return base::format("catalog {}: {}", path, detail);
  }
}

}  // namespace

std::string Row::text(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
              : std::string();
}

base::Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access) {
  auto connection = std::make_unique<Connection>();
  connection->path_ = path;
  sqlite3* database = nullptr;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (access == Access::Write) flags |= SQLITE_OPEN_CREATE;
  const int status = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  connection->database_.reset(database);
  if (status != SQLITE_OK) return std::unexpected(connection->error());
  sqlite3_busy_timeout(database, kBusyMilliseconds);
  if (access == Access::Write)
    TRY(
        connection->script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                           "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864"));
  else
    TRY(connection->script("PRAGMA query_only = ON"));
  return connection;
}

base::Error Connection::error() const {
  if (!database_) return {Fault::Io, base::format("catalog {}: out of memory", path_), {}};
  const int status = sqlite3_extended_errcode(database_.get());
  return {fault_of(status), message_of(status, path_, sqlite3_errmsg(database_.get())), {}};
}

base::Result<sqlite3_stmt*> Connection::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
      return std::unexpected(error());
    statement.reset(made);
  }
  return statement.get();
}

base::Result<void> Connection::script(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(error());
  return {};
}

base::Result<Transaction> Transaction::begin(Connection& connection, Connection::Access access) {
  TRY(connection.run(access == Connection::Access::Write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  // A failure here means that SQLite has rolled back already.
  if (connection_ && connection_->in_transaction()) static_cast<void>(connection_->run("ROLLBACK"));
}

base::Result<void> Transaction::commit() {
  TRY(connection_->run("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace store
