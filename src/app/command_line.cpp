#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/config.h"

#ifndef AVOCET_VERSION
#define AVOCET_VERSION "unknown"
#endif

namespace app {
namespace {

constexpr int kUsage = 2;

void add_serve(CLI::App& program, ServeConfig& config) {
  CLI::App* command =
      program.add_subcommand("serve", "Turn a folder of recordings into a IIIF site and serve it");
  command->add_option("FOLDER", config.folder, "The folder; it is only read")->capture_default_str();
  command->add_option("--data", config.data,
                      "Folder for the catalog and indexes (default: under ~/.local/share/avocet)");
  command->add_option("--port", config.port, "Port; 0 picks a free one and prints it")->capture_default_str();
  command->add_option("--address", config.address, "Address to listen on; 0.0.0.0 for all")
      ->capture_default_str();
  command->add_option(
      "--base-url", config.base_url,
      "Public URL of the site, as it stands in manifests (default: as the client addressed it)");
  command->add_option("--cert", config.certificate, "TLS certificate chain, PEM; with --key");
  command->add_option("--key", config.private_key, "TLS private key, PEM; with --cert");
  command
      ->add_option("--primary", config.primary,
                   "What viewers get first: progressive files play in all, hls leaves out some viewers")
      ->check(CLI::IsMember({"progressive", "hls"}))
      ->capture_default_str();
  command->add_option("--threads", config.threads, "Network threads (default: one per core)")
      ->check(CLI::Range(0u, 256u));
  command->add_flag("!--no-watch", config.watch, "Do not look for new and changed files while serving");
  command->add_flag("--verbose", config.verbose, "Log every request");
}

void add_ingest(CLI::App& program, IngestConfig& config) {
  CLI::App* command = program.add_subcommand("ingest", "Read a folder into the catalog without serving it");
  command->add_option("FOLDER", config.folder, "The folder; it is only read")->capture_default_str();
  command->add_option("--data", config.data,
                      "Folder for the catalog and indexes (default: under ~/.local/share/avocet)");
  command->add_flag("--json", config.json, "Print the summary as JSON");
}

void add_inspect(CLI::App& program, InspectConfig& config) {
  CLI::App* command =
      program.add_subcommand("inspect", "Tell what a recording is: container, tracks, exact duration");
  command->add_option("FILE", config.file, "An audio or video file")->required();
  command->add_flag("--json", config.json, "Print it as JSON");
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program("Avocet: a folder of recordings as a IIIF audio and video site", "avocet");
  program.set_version_flag("--version", "avocet " AVOCET_VERSION);
  program.require_subcommand(1);
  ServeConfig serve_config;
  IngestConfig ingest_config;
  InspectConfig inspect_config;
  add_serve(program, serve_config);
  add_ingest(program, ingest_config);
  add_inspect(program, inspect_config);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : kUsage;
  }
  if (program.got_subcommand("serve")) return serve(serve_config);
  if (program.got_subcommand("ingest")) return ingest_folder(ingest_config);
  return inspect(inspect_config);
}

}  // namespace app
