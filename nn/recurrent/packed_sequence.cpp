// Conversions between the layouts of sequences, by one gather or one scatter of rows each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>

#include <fmt/format.h>
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

// The position of each row of a batch: time step t of sequence b is row start[b] + t step.
struct Layout {
  std::vector<Index> start;
  Index step = 1;

  static Layout padded(std::size_t batch, Index time, bool batch_first) {
    Layout layout{std::vector<Index>(batch), batch_first ? 1 : static_cast<Index>(batch)};
    for (std::size_t b = 0; b < batch; ++b)
      layout.start[b] = static_cast<Index>(b) * (batch_first ? time : 1);
    return layout;
  }
  // The layout of a list: one sequence after the other.
  static Layout listed(const Lengths& lengths) {
    Layout layout{std::vector<Index>(lengths.size())};
    std::exclusive_scan(lengths.begin(), lengths.end(), layout.start.begin(), Index{0});
    return layout;
  }

  // The indices of all rows, time step by time step, as in a packed batch.
  Tensor rows_by_step(const PackedSequence& order) const {
    std::vector<Index> rows;
    rows.reserve(at(sum_of(order.batch_sizes)));
    for (std::size_t t = 0; t < order.batch_sizes.size(); ++t) {
      for (std::size_t place = 0; place < at(order.batch_sizes[t]); ++place) {
        const std::size_t b =
            order.sorted_indices.empty() ? place : at(order.sorted_indices[place]);
        rows.push_back(start[b] + static_cast<Index>(t) * step);
      }
    }
    return from_vector(rows);
  }
  // The indices of all rows, sequence by sequence, as in a list.
  Tensor rows_by_sequence(const Lengths& lengths) const {
    std::vector<Index> rows;
    rows.reserve(at(sum_of(lengths)));
    for (std::size_t b = 0; b < lengths.size(); ++b)
      for (Index t = 0; t < lengths[b]; ++t) rows.push_back(start[b] + t * step);
    return from_vector(rows);
  }
};

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

// The packing order of sequences with these lengths; the result has no data.
PackedSequence order_of(std::string_view op, const Lengths& lengths, bool enforce_sorted) {
  PackedSequence packed;
  const bool sorted = std::ranges::is_sorted(lengths, std::greater<>());
  if (enforce_sorted && !sorted)
    throw ValueError(fmt::format("{}: lengths [{}] do not begin with the longest and fall", op,
                                 fmt::join(lengths, ", ")),
                     "pass enforce_sorted = false, and they are sorted here");
  if (!sorted || std::ranges::count(lengths, 0) > 0) {
    packed.sorted_indices.resize(lengths.size());
    std::iota(packed.sorted_indices.begin(), packed.sorted_indices.end(), Index{0});
    std::ranges::stable_sort(packed.sorted_indices, std::greater<>(),
                             [&](Index b) { return lengths[at(b)]; });
    packed.unsorted_indices.resize(lengths.size());
    for (std::size_t place = 0; place < lengths.size(); ++place)
      packed.unsorted_indices[at(packed.sorted_indices[place])] = static_cast<Index>(place);
  }
  packed.batch_sizes.assign(at(longest(lengths)), 0);
  for (const Index length : lengths)
    for (Index t = 0; t < length; ++t) ++packed.batch_sizes[at(t)];
  return packed;
}

// Without padding, packed rows are in the order of [time, batch, ...].
bool is_dense(const PackedSequence& packed, Index time) {
  return packed.sorted_indices.empty() && packed.batch_sizes.size() == at(time) && time > 0 &&
         packed.batch_sizes.front() == packed.batch_sizes.back();
}

// Splits the row axis of a batch into two axes.
Tensor with_places(const Tensor& rows, Index outer, Index inner) {
  Shape shape = rows.shape();
  shape[0] = inner;
  shape.insert(0, outer);
  return reshape(rows, shape);
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
std::pair<Tensor, Lengths> joined(std::string_view op, const std::vector<Tensor>& sequences) {
  if (sequences.empty()) throw ValueError(fmt::format("{}: there are no sequences", op));
  Lengths lengths;
  for (std::size_t b = 0; b < sequences.size(); ++b) {
    if (sequences[b].rank(op.data()) == 0)
      throw ShapeError(fmt::format("{}: sequence {} is a scalar, expected [time, ...]", op, b));
    lengths.push_back(sequences[b].size(0));
  }
  return {cat_or_view(sequences), std::move(lengths)};
}

Tensor padded_rows(const Tensor& rows, const Tensor& places, std::size_t batch, Index time,
                   const PadOptions& options) {
  const Index sequences = static_cast<Index>(batch);
  const Tensor all = scatter_rows(rows, places, time * sequences, options.padding_value);
  return options.batch_first ? with_places(all, sequences, time)
                             : with_places(all, time, sequences);
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
                                 to_string(data.shape()), sum_of(batch_sizes)));
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
    PackedSequence packed = order_of(op, lengths, options.enforce_sorted);
    const Index time = input.size(options.batch_first ? 1 : 0);
    const Tensor rows = flatten(input, 0, 1);
    if (is_dense(packed, time) && !options.batch_first) {
      packed.data = cat({rows});
    } else {
      const Layout layout = Layout::padded(lengths.size(), time, options.batch_first);
      packed.data = index_select(rows, 0, layout.rows_by_step(packed));
    }
    return packed;
  });
}

PaddedSequence pad_packed_sequence(const PackedSequence& packed, const PadOptions& options) {
  return with_out_of_memory([&]() -> PaddedSequence {
    constexpr std::string_view op = "pad_packed_sequence";
    packed.check(op);
    Lengths lengths = packed.lengths();
    const Index time = time_steps(op, lengths, options.total_length);
    if (is_dense(packed, time) && !options.batch_first)
      return {with_places(cat({packed.data}), time, packed.batch()), std::move(lengths)};
    const Layout layout = Layout::padded(lengths.size(), time, options.batch_first);
    const Tensor places = layout.rows_by_step(packed);
    return {padded_rows(packed.data, places, lengths.size(), time, options), std::move(lengths)};
  });
}

PackedSequence pack_sequence(const std::vector<Tensor>& sequences, bool enforce_sorted) {
  return with_out_of_memory([&]() -> PackedSequence {
    const auto [rows, lengths] = joined("pack_sequence", sequences);
    PackedSequence packed = order_of("pack_sequence", lengths, enforce_sorted);
    packed.data = index_select(rows, 0, Layout::listed(lengths).rows_by_step(packed));
    return packed;
  });
}

std::vector<Tensor> unpack_sequence(const PackedSequence& packed) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    packed.check("unpack_sequence");
    const Lengths lengths = packed.lengths();
    const Tensor places = Layout::listed(lengths).rows_by_step(packed);
    return split(scatter_rows(packed.data, places, packed.data.size(0)), lengths);
  });
}

Tensor pad_sequence(const std::vector<Tensor>& sequences, const PadOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const auto [rows, lengths] = joined("pad_sequence", sequences);
    const Index time = time_steps("pad_sequence", lengths, options.total_length);
    const Layout layout = Layout::padded(lengths.size(), time, options.batch_first);
    return padded_rows(rows, layout.rows_by_sequence(lengths), lengths.size(), time, options);
  });
}

std::vector<Tensor> unpad_sequence(const Tensor& padded, const std::vector<Index>& lengths,
                                   bool batch_first) {
  return with_out_of_memory([&]() -> std::vector<Tensor> {
    check_padded("unpad_sequence", padded, lengths, batch_first);
    const Index time = padded.size(batch_first ? 1 : 0);
    const Layout layout = Layout::padded(lengths.size(), time, batch_first);
    return split(index_select(flatten(padded, 0, 1), 0, layout.rows_by_sequence(lengths)), lengths);
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
