#include "ingest/records/read_record.h"

#include "base/format.h"
#include "base/text.h"
#include "ingest/names.h"
#include "ingest/records/avalon.h"
#include "ingest/records/cue_sheet.h"
#include "ingest/records/dublin_core.h"
#include "ingest/records/mets.h"
#include "ingest/records/ohms.h"
#include "ingest/records/pbcore.h"
#include "ingest/records/xml.h"

namespace ingest {
namespace {

using base::fail;
using base::Fault;
using pugi::xml_node;

enum class Kind { None, DublinCore, Mets, PbCore, Ohms, Avalon };

Kind kind_of(xml_node node) {
  const std::string_view name = local_name(node);
  if (name == "mets") return Kind::Mets;
  if (name == "pbcoreDescriptionDocument" || name == "pbcoreCollection") return Kind::PbCore;
  if (is_ohms(node)) return Kind::Ohms;
  if (name == "Item" && (child_of(node, "Div") || child_of(node, "Span"))) return Kind::Avalon;
  return holds_dublin_core(node) ? Kind::DublinCore : Kind::None;
}

// The record, or what wraps it: the answer of an OAI-PMH server, an RDF document.
std::pair<Kind, xml_node> find_record(xml_node node, int depth) {
  if (const Kind kind = kind_of(node); kind != Kind::None) return {kind, node};
  constexpr int kWrappersMost = 6;
  if (depth == kWrappersMost) return {Kind::None, node};
  for (const xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    // Only the way down to the first is looked at: a wrapper has one record, or one of each header.
    const auto found = find_record(child, depth + 1);
    if (found.first != Kind::None) return found;
  }
  return {Kind::None, node};
}

void read_dublin_core_record(const XmlRecord& xml, xml_node node, Record& record) {
  record.kind = "dc";
  record.label = "Dublin Core record";
  record.format = "text/xml";
  record.profile = is_named(node, "dc") && namespace_of(node).find("oai_dc") != std::string_view::npos
                       ? "http://www.openarchives.org/OAI/2.0/oai_dc/"
                       : "http://purl.org/dc/terms/";
  read_dublin_core(xml, node, record);
}

}  // namespace

base::Result<Record> read_record(std::string_view bytes, std::string_view file_name,
                                 const std::vector<std::string>& parts) {
  if (extension_of(file_name) == "cue") return read_cue_sheet(bytes);
  const XmlRecord xml = TRY(XmlRecord::parse(bytes));
  const auto [kind, node] = find_record(xml.root(), 0);
  Record record;
  switch (kind) {
    case Kind::DublinCore:
      read_dublin_core_record(xml, node, record);
      break;
    case Kind::Mets:
      read_mets(xml, node, parts, record);
      break;
    case Kind::PbCore:
      read_pbcore(xml, node, parts, record);
      break;
    case Kind::Ohms:
      read_ohms(xml, node, record);
      break;
    case Kind::Avalon:
      read_avalon(xml, node, record);
      break;
    case Kind::None:
      return fail(Fault::Unsupported, base::format("it is no record known here: its root is '{}'",
                                                   base::clip_for_message(xml.root().name())));
  }
  return record;
}

}  // namespace ingest
