// States of loaders: a loaded state continues with exactly the next batch, at any position.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <functional>
#include <numeric>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(resume)

namespace {

constexpr Index kSize = 40;

std::vector<Index> lengths() {
  std::vector<Index> all;
  for (Index i = 0; i < kSize; ++i) all.push_back(1 + i * 7 % 13);
  return all;
}

// A loader without its type: the numbers of the next batch, and its state.
struct AnyLoader {
  std::function<std::optional<std::vector<Index>>()> next;
  std::function<StateDict()> state_dict;
  std::function<void(const StateDict&)> load_state_dict;
  std::function<Index()> size;
};

template <class Loader>
AnyLoader any(Loader made, const auto& numbers_of) {
  const auto loader = std::make_shared<Loader>(std::move(made));
  return {.next = [=]() -> std::optional<std::vector<Index>> {
            const auto batch = loader->next();
            if (!batch) return {};
            return numbers_of(*batch);
          },
          .state_dict = [=] { return loader->state_dict(); },
          .load_state_dict = [=](const StateDict& state) { loader->load_state_dict(state); },
          .size = [=] { return loader->size(); }};
}

template <class S>
AnyLoader loader_of(S sampler, Index prefetch) {
  return any(DataLoader(numbers(kSize), std::move(sampler), {}, prefetch),
             [](const auto& batch) { return values<Index>(batch[0]); });
}

AnyLoader streams(Index prefetch) {
  return any(Streams(Tensor(iota<Index>({200})), {.batch_size = 3,
                                                  .k1 = 5,
                                                  .k2 = 8,
                                                  .burn_in = 2,
                                                  .documents = {0, 11, 90},
                                                  .prefetch_factor = prefetch}),
             [](const Segment& segment) {
               std::vector<Index> all = values<Index>(segment.input);
               for (const bool reset : values<bool>(segment.reset)) all.push_back(reset);
               all.push_back(segment.carry);
               return all;
             });
}

struct Kind {
  const char* name;
  std::function<AnyLoader(std::uint64_t seed, Index prefetch)> make;
};

const std::vector<Kind> kKinds = {
    {"sequential",
     [](std::uint64_t, Index prefetch) {
       return loader_of(BatchSampler(SequentialSampler(kSize), 3), prefetch);
     }},
    {"random",
     [](std::uint64_t seed, Index prefetch) {
       return loader_of(BatchSampler(RandomSampler(kSize, {.generator = Generator(seed)}), 3),
                        prefetch);
     }},
    {"random with replacement",
     [](std::uint64_t seed, Index prefetch) {
       return loader_of(BatchSampler(RandomSampler(kSize, {.replacement = true,
                                                           .num_samples = 31,
                                                           .generator = Generator(seed)}),
                                     3, true),
                        prefetch);
     }},
    {"weighted",
     [](std::uint64_t seed, Index prefetch) {
       std::vector<double> weights(kSize);
       std::iota(weights.begin(), weights.end(), 1);
       return loader_of(
           BatchSampler(WeightedRandomSampler(weights, 33, {.generator = Generator(seed)}), 3),
           prefetch);
     }},
    {"bucket",
     [](std::uint64_t seed, Index prefetch) {
       return loader_of(
           BucketBatchSampler(lengths(),
                              {.batch_size = 3, .pool_size = 12, .generator = Generator(seed)}),
           prefetch);
     }},
    {"tokens",
     [](std::uint64_t seed, Index prefetch) {
       return loader_of(
           MaxTokensBatchSampler(lengths(),
                                 {.max_tokens = 26, .pool_size = 20, .generator = Generator(seed)}),
           prefetch);
     }},
    {"streams", [](std::uint64_t, Index prefetch) { return streams(prefetch); }}};

std::ostream& operator<<(std::ostream& stream, const Kind& kind) {
  return stream << kind.name;
}

// The next batches; ends of epochs are empty lists.
Batches take(const AnyLoader& loader, Index count) {
  Batches batches;
  for (Index i = 0; i < count; ++i) batches.push_back(loader.next().value_or(std::vector<Index>()));
  return batches;
}

std::map<std::string, std::vector<Index>> numbers_of(const StateDict& state) {
  std::map<std::string, std::vector<Index>> all;
  for (const auto& [name, tensor] : state) all[name] = tensor.to_vector<Index>();
  return all;
}

StateDict with(StateDict state, const std::string& name, const Tensor& tensor) {
  state[name] = tensor;
  return state;
}

Tensor number(Index value) {
  return tensor(value);
}

}  // namespace

BOOST_DATA_TEST_CASE(load_state_dict_continues_with_the_next_batch,
                     boost::unit_test::data::make(kKinds), kind) {
  const Index epoch = kind.make(1, 0).size();
  for (const Index prefetch_before : {0, 3}) {
    for (const Index prefetch_after : {0, 2}) {
      for (const Index stop :
           {Index{0}, Index{1}, Index{7}, epoch - 1, epoch, epoch + 1, Index{50}}) {
        BOOST_TEST_CONTEXT("stop " << stop << ", prefetch " << prefetch_before << " and "
                                   << prefetch_after) {
          const AnyLoader saved = kind.make(1, prefetch_before);
          take(saved, stop);
          const StateDict state = saved.state_dict();
          const Batches expected = take(saved, 2 * epoch + 3);

          // Another seed and another position, all of which the state replaces.
          const AnyLoader loaded = kind.make(2, prefetch_after);
          take(loaded, 4);
          loaded.load_state_dict(state);
          BOOST_TEST(numbers_of(loaded.state_dict()) == numbers_of(state));
          BOOST_TEST(take(loaded, 2 * epoch + 3) == expected);
        }
      }
    }
  }
}

BOOST_DATA_TEST_CASE(state_dict_is_the_same_with_and_without_prefetching,
                     boost::unit_test::data::make(kKinds), kind) {
  const AnyLoader plain = kind.make(1, 0), ahead = kind.make(1, 4);
  for (Index i = 0; i < 50; ++i) {
    BOOST_TEST(numbers_of(ahead.state_dict()) == numbers_of(plain.state_dict()));
    BOOST_TEST(take(ahead, 1) == take(plain, 1));
  }
}

BOOST_AUTO_TEST_CASE(state_dict_survives_a_file) {
  const AnyLoader saved = kKinds[1].make(1, 0), loaded = kKinds[1].make(2, 0);
  take(saved, 5);
  const TemporaryDirectory directory;
  write_state(directory / "loader.safetensors", saved.state_dict());
  loaded.load_state_dict(read_state(directory / "loader.safetensors"));
  BOOST_TEST(take(loaded, 30) == take(saved, 30));
}

BOOST_AUTO_TEST_CASE(loaded_loops_continue_the_epoch_and_its_end) {
  const auto make = [] { return DataLoader(numbers(4), {.batch_size = 2}); };
  auto saved = make();
  StateDict state;
  for ([[maybe_unused]] const auto& batch : saved) state = saved.state_dict();
  auto loaded = make();
  loaded.load_state_dict(state);  // saved with the last batch
  int batches = 0;
  for ([[maybe_unused]] const auto& batch : loaded) ++batches;
  BOOST_TEST(batches == 0);
  BOOST_TEST(loaded.epoch() == 1);
}

BOOST_AUTO_TEST_CASE(batch_size_may_change_at_the_end_of_a_batch) {
  DataLoader saved(numbers(12), {.batch_size = 4}), loaded(numbers(12), {.batch_size = 2});
  saved.next();
  loaded.load_state_dict(saved.state_dict());
  BOOST_TEST(values<Index>((*loaded.next())[0]) == (std::vector<Index>{4, 5}));
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_impossible_states_and_changes_nothing) {
  const auto make = [] {
    return DataLoader(
        numbers(10),
        {.batch_size = 4, .shuffle = true, .generator = Generator(1), .prefetch_factor = 2});
  };
  auto loader = make();
  loader.next();
  const StateDict valid = loader.state_dict();
  const std::string begin = "BatchSampler: nothing was loaded, ";
  const std::string entry = begin + "1 entries of the state do not fit\n  ";
  Tensor mt = Tensor(array<Index>({628}, valid.at("generator").to_vector<Index>()));
  Array other = array<Index>({628}, mt.to_vector<Index>());
  other.mutable_data<Index>()[1] = 700;  // a position beyond the twister's words
  const std::vector<std::pair<StateDict, std::string>> states = {
      {{}, begin + "6 entries of the state do not fit\n  missing: epoch\n  missing: position"},
      {with(valid, "epoch", number(-1)), entry + "impossible: epoch is -1, must not be negative"},
      {with(valid, "position", number(-4)),
       entry + "impossible: position is -4, must not be negative"},
      {with(valid, "position", number(3)),
       begin + "the position 3 is not the end of one of the 3 batches of the epoch"},
      {with(valid, "position", number(11)),
       begin + "the position 11 is not the end of one of the 3 batches of the epoch"},
      {with(valid, "taken", number(3)), begin + "the state was saved after 4 other examples"},
      {with(valid, "kind", number(3)),
       entry + "impossible: kind is that of another sampler than BatchSampler of RandomSampler"},
      {with(valid, "size", number(11)),
       entry + "impossible: size is 11, must be 10, the size of the dataset"},
      {with(valid, "position", scalar(4)),
       entry + "different: position is float64 [] in the state, int64 [] in the sampler"},
      {with(valid, "position", constant<Index>({1}, {4})),
       entry + "different: position is int64 [1] in the state, int64 [] in the sampler"},
      {with(valid, "generator", number(4)), entry + "different: generator is int64 []"},
      {with(valid, "generator", Tensor(other)),
       entry + "impossible: generator is not the state of a generator"},
      {with(valid, "order", number(4)), entry + "unexpected: order"},
      {with(valid, "epoch", Tensor()), entry + "undefined: epoch"}};
  for (const auto& [state, message] : states)
    check_message([&, &given = state] { loader.load_state_dict(given); }, message);

  auto expected = make();
  expected.next();
  for (int i = 0; i < 8; ++i) {
    const auto batch = loader.next(), other_batch = expected.next();
    BOOST_TEST_REQUIRE(batch.has_value() == other_batch.has_value());
    if (batch) BOOST_TEST(values<Index>((*batch)[0]) == values<Index>((*other_batch)[0]));
  }
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_states_of_samplers_with_other_options) {
  const auto refuse = [](auto saved, auto loaded, const std::string& message) {
    saved.next();
    check_message([&] { loaded.load_state_dict(saved.state_dict()); }, message);
    BOOST_TEST(loaded.position() == 0);
  };
  const auto other_kind = [](const std::string& sampler, const std::string& kind) {
    return sampler +
           ": nothing was loaded, 1 entries of the state do not fit\n  impossible: kind is "
           "that of another sampler than " +
           kind;
  };
  const auto buckets = [](Index batch_size) {
    return BucketBatchSampler(lengths(), {.batch_size = batch_size, .generator = Generator(1)});
  };
  refuse(buckets(4), buckets(2),
         "BucketBatchSampler: nothing was loaded, the state was saved after 4 other examples");
  std::vector<Index> others = lengths();
  std::ranges::reverse(others);
  const auto tokens = [](const std::vector<Index>& of) {
    return MaxTokensBatchSampler(of, {.max_tokens = 13, .shuffle = false});
  };
  refuse(tokens(lengths()), tokens(others), "MaxTokensBatchSampler: nothing was loaded, the ");
  refuse(RandomSampler(4), WeightedRandomSampler({1, 1, 1, 1}, 4),
         other_kind("WeightedRandomSampler", "WeightedRandomSampler"));
  refuse(BatchSampler(RandomSampler(4), 2), BatchSampler(WeightedRandomSampler({1, 1, 1, 1}, 4), 2),
         other_kind("BatchSampler", "BatchSampler of WeightedRandomSampler"));
  const Tensor series(iota<Index>({81}));  // 2 segments with both options
  refuse(Streams(series, {.batch_size = 4, .k1 = 10}), Streams(series, {.batch_size = 2, .k1 = 20}),
         other_kind("Streams", "Streams of 2 rows of 40 time steps with k1 = 20"));
}

BOOST_AUTO_TEST_CASE(states_of_other_kinds_are_refused) {
  DataLoader random(numbers(4), {.shuffle = true}), sequential(numbers(4));
  check_message([&] { random.load_state_dict(sequential.state_dict()); },
                "BatchSampler: nothing was loaded, 2 entries of the state do not fit\n  missing: "
                "generator\n  impossible: kind is that of another sampler");
  check_message(
      [&] { sequential.load_state_dict(random.state_dict()); },
      "BatchSampler: nothing was loaded, 2 entries of the state do not fit\n  unexpected: "
      "generator");
}

BOOST_AUTO_TEST_SUITE_END()
