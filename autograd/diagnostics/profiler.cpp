// Collection of runs, and their summaries.
#include <xgrad/autograd/diagnostics/profiler.hpp>
#include <xgrad/autograd/diagnostics/profiling.hpp>
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

namespace xgrad {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

// One run of an operation or of a pullback. Names and paths of modules are never freed.
struct Run {
  const char* name;
  const char* where;
  double start, duration;  // in seconds, since the start of the profile
  Index saved_bytes;
  int thread;
  bool backward;
};

constexpr const char* kNotRecorded = "(not recorded)";

}  // namespace

struct Profile {
  std::uint64_t number;
  Clock::time_point start = Clock::now();
  int threads = 0;
  std::vector<Run> runs;
};

namespace {

constinit std::mutex mutex;  // guards all profiles
constinit Profile* active = nullptr;
constinit std::uint64_t profiles = 0;

// What a thread remembers between its runs.
struct ThreadState {
  std::uint64_t profile = 0;
  int thread = 0;
  Clock::time_point last = {};
  std::uint64_t newest_node = 0;
  Index saved_bytes = 0;
};
thread_local ThreadState state;

// True if there is a profile. The first run of a thread in a profile begins with the profile.
bool takes_part() {
  if (!active) return false;
  if (state.profile == active->number) return true;
  state = {.profile = active->number,
           .thread = active->threads++,
           .last = active->start,
           .newest_node = state.newest_node};
  return true;
}

// Appends a run that ends now.
void append(const char* name, const char* where, Clock::time_point start, bool backward) {
  const std::lock_guard lock(mutex);
  if (!takes_part()) return;
  start = std::max(backward ? start : state.last, active->start);
  active->runs.push_back({name, where, seconds_between(active->start, start),
                          seconds_between(start, Clock::now()), backward ? 0 : state.saved_bytes,
                          state.thread, backward});
  if (!backward) state.saved_bytes = 0;
  state.last = Clock::now();
}

template <class Key>
std::vector<ProfiledOperation> summed(const std::vector<Run>& runs, const Key& key) {
  std::map<std::string_view, ProfiledOperation> sums;
  for (const Run& run : runs) {
    ProfiledOperation& sum = sums[key(run)];
    ++(run.backward ? sum.backward_count : sum.forward_count);
    (run.backward ? sum.backward_seconds : sum.forward_seconds) += run.duration;
    sum.saved_bytes += run.saved_bytes;
  }
  std::vector<ProfiledOperation> list;
  list.reserve(sums.size());
  for (auto& [name, sum] : sums) {
    sum.name = name;
    list.push_back(std::move(sum));
  }
  std::ranges::stable_sort(list, std::greater(), &ProfiledOperation::seconds);
  return list;
}

}  // namespace

void profile_result(const Tensor& result) {
  const Node* const node = result.body()->node.get();
  if (!node) {
    if (grad_enabled()) state.saved_bytes = 0;  // what the operation saved is released
    // Within a backward pass, the pullback is counted.
    if (running_pass() == 0) append(kNotRecorded, Scope::interned_path(), {}, false);
    return;
  }
  // Further outputs of a node, and saved outputs as tensors, are no new runs.
  if (!grad_enabled() || node->id() <= state.newest_node) return;
  state.newest_node = node->id();
  append(node->name(), node->where(), {}, false);
}

void profile_saved(const Array& array) {
  if (!grad_enabled()) return;  // no operation is recorded, so nothing remains saved
  const std::lock_guard lock(mutex);
  if (!takes_part()) return;
  state.saved_bytes += array.numel() * static_cast<Index>(size_of(array.dtype()));
}

std::int64_t steady_nanoseconds() {
  return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

void profile_pullback(const Node& node, std::int64_t start) {
  append(node.name(), node.where(), Clock::time_point(std::chrono::nanoseconds(start)), true);
}

void profile_from_now() {
  const std::lock_guard lock(mutex);
  if (takes_part()) state.last = Clock::now();
}

Profiler::Profiler() : profile_(std::make_unique<Profile>()) {
  const std::lock_guard lock(mutex);
  if (active) {
    throw ValueError("Profiler: another one is active", "destroy it before creating the next");
  }
  profile_->number = ++profiles;
  active = profile_.get();
}

Profiler::~Profiler() {
  const std::lock_guard lock(mutex);
  active = nullptr;
}

std::vector<ProfiledOperation> Profiler::by_operation() const {
  const std::lock_guard lock(mutex);
  return summed(profile_->runs, [](const Run& run) { return std::string_view(run.name); });
}

std::vector<ProfiledOperation> Profiler::by_module() const {
  const std::lock_guard lock(mutex);
  return summed(profile_->runs, [](const Run& run) { return std::string_view(run.where); });
}

std::string Profiler::table() const {
  const std::vector<ProfiledOperation> operations = by_operation();
  std::string text = fmt::format("{:<24}{:>10}{:>14}{:>10}{:>14}{:>14}{:>12}\n", "operation",
                                 "forward", "ms", "backward", "ms", "total ms", "saved KiB");
  for (const ProfiledOperation& row : operations) {
    text += fmt::format("{:<24}{:>10}{:>14.3f}{:>10}{:>14.3f}{:>14.3f}{:>12.1f}\n", row.name,
                        row.forward_count, 1e3 * row.forward_seconds, row.backward_count,
                        1e3 * row.backward_seconds, 1e3 * row.seconds(),
                        static_cast<double>(row.saved_bytes) / 1024);
  }
  return text;
}

void Profiler::write_chrome_trace(const std::string& path) const {
  nlohmann::json events = nlohmann::json::array();
  {
    const std::lock_guard lock(mutex);
    for (const Run& run : profile_->runs) {
      events.push_back({{"name", run.name},
                        {"cat", run.backward ? "backward" : "forward"},
                        {"ph", "X"},
                        {"ts", 1e6 * run.start},
                        {"dur", 1e6 * run.duration},
                        {"pid", 0},
                        {"tid", run.thread},
                        {"args", {{"module", run.where}, {"saved_bytes", run.saved_bytes}}}});
    }
  }
  const nlohmann::json trace = {{"displayTimeUnit", "ms"}, {"traceEvents", std::move(events)}};
  io::write_file_atomically(
      path, trace.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace xgrad
