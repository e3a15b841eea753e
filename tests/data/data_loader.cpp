// DataLoader: epochs, batches, prefetching and errors.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include <atomic>
#include <stdexcept>
#include <thread>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(data_loader)

namespace {

// Examples 0 to 9, of which `broken` cannot be read while it is set.
struct Fragile {
  Index size() const { return 10; }
  Index operator[](Index index) const {
    if (index == *broken) throw std::runtime_error("example " + std::to_string(index));
    return index;
  }
  std::shared_ptr<std::atomic<Index>> broken = std::make_shared<std::atomic<Index>>(-1);
};

}  // namespace

BOOST_AUTO_TEST_CASE(loops_are_epochs) {
  DataLoader loader(numbers(5), {.batch_size = 2});
  for (int epoch = 0; epoch < 3; ++epoch) {
    BOOST_TEST(loader.epoch() == epoch);
    BOOST_TEST(numbers_of(loader) == (Batches{{0, 1}, {2, 3}, {4}}));
  }
  DataLoader full(numbers(5), {.batch_size = 2, .drop_last = true});
  BOOST_TEST(numbers_of(full) == (Batches{{0, 1}, {2, 3}}));
  BOOST_TEST(full.size() == 2);
  DataLoader none(numbers(0), {.batch_size = 2, .shuffle = true});
  BOOST_TEST(numbers_of(none) == Batches{});
}

BOOST_AUTO_TEST_CASE(shuffle_visits_the_order_of_a_random_sampler) {
  DataLoader loader(numbers(9), {.batch_size = 4, .shuffle = true, .generator = Generator(3)});
  BatchSampler sampler(RandomSampler(9, {.generator = Generator(3)}), 4);
  for (int epoch = 0; epoch < 3; ++epoch) BOOST_TEST(numbers_of(loader) == rest_of(sampler));
}

BOOST_AUTO_TEST_CASE(loader_collates_examples_of_any_dataset) {
  const std::vector<Tensor> sentences = {counted({3}), counted({1}), counted({2})};
  DataLoader loader(sentences, BucketBatchSampler({3, 1, 2}, {.batch_size = 2, .shuffle = false}),
                    pad_collate());
  std::vector<std::vector<Index>> lengths;
  for (const nn::PaddedSequence& batch : loader) lengths.push_back(batch.lengths);
  BOOST_TEST(lengths == (Batches{{1, 2}, {3}}));

  DataLoader own(map(numbers(4), [](const auto& row) { return row[0].template item<Index>(); }),
                 {.batch_size = 3}, [](const std::vector<Index>& batch) { return batch; });
  BOOST_TEST(rest_of(own) == (Batches{{0, 1, 2}, {3}}));
}

BOOST_AUTO_TEST_CASE(loader_of_a_split_selects_rows_of_the_whole) {
  Generator generator(1);
  const auto [training, validation] = random_split(numbers(10), {0.8, 0.2}, generator);
  DataLoader loader(validation, {.batch_size = 2});
  BOOST_TEST(numbers_of(loader) == Batches{validation.indices()});
}

BOOST_AUTO_TEST_CASE(loader_may_be_moved_within_an_epoch) {
  for (const Index prefetch : {0, 2}) {
    DataLoader loader(numbers(6), {.batch_size = 2, .prefetch_factor = prefetch});
    loader.next();
    DataLoader moved = std::move(loader);
    BOOST_TEST(numbers_of(moved) == (Batches{{2, 3}, {4, 5}}));
  }
}

BOOST_AUTO_TEST_CASE(prefetching_changes_no_batch) {
  for (const Index size : {0, 1, 7, 100}) {
    for (const Index prefetch : {1, 2, 5, 1000}) {
      const auto make = [&](Index prefetch_factor) {
        return DataLoader(numbers(size), {.batch_size = 3,
                                          .shuffle = true,
                                          .generator = Generator(5),
                                          .prefetch_factor = prefetch_factor});
      };
      auto plain = make(0), ahead = make(prefetch);
      for (int epoch = 0; epoch < 3; ++epoch) BOOST_TEST(numbers_of(ahead) == numbers_of(plain));
    }
  }
}

BOOST_AUTO_TEST_CASE(prefetching_fetches_at_most_its_number_of_batches_ahead) {
  const auto fetched = std::make_shared<std::atomic<Index>>(0);
  const auto count = [fetched](const auto& row) {
    ++*fetched;
    return row;
  };
  DataLoader loader(map(numbers(20), count), {.batch_size = 1, .prefetch_factor = 3});
  loader.next();
  for (int i = 0; i < 1000 && *fetched < 4; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(*fetched == 4);  // the one taken, and three in the queue
}

BOOST_AUTO_TEST_CASE(prefetching_follows_grad_mode) {
  const Tensor weight = leaf(2);
  const auto scaled = [&](const auto& row) { return weight * to(row[0], float64); };
  for (const bool recorded : {true, false}) {
    const GradMode mode(recorded);
    DataLoader loader(map(numbers(4), scaled), {.batch_size = 2, .prefetch_factor = 2});
    for (const Tensor& batch : loader) BOOST_TEST(batch.requires_grad() == recorded);
  }
}

BOOST_AUTO_TEST_CASE(exceptions_of_the_dataset_reach_the_caller_in_order) {
  for (const Index prefetch : {0, 1, 4}) {
    Fragile dataset;
    *dataset.broken = 5;
    DataLoader loader(dataset, {.batch_size = 2, .prefetch_factor = prefetch});
    BOOST_TEST(values<Index>(*loader.next()) == (std::vector<Index>{0, 1}));
    BOOST_TEST(values<Index>(*loader.next()) == (std::vector<Index>{2, 3}));
    for (int attempt = 0; attempt < 2; ++attempt)
      BOOST_CHECK_EXCEPTION(loader.next(), std::runtime_error, says("example 5"));
    BOOST_TEST(loader.position() == 2);
    *dataset.broken = -1;
    BOOST_TEST(values<Index>(*loader.next()) == (std::vector<Index>{4, 5}));
  }
}

BOOST_AUTO_TEST_CASE(loader_may_be_destroyed_at_any_time) {
  for (Index taken = 0; taken <= 6; ++taken) {
    for (const Index prefetch : {1, 3}) {
      DataLoader loader(numbers(10), {.batch_size = 2, .prefetch_factor = prefetch});
      for (Index i = 0; i < taken; ++i) loader.next();
    }
  }
}

BOOST_AUTO_TEST_CASE(end_epoch_discards_prefetched_batches) {
  DataLoader loader(numbers(6), {.batch_size = 2, .prefetch_factor = 2});
  loader.next();
  loader.end_epoch();
  BOOST_TEST(numbers_of(loader) == (Batches{{0, 1}, {2, 3}, {4, 5}}));
}

BOOST_AUTO_TEST_CASE(loops_after_break_are_new_epochs) {
  for (const Index prefetch : {0, 2}) {
    const auto make = [&] {
      return DataLoader(numbers(6), {.batch_size = 2,
                                     .shuffle = true,
                                     .generator = Generator(3),
                                     .prefetch_factor = prefetch});
    };
    auto whole = make(), left = make();
    const Batches first = numbers_of(whole), second = numbers_of(whole), third = numbers_of(whole);
    for ([[maybe_unused]] const auto& batch : left) break;
    BOOST_TEST(numbers_of(left) == second);
    BOOST_TEST(left.epoch() == 2);
    // A loaded state is continued once.
    StateDict state;
    for ([[maybe_unused]] const auto& batch : left) {
      state = left.state_dict();
      break;
    }
    auto loaded = make();
    loaded.load_state_dict(state);
    for (const auto& batch : loaded) {
      BOOST_TEST(values<Index>(batch[0]) == third[1]);
      break;
    }
    BOOST_TEST(loaded.position() == 2);
    BOOST_TEST(numbers_of(loaded) == numbers_of(left));
    BOOST_TEST(loaded.epoch() == 4);
  }
}

BOOST_AUTO_TEST_CASE(loader_refuses_impossible_options) {
  const std::vector<Misuse> misuses = {
      {"BatchSampler: batch_size is 0, expected at least 1",
       [] { DataLoader(numbers(3), {.batch_size = 0}); }},
      {"DataLoader: prefetch_factor is -1, must not be negative",
       [] { DataLoader(numbers(3), {.prefetch_factor = -1}); }},
      {"DataLoader: the sampler is for 4 examples, but the dataset has 3",
       [] { DataLoader(numbers(3), SequentialSampler(4)); }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
