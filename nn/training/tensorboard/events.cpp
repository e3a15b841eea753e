// Fills the messages of event.proto.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/training/tensorboard/events.hpp>

#include <fmt/format.h>

#include <cmath>
#include <event.pb.h>
#include <limits>

namespace xgrad::nn::training {
namespace {

using tensorboard::Event, tensorboard::Summary;

constexpr std::int32_t kStrings = 7;  // the number of this type of tensors

Event event_at(const EventTime& time) {
  Event event;
  event.set_wall_time(time.wall_time);
  event.set_step(time.step);
  return event;
}

Summary::Value& add_value(Event& event, const std::string& tag) {
  if (tag.empty() || !io::is_utf8(tag)) {
    throw ValueError(fmt::format("SummaryWriter: {} cannot be a tag", io::quote(tag)),
                     "tags are texts in UTF-8 such as \"train/loss\"");
  }
  Summary::Value& value = *event.mutable_summary()->add_value();
  value.set_tag(tag);
  return value;
}

// Beyond the range of float32, infinite.
float narrowed(double value) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  if (std::abs(value) <= kLargest || !std::isfinite(value)) return static_cast<float>(value);
  return std::copysign(std::numeric_limits<float>::infinity(),
                       static_cast<float>(value > 0) - 0.5F);
}

}  // namespace

std::string version_event(double wall_time) {
  Event event = event_at({wall_time});
  event.set_file_version("brain.Event:2");
  return event.SerializeAsString();
}

std::string start_event(const EventTime& time) {
  Event event = event_at(time);
  event.mutable_session_log()->set_status(tensorboard::SessionLog::START);
  return event.SerializeAsString();
}

std::string scalars_event(const EventTime& time, const std::string& prefix,
                          const Metrics& metrics) {
  Event event = event_at(time);
  for (const auto& [name, value] : metrics) {
    add_value(event, prefix + name).set_simple_value(narrowed(value));
  }
  return event.SerializeAsString();
}

std::string scalar_event(const EventTime& time, const std::string& tag, double value) {
  Event event = event_at(time);
  add_value(event, tag).set_simple_value(narrowed(value));
  return event.SerializeAsString();
}

std::string histogram_event(const EventTime& time, const std::string& tag, const Tensor& values,
                            Index bins) {
  if (bins <= 0) {
    throw ValueError(fmt::format("SummaryWriter: bins = {} must be positive", bins));
  }
  Event event = event_at(time);
  tensorboard::Histogram& histogram = *add_value(event, tag).mutable_histo();
  const NoGrad no_grad;
  const Tensor all = flatten(values.detach().to(float64));
  const Tensor elements = masked_select(all, isfinite(all));
  if (elements.numel() == 0) return "";
  const double least = min(elements).item<double>(), most = max(elements).item<double>();
  histogram.set_min(least);
  histogram.set_max(most);
  histogram.set_num(static_cast<double>(elements.numel()));
  histogram.set_sum(sum(elements).item<double>());
  histogram.set_sum_squares(sum(elements * elements).item<double>());
  if (least == most) {
    histogram.add_bucket_limit(most);
    histogram.add_bucket(histogram.num());
    return event.SerializeAsString();
  }
  const auto counts = histc(elements, bins, least, most).to_vector<double>();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(bins);
    histogram.add_bucket_limit((1 - share) * least + share * most);  // without overflow
    histogram.add_bucket(counts[i]);
  }
  return event.SerializeAsString();
}

std::string text_event(const EventTime& time, const std::string& tag, const std::string& text) {
  if (!io::is_utf8(text)) {
    throw ValueError(fmt::format("SummaryWriter: the text of '{}' is not UTF-8", tag),
                     "replace the other bytes, for instance by U+FFFD");
  }
  Event event = event_at(time);
  Summary::Value& value = add_value(event, tag);
  value.mutable_metadata()->mutable_plugin_data()->set_plugin_name("text");
  tensorboard::TextTensor& tensor = *value.mutable_tensor();
  tensor.set_dtype(kStrings);
  tensor.mutable_tensor_shape()->add_dim()->set_size(1);
  tensor.add_string_val(text);
  return event.SerializeAsString();
}

}  // namespace xgrad::nn::training
