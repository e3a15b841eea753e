// Streams: parallel rows through a long series, for truncated BPTT (back-propagation through time).
#pragma once

#include <xgrad/nn/data/data_loader.hpp>
#include <xgrad/nn/data/source.hpp>
#include <xgrad/nn/recurrent/sequences.hpp>
#include <xgrad/nn/recurrent/state.hpp>

namespace xgrad::nn::data {

/// Options of Streams. k1 and k2 are the numbers of truncated BPTT (Williams & Peng 1990).
struct StreamOptions {
  /// The number of rows that are read in parallel.
  Index batch_size = 32;
  /// Time steps between updates: those of a segment whose outputs have a loss.
  Index k1 = 64;
  /// Time steps of a segment through which gradients flow, at least k1; by default those whose outputs
  /// have a loss.
  std::optional<Index> k2 = {};
  /// Time steps before these that only warm up the state (Kapturowski et al. 2019).
  Index burn_in = 0;
  /// The target of time step t is time step t + steps_ahead.
  Index steps_ahead = 1;
  /// Leaves out a last segment with fewer than k1 time steps.
  bool drop_last = false;
  /// The token that ends a document: the time step after it starts a new one.
  std::optional<Index> separator = {};
  /// The time steps of the series at which documents start, in increasing order.
  std::vector<Index> documents = {};
  /// As in DataLoaderOptions.
  Index prefetch_factor = 0;
};

/// Consecutive time steps of all rows: `burn_in` steps, then `context` steps, then the steps with a
/// target. With the default k2 and burn_in, all steps have a target.
struct Segment {
  /// [time, batch, ...]
  Tensor input;
  /// The targets of the last time steps.   [k1, batch, ...]
  Tensor target;
  /// True where a row starts a new document, and at the start of the epoch, for `Sequences::reset`.
  /// bool [time, batch]
  Tensor reset;
  /// Time steps that only warm up the state, without gradient.
  Index burn_in = 0;
  /// Time steps through which gradients flow, but whose outputs have no loss.
  Index context = 0;
  /// The number of time steps after which the next segment starts. With the default k2 and burn_in,
  /// it is all of them, and the next segment continues with the state after this one.
  Index carry = 0;
};

/// The segments of an epoch as a dataset.
class Segments {
 public:
  /// Throws as `Streams`.
  Segments(std::shared_ptr<const Source> source, const StreamOptions& options);
  Index size() const;
  /// The rows and their segments, in words.
  std::string layout() const;
  /// Throws IndexError.
  Segment operator[](Index index) const;

 private:
  struct Extent;
  Extent extent(Index index) const;
  Tensor resets(const Extent& extent, const Tensor& rows) const;

  std::shared_ptr<const Source> source_;
  StreamOptions options_;
  Index row_ = 0;  // time steps of a row
};

/// The collate function of examples that already are batches.
struct OnlyExample {
  template <class Example>
  Example operator()(const std::vector<Example>& examples) const {
    return examples.front();
  }
};

/// Divides a series into `batch_size` rows and reads them in parallel, segment after segment:
///
///   Streams streams(text, {.batch_size = 32, .k1 = 64});
///   for (const Segment& segment : streams) {
///     auto [output, next] = lstm(segment.input, state, {.reset = segment.reset});
///     ...
///     state = next.detach();
///   }
///
/// A DataLoader of segments: loops, epochs, states and prefetching are those of DataLoader. With a
/// FileSource, only the time steps of the current segments are in memory.
class Streams : public DataLoader<Segments, OnlyExample> {
 public:
  /// Throws ValueError for options that are not positive, k2 below k1, documents that are not
  /// increasing or lie outside, and a series that is too short; DTypeError for a separator unless the
  /// series is int64 without features.
  Streams(std::shared_ptr<const Source> source, const StreamOptions& options);
  /// A series in memory.   [time, ...]
  Streams(const Tensor& series, const StreamOptions& options);

 private:
  Streams(const Segments& segments, Index prefetch_factor);
};

/// The outputs of the time steps that have a target, and the state, without history, with which the
/// next segment starts.
struct SegmentOutput {
  Tensor output;
  State state;
};

/// A recurrent model: input, state and sequences to output and state.
using RecurrentModel = std::function<SegmentOutput(const Tensor&, const State&, const Sequences&)>;

/// The implementation of `run_segment`.
SegmentOutput run_parts(const RecurrentModel& model, const Segment& segment, const State& state);

/// Runs a model over a segment, for any k1, k2 and burn-in: `model(input, state, sequences)` returns
/// an output [time, batch, ...] and a State. Burn-in steps run without recording.
template <class Model>
SegmentOutput run_segment(const Model& model, const Segment& segment, const State& state) {
  return run_parts(
      [&model](const Tensor& input, const State& initial,
               const Sequences& sequences) -> SegmentOutput {
        auto [output, next] = model(input, initial, sequences);
        return {std::move(output), std::move(next)};
      },
      segment, state);
}

/// A state whose rows are 0 where `rows` is true. Layers do this by themselves with
/// `Sequences::reset`; this is for hand-written time loops. The batch is the axis before the last one;
/// with `state_batch_first` pass -3.
/// bool [batch]
/// Throws DTypeError unless `rows` is bool, ShapeError unless it has one element per row, IndexError for
/// an axis that a state does not have.
State reset_state(const State& state, const Tensor& rows, Index batch_axis = -2);

}  // namespace xgrad::nn::data
