#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/config.h"

namespace app {
namespace {

constexpr int kUsage = 2;

void add_previews(CLI::App& command, std::string& previews, const char* when) {
  command.add_option("--previews", previews, when)
      ->check(CLI::IsMember({"lazy", "ahead"}))
      ->capture_default_str();
}

void add_renditions(CLI::App& command, std::string& renditions, const char* when) {
  command.add_option("--renditions", renditions, when)
      ->check(CLI::IsMember({"lazy", "ahead"}))
      ->capture_default_str();
}

void add_ladder(CLI::App& command, std::string& ladder) {
  command.add_option("--ladder", ladder,
                     "TOML file of the sizes and rates to offer (default: 1080p to 240p, 256k to 64k)");
}

void add_cache_size(CLI::App& command, std::uint64_t& bytes) {
  command
      .add_option("--cache-size", bytes,
                  "Bytes of frames, previews, clips' edges and renders to keep on disk: 4GiB, 500MiB ...")
      ->transform(CLI::AsSizeValue(false))
      ->capture_default_str();
}

void add_serve(CLI::App& program, ServeConfig& config) {
  CLI::App* command =
      program.add_subcommand("serve", "Turn a folder of recordings into a IIIF site and serve it");
  command
      ->add_option("FOLDER", config.folder,
                   "The folder; it is only read, but for the descriptions that administrators edit")
      ->capture_default_str();
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
  command->add_option("--admin-token-file", config.admin_token_file,
                      "File of who may edit descriptions over HTTP: lines of `name token` (or one token in "
                      "AVOCET_ADMIN_TOKEN; default: nobody)");
  command
      ->add_option("--primary", config.primary,
                   "What viewers get first: progressive files play in all, hls leaves out some viewers")
      ->check(CLI::IsMember({"progressive", "hls"}))
      ->capture_default_str();
  add_ladder(*command, config.ladder);
  command->add_option("--threads", config.threads, "Network threads (default: one per core)")
      ->check(CLI::Range(0u, 256u));
  add_cache_size(*command, config.cache_bytes);
  add_previews(*command, config.previews,
               "Posters, storyboards and waveforms: lazy makes them when someone looks, ahead in the "
               "background after the folder was read");
  add_renditions(
      *command, config.renditions,
      "What browsers cannot play, and smaller sizes of long works: lazy codes each segment when it "
      "is asked for, ahead all of them in the background, kept in DATA/renditions");
  command
      ->add_option("--decode-threads", config.decode_threads,
                   "Threads that decode (default: one per core, at least two)")
      ->check(CLI::Range(0u, 256u));
  command
      ->add_option("--decode-memory", config.decode_memory,
                   "Bytes that all decoding may take at one time, as estimated")
      ->transform(CLI::AsSizeValue(false))
      ->capture_default_str();
  command->add_flag("!--no-watch", config.watch, "Do not look for new and changed files while serving");
  command->add_flag("--verbose", config.verbose, "Log every request");
}

void add_ingest(CLI::App& program, IngestConfig& config) {
  CLI::App* command = program.add_subcommand("ingest", "Read a folder into the catalog without serving it");
  command->add_option("FOLDER", config.folder, "The folder; it is only read")->capture_default_str();
  command->add_option("--data", config.data,
                      "Folder for the catalog and indexes (default: under ~/.local/share/avocet)");
  add_cache_size(*command, config.cache_bytes);
  add_previews(*command, config.previews,
               "Posters, storyboards and waveforms: lazy leaves them until someone looks, ahead makes them "
               "before the command ends");
  add_renditions(
      *command, config.renditions,
      "What browsers cannot play, and smaller sizes of long works: lazy leaves them to the server, "
      "ahead makes them before the command ends and keeps them in DATA/renditions");
  add_ladder(*command, config.ladder);
  command->add_flag("--json", config.json, "Print the summary as JSON");
}

void add_inspect(CLI::App& program, InspectConfig& config) {
  CLI::App* command =
      program.add_subcommand("inspect", "Tell what a recording is: container, tracks, exact duration");
  command->add_option("FILE", config.file, "An audio or video file")->required();
  command->add_flag("--json", config.json, "Print it as JSON");
}

void add_jobs(CLI::App& program, JobsConfig& config) {
  CLI::App* command = program.add_subcommand(
      "jobs", "List what is made in the background, newest first; cancel one, or try one again");
  command->add_option("FOLDER", config.folder, "The folder that is served")->capture_default_str();
  command->add_option("--data", config.data,
                      "Folder for the catalog and indexes (default: under ~/.local/share/avocet)");
  command->add_option("--cancel", config.cancel, "Identifier of the job to stop");
  command->add_option("--retry", config.retry, "Identifier of a failed or cancelled job to queue again")
      ->excludes("--cancel");
  command->add_flag("--json", config.json, "Print them as JSON");
}

void add_clip(CLI::App& program, ClipConfig& config) {
  CLI::App* command = program.add_subcommand(
      "clip", "Cut a stretch, a frame or a changed copy out of a recording, as the A/V Content API would");
  command->add_option("FILE", config.file, "An audio or video file; it is only read")->required();
  command
      ->add_option("OUTPUT", config.output,
                   "The file to write; its extension is the format: mp4, mp3, jpg ...")
      ->required();
  command->add_option("--time", config.time, "start,end in seconds (or hh:mm:ss), or pct:start,end");
  command
      ->add_option("--frame", config.frame, "The picture shown at this instant: seconds, hh:mm:ss or frame:n")
      ->excludes("--time");
  command->add_option("--region", config.region, "square, x,y,w,h or pct:x,y,w,h");
  command->add_option("--duration", config.duration,
                      "Seconds to play it in, pitch kept; ^ allows stretching");
  command->add_option("--size", config.size, "w,  ,h  w,h  !w,h  pct:n; ^ allows enlarging");
  command->add_option("--rotation", config.rotation, "Degrees clockwise; ! mirrors first");
  command->add_option("--quality", config.quality,
                      "gray, mono, left, right, visual, track-n, 480p, 128k ...");
  command->add_flag("--force", config.force, "Write over an existing file");
}

void add_export(CLI::App& program, ExportConfig& config) {
  CLI::App* command = program.add_subcommand(
      "export",
      "Write an item, or a collection and all below it, as a tree of plain files that any "
      "static web server can host");
  command
      ->add_option("ITEM", config.item,
                   "Identifier of an item or a collection (as in /view/ITEM), its path in the folder, or "
                   ". for everything")
      ->required();
  command
      ->add_option("DIR", config.output, "The folder to make, or an earlier export: what differs is written")
      ->required();
  command->add_option("--base-url", config.base_url,
                      "Public URL of DIR, as it will stand in the documents; must be given");
  command->add_option("--folder", config.folder, "The folder that holds the recordings; it is only read")
      ->capture_default_str();
  command->add_option("--data", config.data,
                      "Folder for the catalog and indexes (default: under ~/.local/share/avocet)");
  command
      ->add_option("--primary", config.primary,
                   "What viewers get first: progressive files play in all, hls leaves out some viewers")
      ->check(CLI::IsMember({"progressive", "hls"}))
      ->capture_default_str();
  command->add_flag("--force", config.force,
                    "Write into DIR whatever is in it; other files there stay, but in the way");
  command->add_flag("--json", config.json, "Print the summary as JSON");
}

void add_conformance(CLI::App& program, ConformanceConfig& config) {
  CLI::App* command = program.add_subcommand(
      "conformance", "Tell which level of the A/V Content API a server reaches, and what it does not keep");
  command->add_option("URL", config.url, "Base URI, info.json or a whole file of any such service")
      ->required();
  command->add_flag(
      "--all", config.all,
      "Ask for all that info.json names: every format in every quality ...; some hundred questions");
  command->add_flag("--json", config.json, "Print it as JSON");
}

void add_validate(CLI::App& program, ValidateConfig& config) {
  CLI::App* command = program.add_subcommand(
      "validate",
      "Tell whether documents of IIIF are what their specifications say, in shape and in meaning: "
      "Presentation "
      "3.0 and 4.0, Search 2.0, Authorization Flow 2.0, Content State, Change Discovery, info.json");
  command->add_option("WHAT", config.what, "A file, a URL, or a folder, below which every .json is looked at")
      ->required();
  command
      ->add_option("--version", config.version, "Version of Presentation to judge by; else as @context says")
      ->check(CLI::IsMember({"3", "4", "3.0", "4.0"}));
  command->add_flag(
      "--fetch", config.fetch,
      "Load the beginning of what is referred to (at most 50 resources a document), and hold type, "
      "size, duration, CORS and byte ranges against what is said; judge the documents that are referred to "
      "(at most 50), too");
  command->add_flag("--quiet", config.quiet, "Print errors alone");
  command->add_flag("--verbose", config.verbose, "Print notices, too")->excludes("--quiet");
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
  JobsConfig jobs_config;
  ClipConfig clip_config;
  ExportConfig export_config;
  ConformanceConfig conformance_config;
  ValidateConfig validate_config;
  add_serve(program, serve_config);
  add_ingest(program, ingest_config);
  add_inspect(program, inspect_config);
  add_jobs(program, jobs_config);
  add_clip(program, clip_config);
  add_export(program, export_config);
  add_conformance(program, conformance_config);
  add_validate(program, validate_config);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : kUsage;
  }
  if (program.got_subcommand("serve")) return serve(serve_config);
  if (program.got_subcommand("ingest")) return ingest_folder(ingest_config);
  if (program.got_subcommand("conformance")) return conformance(conformance_config);
  if (program.got_subcommand("validate")) return validate(validate_config);
  if (program.got_subcommand("export")) return export_item(export_config);
  if (program.got_subcommand("clip")) return clip(clip_config);
  if (program.got_subcommand("jobs")) return jobs(jobs_config);
  return inspect(inspect_config);
}

}  // namespace app
