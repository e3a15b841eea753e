// The tasks that ask for a long memory: what is drawn, what is asked, what is refused.
#include "long_range/tasks/tasks.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <limits>
#include <set>

using namespace xgrad;
using namespace long_range::tasks;
using test::says;

BOOST_AUTO_TEST_SUITE(tasks)

namespace {

using Integers = std::vector<std::int64_t>;

// One sequence of [time, batch] numbers of classes.
Integers sequence(const Tensor& classes, Index i) {
  return contiguous(select(classes, 1, i)).to_vector<std::int64_t>();
}

std::vector<double> feature(const Tensor& input, Index i, Index number) {
  return test::values(to(select(select(input, 2, number), 1, i), float64));
}

// The elements of both parts, to compare two batches.
std::pair<std::vector<double>, std::vector<double>> elements(const Batch& batch) {
  return {test::values(to(batch.input, float64)), test::values(to(batch.target, float64))};
}

}  // namespace

BOOST_DATA_TEST_CASE(adding_marks_a_number_in_each_half,
                     boost::unit_test::data::make({2, 3, 4, 51}), time) {
  Generator generator(1);
  std::set<std::size_t> first, second;
  for (const DType dtype : {float32, float64}) {
    const auto [input, target] =
        adding_problem({.time = time, .batch = 40, .dtype = dtype}, generator);
    BOOST_TEST(input.shape() == (Shape{time, 40, 2}));
    BOOST_TEST(target.shape() == (Shape{40, 1}));
    BOOST_TEST(input.dtype() == dtype);
    BOOST_TEST(target.dtype() == dtype);
    const auto sums = test::values(to(target, float64));
    for (Index i = 0; i < 40; ++i) {
      const auto numbers = feature(input, i, 0), marks = feature(input, i, 1);
      std::vector<std::size_t> marked;
      double sum = 0;
      for (std::size_t t = 0; t < marks.size(); ++t) {
        BOOST_TEST(numbers[t] >= 0);
        BOOST_TEST(numbers[t] < 1);
        BOOST_TEST((marks[t] == 0 || marks[t] == 1), marks[t]);
        if (marks[t] == 1) marked.push_back(t), sum += numbers[t];
      }
      const auto half = static_cast<std::size_t>(time / 2);
      BOOST_TEST_REQUIRE(marked.size() == 2u);
      BOOST_TEST(marked[0] < half);
      BOOST_TEST(marked[1] >= half);
      first.insert(marked[0]);
      second.insert(marked[1]);
      BOOST_TEST(std::abs(sums[static_cast<std::size_t>(i)] - sum) < 1e-6);
    }
  }
  if (time < 5) BOOST_TEST(first.size() + second.size() == static_cast<std::size_t>(time));
}

BOOST_AUTO_TEST_CASE(copy_repeats_the_symbols_after_the_signal) {
  Generator generator(1);
  const auto [input, target] =
      copy_memory({.delay = 5, .length = 3, .symbols = 4, .batch = 30}, generator);
  BOOST_TEST(input.shape() == (Shape{11, 30}));
  BOOST_TEST(target.shape() == (Shape{11, 30}));
  std::set<std::int64_t> symbols;
  for (Index i = 0; i < 30; ++i) {
    const Integers shown = sequence(input, i), asked = sequence(target, i);
    const Integers kept(shown.begin(), shown.begin() + 3);
    symbols.insert(kept.begin(), kept.end());
    Integers expected = kept;
    expected.insert(expected.end(), {4, 4, 4, 4, 5, 4, 4, 4});
    BOOST_TEST(shown == expected);
    expected.assign(8, 4);
    expected.insert(expected.end(), kept.begin(), kept.end());
    BOOST_TEST(asked == expected);
  }
  BOOST_TEST(symbols == (std::set<std::int64_t>{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(temporal_order_marks_lie_in_their_intervals) {
  Generator generator(1);
  for (const Index marks : {1, 2, 3, 5}) {
    const auto [input, target] = temporal_order({.marks = marks, .batch = 60}, generator);
    BOOST_TEST(input.shape() == (Shape{100, 60}));
    BOOST_TEST(target.shape() == Shape{60});
    const Integers classes = target.to_vector<std::int64_t>();
    for (Index i = 0; i < 60; ++i) {
      const Integers symbols = sequence(input, i);
      std::int64_t order = 0;
      Index found = 0;
      for (Index t = 0; t < 100; ++t) {
        const std::int64_t symbol = symbols[static_cast<std::size_t>(t)];
        BOOST_TEST(symbol >= 0);
        BOOST_TEST(symbol < 6);
        if (symbol > 1) continue;
        const Index first = std::max<Index>(10, 100 * found / marks);
        BOOST_TEST(t >= first);
        BOOST_TEST(t < first + 10);
        order = 2 * order + symbol;
        ++found;
      }
      BOOST_TEST(found == marks);
      BOOST_TEST(classes[static_cast<std::size_t>(i)] == order);
    }
    const std::set<std::int64_t> all(classes.begin(), classes.end());
    if (marks < 4) BOOST_TEST(all.size() == std::size_t{1} << marks);
  }
}

BOOST_AUTO_TEST_CASE(parity_counts_ones_so_far) {
  Generator generator(1);
  const auto [input, target] = parity({.time = 30, .batch = 4, .dtype = float64}, generator);
  BOOST_TEST(input.shape() == (Shape{30, 4, 1}));
  BOOST_TEST(target.shape() == (Shape{30, 4}));
  for (Index i = 0; i < 4; ++i) {
    const auto bits = feature(input, i, 0);
    const Integers odd = sequence(target, i);
    std::int64_t ones = 0;
    for (std::size_t t = 0; t < bits.size(); ++t) {
      ones += bits[t] == 1;
      BOOST_TEST((bits[t] == 0 || bits[t] == 1), bits[t]);
      BOOST_TEST(odd[t] == ones % 2);
    }
    BOOST_TEST(ones > 5);
    BOOST_TEST(ones < 25);
  }
}

BOOST_AUTO_TEST_CASE(dyck_words_are_well_nested) {
  const DyckOptions options = {.time = 20, .kinds = 3, .depth = 4, .batch = 50};
  DyckOptions about_closing = options;
  about_closing.target = DyckTarget::closing;
  Generator generator(1), same(1);
  const auto [words, next] = dyck_words(options, generator);
  const auto [again, closing] = dyck_words(about_closing, same);
  BOOST_TEST(words.shape() == (Shape{20, 50}));
  BOOST_TEST(next.shape() == (Shape{20, 50}));
  std::size_t deepest = 0;
  for (Index i = 0; i < 50; ++i) {
    Integers word = sequence(words, i), open;
    BOOST_TEST(word == sequence(again, i));
    const Integers innermost = sequence(closing, i);
    for (std::size_t t = 0; t < word.size(); ++t) {
      if (word[t] < 3) {
        open.push_back(word[t]);
      } else {
        BOOST_REQUIRE(!open.empty());
        BOOST_TEST(word[t] == open.back() + 3);
        open.pop_back();
      }
      deepest = std::max(deepest, open.size());
      BOOST_TEST(innermost[t] == (open.empty() ? -100 : open.back()));
    }
    BOOST_TEST(open.empty());
    word.erase(word.begin());
    word.push_back(6);
    BOOST_TEST(word == sequence(next, i));
  }
  BOOST_TEST(deepest == 4u);
}

BOOST_AUTO_TEST_CASE(images_become_rows_or_pixels) {
  const Tensor images = Tensor(test::iota({2, 2, 3}));
  const auto read = [&](Reading reading, const Tensor& order = {}) {
    return image_sequences(images, reading, order);
  };
  BOOST_TEST(read(Reading::rows).shape() == (Shape{2, 2, 3}));
  BOOST_TEST(test::values(read(Reading::rows)) ==
             (std::vector<double>{0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11}));
  BOOST_TEST(read(Reading::pixels).shape() == (Shape{6, 2, 1}));
  BOOST_TEST(test::values(read(Reading::pixels)) ==
             (std::vector<double>{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}));
  const Tensor backwards = arange(5, -1, -1);
  BOOST_TEST(test::values(read(Reading::pixels, backwards)) ==
             (std::vector<double>{5, 11, 4, 10, 3, 9, 2, 8, 1, 7, 0, 6}));
  BOOST_TEST(test::values(read(Reading::rows, backwards)) ==
             (std::vector<double>{5, 4, 3, 11, 10, 9, 2, 1, 0, 8, 7, 6}));
  const Tensor turned = image_sequences(transpose(images, 1, 2));  // strided
  BOOST_TEST(test::values(turned) == (std::vector<double>{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}));
  BOOST_TEST(image_sequences(zeros({0, 2, 3})).shape() == (Shape{2, 0, 3}));
}

BOOST_AUTO_TEST_CASE(drawn_images_keep_their_labels) {
  const Tensor images = reshape(arange(0, 5, 1, float32), {5, 1, 1});
  const Tensor labels = arange(10, 15);
  Generator generator(1);
  const auto [input, target] =
      sequential_images(images, labels, {.batch = 40, .reading = Reading::pixels}, generator);
  BOOST_TEST(input.shape() == (Shape{1, 40, 1}));
  BOOST_TEST(target.shape() == Shape{40});
  const auto values = input.to_vector<float>();
  const auto classes = target.to_vector<std::int64_t>();
  for (std::size_t i = 0; i < 40; ++i) BOOST_TEST(values[i] + 10 == static_cast<float>(classes[i]));
  BOOST_TEST(std::set<float>(values.begin(), values.end()).size() == 5u);
}

BOOST_AUTO_TEST_CASE(tasks_are_reproducible_from_the_generator) {
  const auto drawn = [](std::uint64_t seed) {
    Generator generator(seed);
    return std::vector{elements(adding_problem({.time = 10}, generator)),
                       elements(copy_memory({.delay = 10}, generator)),
                       elements(temporal_order({.time = 10}, generator)),
                       elements(parity({.time = 10}, generator)),
                       elements(dyck_words({.time = 10}, generator))};
  };
  const auto first = drawn(3), same = drawn(3), other = drawn(4);
  for (std::size_t task = 0; task < first.size(); ++task) {
    BOOST_TEST(first[task] == same[task]);
    BOOST_TEST(first[task] != other[task]);
  }
}

BOOST_AUTO_TEST_CASE(invalid_task_options_are_refused) {
  Generator generator(1);
  const auto refused = [&](auto task, auto options, const char* message) {
    BOOST_CHECK_EXCEPTION(task(options, generator), ValueError, says(message));
  };
  refused(adding_problem, AddingOptions{.time = 1},
          "adding_problem: time is 1, must be 2 or more\n  hint: one number is marked");
  refused(adding_problem, AddingOptions{.batch = 0},
          "adding_problem: batch is 0, must be positive");
  refused(copy_memory, CopyOptions{.delay = 0}, "copy_memory: delay is 0, must be positive");
  refused(copy_memory, CopyOptions{.length = 0}, "copy_memory: length is 0");
  refused(copy_memory, CopyOptions{.symbols = 0}, "copy_memory: symbols is 0");
  refused(temporal_order, OrderOptions{.time = 9}, "time is 9, must be 10 or more");
  refused(temporal_order, OrderOptions{.marks = 6}, "marks is 6, must be from 1 to 5");
  refused(parity, ParityOptions{.time = 0}, "parity: time is 0, must be positive");
  refused(dyck_words, DyckOptions{.time = 7}, "time is 7, must be even and positive");
  refused(dyck_words, DyckOptions{.kinds = 0}, "dyck_words: kinds is 0");
  refused(dyck_words, DyckOptions{.depth = 0}, "dyck_words: depth is 0");
  BOOST_CHECK_EXCEPTION(adding_problem({.dtype = int64}, generator), DTypeError,
                        says("adding_problem: dtype is int64, must be float32 or float64"));
  BOOST_CHECK_EXCEPTION(parity({.dtype = bool_}, generator), DTypeError, says("parity: dtype"));

  BOOST_CHECK_EXCEPTION(image_sequences(zeros({4, 4})), ShapeError,
                        says("images are [4, 4], expected [n, rows, columns]"));
  BOOST_CHECK_EXCEPTION(image_sequences(zeros({2, 3, 3}), Reading::rows, arange(8)), ShapeError,
                        says("order is [8], an image is [3, 3], expected [9]"));
  BOOST_CHECK_THROW(image_sequences(zeros({2, 1, 2}), Reading::rows, tensor({0, 2})), IndexError);
  BOOST_CHECK_EXCEPTION(sequential_images(zeros({3, 2, 2}), arange(2), {}, generator), ShapeError,
                        says("images are [3, 2, 2], labels [2], expected"));
  BOOST_CHECK_EXCEPTION(sequential_images(zeros({0, 2, 2}), arange(0), {}, generator), ValueError,
                        says("there are no images"));
  constexpr Index kMost = std::numeric_limits<Index>::max();
  BOOST_CHECK_THROW(copy_memory({.delay = kMost, .length = 2}, generator), ShapeError);
  BOOST_CHECK_EXCEPTION(copy_memory({.symbols = kMost}, generator), ValueError,
                        says("copy_memory: symbols is 9223372036854775807, must be at most "
                             "9223372036854775805"));
  BOOST_CHECK_EXCEPTION(dyck_words({.kinds = kMost}, generator), ValueError,
                        says("dyck_words: kinds is 9223372036854775807, must be at most "
                             "4611686018427387903"));
}

BOOST_AUTO_TEST_SUITE_END()
