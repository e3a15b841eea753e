// The position of a sampler: epochs drawn from its generator, and their saved states.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/data/samplers/checks.hpp>
#include <xgrad/nn/data/samplers/progress.hpp>
#include <xgrad/nn/data/samplers/sampler.hpp>

#include <algorithm>
#include <utility>

namespace xgrad::nn::data {

Epoch Epoch::of(std::vector<Index> indices, Index batch_size, bool drop_last) {
  check_least("Epoch", "batch_size", batch_size);
  const auto count = static_cast<Index>(indices.size());
  const Index full = count / batch_size, rest = count % batch_size;
  Epoch epoch{.indices = std::move(indices)};
  epoch.ends.reserve(static_cast<std::size_t>(full) + 1);
  for (Index batch = 1; batch <= full; ++batch) epoch.ends.push_back(batch * batch_size);
  if (drop_last) {
    epoch.indices.resize(static_cast<std::size_t>(full * batch_size));
  } else if (rest > 0) {
    epoch.ends.push_back(count);
  }
  return epoch;
}

namespace {

// Throws unless each batch of an epoch has examples, and each example belongs to a batch.
void check_ends(const std::string& sampler, const Epoch& epoch) {
  const auto count = static_cast<Index>(epoch.indices.size());
  Index begin = 0;
  for (Index batch = 0; batch < epoch.size(); ++batch) {
    const Index end = epoch.begin(batch + 1);
    if (end <= begin || end > count)
      throw ValueError(fmt::format("{}: drew ends[{}] = {}, expected {} to {}", sampler, batch, end,
                                   begin + 1, count),
                       "ends are increasing numbers of indices");
    begin = end;
  }
  if (begin != count)
    throw ValueError(
        fmt::format("{}: drew {} indices, but its batches end after {}", sampler, count, begin),
        "Epoch::of cuts indices into batches");
}

}  // namespace

Sampler::Sampler(std::string name, Index dataset_size, std::optional<Generator> generator,
                 std::string kind)
    : name_(std::move(name)),
      kind_(kind.empty() ? name_ : std::move(kind)),
      dataset_size_(dataset_size),
      generator_(std::move(generator)) {
  if (dataset_size >= 0) return;
  throw ValueError(
      fmt::format("{}: the dataset size is {}, must not be negative", name_, dataset_size));
}

std::optional<Generator> Sampler::own_generator(const std::optional<Generator>& given,
                                                bool random) {
  if (!random) return {};
  if (given) return given;
  std::int64_t seed = 0;
  default_generator().fill_randint(&seed, 1, 0, std::int64_t{1} << 32);
  return Generator(static_cast<std::uint64_t>(seed));
}

Sampler::Drawn Sampler::drawn_from(const std::optional<Generator>& generator) const {
  return with_out_of_memory([&]() -> Drawn {
    Drawn drawn{.epoch = {}, .after = generator};
    Generator unused(0);
    auto epoch = std::make_shared<const Epoch>(draw(drawn.after ? *drawn.after : unused));
    const auto outside = std::ranges::find_if(
        epoch->indices, [&](Index index) { return index < 0 || index >= dataset_size_; });
    if (outside != epoch->indices.end())
      throw IndexError(fmt::format("{}: drew the index {}, but the dataset has {} examples", name_,
                                   *outside, dataset_size_));
    check_ends(name_, *epoch);
    drawn.epoch = std::move(epoch);
    return drawn;
  });
}

std::shared_ptr<const Epoch> Sampler::current() {
  if (!drawn_.epoch) drawn_ = drawn_from(generator_);
  return drawn_.epoch;
}

std::optional<std::vector<Index>> Sampler::next() {
  return with_out_of_memory([&]() -> std::optional<std::vector<Index>> {
    const auto epoch = current();
    if (position_ == epoch->size()) {
      end_epoch();
      return {};
    }
    const auto batch = (*epoch)[position_];
    std::vector<Index> indices(batch.begin(), batch.end());
    ++position_;
    return indices;
  });
}

void Sampler::end_epoch() {
  current();
  generator_ = drawn_.after;
  drawn_ = {};
  position_ = 0;
  in_loop_ = false;
  ++epoch_;
}

bool Sampler::start_loop() {
  const bool left = in_loop_ && position_ > 0;
  if (left) end_epoch();
  in_loop_ = true;
  return left;
}

StateDict Sampler::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    std::span<const Index> taken;
    if (position_ > 0) taken = drawn_.epoch->before(position_);
    state.emplace("epoch", tensor(epoch_));
    state.emplace("position", tensor(static_cast<Index>(taken.size())));
    state.emplace("taken", tensor(digest(taken)));
    state.emplace("kind", tensor(digest(kind_)));
    state.emplace("size", tensor(dataset_size_));
    if (generator_) state.emplace("generator", generator_state(*generator_));
    return state;
  });
}

void Sampler::load_state_dict(const StateDict& state) {
  with_out_of_memory([&]() -> void {
    std::vector<StateDiff::Entry> expected = {
        count_entry("epoch"),
        count_entry("position"),
        {"taken", int64, {}},
        fixed_entry("size", dataset_size_, "the size of the dataset"),
        kind_entry("kind", kind_)};
    if (generator_) expected.push_back(generator_entry("generator"));
    StateDiff(state, expected, "sampler")
        .check(name_, "load the state of a sampler of this kind, for a dataset of this size");
    std::optional<Generator> generator;
    if (generator_) generator = generator_of(state.at("generator"));
    Drawn drawn;
    Index batches = 0;
    if (const auto examples = state.at("position").item<Index>(); examples > 0) {
      drawn = drawn_from(generator);
      const std::vector<Index>& ends = drawn.epoch->ends;
      const auto end = std::ranges::lower_bound(ends, examples);
      if (end == ends.end() || *end != examples)
        throw ValueError(
            fmt::format("{}: nothing was loaded, the position {} is not the end of one of the {} "
                        "batches of the epoch",
                        name_, examples, ends.size()),
            "make the sampler with the options of the one that was saved");
      batches = end - ends.begin() + 1;
      if (state.at("taken").item<Index>() != digest(drawn.epoch->before(batches)))
        throw ValueError(
            fmt::format("{}: nothing was loaded, the state was saved after {} other examples",
                        name_, examples),
            "make the sampler with the options and lengths of the one that was saved");
    }
    epoch_ = state.at("epoch").item<Index>();
    position_ = batches;
    in_loop_ = false;
    generator_ = generator;
    drawn_ = std::move(drawn);
  });
}

}  // namespace xgrad::nn::data
