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
  std::string primary = "progressive";  // or "hls"
  unsigned threads = 0;                 // 0: one per core
  bool watch = true;
  bool verbose = false;
};

struct IngestConfig {
  std::string folder = ".";
  std::string data;
  bool json = false;
};

struct InspectConfig {
  std::string file;
  bool json = false;
};

int serve(const ServeConfig& config);
int ingest_folder(const IngestConfig& config);
int inspect(const InspectConfig& config);

// Where our own files for a folder lie when nobody says: below XDG_DATA_HOME (or ~/.local/share), never in
// the folder itself, which is only ever read.
std::string default_data_folder(const std::string& folder);

}  // namespace app
