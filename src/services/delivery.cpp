#include "services/delivery.h"

#include <atomic>

#include "services/problem.h"

namespace services {
namespace {

// Reads a making from its start; its being held is what tells that someone still reads.
http::Stream stream_of(std::shared_ptr<Making> making, std::shared_ptr<const bool> presence) {
  auto offset = std::make_shared<std::atomic<std::uint64_t>>(0);
  return {[making, offset,
           presence = std::move(presence)](std::span<std::uint8_t> out) -> base::Result<std::size_t> {
            const std::size_t count = TRY(making->read(*offset, out));
            *offset += count;
            return count;
          },
          [making, offset](std::function<void()> wake) { return making->wait(*offset, std::move(wake)); }};
}

// What the closures of one asker share: who is to be answered, and whether someone reads already.
struct Client {
  std::shared_ptr<http::Reply> reply;
  std::atomic<bool> answered{false};
  std::weak_ptr<const bool> reading;

  bool gone() const { return answered ? reading.expired() : reply->abandoned(); }
};

Asker asker_for(std::shared_ptr<Client> client, RespondWhole respond, RespondPart respond_part) {
  Asker asker;
  asker.gone = [client] { return client->gone(); };
  asker.ended = [client, respond = std::move(respond)](const base::Result<base::Source>& made) {
    if (client->answered.exchange(true)) return;  // the reader sees the end itself
    client->reply->send(made ? respond(*made) : problem_of_making(made.error()));
  };
  if (respond_part)
    asker.begun = [client, respond_part = std::move(respond_part)](std::shared_ptr<Making> making) {
      const auto presence = std::make_shared<const bool>(true);
      client->reading = presence;
      if (client->answered.exchange(true)) return;
      client->reply->send(respond_part(stream_of(std::move(making), presence)));
    };
  return asker;
}

http::Answer deliver_to(Workshop& workshop, Order order, RespondWhole respond, RespondPart respond_part) {
  if (base::Source made = workshop.find(order.key)) return respond(std::move(made));
  return http::Pending{[&workshop, order = std::move(order), respond = std::move(respond),
                        respond_part = std::move(respond_part)](std::shared_ptr<http::Reply> reply) mutable {
    auto client = std::make_shared<Client>();
    client->reply = reply;
    const auto asked = workshop.ask(
        std::move(order), asker_for(std::move(client), std::move(respond), std::move(respond_part)));
    if (!asked) reply->send(problem(asked.error()));
  }};
}

}  // namespace

http::Answer deliver(Workshop& workshop, Order order, RespondWhole respond) {
  return deliver_to(workshop, std::move(order), std::move(respond), nullptr);
}

http::Answer deliver_streaming(Workshop& workshop, Order order, RespondWhole respond,
                               RespondPart respond_part) {
  return deliver_to(workshop, std::move(order), std::move(respond), std::move(respond_part));
}

http::Answer find_out(Workshop& workshop, std::function<http::Answer()> answer) {
  return http::Pending{[&workshop, answer = std::move(answer)](std::shared_ptr<http::Reply> reply) {
    const auto taken = workshop.run([answer, reply] {
      http::Answer found = answer();
      if (auto* response = std::get_if<http::Response>(&found))
        reply->send(std::move(*response));
      else if (auto* pending = std::get_if<http::Pending>(&found))
        pending->begin(reply);
      else
        reply->send(std::get<http::Deferred>(found).work());
    });
    if (!taken) reply->send(problem(taken.error()));
  }};
}

}  // namespace services
