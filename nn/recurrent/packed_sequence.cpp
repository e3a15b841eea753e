// Conversions between the layouts of sequences, by one gather or one scatter of rows each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/scan/layout.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace xgrad::nn {
namespace {

using Lengths = std::vector<Index>;

Index longest(const Lengths& lengths) {
  return lengths.empty() ? 0 : *std::ranges::max_element(lengths);
}

Index sum_of(const Lengths& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), Index{0}, saturating_sum);
}

std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

// The rows of a list: one sequence after the other.
SequenceRows rows_of_list(const Lengths& lengths) {
  SequenceRows rows{Lengths(lengths.size())};
  std::exclusive_scan(lengths.begin(), lengths.end(), rows.start.begin(), Index{0});
  return rows;
}

// For each row of a list, its index in another buffer.
Tensor places_of_list(const Lengths& lengths, const SequenceRows& buffer) {
  Lengths places;
  places.reserve(at(sum_of(lengths)));
  for (std::size_t b = 0; b < lengths.size(); ++b)
    for (Index t = 0; t < lengths[b]; ++t) places.push_back(buffer.start[b] + t * buffer.stride);
  return from_vector(places);
}

void check_not_negative(std::string_view op, const Lengths& lengths) {
  for (std::size_t b = 0; b < lengths.size(); ++b) {
    if (lengths[b] >= 0) continue;
    throw ValueError(fmt::format("{}: lengths[{}] is {}, must not be negative", op, b, lengths[b]));
  }
}

void check_padded(std::string_view op, const Tensor& input, const Lengths& lengths,
                  bool batch_first) {
  const std::string shape = to_string(input.shape(op.data()));
  const char* const layout = batch_first ? "[batch, time, ...]" : "[time, batch, ...]";
  if (input.rank() < 2)
    throw ShapeError(
        fmt::format("{}: input {} has {} axes, expected {}", op, shape, input.rank(), layout));
  const std::string hint =
      batch_first
          ? fmt::format("the layout is {}, because batch_first is true", layout)
          : fmt::format("the layout is {}; pass batch_first = true for [batch, time, ...]", layout);
  const Index batch = input.size(batch_first ? 0 : 1), time = input.size(batch_first ? 1 : 0);
  if (lengths.size() != at(batch))
    throw ShapeError(fmt::format("{}: {} lengths for the {} sequences of input {}", op,
                                 lengths.size(), batch, shape),
                     hint);
  check_not_negative(op, lengths);
  for (std::size_t b = 0; b < lengths.size(); ++b) {
    if (lengths[b] <= time) continue;
    throw ValueError(fmt::format("{}: lengths[{}] is {}, but input {} has {} time steps", op, b,
                                 lengths[b], shape, time),
                     hint);
  }
}

void check_sorted(std::string_view op, const Lengths& lengths) {
  if (std::ranges::is_sorted(lengths, std::greater<>())) return;
  throw ValueError(fmt::format("{}: lengths [{}] are not sorted in decreasing order", op,
                               fmt::join(lengths, ", ")),
                   "pass enforce_sorted = false, and they are sorted here");
}

SequenceAxes axes_of(bool batch_first) {
  return batch_first ? SequenceAxes::batch_time : SequenceAxes::time_batch;
}

SequenceLayout layout_of(const PackedSequence& packed, SequenceAxes axes, Index time) {
  return {axes, time, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices};
}

PackedSequence packed_as(const SequenceLayout& layout, Tensor rows) {
  return {std::move(rows), layout.batch_sizes(), layout.sorted_indices(),
          layout.unsorted_indices()};
}

Index time_steps(std::string_view op, const Lengths& lengths, std::optional<Index> total_length) {
  const Index time = longest(lengths);
  if (!total_length) return time;
  if (*total_length < time)
    throw ValueError(
        fmt::format("{}: total_length is {}, but the longest sequence has {} time "
                    "steps",
                    op, *total_length, time));
  checked_numel(op, {*total_length, static_cast<Index>(lengths.size())});
  return *total_length;
}

// Concatenates a list of sequences; returns their lengths, too.
std::pair<Tensor, Lengths> joined_sequences(std::string_view op,
                                            const std::vector<Tensor>& sequences) {
  if (sequences.empty()) throw ValueError(fmt::format("{}: there are no sequences", op));
  Lengths lengths;
  for (std::size_t b = 0; b < sequences.size(); ++b) {
    if (sequences[b].rank(op.data()) == 0)
      throw ShapeError(fmt::format("{}: sequence {} is a scalar, expected [time, ...]", op, b));
    lengths.push_back(sequences[b].size(0));
  }
  return {cat(sequences), std::move(lengths)};
}

// A copy if `converted` is a view of the input.
Tensor own(const Tensor& converted, const Tensor& input) {
  return converted.array().shares_buffer(input.array()) ? cat({converted}) : converted;
}

}  // namespace

Index PackedSequence::batch() const {
  if (!sorted_indices.empty()) return static_cast<Index>(sorted_indices.size());
  return batch_sizes.empty() ? 0 : batch_sizes.front();
}

std::vector<Index> PackedSequence::lengths() const {
  check("lengths");
  Lengths lengths(at(batch()));
  for (const Index size : batch_sizes) {
    for (std::size_t place = 0; place < at(size); ++place)
      ++lengths[sorted_indices.empty() ? place : at(sorted_indices[place])];
  }
  return lengths;
}

void PackedSequence::check(std::string_view op) const {
  if (!data.defined()) {
    throw ValueError(fmt::format("{}: the packed sequence has no data", op),
                     "one that was moved from holds nothing");
  }
  const Index batch = this->batch();
  for (std::size_t t = 0; t < batch_sizes.size(); ++t) {
    const Index most = t == 0 ? batch : batch_sizes[t - 1];
    if (batch_sizes[t] > 0 && batch_sizes[t] <= most) continue;
    throw ValueError(
        fmt::format("{}: batch_sizes[{}] is {}, expected 1 to {}", op, t, batch_sizes[t], most),
        "they say how many sequences reach each time step");
  }
  if (data.rank() == 0 || data.size(0) != sum_of(batch_sizes))
    throw ShapeError(fmt::format("{}: data is {}, but batch_sizes add up to {} rows", op,
                                 data.shape(), sum_of(batch_sizes)));
  bool inverse = unsorted_indices.size() == sorted_indices.size();
  for (std::size_t place = 0; inverse && place < sorted_indices.size(); ++place) {
    const Index b = sorted_indices[place];
    inverse = b >= 0 && b < batch && unsorted_indices[at(b)] == static_cast<Index>(place);
  }
  if (!inverse)
    throw ValueError(
        fmt::format("{}: sorted_indices [{}] and unsorted_indices [{}] are not each "
                    "other's inverse",
                    op, fmt::join(sorted_indices, ", "), fmt::join(unsorted_indices, ", ")));
}

PackedSequence pack_padded_sequence(const Tensor& input, const std::vector<Index>& lengths,
                                    const PackOptions& options) {
  return with_out_of_memory([&]() -> PackedSequence {
    constexpr std::string_view op = "pack_padded_sequence";
    check_padded(op, input, lengths, options.batch_first);
    if (options.enforce_sorted) check_sorted(op, lengths);
    const Index time = lengths.empty() ? 0 : input.size(options.batch_first ? 1 : 0);
    const SequenceLayout layout(axes_of(options.batch_first), time,
                                static_cast<Index>(lengths.size()), lengths);
    return packed_as(layout, own(layout.to_rows(input), input));
  });
}

PaddedSequence pad_packed_sequence(const PackedSequence& packed, const PadOptions& options) {
  return with_out_of_memory([&]() -> PaddedSequence {
    constexpr std::string_view op = "pad_packed_sequence";
    packed.check(op);
    Lengths lengths = packed.lengths();
    const Index time = time_steps(op, lengths, options.total_length);
    const SequenceLayout layout = layout_of(packed, axes_of(options.batch_first), time);
    const Tensor padded = layout.to_padded(packed.data, options.padding_value);
    return {own(padded, packed.data), std::move(lengths)};
  });
}

PackedSequence pack_sequence(const std::vector<Tensor>& sequences, bool enforce_sorted) {
  return with_out_of_memory([&]() -> PackedSequence {
    const auto [rows, lengths] = joined_sequences("pack_sequence", sequences);
    if (enforce_sorted) check_sorted("pack_sequence", lengths);
    const SequenceLayout layout(SequenceAxes::time_batch, longest(lengths),
                                static_cast<Index>(lengths.size()), lengths);
    const Tensor places = layout.places(rows_of_list(lengths));
    return packed_as(layout, index_select(rows, 0, places));
  });
}

std::vector<Tensor> unpack_sequence(const PackedSequence& packed) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    packed.check("unpack_sequence");
    const Lengths lengths = packed.lengths();
    const SequenceLayout layout = layout_of(packed, SequenceAxes::time_batch, longest(lengths));
    const Tensor places = layout.places(rows_of_list(lengths));
    return split(scatter_rows(packed.data, places, packed.data.size(0)), lengths);
  });
}

Tensor pad_sequence(const std::vector<Tensor>& sequences, const PadOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const auto [rows, lengths] = joined_sequences("pad_sequence", sequences);
    const Index time = time_steps("pad_sequence", lengths, options.total_length);
    const auto batch = static_cast<Index>(lengths.size());
    const Tensor places =
        places_of_list(lengths, SequenceRows::of_padded(batch, time, options.batch_first));
    Shape shape = rows.shape();
    shape[0] = options.batch_first ? time : batch;
    shape.insert(0, options.batch_first ? batch : time);
    return reshape(scatter_rows(rows, places, time * batch, options.padding_value), shape);
  });
}

std::vector<Tensor> unpad_sequence(const Tensor& padded, const std::vector<Index>& lengths,
                                   bool batch_first) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    check_padded("unpad_sequence", padded, lengths, batch_first);
    const Index time = padded.size(batch_first ? 1 : 0);
    const auto batch = static_cast<Index>(lengths.size());
    const Tensor places =
        places_of_list(lengths, SequenceRows::of_padded(batch, time, batch_first));
    return split(index_select(flatten(padded, 0, 1), 0, places), lengths);
  });
}

Tensor sequence_mask(const std::vector<Index>& lengths, std::optional<Index> total_length,
                     bool batch_first) {
  return with_out_of_memory([&]() -> Tensor {
    check_not_negative("sequence_mask", lengths);
    const Index time = time_steps("sequence_mask", lengths, total_length);
    const Tensor ends = unsqueeze(from_vector(lengths), batch_first ? 1 : 0);
    return lt(unsqueeze(arange(time), batch_first ? 0 : 1), ends);
  });
}

}  // namespace xgrad::nn
