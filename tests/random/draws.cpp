// Random functions draw PyTorch's streams, in row-major order, from the generator that they are given.
#include "golden/distributions/draws.hpp"

#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/random/random.hpp>

#include "random/families.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using golden::distributions::draws;
using test::close;

BOOST_AUTO_TEST_SUITE(random_draws)

namespace {

constexpr std::uint64_t kSeed = 11;

using Draw = std::function<Tensor(DType, Generator&)>;

Tensor probabilities(DType dtype) {
  return to(from_vector(golden::recipe(20, 0.3), {4, 5}) + 0.5, dtype);
}

Tensor scores(DType dtype) {
  return to(from_vector(golden::recipe(12, 0.2), {3, 4}) * 3, dtype);
}

// The name of a golden array without the dtype, the call, and its error in eps of the dtype.
struct Call {
  const char* name;
  Draw draw;
  double error;
};

std::vector<Call> calls() {
  return {
      {"bernoulli", [](DType t, Generator& g) { return bernoulli(probabilities(t), g); }, 0},
      {"exponential", [](DType t, Generator& g) { return exponential({20}, 2.5, t, g); }, 1},
      {"multinomial_replacement",
       [](DType t, Generator& g) { return multinomial(probabilities(t), 6, true, g); }, 0},
      {"multinomial",
       [](DType t, Generator& g) { return multinomial(probabilities(t), 4, false, g); }, 0},
      {"multinomial_one",
       [](DType t, Generator& g) { return multinomial(probabilities(t), 1, true, g); }, 0},
      {"gumbel_softmax",
       [](DType t, Generator& g) { return gumbel_softmax(scores(t), 0.7, false, 1, g); }, 8},
      {"gumbel_softmax_hard",
       [](DType t, Generator& g) { return gumbel_softmax(scores(t), 0.7, true, 0, g); }, 1},
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(match_pytorch) {
  for (const auto& [name, draw, error] : calls()) {
    for (const DType dtype : {float32, float64}) {
      Generator generator(kSeed);
      const std::string entry = std::string(name) + "_" + std::string(name_of(dtype));
      const double eps = dtype == float32 ? 1.2e-7 : 2.3e-16;
      BOOST_TEST_CONTEXT(entry) {
        BOOST_TEST(close(draw(dtype, generator), test::find(draws, entry),
                         {.absolute = error * eps * 0.01, .relative = error * eps}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(integers_match_pytorch) {
  const auto same = [](const char* name, const Draw& draw) {
    Generator generator(kSeed);
    BOOST_TEST(close(draw(int64, generator), test::find(draws, name)), name);
  };
  constexpr Index kFar = Index{1} << 40;
  same("randperm", [](DType, Generator& g) { return randperm(30, g); });
  same("randint", [](DType, Generator& g) { return randint(-5, 1000, {20}, g); });
  same("randint_wide", [](DType, Generator& g) { return randint(-kFar, kFar, {6}, g); });
}

BOOST_AUTO_TEST_CASE(a_saved_state_repeats_draws_that_otherwise_differ) {
  for (const Call& call : calls()) {
    Generator generator(kSeed);
    const auto drawn = [&] { return call.draw(float64, generator).array(); };
    const std::string state = generator.state();
    const Array first = drawn(), second = drawn();
    generator.set_state(state);
    BOOST_TEST_CONTEXT(call.name) {
      BOOST_TEST(close(Tensor(drawn()), Tensor(first)));
      BOOST_TEST(close(Tensor(drawn()), Tensor(second)));
      BOOST_TEST(!close(Tensor(first), Tensor(second)));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_default_generator_is_used_without_another) {
  manual_seed(kSeed);
  const Tensor first = exponential({4}, 1, float64);
  Generator generator(kSeed);
  BOOST_TEST(close(first, exponential({4}, 1, float64, generator)));
}

BOOST_AUTO_TEST_CASE(strided_parameters_give_the_draws_of_their_copies) {
  const auto check = [](const Tensor& strided, const auto& draw) {
    Generator a(kSeed), b(kSeed);
    BOOST_TEST(!strided.is_contiguous());
    BOOST_TEST(close(draw(strided, a), draw(contiguous(strided), b)));
  };
  const Tensor p = transpose(probabilities(float64), 0, 1);
  const Tensor wide = expand(slice(probabilities(float32), 1, 4, 5), {4, 3});
  for (const Tensor& x : {p, wide}) {
    check(x, [](const Tensor& t, Generator& g) { return bernoulli(t, g); });
    check(x, [](const Tensor& t, Generator& g) { return multinomial(t, 2, false, g); });
    check(x, [](const Tensor& t, Generator& g) { return multinomial(t, 7, true, g); });
    check(x, [](const Tensor& t, Generator& g) { return gumbel_softmax(t, 2, false, -1, g); });
  }
}

// A block of the draws of a longer tensor is that of a shorter one.
BOOST_AUTO_TEST_CASE(exponential_draws_do_not_depend_on_the_number_of_elements) {
  Generator a(3), b(3);
  const Tensor many = exponential({3000}, 1, float64, a);
  BOOST_TEST(close(slice(many, 0, 0, 1025), exponential({1025}, 1, float64, b)));
  BOOST_TEST(close(slice(many, 0, 1025, 3000), exponential({1975}, 1, float64, b)));
}

BOOST_AUTO_TEST_CASE(sizes_0_and_1) {
  Generator generator(1);
  const std::string before = generator.state();
  BOOST_TEST(bernoulli(zeros({0, 3}), generator).shape() == (Shape{0, 3}));
  BOOST_TEST(exponential({2, 0}, 1, float32, generator).shape() == (Shape{2, 0}));
  BOOST_TEST(gumbel({0}, float64, generator).shape() == (Shape{0}));
  BOOST_TEST(multinomial(ones({0, 3}), 2, true, generator).shape() == (Shape{0, 2}));
  BOOST_TEST(multinomial(ones({4, 3}), 0, false, generator).shape() == (Shape{4, 0}));
  BOOST_TEST(gumbel_softmax(zeros({0, 3}), 1, true, -1, generator).shape() == (Shape{0, 3}));
  BOOST_TEST(gumbel_softmax(zeros({3, 0}), 1, true, -1, generator).shape() == (Shape{3, 0}));
  BOOST_TEST(generator.state() == before);
  BOOST_TEST(bernoulli(ones({}), generator).item<float>() == 1);
  BOOST_TEST(exponential({}, 1, float32, generator).rank() == 0u);
  BOOST_TEST(test::values<std::int64_t>(multinomial(ones({1}), 3, true, generator)) ==
             (std::vector<std::int64_t>{0, 0, 0}));
  BOOST_TEST(gumbel_softmax(zeros({1}), 1, false, 0, generator).item<float>() == 1);
}

BOOST_AUTO_TEST_CASE(bernoulli_and_multinomial_are_constants) {
  const Tensor p = full({3}, 0.5, float64).requires_grad_();
  BOOST_TEST(!bernoulli(p).requires_grad());
  BOOST_TEST(!multinomial(p, 2).requires_grad());
}

BOOST_AUTO_TEST_CASE(gumbel_softmax_is_differentiable) {
  const auto relaxed = [](const Tensor& x) {
    Generator generator(kSeed);
    return gumbel_softmax(x, 0.7, false, 0, generator);
  };
  const Tensor x = scores(float64).requires_grad_();
  BOOST_TEST(gradcheck(relaxed, {x}).ok);
  BOOST_TEST(gradgradcheck(relaxed, {x}).ok);

  Generator generator(kSeed);
  const Tensor weights = from_vector(golden::recipe(12, 1), {3, 4});
  const Tensor hard = gumbel_softmax(x, 0.7, true, 0, generator);
  const Tensor expected = grad(sum(relaxed(x) * weights), x);
  BOOST_TEST(close(grad(sum(hard * weights), x), expected));
  BOOST_TEST(close(sum(hard, 0), ones({4}, float64)));
  BOOST_TEST(close(hard * hard, hard));  // zeros and ones
}

BOOST_AUTO_TEST_SUITE_END()
