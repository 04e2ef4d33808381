// Links: the absolute URIs of everything the site offers, below one base URL: the one place that knows how
// they are put together (docs/architecture.md, URL space). Identifiers come decoded and are percent-encoded
// here. A value; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "iiif/av_request.h"
#include "iiif/presentation_version.h"

namespace services {

// How documents and pages are called: as a server routes them, or as files lie below a folder (`avocet
// export`): with the extensions by which a server of plain files tells their types. All else is called the
// same.
enum class Naming { Routes, Files };

// The route (path and query) that answers what Naming::Files calls `path`.
std::string route_of(std::string_view path);

class Links {
 public:
  // `base` is "https://host/prefix", without a slash at the end. `version` is that of the Presentation API's
  // resources, which have addresses of their own in each.
  explicit Links(std::string base, iiif::Version version = iiif::Version::V3, Naming naming = Naming::Routes)
      : base_(std::move(base)), version_(version), naming_(naming) {}

  const std::string& base() const { return base_; }
  iiif::Version version() const { return version_; }
  Naming naming() const { return naming_; }
  Links in(iiif::Version version) const { return Links(base_, version, naming_); }
  // As the page at `address`, one of these, writes them: files relative to it, so that their folder may lie
  // anywhere.
  Links seen_from(std::string_view address) const;
  std::string home() const;
  // The viewer on one item, beginning with a part, from 1; the viewer alone, for other people's pages.
  std::string page(std::string_view item, std::uint64_t part = 1) const;
  std::string embed(std::string_view item, std::uint64_t part = 1) const;
  // What oEmbed says of a page here. Empty where there are only files: it is a question.
  std::string oembed(std::string_view page) const;
  std::string collection_page(std::string_view collection, std::uint64_t page = 1) const;
  std::string manifest(std::string_view item) const;
  std::string collection(std::string_view collection) const;
  std::string collection_part(std::string_view collection, std::uint64_t number) const;
  std::string canvas(std::string_view item, std::string_view file) const;
  // `kind` is "painting", "supplementing", "placeholder" or "accompanying"; or "text-" and the name of a
  // text, whose cues are its annotations.
  std::string annotation_page(std::string_view item, std::string_view file, std::string_view kind) const;
  std::string annotation(std::string_view item, std::string_view file, std::string_view kind,
                         std::size_t number) const;
  // A canvas that goes with another: `kind` is "placeholder" or "accompanying".
  std::string beside(std::string_view item, std::string_view file, std::string_view kind) const;
  std::string range(std::string_view item, std::string_view name) const;
  std::string av(std::string_view file) const;  // base URI of the A/V service
  std::string av_whole(std::string_view file, iiif::AvRequest::Form form, std::string_view format) const;
  // The same of a stretch of it, and the cues of one of its texts that show there.
  std::string av_clip(std::string_view file, base::TimeRange time, iiif::AvRequest::Form form,
                      std::string_view format) const;
  std::string clip_text(std::string_view file, base::TimeRange time, std::string_view name) const;
  // The image service of the frame shown at an instant, and the frame in a size.
  std::string frame(std::string_view file, base::Time instant) const;
  std::string frame_image(std::string_view file, base::Time instant, std::uint32_t width,
                          std::uint32_t height) const;
  // Below /av/, percent-encoded: "tape%2042/0,9/max/default.mp3".
  static std::string av_path(std::string_view file, std::string_view canonical);
  std::string job(std::string_view id) const;
  std::string result(std::string_view path) const;  // of a job: `path` as av_path gives it
  std::string original(std::string_view file, std::string_view path) const;  // path: of the master
  std::string text(std::string_view file, std::string_view name, std::string_view format) const;
  std::string picture(std::string_view item, std::string_view file, std::string_view media_type) const;

 private:
  std::string under(std::string_view item, std::string_view rest) const;
  std::string document(std::string_view item, std::string_view rest) const;
  std::string page_of(std::string_view kind, std::string_view id, std::string_view query,
                      std::uint64_t number) const;

  std::string base_;
  iiif::Version version_;
  Naming naming_;
};

// The last part of a path: "reel 1/tape.mov" -> "tape.mov".
std::string_view file_name(std::string_view path);

// What a picture is called below its item: the file it shows, or "item", with a true extension.
std::string picture_name(std::string_view file, std::string_view media_type);

}  // namespace services
