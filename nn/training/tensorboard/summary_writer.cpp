// Appends records to the event file.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/tensorboard/event_file.hpp>
#include <xgrad/nn/training/tensorboard/events.hpp>
#include <xgrad/nn/training/tensorboard/record.hpp>
#include <xgrad/nn/training/tensorboard/summary_writer.hpp>

#include <fmt/format.h>

#include <chrono>
#include <span>
#include <unistd.h>

namespace xgrad::nn::training {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

class SummaryWriter::Events {
 public:
  explicit Events(const std::string& folder) : file_(create_event_file(folder, now())) {
    add(version_event(now()));
  }

  void add(const std::string& event) {
    const std::string record = record_of(event);
    try {
      file_.write(std::as_bytes(std::span(record)));
    } catch (const IoError&) {
      // Readers would skip all that follows an incomplete record. If this fails too, the error is the same.
      [[maybe_unused]] const int status = ::ftruncate(file_.descriptor(), size_);
      throw;
    }
    size_ += static_cast<::off_t>(record.size());
  }
  io::File& file() { return file_; }

 private:
  io::File file_;
  ::off_t size_ = 0;
};

SummaryWriter::SummaryWriter(const std::string& folder)
    : events_(std::make_unique<Events>(folder)) {}

SummaryWriter::~SummaryWriter() = default;

void SummaryWriter::add_scalar(const std::string& tag, double value, Index step) {
  events_->add(scalar_event({now(), step}, tag, value));
}

void SummaryWriter::add_histogram(const std::string& tag, const Tensor& values, Index step,
                                  Index bins) {
  const std::string event = histogram_event({now(), step}, tag, values, bins);
  if (!event.empty()) events_->add(event);
}

void SummaryWriter::add_parameters(const ModuleBase& model, Index step) {
  for (const auto& [name, parameter] : model.named_parameters()) {
    add_histogram("parameters/" + name, parameter, step);
    if (parameter.grad().defined()) add_histogram("gradients/" + name, parameter.grad(), step);
  }
}

void SummaryWriter::add_text(const std::string& tag, const std::string& text, Index step) {
  events_->add(text_event({now(), step}, tag, text));
}

void SummaryWriter::start(const LogPosition& position) {
  if (position.step > 0) events_->add(start_event({now(), position.step + 1}));
}

void SummaryWriter::add_metrics(const char* group, Index step, const Metrics& metrics) {
  events_->add(scalars_event({now(), step}, group, metrics));
}

void SummaryWriter::add_step(Index step, Index /*epoch*/, const Metrics& metrics) {
  add_metrics("train/", step, metrics);
}

void SummaryWriter::add_evaluation(Index step, Index /*epoch*/, const Metrics& metrics) {
  add_metrics("evaluation/", step, metrics);
}

void SummaryWriter::sync() {
  events_->file().sync();
}

const std::string& SummaryWriter::path() const {
  return events_->file().path();
}

}  // namespace xgrad::nn::training
