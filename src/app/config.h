// Config: what the flags said, as values. One struct for each word of the command line.
#pragma once

#include <cstdint>
#include <string>

namespace app {

struct ServeConfig {
  std::string folder = ".";
  std::string data;  // empty: default_data_folder(folder)
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  std::string base_url;       // empty: as the client addressed us
  std::string certificate, private_key;
  std::string admin_token_file;              // empty: AVOCET_ADMIN_TOKEN, else nobody edits
  std::string primary = "progressive";       // or "hls"
  std::string ladder;                        // a TOML file; empty: media::default_ladder()
  unsigned threads = 0;                      // 0: one per core
  std::uint64_t cache_bytes = 4ull << 30;    // of derivatives kept on disk
  unsigned decode_threads = 0;               // 0: one per core, at least two
  std::uint64_t decode_memory = 1ull << 30;  // bytes, estimated, of all that decodes at one time
  std::string previews = "lazy";             // or "ahead"
  std::string renditions = "lazy";           // the same
  bool watch = true;
  bool verbose = false;
};

struct IngestConfig {
  std::string folder = ".";
  std::string data;
  std::string previews = "lazy";           // or "ahead": made before the command ends
  std::string renditions = "lazy";         // the same
  std::string ladder;                      // a TOML file; empty: media::default_ladder()
  std::uint64_t cache_bytes = 4ull << 30;  // of derivatives kept on disk
  bool json = false;
};

struct InspectConfig {
  std::string file;
  bool json = false;
};

struct JobsConfig {
  std::string folder = ".";
  std::string data;
  std::string cancel, retry;  // identifier; both empty: list
  bool json = false;
};

// The parameters are those of the A/V Content API (docs/av-content-api.md section 1).
struct ClipConfig {
  std::string file, output;  // the output's extension is the format
  std::string time = "full", region = "full", duration = "max", size = "max", rotation = "0";
  std::string quality = "default";
  std::string frame;  // an instant: one picture instead of a stretch; empty: none
  bool force = false;
};

struct ExportConfig {
  std::string item, output;
  std::string folder = ".";
  std::string data;
  std::string base_url;
  std::string primary = "progressive";  // or "hls"
  bool force = false;
  bool json = false;
};

struct ConformanceConfig {
  std::string url;
  bool all = false;
  bool json = false;
};

struct ValidateConfig {
  std::string what;      // a file, a folder or a URL
  std::string version;   // of Presentation, "3" or "4"; empty: as @context says
  bool fetch = false;    // look at what it refers to
  bool quiet = false;    // errors alone
  bool verbose = false;  // notices too
  bool json = false;
};

int serve(const ServeConfig& config);
int ingest_folder(const IngestConfig& config);
int inspect(const InspectConfig& config);
int jobs(const JobsConfig& config);
int clip(const ClipConfig& config);
int export_item(const ExportConfig& config);
int conformance(const ConformanceConfig& config);
int validate(const ValidateConfig& config);

// Where our own files for a folder lie when nobody says: below XDG_DATA_HOME (or ~/.local/share), never in
// the folder itself, which holds other people's files.
std::string default_data_folder(const std::string& folder);

}  // namespace app
