// conversations PATH...: builds a small site out of the generated recordings in AVOCET_MEDIA, then holds
// every .http file of a folder with it, and the examples (```http) of a Markdown document: once in process,
// once over a socket. Closes with `N passed, N failed`.
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>

#include "base/text.h"
#include "conversation.h"
#include "http/finish.h"
#include "http/server.h"
#include "http/settle.h"
#include "ingest/editor.h"
#include "ingest/ingest.h"
#include "services/routes.h"
#include "services/site.h"
#include "store/catalog.h"

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// ---- the site

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void take(const fs::path& media, const char* name, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(media / name, to, fs::copy_options::overwrite_existing);
  // Older than the moment in which ingest takes a file for unfinished.
  fs::last_write_time(to, fs::file_time_type::clock::now() - std::chrono::hours(1));
}

// The recordings that the conversations talk about.
void make_site(const fs::path& media, const fs::path& folder) {
  take(media, "moov-end.mp4", folder / "film.mp4");
  write(folder / "film.en.vtt",
        "WEBVTT\n\n00:00.500 --> 00:02.000\nHello\n\n00:02.000 --> 00:03.500 align:start\n<v Ann>Good-bye\n");
  write(folder / "film.cy.subtitles.srt", "1\n00:00:00,500 --> 00:00:02,000\nHelo\n");
  write(folder / "film.yaml",
        "label: {en: [A film], cy: [Ffilm]}\nsummary: Four seconds\nrights: "
        "https://creativecommons.org/publicdomain/mark/1.0/\n"
        "requiredStatement: {label: Attribution, value: The county archive}\nmetadata: {Reel: '12'}\n");
  take(media, "faststart.mp4", folder / "ready.mp4");
  take(media, "faststart.mp4", folder / "retold.mp4");
  write(folder / "retold.yaml", "label: ready\nstart: '1.5'\n");
  write(
      folder / "ready.yaml",
      "label: ready\nstart: '1.5'\nthumbnailNav: '1'\nbehavior: [auto-advance, no-auto-advance, paged]\n"
      "ranges: [{label: Play, start: 0, end: 2}, {label: Again, start: 2},\n"
      "  {label: Backwards, behavior: sequence, ranges: [{label: Second, start: 2}, {label: First, start: 0, "
      "end: 2}]}]\n");
  take(media, "two-subtitles.mkv", folder / "subtitled.mkv");
  take(media, "purposes.mkv", folder / "tracks.mkv");
  take(media, "captioned.mp4", folder / "words.mp4");
  take(media, "moov-end.mp4", folder / "wording.mp4");
  write(folder / "wording.ttml",
        "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:tts='http://www.w3.org/ns/ttml#styling' "
        "xml:lang='cym'><body>"
        "<div><p begin='0.5s' end='2s'>Bore <span tts:fontStyle='italic'>da</span></p></div></body></tt>");
  write(folder / "wording.xml", "<camera>not a text</camera>");
  take(media, "vbr.mp3", folder / "song.mp3");
  take(media, "sound.wav", folder / "sound.wav");
  write(folder / "sound.structure.xml",
        "<Item label='Sain'><Div label='Rhan gyntaf'><Span label='A' begin='0' end='0:00.5'/>"
        "<Span label='日本' begin='0.5' end='9'/></Div><Span label='Ar goll' begin='100'/></Item>");
  write(folder / "sound.dc.xml",
        "<oai_dc:dc xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:subject xml:lang='cy'>Sŵn</dc:subject>"
        "<dc:date>1951</dc:date></oai_dc:dc>");
  take(media, "mpeg2.ts", folder / "tape.ts");
  take(media, "opus.webm", folder / "tune.webm");
  take(media, "sound.flac", folder / "verse.flac");
  write(folder / "verse.en.asr.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nthe verse\n");
  write(folder / "verse.en.transcript.txt", "The verse");
  take(media, "two-languages.mp4", folder / "box" / "reel 1.mp4");
  take(media, "b-frames.mp4", folder / "box" / "reel 10.mp4");
  take(media, "fragmented.mp4", folder / "box" / "reel 2.mp4");
  write(folder / "box" / "item.yaml", "label: Box\nparts: {'reel 10.mp4': Last reel}\n");
  take(media, "b-frames.mp4", folder / "play" / "act 1.mp4");
  take(media, "ntsc.mp4", folder / "play" / "act 2.mp4");
  write(folder / "play" / "act 1.en.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nFirst act\n");
  write(folder / "play" / "act 2.en.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nSecond act\n");
  write(folder / "play" / "act 2.cy.vtt", "WEBVTT\n\n00:00.500 --> 00:01.000\nYr ail act\n");
  write(folder / "play" / "item.yaml",
        "label: A play\njoin: true\nstart: {part: 2, time: '1.5'}\n"
        "parts: {'act 1.mp4': The first act}\n");
  take(media, "vbr.mp3", folder / "record" / "side 1.mp3");
  take(media, "sound.wav", folder / "record" / "side 2.wav");
  write(folder / "record" / "item.yaml", "label: A record\njoin: yes\nstart: 00:00:01.25\n");
  take(media, "b-frames.mp4", folder / "odd" / "1 film.mp4");
  take(media, "vbr.mp3", folder / "odd" / "2 sound.mp3");
  write(folder / "odd" / "item.yaml", "label: Odd\njoin: true\n");
  write(folder / "highlights" / "item.yaml",
        "label: {en: Highlights}\nbehavior: auto-advance\nitems:\n"
        "- {item: film, start: '1', end: '3', label: {en: The middle}, summary: {en: Two seconds}}\n"
        "- {item: play, part: 2}\n- {item: song, start: '0:00.5'}\n- {item: film, start: '1', end: '3'}\n"
        "- {item: lost, start: 0}\n- {item: highlights}\n- {item: tape, start: '0.5', end: '99'}\n"
        "- {item: screen}\n- {item: box}\n- {item: verse, start: '0.5', end: '1.5'}\n");
  take(media, "cover.png", folder / "screen" / "wall.png");
  write(folder / "screen" / "item.yaml",
        "label: A wall of screens\ncanvas:\n  width: 1280\n  height: 720\n  duration: 10\n  paint:\n"
        "  - {picture: wall.png}\n"
        "  - {item: film, source: ['1', '3'], time: [2, 6], region: [100, 100, 320, 240], timeMode: loop, "
        "label: {en: The film}}\n"
        "  - {item: song, time: [7, 12]}\n"
        "  - {text: {en: The end}, time: [8, 10], region: [0, 600, 1280, 200]}\n"
        "  - {picture: none.png}\n  - {item: film, region: [1280, 0, 10, 10]}\n");
  write(folder / "series" / "collection.yaml",
        "label: A series\nbehavior: [multi-part, together, sequence]\n");
  take(media, "vbr.mp3", folder / "series" / "volume 1" / "tape.mp3");
  take(media, "sound.wav", folder / "series" / "volume 2" / "tape.wav");
  take(media, "faststart.mp4", folder / "Siân #1 + 100% \"q\".mp4");
  write(folder / "notes.mp4", "these are notes, not a film\n");
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(1));
}

struct Silent final : ingest::Progress {
  void update(std::uint64_t, std::uint64_t, std::string_view) override {}
};

// ---- two ways to ask

http::Method method_of(std::string_view name) {
  static constexpr std::pair<std::string_view, http::Method> kMethods[] = {
      {"GET", http::Method::Get},      {"HEAD", http::Method::Head}, {"OPTIONS", http::Method::Options},
      {"POST", http::Method::Post},    {"PUT", http::Method::Put},   {"PATCH", http::Method::Patch},
      {"DELETE", http::Method::Delete}};
  for (const auto& [known, method] : kMethods)
    if (known == name) return method;
  return http::Method::Other;
}

conversation::Answer ask_in_process(const services::Site& site, const std::string& authority,
                                    const conversation::Request& asked) {
  http::Request request;
  request.method = method_of(asked.method);
  request.authority = authority;
  request.peer = "127.0.0.1";
  for (const auto& [name, value] : asked.headers) request.headers.add(name, value);
  request.body = asked.body;
  http::Response response;
  if (auto target = base::parse_target(asked.target)) {
    request.target = std::move(*target);
    response = http::settle(site(request));
  } else {
    response = services::server_problem(400, target.error().message);
  }
  const http::Finishing finishing{.date = "Sun, 22 Nov 2026 12:00:00 GMT",
                                  .problem = services::server_problem};
  response = http::finish(request, std::move(response), finishing);
  conversation::Answer answer{response.status, response.headers.fields(), ""};
  const auto poured = http::pour(response, [&](base::ByteView bytes) -> base::Result<void> {
    answer.body += base::as_text(bytes);
    return {};
  });
  if (!poured) answer.body = "(the body cannot be read)";
  return answer;
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    getaddrinfo("127.0.0.1", std::to_string(port).c_str(), &hints, &found);
    descriptor_ = ::socket(found->ai_family, SOCK_STREAM, 0);
    connected_ = ::connect(descriptor_, found->ai_addr, found->ai_addrlen) == 0;
    freeaddrinfo(found);
  }
  ~Socket() { ::close(descriptor_); }
  std::string exchange(const std::string& text) const {
    if (!connected_ ||
        ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      return {};
    std::string received;
    char buffer[65536];
    for (ssize_t count; (count = ::recv(descriptor_, buffer, sizeof buffer, 0)) > 0;)
      received.append(buffer, static_cast<std::size_t>(count));
    return received;
  }

 private:
  int descriptor_ = -1;
  bool connected_ = false;
};

// The chunks of a body as one (RFC 9112 7.1).
std::string joined(std::string_view chunks) {
  std::string body;
  for (;;) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(chunks.data(), chunks.data() + chunks.size(), length, 16);
    const std::size_t begin = static_cast<std::size_t>(end - chunks.data()) + 2;
    if (error != std::errc{} || length == 0 || begin + length + 2 > chunks.size()) return body;
    body += chunks.substr(begin, length);
    chunks.remove_prefix(begin + length + 2);
  }
}

conversation::Answer ask_by_socket(std::uint16_t port, const conversation::Request& asked) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n",
                                 asked.method, asked.target, port);
  for (const auto& [name, value] : asked.headers) text += fmt::format("{}: {}\r\n", name, value);
  if (!asked.body.empty()) text += fmt::format("Content-Length: {}\r\n", asked.body.size());
  const std::string received = Socket(port).exchange(text + "\r\n" + asked.body);
  const std::size_t end = received.find("\r\n\r\n");
  conversation::Answer answer;
  if (end == std::string::npos) return answer;
  bool first = true;
  for (std::string_view line : base::split(std::string_view(received).substr(0, end), '\n')) {
    if (std::exchange(first, false)) {
      std::from_chars(line.data() + 9, line.data() + 12, answer.status);
      continue;
    }
    const std::size_t colon = line.find(':');
    answer.headers.emplace_back(line.substr(0, colon), base::trim(line.substr(colon + 1)));
  }
  answer.body = received.substr(end + 4);
  const auto chunked = std::ranges::any_of(answer.headers, [](const auto& field) {
    return base::equals_ignoring_case(field.first, "Transfer-Encoding");
  });
  if (chunked) answer.body = joined(answer.body);
  return answer;
}

// ---- all together

// Fenced blocks of a document, as exchanges that follow each other.
std::string examples_of(const std::string& markdown) {
  std::string talk;
  for (std::size_t at = markdown.find("```http\n"); at != std::string::npos;
       at = markdown.find("```http\n", at)) {
    at += 8;
    const std::size_t end = std::min(markdown.find("```", at), markdown.size());
    talk += (talk.empty() ? "" : "====\n") + markdown.substr(at, end - at);
  }
  return talk;
}

std::string talk_of(const fs::path& file) {
  return file.extension() == ".md" ? examples_of(read_file(file)) : read_file(file);
}

std::vector<fs::path> talks_in(std::span<char*> paths) {
  std::vector<fs::path> files;
  for (const fs::path path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (entry.path().extension() == ".http") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

struct Tally {
  int passed = 0, failed = 0;

  void hold(const fs::path& file, std::string_view way, const std::string& base,
            const conversation::Ask& ask) {
    const std::string faults = conversation::run(talk_of(file), base, ask);
    ++(faults.empty() ? passed : failed);
    if (!faults.empty()) fmt::print("{} ({}):\n{}", file.string(), way, faults);
  }
};

int fail(std::string_view message) {
  fmt::print("{}\n0 passed, 1 failed\n", message);
  return 1;
}

int hold_all(const std::vector<fs::path>& files, const fs::path& work) {
  auto catalog = store::open_sqlite_catalog(work / "data" / "catalog.sqlite");
  if (!catalog) return fail(catalog.error().message);
  ingest::Options options;
  options.folder = work / "site";
  options.data_folder = work / "data";
  ingest::Ingest ingest(**catalog, options);
  Silent silent;
  if (const auto summary = ingest.run(silent); !summary) return fail(summary.error().message);
  ingest::Editor editor(**catalog, ingest, options);
  services::Editing editing;
  editing.descriptions = &editor;
  editing.administrators = std::make_shared<services::Administrators>(
      std::vector<services::Administrators::Token>{{"ann", "0123456789abcdef0123"}});
  auto site = services::Site::create(**catalog, options.folder, options.data_folder, {}, editing);
  if (!site) return fail(site.error().message);
  http::ServerOptions server_options;
  server_options.problem = services::server_problem;
  http::Server server(std::move(server_options), std::ref(**site));
  const auto port = server.start();
  if (!port) return fail(port.error().message);

  Tally tally;
  const std::string authority = fmt::format("127.0.0.1:{}", *port), base = "http://" + authority;
  for (const fs::path& file : files) {
    tally.hold(file, "in process", base,
               [&](const conversation::Request& asked) { return ask_in_process(**site, authority, asked); });
    tally.hold(file, "over a socket", base,
               [&](const conversation::Request& asked) { return ask_by_socket(*port, asked); });
  }
  server.stop();
  fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
  return tally.failed > 0 || tally.passed == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const char* media = std::getenv("AVOCET_MEDIA");
  if (argc < 2 || !media) return fail("usage: AVOCET_MEDIA=DIR conversations PATH...");
  const fs::path work = fs::temp_directory_path() / fmt::format("avocet-conversations-{}", getpid());
  fs::create_directories(work / "data");
  make_site(media, work / "site");
  const int status = hold_all(talks_in({argv + 1, argv + argc}), work);
  fs::remove_all(work);
  return status;
}
