// For callers without a connection (the command line, tests): waits for an answer that is made later, and
// reads a body whatever it is made of. Blocks the calling thread; safe from any.
#pragma once

#include <functional>

#include "http/message.h"

namespace http {

// The response itself. One that nobody sends is 500. Where `abandoned` comes true what is being made for this
// answer alone is given up.
Response settle(Answer answer, std::function<bool()> abandoned = {});

// Hands over the whole body piece by piece; the first error, also of `take`, ends it.
base::Result<void> pour(Response& response, const std::function<base::Result<void>(base::ByteView)>& take);

}  // namespace http
