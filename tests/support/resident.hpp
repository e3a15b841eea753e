// How much memory a call takes.
#pragma once

#include <cstddef>
#include <fstream>
#include <malloc.h>
#include <string>

namespace test {

inline constexpr std::size_t kMiB = std::size_t{1} << 20;

/// Resident bytes of this process: "VmRSS:" now, "VmHWM:" at most since the mark was set back.
inline std::size_t resident(const std::string& which) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word && word != which) {
  }
  std::size_t kilobytes = 0;
  status >> kilobytes;
  return kilobytes * 1024;
}

/// By how many bytes a call raises the most resident memory.
template <class Action>
std::size_t peak_of(const Action& action) {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const std::size_t before = resident("VmRSS:");
  action();
  return resident("VmHWM:") - before;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMeasuresMemory = false;  // sanitizers need memory of their own
#else
inline constexpr bool kMeasuresMemory = true;
#endif

}  // namespace test
