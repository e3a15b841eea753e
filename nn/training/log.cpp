// The two formats of logs, written and read.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/log.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace xgrad::nn::training {
namespace {

constexpr const char *kStepKind = "step", *kEvaluationKind = "evaluation";

struct RowStart {
  Index step = 0;
  std::string_view kind;
};

std::string read_whole(io::File& file) {
  std::string text(file.size(), '\0');
  text.resize(file.read(std::as_writable_bytes(std::span(text))));
  return text;
}

io::File open_for_update(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe would wait for its reader.
  constexpr int kFlags = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK;
  io::File file(io::retried([&] { return ::open(path.c_str(), kFlags, 0666); }), path);
  if (file.descriptor() < 0) io::throw_system_error(fmt::format("cannot write '{}'", path));
  return file;
}

}  // namespace

// A line is: begin STEP after_step EPOCH after_epoch KIND after_kind METRICS.
struct TrainingLog::Format {
  std::string_view header, begin, after_step, after_epoch, after_kind;
  bool is_csv;

  static const Format& of(const std::string& path);
  std::optional<RowStart> parse(std::string_view line) const;
  std::string row(Index step, Index epoch, const char* kind, const Metrics& metrics) const;
  std::size_t kept_bytes(const std::string& path, std::string_view text,
                         const LogPosition& position) const;
};

const TrainingLog::Format& TrainingLog::Format::of(const std::string& path) {
  static constexpr Format kCsv = {"step,epoch,kind,name,value\n", "", ",", ",", ",", true};
  static constexpr Format kJsonLines = {"",     R"({"step": )", R"(, "epoch": )", R"(, "kind": ")",
                                        R"(")", false};
  if (path.ends_with(".csv")) return kCsv;
  if (path.ends_with(".jsonl")) return kJsonLines;
  throw ValueError(fmt::format("TrainingLog: '{}' ends with neither .csv nor .jsonl", path));
}

std::optional<RowStart> TrainingLog::Format::parse(std::string_view line) const {
  const auto skip = [&](std::string_view text) {
    const bool found = line.starts_with(text);
    if (found) line.remove_prefix(text.size());
    return found;
  };
  const auto number = [&](Index& value) {
    const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    line.remove_prefix(static_cast<std::size_t>(stop - line.data()));
    return error == std::errc() && value >= 0;
  };
  RowStart row;
  Index epoch = 0;
  if (!(skip(begin) && number(row.step) && skip(after_step) && number(epoch) && skip(after_epoch)))
    return {};
  for (const char* const kind : {kStepKind, kEvaluationKind}) {
    if (!skip(fmt::format("{}{}", kind, after_kind))) continue;
    row.kind = kind;
    return row;
  }
  return {};
}

std::string TrainingLog::Format::row(Index step, Index epoch, const char* kind,
                                     const Metrics& metrics) const {
  const std::string start =
      fmt::format("{}{}{}{}{}{}{}", begin, step, after_step, epoch, after_epoch, kind, after_kind);
  std::string text = is_csv ? "" : start;
  for (const Metric& metric : metrics) {
    text += is_csv ? fmt::format("{}{},{}\n", start, metric.name, metric.text())
                   : fmt::format(R"(, "{}": {})", metric.name,
                                 std::isfinite(metric.value) ? metric.text() : "null");
  }
  return is_csv ? text : text + "}\n";
}

std::size_t TrainingLog::Format::kept_bytes(const std::string& path, std::string_view text,
                                            const LogPosition& position) const {
  const auto fail = [&](Index line) {
    throw FormatError(
        fmt::format("TrainingLog: line {} of '{}' is not a line of a training log", line, path),
        "the file is unchanged; choose another name for the log");
  };
  if (header.starts_with(text)) return 0;
  if (!text.starts_with(header)) fail(1);
  std::size_t kept = header.size();
  Index number = header.empty() ? 0 : 1;
  for (std::size_t end = 0; (end = text.find('\n', kept)) != std::string_view::npos;
       kept = end + 1) {
    const auto start = parse(text.substr(kept, end - kept));
    ++number;
    if (!start) fail(number);
    if (start->step > (start->kind == kStepKind ? position.step : position.evaluation)) break;
  }
  // What is removed begins with a row, which may be incomplete.
  const std::string_view rest = text.substr(kept);
  if (!rest.starts_with(begin) && !begin.starts_with(rest)) fail(number + 1);
  return kept;
}

TrainingLog::TrainingLog(const std::string& path, const LogPosition& position)
    : format_(Format::of(path)), file_(open_for_update(path)) {
  const std::string text = read_whole(file_);
  const std::size_t kept = format_.kept_bytes(path, text, position);
  if (::ftruncate(file_.descriptor(), static_cast<off_t>(kept)) != 0 ||
      ::lseek(file_.descriptor(), static_cast<off_t>(kept), SEEK_SET) < 0) {
    io::throw_system_error(fmt::format("cannot write '{}'", path));
  }
  if (kept == 0) file_.write(std::as_bytes(std::span(format_.header)));
}

void TrainingLog::check_path(const std::string& path) {
  Format::of(path);
}

void TrainingLog::add(Index step, Index epoch, const char* kind, const Metrics& metrics) {
  const std::string text = format_.row(step, epoch, kind, metrics);
  file_.write(std::as_bytes(std::span(text)));
}

void TrainingLog::add_step(Index step, Index epoch, const Metrics& metrics) {
  add(step, epoch, kStepKind, metrics);
}

void TrainingLog::add_evaluation(Index step, Index epoch, const Metrics& metrics) {
  add(step, epoch, kEvaluationKind, metrics);
}

}  // namespace xgrad::nn::training
