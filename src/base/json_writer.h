// JsonWriter: JSON as text, written member by member with no tree behind it, so that a document of any length
// can be made in pieces. Compact. The caller keeps to the grammar (a key before each value of an object);
// what is written is then well-formed. One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace base {

class JsonWriter {
 public:
  // Appends to `out`, which may be emptied between calls.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void text(std::string_view value);  // must be UTF-8
  void number(double value);          // the shortest form that reads back the same
  void value(const json::value& value);
  void elements(std::string_view text);  // of an array, as another writer wrote them; none if empty

 private:
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }
  void open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    comma_ = true;
  }
  void quoted(std::string_view text);

  std::string& out_;
  bool comma_ = false;  // something stands before what comes next
};

}  // namespace base
