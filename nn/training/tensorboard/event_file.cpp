// Names and creates event files.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/tensorboard/event_file.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace xgrad::nn::training {
namespace {

std::string host_name() {
  std::array<char, 256> name = {};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  std::string text = name.data();
  for (char& letter : text) {
    if (letter == '/') letter = '-';
  }
  return text;
}

}  // namespace

io::File create_event_file(const std::string& folder, double wall_time) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw IoError(
        fmt::format("SummaryWriter: cannot create the folder '{}': {}", folder, error.message()));
  }
  const std::string name =
      fmt::format("{}/events.out.tfevents.{:010}.{}.{}", folder,
                  static_cast<std::int64_t>(wall_time), host_name(), ::getpid());
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC;
  for (int copy = 0;; ++copy) {
    const std::string path = copy == 0 ? name : fmt::format("{}.{}", name, copy);
    io::File file(io::retried([&] { return ::open(path.c_str(), kFlags, 0666); }), path);
    if (file.descriptor() >= 0) return file;
    if (errno != EEXIST) io::throw_system_error(fmt::format("cannot write '{}'", path));
  }
}

}  // namespace xgrad::nn::training
