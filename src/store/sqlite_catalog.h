// The catalog in one SQLite file (docs/decisions/0003-store.md). One writing connection under a mutex;
// readers borrow connections from a pool that grows to as many as ever read at once. A method that reads more
// than one row set does so in one snapshot. Schema: store/schema/.
#pragma once

#include <functional>
#include <mutex>

#include "store/catalog.h"
#include "store/sqlite.h"

namespace store {

inline constexpr std::uint32_t kMicroseconds = 1'000'000;  // the timescale of Picture::frame

class SqliteCatalog final : public Catalog {
 public:
  static base::Result<std::unique_ptr<SqliteCatalog>> open(const std::string& path);

  base::Result<Collection> collection(std::string_view id) const override;
  base::Result<std::vector<Member>> members(std::string_view collection_id, std::uint64_t offset,
                                            std::uint64_t limit) const override;
  base::Result<std::uint64_t> member_count(std::string_view collection_id) const override;
  base::Result<Item> item(std::string_view id) const override;
  base::Result<ItemHead> item_head(std::string_view id) const override;
  base::Result<Item> parts(std::string_view item_id, std::uint64_t offset,
                           std::uint64_t limit) const override;
  base::Result<MediaFile> file(std::string_view id) const override;
  base::Result<std::vector<std::pair<std::string, std::uint64_t>>> item_revisions(
      std::string_view after, std::uint64_t limit) const override;
  base::Result<std::string> item_of_file(std::string_view file_id) const override;
  base::Result<std::vector<Text>> texts(std::string_view file_id) const override;
  base::Result<Text> text(std::string_view file_id, std::string_view name) const override;
  base::Result<Counts> counts() const override;
  base::Result<std::vector<MediaFile>> broken_files(std::uint64_t limit) const override;
  base::Result<std::uint64_t> generation() const override;

  base::Result<std::string> claim_identifier(Kind kind, std::string_view path, std::string_view proposed,
                                             std::string_view identity) override;
  base::Result<bool> put(const Collection& collection) override;
  base::Result<bool> put(const Item& item) override;
  base::Result<std::uint64_t> retire_except(const std::vector<std::string>& collection_paths,
                                            const std::vector<std::string>& item_paths) override;
  base::Result<std::optional<MediaFile>> file_at(std::string_view path) const override;
  base::Result<std::optional<Item>> item_at(std::string_view path) const override;
  base::Result<std::vector<std::pair<std::string, std::string>>> seen() const override;
  base::Result<void> release_files_except(const std::vector<std::string>& paths) override;
  base::Result<std::vector<std::string>> identities() const override;

 private:
  explicit SqliteCatalog(std::string path) : path_(std::move(path)) {}

  // Runs `body(Connection&)`, which returns a Result, on a borrowed reading connection, in one snapshot.
  template <typename Body>
  auto read(Body body) const -> decltype(body(std::declval<Connection&>()));
  // The same on the writing connection, in one transaction that commits if the body succeeds.
  template <typename Body>
  auto write(Body body) -> decltype(body(std::declval<Connection&>()));

  base::Result<std::unique_ptr<Connection>> borrow() const;
  void give_back(std::unique_ptr<Connection> connection) const;

  std::string path_;
  mutable std::mutex writing_;
  std::unique_ptr<Connection> writer_;
  mutable std::mutex idle_mutex_;
  mutable std::vector<std::unique_ptr<Connection>> idle_;
};

template <typename Body>
auto SqliteCatalog::read(Body body) const -> decltype(body(std::declval<Connection&>())) {
  std::unique_ptr<Connection> connection = TRY(borrow());
  auto result = [&]() -> decltype(body(*connection)) {
    const Transaction snapshot = TRY(Transaction::begin(*connection, Connection::Access::Read));
    return body(*connection);
  }();
  give_back(std::move(connection));
  return result;
}

template <typename Body>
auto SqliteCatalog::write(Body body) -> decltype(body(std::declval<Connection&>())) {
  const std::lock_guard lock(writing_);
  Transaction transaction = TRY(Transaction::begin(*writer_, Connection::Access::Write));
  auto result = body(*writer_);
  if (result) TRY(transaction.commit());
  return result;
}

}  // namespace store
