#include "services/editing_service.h"

#include <functional>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/merge_patch.h"
#include "base/text.h"
#include "http/conditional.h"
#include "http/date.h"
#include "services/problem.h"

namespace services {
namespace {

namespace json = base::json;
using base::fail;
using base::Fault;
using base::Result;
using http::Answer;
using http::Captures;
using http::Method;
using http::Request;
using http::Response;
using store::Described;

constexpr std::string_view kMergePatch = "application/merge-patch+json";

// One request of someone who may edit. What captures gave is copied: they do not outlive the handler.
struct Edit {
  const Editing& editing;
  Request request;
  store::Author author;
  std::string id, part, name;

  store::Descriptions& descriptions() const { return *editing.descriptions; }
};

std::string_view media_type(const Request& request) {
  const std::string_view field = request.headers.get("Content-Type");
  return base::trim(field.substr(0, field.find(';')));
}

bool is_of_type(const Request& request, std::string_view type) {
  return base::equals_ignoring_case(media_type(request), type);
}

Response with(Response response, std::string name, std::string value) {
  response.headers.set(std::move(name), std::move(value));
  return response;
}

Response unsupported(std::string_view wanted) {
  return problem(415, base::format("the body is to be {}", wanted));
}

// Of any answer to who may edit: caches of others have no business with it.
void set_validators(Response& response, const std::string& etag, std::int64_t modified) {
  response.headers.set("Cache-Control", "private, no-cache");
  if (!etag.empty()) response.headers.set("ETag", etag);
  if (modified > 0) response.headers.set("Last-Modified", http::to_http_date(modified));
}

// What stands against a change of what has this tag; status 200: nothing does. RFC 6585 3.
enum class Needs { ToMatch, ToMatchOrBeNew };
std::optional<Response> refused_by_conditions(const Request& request, const std::string& etag, Needs needs) {
  const bool stated = request.headers.has("If-Match") ||
                      (needs == Needs::ToMatchOrBeNew && request.headers.has("If-None-Match"));
  if (!stated)
    return with(
        problem(428, needs == Needs::ToMatch
                         ? "say with If-Match which ETag is to be changed"
                         : "say with If-Match which ETag is to be changed, or with If-None-Match: * that "
                           "there is to be none"),
        "Cache-Control", "no-store");
  // Without a file there is nothing that `*` could match, and nothing that could be in the way.
  const bool any = base::trim(request.headers.all("If-Match")) == "*";
  const bool absent = etag.empty();
  const bool fails =
      absent ? request.headers.has("If-Match")
             : !any && http::judge_preconditions(request, {etag, {}}) == http::Precondition::Failed;
  if (!fails) return std::nullopt;
  Response response =
      problem(412, absent ? "there is none any more"
                          : "it has been changed since; look at it again, and then change it");
  if (!absent) response.headers.set("ETag", etag);
  return response;
}

Response refusal(const std::vector<store::Refused>& refused) {
  json::array errors;
  for (const store::Refused& one : refused)
    errors.push_back({{"pointer", one.pointer}, {"detail", one.reason}});
  const store::Refused& first = refused.front();
  return problem(
      422,
      refused.size() == 1 && first.pointer.empty()
          ? first.reason
          : base::format("nothing was saved: {}{}", first.reason,
                         refused.size() > 1 ? base::format(", and {} more", refused.size() - 1) : ""),
      {{"errors", std::move(errors)}});
}

// ---- documents

Response document_answer(const store::Document& document) {
  Response response{200, {}, base::Splice(base::write_json(document.content))};
  response.headers.add("Content-Type", "application/json");
  set_validators(response, document.etag, document.modified);
  return response;
}

Result<Response> read_document(const Edit& edit, Described kind) {
  const store::Document document = TRY(edit.descriptions().read(kind, edit.id));
  if (document.unreadable.empty()) return document_answer(document);
  Response response =
      problem(409, base::format("{}. Mend the file, or replace it whole with PUT", document.unreadable));
  response.headers.set("ETag", document.etag);
  return response;
}

// Nothing where the body asks for something that no document can be; that is told in `refused`.
std::optional<json::object> wanted_of(const json::value& body, bool patch, const store::Document& now,
                                      std::vector<store::Refused>& refused) {
  json::value wanted = patch ? base::merge_patched(now.content, body) : body;
  if (json::object* object = wanted.if_object()) return std::move(*object);
  refused.push_back({"", "a description is an object"});
  return std::nullopt;
}

Result<Response> change_document(const Edit& edit, Described kind) {
  const bool patch = edit.request.method == Method::Patch;
  if (const std::string_view type = patch ? kMergePatch : "application/json"; !is_of_type(edit.request, type))
    return patch ? with(unsupported(type), "Accept-Patch", std::string(type)) : unsupported(type);
  const json::value body = TRY(base::parse_json(edit.request.body));
  std::optional<Response> answer;
  const auto change = [&](const store::Document& now) -> Result<json::object> {
    // The answer is made here, where what it depends on cannot change: the error only ends the change.
    const auto stop = [&](Response response) {
      answer = std::move(response);
      return fail(Fault::Conflict, "");
    };
    if (auto refused = refused_by_conditions(edit.request, now.etag, Needs::ToMatch))
      return stop(std::move(*refused));
    if (patch && !now.unreadable.empty())
      return stop(
          problem(409, base::format("{}. Mend the file, or replace it whole with PUT", now.unreadable)));
    std::vector<store::Refused> refused;
    if (auto wanted = wanted_of(body, patch, now, refused)) return std::move(*wanted);
    return stop(refusal(refused));
  };
  auto changed = edit.descriptions().change(kind, edit.id, edit.author, change);
  if (answer) return std::move(*answer);
  if (!changed) return std::unexpected(changed.error());
  return changed->refused.empty() ? document_answer(changed->now) : refusal(changed->refused);
}

Result<Response> read_history(const Edit& edit, const Context& context, Described kind) {
  std::optional<std::uint64_t> before;
  if (const std::string* text = edit.request.target.find_query("before")) {
    before = base::parse_unsigned(*text);
    if (!before) return fail(Fault::Malformed, "'before' is a number", "before");
  }
  store::EditHistory::Page page = TRY(edit.descriptions().history(kind, edit.id, before));
  json::object body;
  json::array entries;
  for (json::object& entry : page.entries) entries.push_back(std::move(entry));
  body["edits"] = std::move(entries);
  if (page.before)
    body["next"] = base::format("{}/{}s/{}/history?before={}", context.links(edit.request).base(),
                                store::to_string(kind), base::percent_encode(edit.id), *page.before);
  Response response{200, {}, base::Splice(base::write_json(body))};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

// ---- texts

Result<std::size_t> part_of(const Edit& edit) {
  const auto number = base::parse_unsigned(edit.part);
  if (!number) return fail(Fault::NotFound, "parts are numbered; 1 is the first");
  return static_cast<std::size_t>(*number);
}

std::string_view type_of(std::string_view name) {
  return name.ends_with(".vtt") ? "text/vtt" : "application/x-subrip";
}

Result<Response> list_texts(const Edit& edit, const Context& context) {
  const std::size_t part = TRY(part_of(edit));
  const std::string here = base::format("{}/items/{}/parts/{}/texts", context.links(edit.request).base(),
                                        base::percent_encode(edit.id), part);
  json::array texts;
  for (const store::SideText& text : TRY(edit.descriptions().texts(edit.id, part)))
    texts.push_back({{"id", base::format("{}/{}", here, base::percent_encode(text.name))},
                     {"name", text.name},
                     {"format", type_of(text.name)},
                     {"etag", text.etag}});
  Response response{200, {}, base::Splice(base::write_json(json::object{{"texts", std::move(texts)}}))};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Result<Response> read_text(const Edit& edit) {
  const std::size_t part = TRY(part_of(edit));
  store::SideText text = TRY(edit.descriptions().text(edit.id, part, edit.name));
  if (text.etag.empty()) return fail(Fault::NotFound, "there is no such text of this part");
  Response response{200, {}, base::Splice(std::move(text.content))};
  response.headers.add("Content-Type", std::string(type_of(edit.name)));
  set_validators(response, text.etag, text.modified);
  return response;
}

// What is no name of a text at all is told so elsewhere.
bool may_be(std::string_view name, const Request& request) {
  if (name.ends_with(".vtt")) return is_of_type(request, "text/vtt");
  if (!name.ends_with(".srt")) return true;
  return is_of_type(request, "application/x-subrip") || is_of_type(request, "text/srt") ||
         is_of_type(request, "text/x-subrip");
}

Result<Response> change_text(const Edit& edit) {
  const bool put = edit.request.method == Method::Put;
  const std::size_t part = TRY(part_of(edit));
  if (put && !may_be(edit.name, edit.request)) return unsupported(type_of(edit.name));
  std::optional<Response> answer;
  bool existed = false;
  const auto allow = [&](const store::SideText& now) -> Result<void> {
    existed = !now.etag.empty();
    if (!put && !existed) return {};  // there is nothing to be taken away: that is told
    answer = refused_by_conditions(edit.request, now.etag, put ? Needs::ToMatchOrBeNew : Needs::ToMatch);
    if (answer) return fail(Fault::Conflict, "");
    return {};
  };
  const auto changed = edit.descriptions().change_text(edit.id, part, edit.name, edit.author, allow,
                                                       put ? std::optional(edit.request.body) : std::nullopt);
  if (answer) return std::move(*answer);
  if (!changed) return std::unexpected(changed.error());
  if (!changed->refused.empty()) return refusal(changed->refused);
  Response response{put && !existed ? 201 : 204, {}, {}};
  set_validators(response, changed->now.etag, 0);
  return response;
}

// ---- who may

Response ask_for_token(bool wrong) {
  Response response = problem(401, wrong ? "this token is not known here" : "editing needs a token");
  response.headers.set("WWW-Authenticate",
                       base::format("Bearer realm=\"editing\"{}", wrong ? ", error=\"invalid_token\"" : ""));
  return response;
}

using Serve = std::function<Result<Response>(const Edit&)>;

// Deferred: files are read and written, and an item is brought in.
Answer guarded(const Editing& editing, const Request& request, const Captures& captures, const Serve& serve) {
  const auto who = editing.administrators->who(request.headers.get("Authorization"), request.peer,
                                               Administrators::Clock::now());
  switch (who.verdict) {
    case Administrators::Verdict::NoToken:
      return ask_for_token(false);
    case Administrators::Verdict::Unknown:
      return ask_for_token(true);
    case Administrators::Verdict::TooOften:
      return with(problem(429, "too many wrong tokens have come from this address"), "Retry-After",
                  base::format("{}", who.wait.count()));
    case Administrators::Verdict::Known:
      break;
  }
  return http::Deferred{
      [serve, edit = Edit{editing,
                          request,
                          {who.name, request.peer},
                          std::string(captures.get("id")),
                          std::string(captures.get("part")),
                          std::string(captures.get("name"))}] { return respond(serve(edit)); }};
}

}  // namespace

void add_editing(std::vector<http::Route>& routes, Context& context, const Editing& editing) {
  const Context* const site = &context;
  const auto shared = std::make_shared<const Editing>(editing);
  const auto add = [&](std::vector<Method> methods, std::string path, std::string name, Serve serve) {
    routes.push_back({std::move(methods), std::move(path),
                      [shared, serve = std::move(serve)](const Request& request, const Captures& captures) {
                        return guarded(*shared, request, captures, serve);
                      },
                      std::move(name)});
  };
  for (const Described kind : {Described::Item, Described::Collection}) {
    const std::string above = kind == Described::Item ? "/items/{id}" : "/collections/{id}";
    add({Method::Get}, above + "/description", "description as it lies on disk",
        [kind](const Edit& edit) { return read_document(edit, kind); });
    add({Method::Put, Method::Patch}, above + "/description", "changing a description",
        [kind](const Edit& edit) { return change_document(edit, kind); });
    add({Method::Get}, above + "/history", "history of edits",
        [kind, site](const Edit& edit) { return read_history(edit, *site, kind); });
  }
  add({Method::Get}, "/items/{id}/parts/{part}/texts", "texts beside a part",
      [site](const Edit& edit) { return list_texts(edit, *site); });
  add({Method::Get}, "/items/{id}/parts/{part}/texts/{name}", "text as it was given", read_text);
  add({Method::Put, Method::Delete}, "/items/{id}/parts/{part}/texts/{name}", "changing a text", change_text);
}

}  // namespace services
