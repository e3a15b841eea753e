// The generator draws PyTorch's streams; expected numbers come from python3-torch 1.13.1.
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

using test::close;
using xgrad::Generator;

BOOST_AUTO_TEST_SUITE(generator)

namespace {

template <class T>
std::vector<T> uniform(Generator& generator, std::size_t count, double low, double high) {
  std::vector<T> numbers(count);
  generator.fill_uniform(numbers.data(), static_cast<xgrad::Index>(count), low, high);
  return numbers;
}

template <class T>
std::vector<T> normal(Generator& generator, std::size_t count, double mean, double deviation) {
  std::vector<T> numbers(count);
  generator.fill_normal(numbers.data(), static_cast<xgrad::Index>(count), mean, deviation);
  return numbers;
}

std::vector<std::int64_t> randint(Generator generator, std::size_t count, std::int64_t low,
                                  std::int64_t high) {
  std::vector<std::int64_t> numbers(count);
  generator.fill_randint(numbers.data(), static_cast<xgrad::Index>(count), low, high);
  return numbers;
}

template <class T>
void check_equal(const std::vector<T>& actual, const std::vector<T>& expected) {
  BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

}  // namespace

// torch.manual_seed(1234567890123); torch.empty(5, dtype=d).uniform_(-0.3, 0.7)
BOOST_AUTO_TEST_CASE(fill_uniform_matches_pytorch) {
  Generator generator(1234567890123);
  check_equal<float>(uniform<float>(generator, 5, -0.3, 0.7),
                     {0.0553290844f, -0.24957794f, 0.132750928f, 0.0925163627f, 0.600302398f});
  generator.manual_seed(1234567890123);
  check_equal<double>(uniform<double>(generator, 5, -0.3, 0.7),
                      {0.54263291405592495, 0.16200768536425453, -0.097580490247940188,
                       -0.25400298691231532, -0.13010262503529674});
}

// torch.manual_seed(0); torch.rand(700)[-3:]     # beyond one pass of the twister
BOOST_AUTO_TEST_CASE(long_streams_match_pytorch) {
  Generator generator(0);
  const auto numbers = uniform<float>(generator, 700, 0, 1);
  check_equal<float>({numbers.end() - 3, numbers.end()},
                     {0.129274368f, 0.614936054f, 0.572658896f});
}

// torch.manual_seed(3); torch.randn(7, dtype=d)[:5]; torch.randn(1, dtype=d); torch.rand(1,
// dtype=d)
BOOST_AUTO_TEST_CASE(fill_normal_of_few_numbers_matches_pytorch) {
  Generator generator(3);
  auto numbers = normal<float>(generator, 7, 0, 1);
  numbers.resize(5);
  check_equal<float>(numbers,
                     {0.803276062f, 0.174833387f, 0.0889780968f, -0.613718033f, 0.0461824499f});
  check_equal<float>(normal<float>(generator, 1, 0, 1), {1.01111591f});
  check_equal<float>(uniform<float>(generator, 1, 0, 1), {0.175605237f});

  generator.manual_seed(3);
  auto doubles = normal<double>(generator, 7, 0, 1);
  doubles.resize(5);
  BOOST_TEST(
      close(doubles,
            std::vector<double>{0.8032760780963506, 0.17483339327910355, 0.088978095025878931,
                                -0.61371800772935781, 0.04618245168476013},
            {.absolute = 2e-16}));
  BOOST_TEST(close(normal<double>(generator, 1, 0, 1), std::vector<double>{1.0111158511791591},
                   {.absolute = 3e-16}));
  check_equal<double>(uniform<double>(generator, 1, 0, 1), {0.40484194448065547});
}

// torch.manual_seed(3); torch.empty(21, dtype=d).normal_(2, 0.5); torch.rand(1, dtype=d)
// The float numbers are those of an AVX2 processor, where PyTorch has its own logarithm and sine.
BOOST_AUTO_TEST_CASE(fill_normal_of_many_numbers_matches_pytorch) {
  Generator generator(3);
  BOOST_TEST(close(normal<float>(generator, 21, 2, 0.5),
                   std::vector<float>{
                       1.96167791f, 2.1799407f,  1.60899162f, 2.03576398f, 2.33241963f, 2.26109362f,
                       1.91659546f, 2.02651668f, 2.20230365f, 2.30564976f, 2.38019514f, 1.98317838f,
                       1.82757735f, 2.22959018f, 3.21819854f, 1.92659593f, 2.24255705f, 2.10261726f,
                       2.16921401f, 2.67637706f, 2.18681765f},
                   {.absolute = 3e-7}));
  check_equal<float>(uniform<float>(generator, 1, 0, 1), {0.00432443619f});

  generator.manual_seed(3);
  BOOST_TEST(close(normal<double>(generator, 21, 2, 0.5),
                   std::vector<double>{1.8911256041106179, 2.0733385649055247, 2.3345405606742737,
                                       1.7429379430358281, 1.2070147434464835, 1.8579153705913256,
                                       2.0839723755070647, 2.3790286643107912, 2.5392176219907121,
                                       2.1718168989572115, 2.3599125838329251, 2.4153090452309987,
                                       2.2543269386817673, 1.3875073163459231, 1.865140631481218,
                                       2.1018343169206131, 2.014376433947509,  2.1212185515974276,
                                       2.39208614817611,   1.5007908315229908, 2.5930240102924591},
                   {.absolute = 5e-16}));
  check_equal<double>(uniform<double>(generator, 1, 0, 1), {0.45788465193068872});
}

// torch.manual_seed(4) before each of
// torch.randint(-5, 1000, (6,)); torch.randint(-2**40, 2**40, (4,)); torch.randint(0, 2**32, (3,))
BOOST_AUTO_TEST_CASE(integers_match_pytorch) {
  const Generator generator(4);
  check_equal<std::int64_t>(randint(generator, 6, -5, 1000), {35, 214, 371, 618, 169, 66});
  check_equal<std::int64_t>(randint(generator, 4, -(1LL << 40), 1LL << 40),
                            {-571657477970, 786720735941, 557725645160, -723233685048});
  check_equal<std::int64_t>(randint(generator, 3, 0, 1LL << 32),
                            {3868139694, 741720773, 3674863976});
}

// torch.manual_seed(3); torch.empty(12).bernoulli_(0.3); torch.rand(1)
BOOST_AUTO_TEST_CASE(fill_bernoulli_matches_pytorch) {
  Generator generator(3);
  std::vector<float> mask(12);
  generator.fill_bernoulli(mask.data(), 12, 0.3);
  check_equal<float>(mask, {1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0});
  check_equal<float>(uniform<float>(generator, 1, 0, 1), {0.180877209f});
}

// torch.manual_seed(4); torch.randperm(10)
BOOST_AUTO_TEST_CASE(fill_permutation_matches_pytorch) {
  Generator generator(4);
  std::vector<std::int64_t> order(10);
  generator.fill_permutation(order.data(), 10);
  check_equal<std::int64_t>(order, {0, 4, 9, 6, 7, 3, 2, 8, 1, 5});
}

BOOST_AUTO_TEST_CASE(integers_span_the_whole_type) {
  const auto numbers = randint(Generator(1), 1000, std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max());
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  BOOST_TEST(*least < -(1LL << 62));
  BOOST_TEST(*most > 1LL << 62);
}

BOOST_AUTO_TEST_CASE(saved_state_continues_the_stream) {
  Generator generator(7);
  uniform<float>(generator, 1000, 0, 1);
  normal<float>(generator, 3, 0, 1);  // leaves the second of a pair waiting
  const std::string saved = generator.state();
  const Generator copy = generator;
  const auto expected = normal<double>(generator, 5, 0, 1);
  const auto expected_after = uniform<double>(generator, 700, 0, 1);

  Generator restored(99);
  restored.set_state(saved);
  BOOST_TEST(restored.seed() == 7u);
  check_equal(normal<double>(restored, 5, 0, 1), expected);
  check_equal(uniform<double>(restored, 700, 0, 1), expected_after);
  restored = copy;
  check_equal(normal<double>(restored, 5, 0, 1), expected);
}

BOOST_AUTO_TEST_CASE(damaged_state_changes_nothing) {
  Generator generator(7);
  const std::string saved = generator.state();
  for (const std::string& text :
       {std::string(), std::string("mt19937"), saved.substr(0, saved.size() - 12), saved + " 1",
        "x" + saved, saved + "z", std::string("mt19937 7 fff 0 0")}) {
    BOOST_CHECK_THROW(generator.set_state(text), xgrad::ValueError);
  }
  BOOST_TEST(generator.state() == saved);
}

BOOST_AUTO_TEST_CASE(invalid_arguments_are_errors) {
  Generator generator;
  const std::string before = generator.state();
  std::int64_t integer = 0;
  float mask = 0;
  BOOST_CHECK_THROW(generator.fill_randint(&integer, 1, 3, 3), xgrad::ValueError);
  BOOST_CHECK_THROW(generator.fill_bernoulli(&mask, 1, 1.5), xgrad::ValueError);
  BOOST_CHECK_THROW(generator.fill_bernoulli(&mask, 1, std::nan("")), xgrad::ValueError);
  BOOST_TEST(generator.state() == before);
}

BOOST_AUTO_TEST_CASE(fill_uniform_and_fill_normal_refuse_what_the_element_type_cannot_hold) {
  Generator generator(3);
  const auto before = generator.state();
  const double infinity = std::numeric_limits<double>::infinity(), large = 3e38;
  for (const auto& [low, high] : {std::pair{-infinity, 0.0}, {0.0, infinity}, {-large, large}}) {
    BOOST_CHECK_THROW(uniform<float>(generator, 1, low, high), xgrad::ValueError);
  }
  for (const auto& [mean, deviation] : {std::pair{infinity, 1.0}, {0.0, infinity}, {1e39, 1.0}}) {
    for (const std::size_t count : {1u, 16u}) {
      BOOST_CHECK_THROW(normal<float>(generator, count, mean, deviation), xgrad::ValueError);
    }
  }
  BOOST_TEST(generator.state() == before);
  BOOST_TEST(std::isfinite(uniform<double>(generator, 1, -large, large)[0]));
}

BOOST_AUTO_TEST_CASE(threads_share_one_stream) {
  Generator shared(5), alone(5);
  std::vector<float> first(5000), second(5000);
  std::thread other([&] { shared.fill_uniform(first.data(), 5000, 0, 1); });
  shared.fill_uniform(second.data(), 5000, 0, 1);
  other.join();
  auto expected = uniform<float>(alone, 10000, 0, 1);
  first.insert(first.end(), second.begin(), second.end());
  std::sort(first.begin(), first.end());
  std::sort(expected.begin(), expected.end());
  check_equal(first, expected);
}

BOOST_AUTO_TEST_CASE(manual_seed_restarts_the_default_generator) {
  xgrad::manual_seed(11);
  const auto first = uniform<float>(xgrad::default_generator(), 4, 0, 1);
  xgrad::manual_seed(11);
  check_equal(uniform<float>(xgrad::default_generator(), 4, 0, 1), first);
}

BOOST_AUTO_TEST_SUITE_END()
