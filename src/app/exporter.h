// Exporter: asks a site for all of one item, or of a collection and everything below it, as a client would:
// its documents and pages, and from there whatever they name, until every reference leads to a file of the
// tree under the path of its URL. What only a server can do is taken out of the documents on the way
// (iiif/level_zero.h). The site must name files (services::Naming::Files). For one thread.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "app/progress_bar.h"
#include "app/tree.h"
#include "services/site.h"
#include "store/catalog.h"

namespace app {

class Exporter {
 public:
  struct Source {
    const services::Site& site;
    const store::Catalog& catalog;
    services::Links links;   // of the site
    std::string item;        // identifier; empty: a collection
    std::string collection;  // the same
  };
  Exporter(Source source, Tree& tree, ProgressBar& progress, std::function<bool()> stopped)
      : source_(std::move(source)), tree_(tree), progress_(progress), stopped_(std::move(stopped)) {}

  // Everything but the tree's finish. The first file that cannot be had ends it; of frames, waveforms and
  // storyboards, which have to be decoded, it is left out and told.
  base::Result<void> run();

  // One sentence for each thing that was left out.
  const std::vector<std::string>& left_out() const { return left_out_; }
  std::uint64_t items() const { return items_.size(); }

 private:
  base::Result<void> gather();
  base::Result<http::Response> ask(const std::string& path) const;
  base::Result<std::string> ask_text(const std::string& path) const;
  base::Result<base::json::object> ask_object(const std::string& path) const;
  bool is_there(std::string_view uri) const;
  void want(std::string_view uri);
  void want_from(std::string_view path, const std::vector<std::string>& references);
  base::Result<bool> take(const std::string& path);
  base::Result<void> take_wanted();

  base::Result<void> read(const std::string& path);
  base::Result<void> read_presentation(const std::string& path);
  base::Result<void> read_info(const std::string& path);
  base::Result<void> read_linked(const std::string& path);
  base::Result<bool> take_waveform(const std::string& service);
  base::Result<bool> take_storyboard(const std::string& path);
  base::Result<bool> take_frame(const std::string& image);
  base::Result<std::vector<base::Time>> take_frames(const std::string& service,
                                                    const base::json::object& info);
  base::Result<void> write_entrance();
  void tell(const std::string& path);

  // Writes it, if it is not there already: what a manifest names is also taken for itself.
  template <typename Content>
  base::Result<void> write(const std::string& path, Content&& content) {
    if (!written_.insert(path).second) return {};
    return tree_.write(path, std::forward<Content>(content));
  }

  Source source_;
  Tree& tree_;
  ProgressBar& progress_;
  std::function<bool()> stopped_;
  std::set<std::string, std::less<>> items_, collections_;  // identifiers of all that are exported
  std::uint64_t items_done_ = 0;
  std::set<std::string> seen_, written_;
  std::deque<std::string> documents_;  // to be read: they name more
  std::vector<std::string> leaves_;    // to be written as they are
  std::vector<std::string> left_out_;
};

}  // namespace app
