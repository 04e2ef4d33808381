// What is made before anyone asks: orders that the workshop takes in the background, and that give way to
// whoever waits. Safe from any thread.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "services/workshop.h"

namespace services {

class BackgroundOrder {
 public:
  // Asks for it. `stop` ends it too.
  BackgroundOrder(Workshop& workshop, Order order, std::stop_token stop);

  // Until it is made. Nothing where it gave way, or was stopped: to be asked for anew.
  std::optional<base::Result<base::Source>> wait();

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
  std::stop_token stop_;
};

// Returns once nobody waits for the workshop, or `stop` is requested; a moment passes in any case.
void give_way(Workshop& workshop, const std::stop_token& stop);

}  // namespace services
