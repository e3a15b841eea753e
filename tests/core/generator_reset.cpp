// Seeding again leaves nothing of what was drawn before, and a state that was saved gives it all
// back.
#include <xgrad/core/generator.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <vector>

using xgrad::Generator;

BOOST_AUTO_TEST_SUITE(generator_reset)

namespace {

// Draws that leave a generator in each of its conditions: a second normal number kept for the next
// draw, and a part of the words used.
const std::vector<std::function<void(Generator&)>> kDraws = {
    [](Generator&) {},
    [](Generator& generator) {
      double one = 0;
      generator.fill_normal(&one, 1, 0, 1);
    },
    [](Generator& generator) {
      float three[3];
      generator.fill_normal(three, 3, 0, 1);
    },
    [](Generator& generator) {
      std::vector<double> many(700);
      generator.fill_uniform(many.data(), 700, 0, 1);
    },
    [](Generator& generator) {
      std::vector<std::int64_t> order(5);
      generator.fill_permutation(order.data(), 5);
    }};

// Numbers of every kind.
std::vector<double> sample(Generator& generator) {
  std::vector<double> numbers(45);
  generator.fill_normal(numbers.data(), 1, 0, 1);
  generator.fill_normal(numbers.data() + 1, 2, 0, 1);
  generator.fill_uniform(numbers.data() + 3, 20, -1, 1);
  generator.fill_normal(numbers.data() + 23, 22, 0, 1);
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_CASE(manual_seed_starts_from_the_beginning_after_any_draw) {
  Generator fresh(3);
  const std::string state = fresh.state();
  const std::vector<double> expected = sample(fresh);
  for (const auto& draw : kDraws) {
    Generator used(7);
    draw(used);
    used.manual_seed(3);
    BOOST_TEST(used.state() == state);
    BOOST_TEST(used.seed() == 3u);
    BOOST_TEST(sample(used) == expected);
  }
}

BOOST_AUTO_TEST_CASE(set_state_continues_after_any_draw) {
  for (const auto& before : kDraws) {
    for (const auto& draw : kDraws) {
      Generator source(3), target(7);
      draw(source);
      before(target);
      target.set_state(source.state());
      BOOST_TEST(target.state() == source.state());
      const Generator copy = source;
      Generator assigned(9);
      before(assigned);
      assigned = copy;
      const std::vector<double> expected = sample(source);
      BOOST_TEST(sample(target) == expected);
      BOOST_TEST(sample(assigned) == expected);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
