// Definitions that the linker finds before those of the C library, which they pass calls on to.
#include "io/system_calls.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <regex>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include <utility>

namespace test {
namespace {

thread_local SystemCalls* recording = nullptr;
thread_local bool shortened = false;  // the transfer that is being answered

std::string path_of(int descriptor) {
  if (!recording) return {};
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof(path));
  return {path, static_cast<std::size_t>(size < 0 ? 0 : size)};
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// What the call has to answer, in `result` and errno; false when the system is to be asked.
template <class Result>
bool answer(const char* call, const std::string& path, Result& result) {
  if (!recording) return false;
  SystemCalls* const active = std::exchange(recording, nullptr);
  const Fault* const fault = active->record(call, path);
  recording = active;
  shortened = fault && *fault == Fault::one_byte;
  if (!fault || shortened) return false;
  result = *fault == Fault::nothing ? 0 : -1;
  errno = *fault == Fault::interrupted ? EINTR
          : *fault == Fault::full      ? ENOSPC
          : *fault == Fault::forbidden ? EACCES
                                       : EIO;
  return true;
}

// The size of a transfer that the system is asked for.
std::size_t transferred(std::size_t count) {
  return std::exchange(shortened, false) && count > 1 ? 1 : count;
}

}  // namespace

SystemCalls::SystemCalls() {
  recording = this;
}

SystemCalls::~SystemCalls() {
  recording = nullptr;
}

void SystemCalls::fail(std::size_t number, Fault fault, Lasting lasting) {
  failing_ = number;
  fault_ = fault;
  lasting_ = lasting;
}

bool is_interruptible(const std::string& call) {
  constexpr std::array kCalls = {"open ",  "openat ", "read ",  "pread ",
                                 "write ", "fsync ",  "flock ", "fchmod "};
  return std::ranges::any_of(kCalls, [&](const char* name) { return call.starts_with(name); });
}

const Fault* SystemCalls::record(const char* call, const std::string& path) {
  static const std::regex numbers("tmp\\.[0-9]+\\.[0-9]+");
  std::string file = std::filesystem::path(path).filename().string();
  if (file.empty()) file = std::filesystem::path(path).parent_path().filename().string();
  names_.push_back(std::string(call) + " " + std::regex_replace(file, numbers, "tmp.*"));
  const std::size_t number = names_.size() - 1;
  if (number == failing_) return &fault_;
  if (lasting_ == Lasting::no || number < failing_) return nullptr;
  return names_[failing_].starts_with(std::string(call) + " ") ? &fault_ : nullptr;
}

}  // namespace test

using test::answer;
using test::path_of;

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  static auto* const real = test::next<int(const char*, int, ...)>("open");
  int result = 0;
  return answer("open", path, result) ? result : real(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  static auto* const real = test::next<int(int, const char*, int, ...)>("openat");
  int result = 0;
  return answer("openat", path, result) ? result : real(folder, path, flags, mode);
}

int fcntl(int descriptor, int command, ...) {
  std::va_list more;
  va_start(more, command);
  const long argument = va_arg(more, long);
  va_end(more);
  static auto* const real = test::next<int(int, int, ...)>("fcntl");
  int result = 0;
  return answer("fcntl", path_of(descriptor), result) ? result
                                                      : real(descriptor, command, argument);
}

ssize_t read(int descriptor, void* bytes, size_t count) {
  static auto* const real = test::next<ssize_t(int, void*, size_t)>("read");
  ssize_t result = 0;
  if (answer("read", path_of(descriptor), result)) return result;
  return real(descriptor, bytes, test::transferred(count));
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  static auto* const real = test::next<ssize_t(int, const void*, size_t)>("write");
  ssize_t result = 0;
  if (answer("write", path_of(descriptor), result)) return result;
  return real(descriptor, bytes, test::transferred(count));
}

ssize_t pread(int descriptor, void* bytes, size_t count, off_t position) {
  static auto* const real = test::next<ssize_t(int, void*, size_t, off_t)>("pread");
  ssize_t result = 0;
  if (answer("pread", path_of(descriptor), result)) return result;
  return real(descriptor, bytes, test::transferred(count), position);
}

int stat(const char* path, struct stat* status) noexcept {
  static auto* const real = test::next<int(const char*, struct stat*)>("stat");
  int result = 0;
  return answer("stat", path, result) ? result : real(path, status);
}

int fstat(int descriptor, struct stat* status) noexcept {
  static auto* const real = test::next<int(int, struct stat*)>("fstat");
  int result = 0;
  return answer("fstat", path_of(descriptor), result) ? result : real(descriptor, status);
}

int fstatat(int folder, const char* path, struct stat* status, int flags) noexcept {
  static auto* const real = test::next<int(int, const char*, struct stat*, int)>("fstatat");
  int result = 0;
  return answer("fstatat", path, result) ? result : real(folder, path, status, flags);
}

int fstatfs(int descriptor, struct statfs* status) noexcept {
  static auto* const real = test::next<int(int, struct statfs*)>("fstatfs");
  int result = 0;
  return answer("fstatfs", path_of(descriptor), result) ? result : real(descriptor, status);
}

char* realpath(const char* path, char* resolved) noexcept {
  static auto* const real = test::next<char*(const char*, char*)>("realpath");
  int result = 0;
  return answer("realpath", path, result) ? nullptr : real(path, resolved);
}

DIR* opendir(const char* path) {
  static auto* const real = test::next<DIR*(const char*)>("opendir");
  int result = 0;
  return answer("opendir", path, result) ? nullptr : real(path);
}

struct dirent* readdir(DIR* folder) {
  static auto* const real = test::next<struct dirent*(DIR*)>("readdir");
  int result = 0;
  return answer("readdir", path_of(::dirfd(folder)), result) ? nullptr : real(folder);
}

int fsync(int descriptor) {
  static auto* const real = test::next<int(int)>("fsync");
  int result = 0;
  return answer("fsync", path_of(descriptor), result) ? result : real(descriptor);
}

// The descriptor is gone even after an error.
int close(int descriptor) {
  static auto* const real = test::next<int(int)>("close");
  int result = 0;
  if (!test::recording || !answer("close", path_of(descriptor), result)) return real(descriptor);
  const int reason = errno;
  real(descriptor);
  errno = reason;
  return result;
}

int fchmod(int descriptor, mode_t mode) noexcept {
  static auto* const real = test::next<int(int, mode_t)>("fchmod");
  int result = 0;
  return answer("fchmod", path_of(descriptor), result) ? result : real(descriptor, mode);
}

int flock(int descriptor, int operation) noexcept {
  static auto* const real = test::next<int(int, int)>("flock");
  int result = 0;
  return answer("flock", path_of(descriptor), result) ? result : real(descriptor, operation);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  static auto* const real = test::next<int(int, const char*, int, const char*)>("renameat");
  int result = 0;
  return answer("renameat", to, result) ? result : real(from_folder, from, to_folder, to);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
  static auto* const real = test::next<int(int, const char*, int)>("unlinkat");
  int result = 0;
  return answer("unlinkat", path, result) ? result : real(folder, path, flags);
}

}  // extern "C"
