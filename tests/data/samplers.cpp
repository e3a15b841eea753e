// Samplers of single examples and their batches, against PyTorch.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include <algorithm>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(samplers)

namespace {

// PyTorch 1.13:
//
//   g = torch.Generator().manual_seed(7)
//   s = RandomSampler(range(6), generator=g); print(list(s), list(s))
//   s = RandomSampler(range(5), replacement=True, num_samples=40, generator=g)
//   s = RandomSampler(range(4), num_samples=11, generator=g)
//   s = WeightedRandomSampler([1, 0, 3, 2.5, 0.5], 8, generator=g)
//   s = WeightedRandomSampler([1, 0, 3, 2.5, 0.5], 4, replacement=False, generator=g)
//
// each with a fresh generator, two epochs each.
using Epochs = std::pair<std::vector<Index>, std::vector<Index>>;
const Epochs kRandom = {{3, 0, 1, 5, 2, 4}, {4, 2, 1, 3, 0, 5}};
const Epochs kReplacement = {{0, 2, 1, 1, 3, 2, 2, 4, 3, 1, 3, 1, 3, 2, 2, 0, 1, 2, 3, 3,
                              1, 0, 0, 1, 3, 3, 3, 2, 0, 3, 1, 0, 1, 3, 0, 1, 1, 2, 0, 0},
                             {4, 1, 4, 2, 2, 1, 4, 3}};  // the first 8 of the second epoch
const Epochs kRepeated = {{3, 2, 0, 1, 2, 0, 3, 1, 3, 0, 2}, {1, 2, 3, 0, 0, 1, 2, 3, 2, 1, 0}};
const Epochs kWeighted = {{2, 2, 3, 3, 3, 3, 2, 2}, {3, 3, 0, 0, 2, 0, 0, 3}};
const Epochs kWeightedOnce = {{0, 3, 2, 4}, {2, 3, 0, 4}};
const std::vector<double> kWeights = {1, 0, 3, 2.5, 0.5};

void check_epochs(Sampler&& sampler, const Epochs& expected) {
  BOOST_TEST(indices_of(sampler) == expected.first);
  std::vector<Index> second = indices_of(sampler);
  second.resize(std::min(second.size(), expected.second.size()));
  BOOST_TEST(second == expected.second);
  BOOST_TEST(sampler.epoch() == 2);
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_samplers_match_pytorch) {
  check_epochs(RandomSampler(6, {.generator = Generator(7)}), kRandom);
  check_epochs(
      RandomSampler(5, {.replacement = true, .num_samples = 40, .generator = Generator(7)}),
      kReplacement);
  check_epochs(RandomSampler(4, {.num_samples = 11, .generator = Generator(7)}), kRepeated);
  check_epochs(WeightedRandomSampler(kWeights, 8, {.generator = Generator(7)}), kWeighted);
  check_epochs(
      WeightedRandomSampler(kWeights, 4, {.replacement = false, .generator = Generator(7)}),
      kWeightedOnce);
}

BOOST_AUTO_TEST_CASE(sequential_sampler_visits_examples_in_order) {
  check_epochs(SequentialSampler(5), {range(5), range(5)});
  check_epochs(SequentialSampler(1), {{0}, {0}});
  check_epochs(SequentialSampler(0), {{}, {}});
}

BOOST_AUTO_TEST_CASE(samplers_without_generator_are_seeded_by_manual_seed) {
  const auto epoch = [](std::uint64_t seed) {
    manual_seed(seed);
    RandomSampler sampler(50);
    return indices_of(sampler);
  };
  BOOST_TEST(epoch(3) == epoch(3));
  BOOST_CHECK(epoch(3) != epoch(4));
  manual_seed(3);
  RandomSampler first(50), second(50);
  BOOST_CHECK(indices_of(first) != indices_of(second));
}

BOOST_AUTO_TEST_CASE(batch_sampler_joins_indices_and_drops_the_last_batch) {
  BatchSampler all(SequentialSampler(7), 3);
  BOOST_TEST(rest_of(all) == (Batches{{0, 1, 2}, {3, 4, 5}, {6}}));
  BOOST_TEST(all.size() == 3);
  BatchSampler full(SequentialSampler(7), 3, true);
  BOOST_TEST(rest_of(full) == (Batches{{0, 1, 2}, {3, 4, 5}}));
  BatchSampler exact(SequentialSampler(6), 3, true);
  BOOST_TEST(exact.size() == 2);
  BatchSampler wide(SequentialSampler(2), 3, true);
  BOOST_TEST(rest_of(wide) == Batches{});

  BatchSampler random(RandomSampler(6, {.generator = Generator(7)}), 4);
  BOOST_TEST(rest_of(random) == (Batches{{3, 0, 1, 5}, {2, 4}}));
  BOOST_TEST(rest_of(random) == (Batches{{4, 2, 1, 3}, {0, 5}}));
}

BOOST_AUTO_TEST_CASE(end_epoch_skips_the_rest_of_the_epoch) {
  RandomSampler sampler(6, {.generator = Generator(7)});
  sampler.next();
  sampler.end_epoch();
  BOOST_TEST(indices_of(sampler) == kRandom.second);
  sampler.end_epoch();  // the third epoch, before its first batch
  BOOST_TEST(sampler.epoch() == 3);
}

BOOST_AUTO_TEST_CASE(loops_after_break_are_the_next_epoch) {
  RandomSampler sampler(6, {.generator = Generator(7)});
  for ([[maybe_unused]] const auto& batch : sampler)
    if (sampler.position() == 2) break;
  BOOST_TEST(sampler.position() == 2);
  BOOST_TEST(indices_of(sampler) == kRandom.second);
  BOOST_TEST(sampler.epoch() == 2);
  // With the last batch, too.
  SequentialSampler sequential(3);
  for ([[maybe_unused]] const auto& batch : sequential)
    if (sequential.position() == 3) break;
  BOOST_TEST(indices_of(sequential) == range(3));
}

BOOST_AUTO_TEST_CASE(loops_continue_an_epoch_that_next_began) {
  SequentialSampler sampler(4);
  sampler.next();
  BOOST_TEST(indices_of(sampler) == (std::vector<Index>{1, 2, 3}));
  for ([[maybe_unused]] const auto& batch : sampler) break;
  BOOST_TEST(*sampler.next() == std::vector<Index>{1});  // next() continues
  BOOST_TEST(indices_of(sampler) == range(4));
}

BOOST_AUTO_TEST_CASE(indices_of_a_custom_sampler_are_checked) {
  struct Beyond : Sampler {
    Beyond() : Sampler("Beyond", 3, {}) {}
    Epoch draw(Generator&) const override { return Epoch::of({0, 3}); }
  };
  Beyond sampler;
  check_message([&] { sampler.next(); },
                "Beyond: drew the index 3, but the dataset has 3 examples");
}

BOOST_AUTO_TEST_CASE(ends_of_a_custom_sampler_are_checked) {
  struct Drawing : Sampler {
    explicit Drawing(Epoch drawn) : Sampler("Drawing", 5, {}), epoch(std::move(drawn)) {}
    Epoch draw(Generator&) const override { return epoch; }
    Epoch epoch;
  };
  const std::vector<std::pair<Epoch, std::string>> epochs = {
      {{.indices = {0, 1, 2}, .ends = {2, 600}}, "Drawing: drew ends[1] = 600, expected 3 to 3"},
      {{.indices = {0, 1, 2, 3}, .ends = {2, 2, 4}}, "Drawing: drew ends[1] = 2, expected 3 to 4"},
      {{.indices = {0, 1}, .ends = {0, 2}}, "Drawing: drew ends[0] = 0, expected 1 to 2"},
      {{.indices = {0, 1, 2}, .ends = {2}}, "Drawing: drew 3 indices, but its batches end after 2"},
      {{.indices = {0, 1, 2}}, "Drawing: drew 3 indices, but its batches end after 0"}};
  for (const auto& [epoch, message] : epochs) {
    Drawing sampler(epoch);
    check_message([&] { sampler.next(); }, message);
  }
  Drawing none(Epoch{});
  BOOST_TEST(rest_of(none) == Batches{});
}

BOOST_AUTO_TEST_CASE(samplers_refuse_impossible_options) {
  const std::vector<Misuse> misuses = {
      {"SequentialSampler: the dataset size is -1", [] { SequentialSampler(-1); }},
      {"RandomSampler: num_samples is -2 for 3 examples, expected at least 0",
       [] { RandomSampler(3, {.num_samples = -2}); }},
      {"RandomSampler: num_samples is 1 for 0 examples, expected 0",
       [] { RandomSampler(0, {.num_samples = 1}); }},
      {"multinomial: ",
       [] {
         WeightedRandomSampler({1, -1}, 2);
       }},
      {"multinomial: ",
       [] {
         WeightedRandomSampler({0, 0}, 2);
       }},
      {"multinomial: ",
       [] {
         WeightedRandomSampler({1, 0}, 2, {.replacement = false});
       }},
      {"BatchSampler: batch_size is 0, expected at least 1",
       [] { BatchSampler(SequentialSampler(3), 0); }},
      {"Epoch: batch_size is 0, expected at least 1", [] {
         Epoch::of({1, 2}, 0);
       }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_SUITE_END()
