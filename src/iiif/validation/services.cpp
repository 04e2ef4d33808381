// Meaning of services: Image 3.0, Search 2.0 and Authorization Flow 2.0, wherever they are named.
#include <algorithm>
#include <unordered_map>

#include "base/format.h"
#include "base/text.h"
#include "iiif/validation/checker.h"
#include "iiif/validation/values.h"

namespace iiif::validation {
namespace {

constexpr std::string_view kAuth2 =
    "AuthProbeService2 AuthAccessService2 AuthAccessTokenService2 AuthLogoutService2";

void judge_sizes(Checker& checker, std::size_t index, std::string_view key, bool tiles) {
  const json::object& service = *checker.nodes[index].object;
  const json::value* value = service.if_contains(key);
  if (!value) return;
  const json::array* list = value->if_array();
  if (!list) return checker.found("image-tiles", index, key, base::format("{} is no array", key));
  const auto whole = [](const json::value* number) {
    if (!number || !number->is_number()) return false;
    boost::system::error_code error;
    const double size = number->to_number<double>(error);
    return !error && size >= 1 &&
           size == static_cast<double>(static_cast<std::uint64_t>(std::min(size, 1e15)));
  };
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::object* one = (*list)[i].if_object();
    const std::string at = "/" + std::to_string(i);
    const bool good = one && whole(one->if_contains("width")) &&
                      (tiles ? !one->contains("height") || whole(one->if_contains("height"))
                             : whole(one->if_contains("height")));
    if (!good)
      checker.found("image-tiles", index, key,
                    base::format("{} with sizes that are no whole numbers above 0", key), at);
    if (!tiles || !one) continue;
    const json::value* factors = one->if_contains("scaleFactors");
    const json::array* numbers = factors ? factors->if_array() : nullptr;
    bool all = numbers && !numbers->empty();
    for (std::size_t j = 0; all && j < numbers->size(); ++j) all = whole(&(*numbers)[j]);
    if (!all) checker.found("image-tiles", index, key, "tiles without scaleFactors above 0", at);
  }
}

void judge_image(Checker& checker, std::size_t index) {
  const json::object& service = *checker.nodes[index].object;
  const json::value* profile = service.if_contains("profile");
  if (profile && !(profile->is_string() && has_word("level0 level1 level2", string_of(service, "profile"))))
    checker.found("image-service", index, "profile", "a profile that is none of level0, level1, level2");
  if (service.contains("protocol") && string_of(service, "protocol") != "http://iiif.io/api/image")
    checker.found("image-service", index, "protocol", "a protocol that is not http://iiif.io/api/image");
  judge_sizes(checker, index, "sizes", false);
  judge_sizes(checker, index, "tiles", true);
  if (service.contains("maxHeight") && !service.contains("maxWidth"))
    checker.lacking("image-tiles", index, "maxWidth", "maxHeight without maxWidth");
  if (has_string(service, "extraFeatures", "sizeUpscaling") && !service.contains("maxWidth") &&
      !service.contains("maxArea"))
    checker.lacking("image-tiles", index, "maxWidth", "sizeUpscaling without maxWidth or maxArea");
}

void judge_search_service(Checker& checker, std::size_t index,
                          std::unordered_map<std::string_view, std::string_view>& scopes) {
  const Node node = checker.nodes[index];
  if (node.parent < 0) return;
  const Node& owner = checker.nodes[static_cast<std::size_t>(node.parent)];
  if (node.is("AutoCompleteService2")) {
    if (owner.property == "service" && !owner.is("SearchService2"))
      checker.found("search-service", index, "type",
                    base::format("an AutoCompleteService2 within {}, not within a SearchService2",
                                 owner.type.empty() ? "another service" : owner.type));
    return;
  }
  if (node.property == "services" || node.id.empty() || owner.id.empty() || owner.property == "service")
    return;
  const auto [scope, fresh] = scopes.try_emplace(node.id, owner.id);
  if (!fresh && scope->second != owner.id)
    checker.found("search-service", index, "id",
                  base::format("the service of '{}' as well", base::clip_for_message(scope->second)));
  for (const std::size_t child : checker.children(index))
    if (!checker.nodes[child].is("AutoCompleteService2"))
      checker.found("search-service", child, "type",
                    base::format("a {} within a search service", checker.nodes[child].type));
}

struct Counts {
  int access = 0, token = 0, logout = 0, other = 0;
};

Counts inner_services(const Checker& checker, std::size_t index) {
  Counts counts;
  for (const std::size_t child : checker.children(index)) {
    const Node& node = checker.nodes[child];
    if (node.property != "service") continue;
    if (node.is("AuthAccessService2")) {
      ++counts.access;
    } else if (node.is("AuthAccessTokenService2")) {
      ++counts.token;
    } else if (node.is("AuthLogoutService2")) {
      ++counts.logout;
    } else {
      ++counts.other;
    }
  }
  return counts;
}

void judge_access(Checker& checker, std::size_t index) {
  const json::object& service = *checker.nodes[index].object;
  const std::string_view profile = string_of(service, "profile");
  const bool external = profile == "external";
  if (external && service.contains("id"))
    checker.found("auth-external-id", index, "id", "an external access service with an id");
  if (!external && !service.contains("id"))
    checker.lacking("auth-service", index, "id", "an access service without id");
  if (profile == "active" && !service.contains("label"))
    checker.lacking("auth-service", index, "label", "an active access service without label");
  if (profile == "active")
    for (std::string_view key : {"heading", "note", "confirmLabel"})
      if (!service.contains(key))
        checker.lacking("auth-recommended", index, key,
                        base::format("an active access service without {}", key));
  const Counts inner = inner_services(checker, index);
  if (service.contains("service") && (inner.token != 1 || inner.logout > 1 || inner.access > 0))
    checker.found("auth-nesting", index, "service",
                  base::format("{} token and {} logout services", inner.token, inner.logout));
}

void judge_auth(Checker& checker, std::size_t index) {
  const Node node = checker.nodes[index];
  const json::object& service = *node.object;
  const std::string_view owner =
      node.parent < 0 ? std::string_view{} : checker.nodes[static_cast<std::size_t>(node.parent)].type;
  const bool inside = node.property == "service";
  for (std::string_view key : node.info ? node.info->required : std::vector<std::string_view>{})
    if (!service.contains(key) && key != "type" && key != "id")
      checker.lacking("auth-service", index, key, base::format("{} without {}", node.type, key));
  if (!node.id.empty() && !node.id.starts_with("https:") && string_of(service, "profile") != "external")
    checker.found("auth-https", index, "id",
                  base::format("'{}' is no https URI", base::clip_for_message(node.id)));
  for (const auto& [note, heading] : {std::pair{"errorNote", "errorHeading"}})
    if (service.contains(note) && !service.contains(heading))
      checker.found("auth-heading", index, note, base::format("{} without {}", note, heading));
  if (node.is("AuthProbeService2")) {
    const Counts inner = inner_services(checker, index);
    if (service.contains("service") && (inner.access == 0 || inner.other + inner.token + inner.logout > 0))
      checker.found("auth-nesting", index, "service",
                    base::format("{} access services and {} others in a probe service", inner.access,
                                 inner.other + inner.token + inner.logout));
    if (inside && has_word(kAuth2, owner))
      checker.found("auth-nesting", index, "type", base::format("a probe service within {}", owner));
  } else if (node.is("AuthAccessService2")) {
    judge_access(checker, index);
    if (inside && owner != "AuthProbeService2")
      checker.found("auth-nesting", index, "type",
                    base::format("an access service of {}, without a probe service",
                                 owner.empty() ? "a resource" : owner));
  } else if (inside && owner != "AuthAccessService2") {
    checker.found("auth-nesting", index, "type", base::format("{} within {}", node.type, owner));
  }
}

void judge_context(Checker& checker) {
  const json::value* context = checker.nodes[0].object->if_contains("@context");
  if (context && has_string(*checker.nodes[0].object, "@context", "http://iiif.io/api/auth/2/context.json"))
    return;
  checker.lacking("auth-context", 0, "@context", "services of Authorization Flow 2.0 without their context");
}

}  // namespace

void judge_services(Checker& checker) {
  std::unordered_map<std::string_view, std::string_view> scopes;
  bool auth = false;
  for (std::size_t i = 0; i < checker.nodes.size(); ++i) {
    const Node node = checker.nodes[i];
    if (node.property != "service" && node.property != "services") continue;
    if (!node.info) continue;
    if (node.is("ImageService3")) {
      judge_image(checker, i);
      if (!node.object->contains("profile"))
        checker.lacking("image-service", i, "profile", "a service without profile");
    }
    if (node.any_of("SearchService2 AutoCompleteService2")) judge_search_service(checker, i, scopes);
    if (node.any_of(kAuth2)) {
      judge_auth(checker, i);
      auth = true;
    }
  }
  if (auth) judge_context(checker);
}

void judge_image_info(Checker& checker) {
  judge_image(checker, 0);
  if (checker.nodes[0].id.ends_with('/'))
    checker.found("image-service", 0, "id", "an id that ends with a slash");
}

void judge_auth_message(Checker& checker) {
  const json::object& top = *checker.nodes[0].object;
  if (top.contains("note") && !top.contains("heading"))
    checker.found("auth-heading", 0, "note", "note without heading");
  if (!checker.nodes[0].is("AuthProbeResult2")) return;
  const auto status = number_of(top, "status");
  if (status && (*status < 100 || *status > 599))
    checker.found("auth-message", 0, "status", base::format("{} is no HTTP status", *status));
  const bool allowed = status && *status >= 200 && *status < 300,
             redirect = status && *status >= 300 && *status < 400;
  if (top.contains("substitute") && allowed)
    checker.found("auth-message", 0, "substitute", "a substitute where the resource can be had");
  if (top.contains("location") && !redirect)
    checker.found("auth-message", 0, "location", "location without a status of 300 to 399");
  if (redirect && !top.contains("location") && *status != 304)
    checker.lacking("auth-message", 0, "location", "a redirection without location");
}

}  // namespace iiif::validation
