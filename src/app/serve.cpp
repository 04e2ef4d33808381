// `avocet serve FOLDER`
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "app/config.h"
#include "app/ladder_file.h"
#include "app/progress_bar.h"
#include "app/workspace.h"
#include "base/format.h"
#include "base/log.h"
#include "base/text.h"
#include "http/server.h"
#include "ingest/editor.h"
#include "ingest/watch.h"
#include "services/routes.h"
#include "services/site.h"
#include "store/file_blobs.h"

namespace app {
namespace {

using base::fail;
using base::Fault;
using base::Result;

// Blocked in every thread, so that the main one can wait for them.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

Result<services::Settings> settings_of(const ServeConfig& config) {
  services::Settings settings;
  if (!config.base_url.empty()) settings.base_url = TRY(public_base_url(config.base_url));
  if (!config.ladder.empty()) settings.ladder = TRY(read_ladder(config.ladder));
  settings.cache_bytes = config.cache_bytes;
  settings.decode_threads = config.decode_threads;
  settings.decode_memory = config.decode_memory;
  settings.primary = config.primary == "hls" ? services::Primary::Hls : services::Primary::Progressive;
  return settings;
}

Result<http::ServerOptions> server_options(const ServeConfig& config) {
  if (config.certificate.empty() != config.private_key.empty())
    return fail(Fault::Malformed, "--cert and --key belong together: give both, or neither");
  http::ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  options.threads = config.threads;
  options.certificate = config.certificate;
  options.private_key = config.private_key;
  options.problem = services::server_problem;
  if (config.verbose)
    options.on_exchange = [](const http::Exchange& exchange) {
      base::log_request(base::format("{} {} {} {} bytes {} us", exchange.method,
                                     base::clip_for_message(exchange.target), exchange.status, exchange.bytes,
                                     exchange.took.count()));
    };
  return options;
}

std::string url_of(const ServeConfig& config, std::uint16_t port) {
  const std::string_view scheme = config.certificate.empty() ? "http" : "https";
  const std::string host = config.address == "0.0.0.0" ? "127.0.0.1"
                           : config.address.find(':') != std::string::npos
                               ? base::format("[{}]", config.address)
                               : config.address;
  return base::format("{}://{}:{}", scheme, host, port);
}

// What was said of files already: a summary names every broken one there is.
using Said = std::set<std::string>;

bool is_news(const ingest::Complaint& complaint, Said& said) {
  return said.insert(complaint.path + "\n" + complaint.reason).second;
}

// Nothing is said where nothing happened.
void log_summary(const ingest::Summary& summary, Said& said) {
  if (summary.changed + summary.retired > 0)
    base::log_info("read again: {} changed, {} gone, {} items now", summary.changed, summary.retired,
                   summary.items);
  for (const ingest::Complaint& file : summary.broken)
    if (is_news(file, said))
      base::log_warning("cannot be read: {}: {}", base::to_valid_utf8(file.path), file.reason);
  for (const ingest::Complaint& complaint : summary.warnings)
    if (is_news(complaint, said))
      base::log_warning("{}: {}", base::to_valid_utf8(complaint.path), complaint.reason);
}

struct Unseen final : ingest::Progress {
  void update(std::uint64_t, std::uint64_t, std::string_view) override {}
};

ingest::Watcher::Settings watch_settings(const Workspace& workspace) {
  ingest::Watcher::Settings settings;
  settings.folder = workspace.folder();
  settings.data_folder = workspace.data();
  return settings;
}

// Reads the folder again whenever something in it has changed.
ingest::Watcher::Callback reread(Workspace& workspace, const ingest::Summary& first,
                                 std::function<void()> done) {
  Said said;
  for (const auto* complaints : {&first.broken, &first.warnings})
    for (const ingest::Complaint& complaint : *complaints) is_news(complaint, said);
  return [&workspace, said = std::move(said), done = std::move(done)](std::stop_token stop) mutable {
    Unseen unseen;
    const auto summary = workspace.ingest().run(unseen, stop);
    if (!summary) {
      base::log_error("the folder could not be read again: {}", summary.error().message);
      return false;
    }
    log_summary(*summary, said);
    done();
    return summary->unsettled > 0;
  };
}

// Makes ahead what is to be made ahead, whenever it is told that the folder was read, and renditions that
// failed once their time has come.
class MakerAhead {
 public:
  MakerAhead(services::Site& site, bool previews, bool renditions, unsigned threads)
      : site_(site), previews_(previews), renditions_(renditions), threads_(threads) {
    if (previews || renditions) thread_ = std::jthread([this](std::stop_token stop) { work(stop); });
  }
  void look_again() {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    wake_.notify_all();
  }

 private:
  static constexpr std::chrono::seconds kLookForJobsEvery{10};  // `avocet jobs --retry` is another process

  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const bool wanted = wait(stop);
      if (stop.stop_requested()) return;
      if (wanted && previews_) make_previews(stop);
      if (renditions_) make_renditions(wanted, stop);
    }
  }
  // Whether the folder was read.
  bool wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto wanted = [this] { return wanted_; };
    if (renditions_ && looked_)
      wake_.wait_for(lock, stop, kLookForJobsEvery, wanted);
    else
      wake_.wait(lock, stop, wanted);
    return std::exchange(wanted_, false);
  }
  void make_previews(const std::stop_token& stop) {
    const auto summary = site_.previews().make(1, [](std::uint64_t, std::uint64_t) {}, stop);
    if (!summary)
      base::log_error("previews: {}", summary.error().message);
    else if (summary->made + summary->failed > 0)
      base::log_info("previews: {} made, {} cannot be made", summary->made, summary->failed);
  }
  void make_renditions(bool look, const std::stop_token& stop) {
    if (const auto looked = look ? site_.renditions().look(stop) : Result<void>(); !looked)
      base::log_error("renditions: {}", looked.error().message);
    looked_ = true;
    const auto made = site_.renditions().work(threads_, [](const std::string&, double) {}, stop);
    if (!made) base::log_error("renditions: {}", made.error().message);
  }

  services::Site& site_;
  const bool previews_, renditions_;
  const unsigned threads_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  bool looked_ = false;  // for recordings without renditions: of this thread alone
  std::jthread thread_;
};

// Who may edit; nobody where no token is given.
Result<std::shared_ptr<services::Administrators>> administrators_of(const ServeConfig& config) {
  std::vector<services::Administrators::Token> tokens;
  const auto add = [&](std::string_view text, std::string_view from) -> Result<void> {
    auto found = services::Administrators::parse(text);
    if (found && found->empty()) found = fail(Fault::Malformed, "there is no token in it");
    if (!found) return fail(Fault::Malformed, base::format("{}: {}", from, found.error().message));
    std::ranges::move(*found, std::back_inserter(tokens));
    return {};
  };
  if (!config.admin_token_file.empty()) {
    const std::string text = TRY(store::read_small_file(config.admin_token_file, 1 << 20));
    TRY(add(text, config.admin_token_file));
  }
  if (const char* token = std::getenv("AVOCET_ADMIN_TOKEN"); token && *token)
    TRY(add(token, "AVOCET_ADMIN_TOKEN"));
  if (tokens.empty()) return nullptr;
  return std::make_shared<services::Administrators>(std::move(tokens));
}

Result<void> run(const ServeConfig& config) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  services::Settings settings = TRY(settings_of(config));
  http::ServerOptions options = TRY(server_options(config));
  services::Editing editing;
  editing.administrators = TRY(administrators_of(config));
  Workspace workspace = TRY(Workspace::open(config.folder, config.data));
  ingest::Editor editor(workspace.catalog(), workspace.ingest(), workspace.ingest_options());
  editing.descriptions = &editor;
  const auto site = TRY(services::Site::create(workspace.catalog(), workspace.folder(), workspace.data(),
                                               std::move(settings), editing));
  TRY(site->resume_jobs());
  MakerAhead ahead(*site, config.previews == "ahead", config.renditions == "ahead",
                   std::max(1u, config.decode_threads > 0 ? config.decode_threads - 1
                                                          : std::thread::hardware_concurrency()));
  http::Server server(std::move(options), std::ref(*site));
  const std::uint16_t port = TRY(server.start());

  Result<void> outcome;
  std::unique_ptr<ingest::Watcher> watcher;
  // The first reading; the site answers meanwhile with what the catalog already holds.
  std::jthread reader([&](std::stop_token stop) {
    const auto summary = read_folder(workspace, stop);
    if (!summary) {
      outcome = std::unexpected(summary.error());
      kill(getpid(), SIGTERM);
      return;
    }
    report(*summary);
    base::print("listening on {}\n", url_of(config, port));
    std::fflush(stdout);
    ahead.look_again();
    if (config.watch && !stop.stop_requested())
      watcher = std::make_unique<ingest::Watcher>(watch_settings(workspace),
                                                  reread(workspace, *summary, [&] { ahead.look_again(); }));
  });
  int signal = 0;
  sigwait(&signals, &signal);
  reader.request_stop();
  reader.join();
  watcher.reset();
  server.stop();
  return outcome;
}

}  // namespace

int serve(const ServeConfig& config) {
  base::start_logging(config.verbose);
  const auto outcome = run(config);
  if (outcome) return 0;
  base::print(stderr, "avocet: {}\n", outcome.error().message);
  return outcome.error().fault == Fault::Malformed ? 2 : 1;
}

}  // namespace app
