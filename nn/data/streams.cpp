// Segments of parallel rows, and models that run over them.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>
#include <xgrad/nn/data/streams.hpp>

#include <algorithm>
#include <utility>

namespace xgrad::nn::data {
namespace {

void check_options(const Source& source, const StreamOptions& options) {
  constexpr const char* op = "Streams";
  check_least(op, "batch_size", options.batch_size);
  check_least(op, "k1", options.k1);
  if (options.k2 && *options.k2 < options.k1)
    throw ValueError(
        fmt::format("Streams: k2 is {}, expected at least k1 = {}", *options.k2, options.k1),
        "gradients flow through all time steps that have a loss");
  check_least(op, "burn_in", options.burn_in, 0);
  check_least(op, "steps_ahead", options.steps_ahead);
  Index before = -1;
  for (std::size_t i = 0; i < options.documents.size(); ++i) {
    const Index start = options.documents[i];
    if (start <= before || start >= source.size())
      throw ValueError(fmt::format("Streams: documents[{}] is {}, expected {} to {}", i, start,
                                   before + 1, source.size() - 1),
                       "they are increasing time steps of the series");
    before = start;
  }
}

void check_separator(const Source& source) {
  const Tensor step = source.read(0, 1);
  if (step.dtype() == int64 && step.rank() == 1) return;
  throw DTypeError(fmt::format("Streams: a separator needs an int64 series [time], this one has {} "
                               "time steps {}",
                               step.dtype(), step.shape()),
                   "pass the starts of documents instead");
}

// The segments in order. A position is one within rows of this layout.
class SegmentSampler : public Sampler {
 public:
  explicit SegmentSampler(const Segments& segments)
      : Sampler("Streams", segments.size(), {}, segments.layout()), in_order_(segments.size()) {}
  Epoch draw(Generator& generator) const override { return in_order_.draw(generator); }

 private:
  SequentialSampler in_order_;
};

}  // namespace

// The time steps of a segment within each row.
struct Segments::Extent {
  Index begin, recorded, loss, end;
};

Segments::Segments(std::shared_ptr<const Source> source, const StreamOptions& options)
    : source_(std::move(source)), options_(options) {
  check_options(*source_, options_);
  row_ = (source_->size() - std::min(options_.steps_ahead, source_->size())) / options_.batch_size;
  const Index least = options_.drop_last ? options_.k1 : 1;
  if (row_ < least)
    throw ValueError(
        fmt::format("Streams: {} time steps give {} rows of {}, expected rows of at least {}",
                    source_->size(), options_.batch_size, row_, least),
        "take a longer series, a smaller batch or a smaller k1");
  options_.k1 = std::min(options_.k1, row_);
  if (options_.separator) check_separator(*source_);
}

std::string Segments::layout() const {
  return fmt::format("Streams of {} rows of {} time steps with k1 = {}", options_.batch_size, row_,
                     options_.k1);
}

Index Segments::size() const {
  return row_ / options_.k1 + (options_.drop_last || row_ % options_.k1 == 0 ? 0 : 1);
}

Segments::Extent Segments::extent(Index index) const {
  const Index loss = index * options_.k1, end = std::min(loss + options_.k1, row_);
  const Index recorded = std::max<Index>(0, end - options_.k2.value_or(end - loss));
  return {std::max<Index>(0, recorded - options_.burn_in), recorded, loss, end};
}

Segment Segments::operator[](Index index) const {
  check_example("Streams", index, size());
  return with_out_of_memory([&]() -> Segment {
    const Extent at = extent(index);
    // One more step in front tells whether the first one follows a separator.
    const Index lead = options_.separator && at.begin > 0 ? 1 : 0;
    std::vector<Tensor> rows;
    rows.reserve(static_cast<std::size_t>(options_.batch_size));
    for (Index row = 0; row < options_.batch_size; ++row)
      rows.push_back(
          source_->read(row * row_ + at.begin - lead, row * row_ + at.end + options_.steps_ahead));
    const Tensor steps = stack(rows, 1);
    const Index next = index + 1 < size() ? extent(index + 1).begin : at.end;
    return {.input = narrow(steps, 0, lead, at.end - at.begin),
            .target = narrow(steps, 0, lead + at.loss - at.begin + options_.steps_ahead,
                             at.end - at.loss),
            .reset = resets(at, narrow(steps, 0, 0, lead + at.end - at.begin)),
            .burn_in = at.recorded - at.begin,
            .context = at.loss - at.recorded,
            .carry = next - at.begin};
  });
}

Tensor Segments::resets(const Extent& at, const Tensor& rows) const {
  const Index steps = at.end - at.begin, batch = options_.batch_size;
  Array array = kernels::zeros({steps, batch}, bool_);
  bool* const reset = array.mutable_data<bool>();
  if (at.begin == 0) std::fill_n(reset, batch, true);
  if (options_.separator) {
    const Index* const tokens = rows.data<Index>();
    const Index first = at.begin == 0 ? batch : 0;  // the first step with a step before it
    for (Index i = first; i < steps * batch; ++i)
      if (tokens[i - first] == *options_.separator) reset[i] = true;
  }
  const std::vector<Index>& documents = options_.documents;
  for (Index row = 0; row < batch; ++row) {
    const Index begin = row * row_ + at.begin;
    for (auto start = std::ranges::lower_bound(documents, begin);
         start != documents.end() && *start < begin + steps; ++start)
      reset[(*start - begin) * batch + row] = true;
  }
  return Tensor(std::move(array));
}

Streams::Streams(const Segments& segments, Index prefetch_factor)
    : DataLoader(segments, SegmentSampler(segments), {}, prefetch_factor) {}

Streams::Streams(std::shared_ptr<const Source> source, const StreamOptions& options)
    : Streams(Segments(std::move(source), options), options.prefetch_factor) {}

Streams::Streams(const Tensor& series, const StreamOptions& options)
    : Streams(std::make_shared<const TensorSource>(series), options) {}

// The model runs from one to the next of the steps at which recording starts, the state is carried, and
// the outputs have a loss.
SegmentOutput run_parts(const RecurrentModel& model, const Segment& segment, const State& state) {
  return with_out_of_memory([&]() -> SegmentOutput {
    const Index end = segment.input.size(0), loss = segment.burn_in + segment.context;
    std::vector<Index> cuts = {segment.burn_in, segment.carry, loss, end};
    std::ranges::sort(cuts);
    std::vector<Tensor> outputs;
    SegmentOutput at{.output = {}, .state = state};
    State carried = state;
    Index begin = 0;
    for (const Index cut : cuts) {
      if (cut > begin) {
        const GradMode mode(grad_enabled() && begin >= segment.burn_in);
        at = model(narrow(segment.input, 0, begin, cut - begin), at.state,
                   {.reset = narrow(segment.reset, 0, begin, cut - begin)});
        if (begin >= loss) outputs.push_back(at.output);
        begin = cut;
      }
      if (cut == segment.carry) carried = at.state.detach();
    }
    return {outputs.size() == 1 ? outputs.front() : cat(outputs), std::move(carried)};
  });
}

State reset_state(const State& state, const Tensor& rows, Index batch_axis) {
  return with_out_of_memory([&]() -> State {
    if (rows.dtype("reset_state") != bool_)
      throw DTypeError(fmt::format("reset_state: rows are {}, expected bool", rows.dtype()));
    std::vector<Tensor> tensors = state.tensors();
    for (Tensor& tensor : tensors) {
      if (!tensor.defined()) continue;
      const std::size_t axis = normalize_axis("reset_state", batch_axis, tensor.shape());
      if (rows.rank() != 1 || rows.size(0) != tensor.size(batch_axis))
        throw ShapeError(
            fmt::format("reset_state: rows {} for a state {}, expected one element for "
                        "each row of axis {}",
                        rows.shape(), tensor.shape(), batch_axis));
      Shape shape = Shape::filled(tensor.shape().size() - axis, 1);
      shape[0] = rows.size(0);
      tensor = masked_fill(tensor, reshape(rows, shape), 0);
    }
    return State::of(std::move(tensors));
  });
}

}  // namespace xgrad::nn::data
