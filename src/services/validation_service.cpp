#include "services/validation_service.h"

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/validate.h"
#include "services/form_data.h"
#include "services/problem.h"

namespace services {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;
using iiif::validation::Finding;
using iiif::validation::Report;
using iiif::validation::Severity;
using iiif::validation::Version;

struct Asked {
  std::string name;  // of the document, for people
  std::string text, address, version;
  bool any = false;
};

constexpr std::size_t kMostOwnBytes = 16 << 20;  // of text; some five times as much while it is judged

// Streams are collected, up to a bound. Those that wait for others' bytes are no documents.
Result<std::string> text_of(http::Response& response) {
  const auto large = [] {
    return fail(Fault::TooLarge, base::format("The document at this address is over {} MiB; the command "
                                              "`avocet validate URL` reads up to 64.",
                                              kMostOwnBytes >> 20));
  };
  if (auto* whole = std::get_if<base::Splice>(&response.body)) {
    if (whole->size() > kMostOwnBytes) return large();
    return whole->flatten();
  }
  http::Stream& stream = std::get<http::Stream>(response.body);
  if (stream.wait) return fail(Fault::NotFound, "There is no document at this address.");
  std::string text;
  std::vector<std::uint8_t> piece(64 << 10);
  while (const std::size_t count = TRY(stream.next(piece))) {
    if (text.size() + count > kMostOwnBytes) return large();
    text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return text;
}

// The document at an address of this site, asked for as any client would.
Result<std::string> own_document(const Links& links, const http::Router& documents,
                                 const http::Request& request, std::string_view address) {
  std::string_view path = address.substr(0, address.find('#'));
  if (path.starts_with(links.base())) path.remove_prefix(links.base().size());
  if (!path.starts_with('/') || path.starts_with("//"))
    return fail(Fault::Unsupported,
                "Only addresses of this site can be looked at; paste documents of others.");
  http::Request question;
  question.target = TRY(base::parse_target(path));
  question.scheme = request.scheme;
  question.authority = request.authority;
  question.headers = request.headers;
  question.headers.set("Accept", "application/ld+json, application/json;q=0.9");
  for (const char* field : {"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Range",
                            "Content-Type", "Content-Length"})
    question.headers.remove(field);
  http::Answer answer = documents(question);
  http::Deferred* deferred = std::get_if<http::Deferred>(&answer);
  if (deferred) answer = deferred->work();
  http::Response* response = std::get_if<http::Response>(&answer);
  if (!response) return fail(Fault::NotFound, "There is no document at this address.");
  if (response->status == 301 || response->status == 303) {
    const std::string_view location = response->headers.get("Location");
    return fail(Fault::Unsupported, base::format("This address leads to {}; look at that.", location));
  }
  const bool is_json = response->headers.get("Content-Type").find("json") != std::string_view::npos;
  if (response->status != 200 || !is_json)
    return fail(Fault::NotFound,
                base::format("There is no JSON at this address (the answer is {}).", response->status));
  return text_of(*response);
}

Result<Asked> read_question(const http::Request& request) {
  Asked asked;
  const std::string_view type = request.headers.get("Content-Type");
  if (request.method == http::Method::Post &&
      !base::lowercase(type.substr(0, 10)).starts_with("multipart/")) {
    asked.text = request.body;
    asked.name = "The document";
    const std::string* version = request.target.find_query("version");
    asked.version = version ? *version : std::string{};
    if (asked.text.empty()) return fail(Fault::Malformed, "There is no document in the request.");
  } else if (request.method == http::Method::Post) {
    const FormData form = TRY(parse_form_data(type, request.body));
    asked.text = form.get("file").empty() ? form.get("document") : form.get("file");
    asked.name = form.get("file").empty() ? "The pasted document" : "The uploaded file";
    asked.address = base::trim(form.get("address"));
    asked.version = form.get("version");
  } else {
    const std::string* address = request.target.find_query("address");
    const std::string* version = request.target.find_query("version");
    asked.address = address ? std::string(base::trim(*address)) : std::string{};
    asked.version = version ? *version : std::string{};
  }
  asked.any = !asked.text.empty() || !asked.address.empty();
  return asked;
}

Version version_of(std::string_view text) {
  return text == "3" ? Version::Three : text == "4" ? Version::Four : Version::Detect;
}

json::object finding_values(const Finding& finding, int version) {
  const std::string address = iiif::validation::address_of(finding, version);
  json::object values{{"severity", iiif::validation::word_of(finding.rule->severity)},
                      {"rule", finding.rule->id},
                      {"pointer", finding.pointer.empty() ? "the document" : finding.pointer},
                      {"what", finding.what},
                      {"remedy", finding.rule->remedy},
                      {"clause", iiif::validation::clause_of(finding, version)}};
  if (address.starts_with("https://")) values["href"] = address;
  return values;
}

json::object report_values(const Report& report, const std::string& name) {
  json::array findings;
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Notice})
    for (const Finding& finding : report.findings())
      if (finding.rule->severity == severity) findings.push_back(finding_values(finding, report.version));
  std::string verdict = report.valid() ? "No errors" : iiif::validation::summary_of(report);
  if (report.valid() && report.count(Severity::Warning) + report.count(Severity::Notice) > 0)
    verdict = iiif::validation::summary_of(report);
  json::object values{{"name", name},
                      {"verdict", verdict},
                      {"kind", base::format("{}{}{}", report.specification,
                                            report.document.empty() ? "" : ", ", report.document)},
                      {"findings", std::move(findings)}};
  if (report.valid()) values["good"] = true;
  if (report.left_out() > 0) values["more"] = base::format("and {} more of these", report.left_out());
  return values;
}

}  // namespace

http::Response serve_validator(const Context& context, const Pages& pages, const http::Router& documents,
                               const http::Request& request) {
  const Links links = context.links(request);
  Result<Asked> asked = read_question(request);
  if (!asked) return pages.error(400, "This did not work", asked.error().message);
  json::object values{{"address", asked->address}, {"action", links.base() + "/validate"}};
  values["version" + std::string(asked->version == "3" || asked->version == "4" ? asked->version : "")] =
      true;
  if (!asked->any) return pages.validator(context, links, std::move(values), 200);
  if (asked->text.empty()) {
    Result<std::string> text = own_document(links, documents, request, asked->address);
    if (!text) {
      values["problem"] = text.error().message;
      return pages.validator(context, links, std::move(values), status_of(text.error().fault));
    }
    asked->text = std::move(*text);
    asked->name = asked->address;
  }
  const Report report = iiif::validation::validate(asked->text, version_of(asked->version));
  if (!prefers_page(request)) {
    http::Response response{
        200, {}, base::Splice(base::write_pretty_json(iiif::validation::to_json(report)))};
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Vary", "Accept");
    return response;
  }
  values["report"] = report_values(report, base::clip_for_message(asked->name));
  return pages.validator(context, links, std::move(values), 200);
}

}  // namespace services
