#include "store/mapped_source.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include "base/format.h"

namespace store {
namespace {

using base::fail;
using base::Fault;

// What the signal handler may look into: atomics in one place that never moves. `begin` is 0 where it is
// free.
struct Range {
  std::atomic<std::uintptr_t> begin{0}, end{0};
};
std::array<Range, 4096> ranges;

void on_bus_error(int, siginfo_t* info, void*) {
  const int before = errno;
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const bool ours = std::ranges::any_of(ranges, [at](const Range& range) {
    return range.begin.load() != 0 && at >= range.begin.load() && at < range.end.load();
  });
  const bool zeroed = ours && ::mmap(reinterpret_cast<void*>(at / page * page), page, PROT_READ,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
  if (!zeroed) ::signal(SIGBUS, SIG_DFL);  // it comes again, and ends us
  errno = before;
}

void watch_for_bus_errors() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGBUS, &action, nullptr);
  });
}

Range* take_range(const void* data, std::size_t size) {
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  for (Range& range : ranges) {
    std::uintptr_t none = 0;
    if (!range.begin.compare_exchange_strong(none, begin)) continue;
    range.end = begin + size;
    return &range;
  }
  return nullptr;
}

class MappedSource final : public base::ByteSource {
 public:
  MappedSource(void* data, std::size_t size, Range& range)
      : data_(static_cast<std::uint8_t*>(data)), size_(size), range_(range) {}
  ~MappedSource() override {
    range_.end = 0;
    range_.begin = 0;
    ::munmap(data_, size_);
  }
  MappedSource(const MappedSource&) = delete;
  MappedSource& operator=(const MappedSource&) = delete;

  std::uint64_t size() const override { return size_; }
  base::ByteView view() const override { return {data_, size_}; }
  base::Result<void> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (offset > size_ || out.size() > size_ - offset)
      return fail(Fault::OutOfRange, "read past the end of a mapped file");
    std::copy_n(data_ + offset, out.size(), out.begin());
    return {};
  }

 private:
  std::uint8_t* data_;
  std::size_t size_;
  Range& range_;
};

}  // namespace

base::Result<base::Source> map_descriptor(int descriptor, std::size_t size) {
  watch_for_bus_errors();
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED) return fail(Fault::Io, base::format("cannot map a file: {}", std::strerror(errno)));
  if (Range* range = take_range(data, size)) return std::make_shared<MappedSource>(data, size, *range);
  ::munmap(data, size);
  return fail(Fault::Unavailable, base::format("more than {} files are mapped", ranges.size()));
}

}  // namespace store
