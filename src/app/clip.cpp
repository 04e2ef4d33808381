#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>

#include "app/config.h"
#include "app/temporary_folder.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "http/settle.h"
#include "ingest/examine.h"
#include "services/site.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Fault;
using base::Result;

constexpr std::string_view kName = "recording";  // of the one item of the site

// The output takes its name only when it is whole.
class Output {
 public:
  static Result<Output> create(const std::string& path, bool force) {
    std::error_code error;
    if (!force && fs::exists(path, error))
      return fail(Fault::Conflict, base::format("'{}' is there already: --force writes over it", path));
    std::string draft = base::format("{}.{}.part", path, ::getpid());
    const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0)
      return fail(Fault::Io, base::format("cannot write '{}': {}", draft, std::strerror(errno)));
    return Output(path, std::move(draft), descriptor);
  }
  Output(Output&& other) noexcept
      : path_(std::move(other.path_)),
        draft_(std::move(other.draft_)),
        descriptor_(std::exchange(other.descriptor_, -1)) {}
  Output& operator=(Output&&) = delete;
  ~Output() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(draft_.c_str());
  }

  Result<void> append(base::ByteView bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return fail(Fault::Io, base::format("cannot write '{}': {}", draft_, std::strerror(errno)));
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }
  Result<void> keep() {
    const bool written = ::close(std::exchange(descriptor_, -1)) == 0;
    if (written && ::rename(draft_.c_str(), path_.c_str()) == 0) return {};
    ::unlink(draft_.c_str());
    return fail(Fault::Io, base::format("cannot write '{}': {}", path_, std::strerror(errno)));
  }

 private:
  Output(std::string path, std::string draft, int descriptor)
      : path_(std::move(path)), draft_(std::move(draft)), descriptor_(descriptor) {}
  std::string path_, draft_;
  int descriptor_;
};

// A site that holds just this file.
Result<store::Item> item_of(const fs::path& file, const std::string& data) {
  ingest::Examined examined = TRY(ingest::examine(file.string(), file.filename().string(), data));
  if (examined.unsettled)
    return fail(Fault::Unavailable, base::format("'{}' is still being written", file.string()));
  if (examined.file.status == store::FileStatus::Broken)
    return fail(Fault::Malformed,
                base::format("'{}' cannot be read: {}", file.string(), examined.file.reason));
  store::Item item;
  item.id = kName;
  item.collection = "root";
  item.path = examined.file.path;
  item.description = "{}";
  examined.file.id = kName;
  item.files.push_back(std::move(examined.file));
  return item;
}

std::string path_of(const ClipConfig& config, bool has_video) {
  const std::string format = base::lowercase(fs::path(config.output).extension().string());
  static constexpr std::string_view kPictures[] = {".mp4", ".webm", ".gif", ".webp"};
  const std::string name = base::format("{}{}", config.quality, format);
  if (!config.frame.empty())
    return base::format("{}/{}/{}/{}/{}", config.frame, config.region, config.size, config.rotation, name);
  const bool video = has_video && std::ranges::find(kPictures, format) != std::end(kPictures);
  if (!video) return base::format("{}/{}/{}", config.time, config.duration, name);
  return base::format("{}/{}/{}/{}/{}/{}", config.time, config.region, config.duration, config.size,
                      config.rotation, name);
}

Result<http::Response> ask(const services::Site& site, const std::string& path) {
  http::Request request;
  request.authority = "localhost";
  request.target.raw_path = "/av/recording/" + path;
  request.target.segments = {"av", std::string(kName)};
  for (const std::string_view segment : base::split(path, '/')) request.target.segments.emplace_back(segment);
  http::Response response = http::settle(site(request));
  if (response.status == 200) return response;
  const auto problem = base::parse_json(TRY(response.splice().flatten()));
  const std::string detail = problem ? base::json::value_to<std::string>(problem->at("detail")) : "no answer";
  return fail(response.status == 400 ? Fault::Malformed : Fault::Unsupported, detail);
}

Result<void> run(const ClipConfig& config) {
  std::error_code error;
  const fs::path file = fs::canonical(config.file, error);
  if (error) return fail(Fault::NotFound, base::format("there is no file '{}'", config.file));
  const TemporaryFolder data = TRY(TemporaryFolder::create());
  const store::Item item = TRY(item_of(file, data.path()));
  const auto catalog = TRY(store::open_sqlite_catalog(data.path() + "/catalog.sqlite"));
  store::Collection root;
  root.id = "root";
  root.description = "{}";
  TRY(catalog->put(root));
  TRY(catalog->put(item));
  services::Settings settings;
  settings.patience = std::numeric_limits<double>::infinity();
  const auto site =
      TRY(services::Site::create(*catalog, file.parent_path().string(), data.path(), std::move(settings)));
  Output output = TRY(Output::create(config.output, config.force));
  http::Response response = TRY(ask(*site, path_of(config, item.files.front().has_video)));
  const auto append = [&](base::ByteView bytes) { return output.append(bytes); };
  TRY(http::pour(response, append));
  return output.keep();
}

}  // namespace

int clip(const ClipConfig& config) {
  const auto done = run(config);
  if (done) return 0;
  base::print(stderr, "avocet: {}\n", done.error().message);
  return done.error().fault == Fault::Malformed ? 2 : 1;
}

}  // namespace app
