// Contractions: random equations against loops over all labels, special cases, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/contract.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <algorithm>
#include <limits>
#include <map>
#include <random>

using namespace xgrad;
using test::close;
using test::says;

BOOST_AUTO_TEST_SUITE(contract)

namespace {

// An equation with letters only, and its operands.
struct Example {
  std::vector<std::string> terms;
  std::string output;
  std::vector<Tensor> operands;
  std::map<char, Index> sizes;

  std::string equation() const {
    std::string text = terms[0];
    for (std::size_t i = 1; i < terms.size(); ++i) text += "," + terms[i];
    return text + "->" + output;
  }
};

// The definition of einsum: the sum over all values of all letters.
Tensor by_loops(const Example& example) {
  std::string letters;
  Shape space, shape;
  for (const auto& [letter, size] : example.sizes) {
    letters += letter;
    space.push_back(size);
  }
  for (const char letter : example.output) shape.push_back(example.sizes.at(letter));
  Array result = kernels::zeros(shape, float64);
  const Strides strides = contiguous_strides(shape);
  test::for_each_index(space, [&](const Shape& index) {
    const auto value_of = [&](char letter) { return index[letters.find(letter)]; };
    double product = 1;
    for (std::size_t i = 0; i < example.terms.size(); ++i) {
      const Array& array = example.operands[i].array();
      Shape at;
      for (std::size_t axis = 0; axis < array.rank(); ++axis) {
        at.push_back(array.shape()[axis] == 1 ? 0 : value_of(example.terms[i][axis]));
      }
      product *= test::at<double>(array, at);
    }
    Index offset = 0;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      offset += strides[axis] * value_of(example.output[axis]);
    }
    result.mutable_data<double>()[offset] += product;
  });
  return Tensor(result);
}

Example random_example(std::mt19937& random) {
  const auto below = [&](int end) {
    return static_cast<int>(random() % static_cast<unsigned>(end));
  };
  Example example;
  std::map<char, Index> sizes;
  for (const char letter : {'a', 'b', 'c', 'd', 'Z'})
    sizes[letter] = below(8) == 0 ? 0 : 1 + below(3);
  const std::string letters = "abcdZ";
  std::string used;
  for (int i = 1 + below(3); i > 0; --i) {
    std::string term;
    Shape shape;
    for (int axes = below(4); axes > 0; --axes) {
      const char letter = letters[static_cast<std::size_t>(below(5))];
      term += letter;
      shape.push_back(sizes[letter]);
      if (used.find(letter) == used.npos) used += letter;
    }
    // A size of 1 broadcasts, but not where the letter occurs twice in this term.
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (below(5) == 0 && std::count(term.begin(), term.end(), term[axis]) == 1) shape[axis] = 1;
    }
    example.terms.push_back(term);
    example.operands.push_back(randn(shape, float64));
  }
  for (const char letter : used) {
    Index size = 1;
    for (std::size_t i = 0; i < example.terms.size(); ++i) {
      for (std::size_t axis = 0; axis < example.terms[i].size(); ++axis) {
        if (example.terms[i][axis] != letter) continue;
        const Index own = example.operands[i].shape()[axis];
        if (own != 1) size = own;
      }
    }
    example.sizes[letter] = size;
  }
  std::shuffle(used.begin(), used.end(), random);
  example.output =
      used.substr(0, static_cast<std::size_t>(below(static_cast<int>(used.size()) + 1)));
  return example;
}

Tensor random(const Shape& shape) {
  return randn(shape, float64);
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_equations_match_loops) {
  std::mt19937 generator(1);
  for (int i = 0; i < 400; ++i) {
    const Example example = random_example(generator);
    BOOST_TEST_CONTEXT(example.equation()) {
      BOOST_TEST(close(einsum(example.equation(), example.operands), by_loops(example),
                       {.absolute = 1e-13, .relative = 1e-13}));
    }
  }
}

BOOST_AUTO_TEST_CASE(implicit_results_and_ellipses) {
  const Tensor a = random({2, 3}), b = random({3, 4}), c = random({5, 1, 2, 3});
  const test::Tolerance rounding{.absolute = 1e-14};
  BOOST_TEST(close(einsum(" ij, jk ", {a, b}), matmul(a, b), rounding));
  BOOST_TEST(close(einsum("ii", {random({3, 3}) * 0.0 + 2.0}), test::scalar(6)));
  BOOST_TEST(close(einsum("ba", {a}), transpose(a, 0, 1)));
  BOOST_TEST(close(einsum("...ij,jk", {c, b}), matmul(c, b), rounding));
  BOOST_TEST(close(einsum("...", {a}), a));
  BOOST_TEST(close(einsum("... -> ", {a}), sum(a), rounding));
  BOOST_TEST(close(einsum("...,...", {a, c}), a * c));
  BOOST_TEST(close(einsum("i...->...", {a}), sum(a, 0), rounding));
}

BOOST_AUTO_TEST_CASE(results_share_no_memory) {
  const Tensor a = random({2, 2});
  for (const char* equation : {"ij", "ji", "ij->ji", "ii->i", "..."}) {
    BOOST_TEST(!einsum(equation, {a}).array().shares_buffer(a.array()), equation);
  }
}

BOOST_AUTO_TEST_CASE(derivatives) {
  const auto check = [](const char* equation, std::vector<Tensor> operands) {
    for (Tensor& operand : operands) operand.requires_grad_();
    const auto function = [equation](const std::vector<Tensor>& t) { return einsum(equation, t); };
    const GradcheckResult first = gradcheck(function, operands);
    const GradcheckResult second = gradgradcheck(function, operands);
    BOOST_TEST(first.ok, first.message);
    BOOST_TEST(second.ok, second.message);
  };
  check("bij,bkj,k->bi", {random({2, 3, 4}), random({1, 2, 4}), random({2})});
  check("ii,ij->ij", {random({3, 3}), random({3, 1})});
  check("...a,...a", {random({2, 3}), random({3})});
}

BOOST_AUTO_TEST_CASE(beta_0_ignores_the_summand) {
  const Tensor a = random({2, 3}), b = random({3, 2});
  const Tensor nan = full({2, 2}, std::numeric_limits<double>::quiet_NaN(), float64);
  BOOST_TEST(close(addmm(nan, a, b, 0, 2), matmul(a, b) * 2.0));
}

BOOST_AUTO_TEST_CASE(errors) {
  const Tensor a = ones({2, 3}), b = ones({4, 5});
  const auto invalid = [&](const char* equation, const std::vector<Tensor>& operands,
                           const char* message) {
    BOOST_CHECK_EXCEPTION(einsum(equation, operands), ValueError, says(message));
  };
  invalid("ij", {a, a}, "einsum \"ij\": 1 terms for 2 operands");
  invalid("ij", {}, "einsum \"ij\": no operands");
  invalid("i1", {a}, "einsum \"i1\": invalid '1' in \"i1\"");
  invalid("ij->ii", {a}, "einsum \"ij->ii\": 'i' occurs twice in the result");
  invalid("ij->k", {a}, "einsum \"ij->k\": 'k' of the result names no axis");
  invalid("ij,jk", {a, Tensor()}, "einsum: an undefined tensor");
  BOOST_CHECK_EXCEPTION(
      einsum("ij,jk", {a, b}), ShapeError,
      says("einsum \"ij,jk\": 'j' has size 3 in operand 0 and size 4 in operand 1"));
  BOOST_CHECK_EXCEPTION(
      einsum("ijk", {a}), ShapeError,
      says("einsum \"ijk\": \"ijk\" does not name the axes of operand 0, [2, 3]"));
  BOOST_CHECK_EXCEPTION(einsum("ii", {a}), ShapeError,
                        says("einsum \"ii\": 'i' names axes of sizes 2 and 3 of [2, 3]"));
  BOOST_CHECK_EXCEPTION(
      einsum("ij,jk", {a, ones({3, 2}, float64)}), DTypeError,
      says("einsum \"ij,jk\": the operands are float32 [2, 3] and float64 [3, 2]"));
  BOOST_CHECK_EXCEPTION(tensordot(a, b, 3), ValueError,
                        says("tensordot: 3 axes of [2, 3] and [4, 5]"));
  BOOST_CHECK_EXCEPTION(tensordot(a, b, {0}, {0}), ShapeError, says("differ in size"));
  BOOST_CHECK_EXCEPTION(tensordot(a, a, {0, 0}, {0, 1}), ValueError, says("duplicate axis"));
  BOOST_CHECK_EXCEPTION(tensordot(a, a, {2}, {0}), IndexError, says("tensordot"));
  BOOST_CHECK_EXCEPTION(kron(ones({1, 1, 1, 1, 1}), a), ShapeError,
                        says("kron: a is [1, 1, 1, 1, 1]"));
  BOOST_CHECK_EXCEPTION(outer(a, a), ShapeError, says("outer: a is [2, 3], b is [2, 3]"));
  BOOST_CHECK_EXCEPTION(mv(a, a), ShapeError,
                        says("mv: a is [2, 3], b is [2, 3], expected [m, n]"));
  BOOST_CHECK_EXCEPTION(addmm(ones({3}), a, ones({3, 2})), ShapeError, says("addmm: shapes [3]"));
  BOOST_CHECK_EXCEPTION(
      addmm(ones({4, 2, 2}), a, ones({3, 2})), ShapeError,
      says("addmm: x is [4, 2, 2], which does not broadcast to the product [2, 2]"));
  BOOST_CHECK_EXCEPTION(
      dot(ones({2}, bool_), ones({2}, bool_)), DTypeError,
      says("dot: the operands are bool [2] and bool [2], expected numbers of one type"));
  BOOST_CHECK_EXCEPTION(
      kron(ones({2}, int64), a), DTypeError,
      says("kron: the operands are int64 [2] and float32 [2, 3], expected numbers of one type"));
  BOOST_CHECK_EXCEPTION(addmm(ones({1}, int64), ones({2, 2}, int64), ones({2, 2}, int64)),
                        DTypeError,
                        says("addmm: the operands are int64 [1] and int64 [1], "
                             "expected one floating type"));
}

// Values that float64 cannot represent, and sums beyond the range of int64.
BOOST_AUTO_TEST_CASE(products_of_integers_are_exact_modulo_two_to_the_64) {
  using Integers = std::vector<std::int64_t>;
  constexpr std::int64_t kOdd = (std::int64_t{1} << 53) + 1, kMost = INT64_MAX;
  const Tensor a = tensor({kOdd, kMost}), b = tensor({std::int64_t{3}, std::int64_t{2}});
  BOOST_TEST(outer(a, b).to_vector<std::int64_t>() ==
             (Integers{3 * kOdd, 2 * kOdd, kMost - 2, -2}));
  BOOST_TEST(kron(b, a).to_vector<std::int64_t>() == (Integers{3 * kOdd, kMost - 2, 2 * kOdd, -2}));
  for (const Tensor& sum : {dot(a, b), tensordot(a, b, 1), einsum("i,i", {a, b}),
                            mv(unsqueeze(a, 0), b), matmul(a, unsqueeze(b, 1))}) {
    BOOST_TEST(sum.to_vector<std::int64_t>() == (Integers{3 * kOdd - 2}));
  }
  const Tensor w = ones({2}, float64).requires_grad_();
  BOOST_TEST(!dot(to(w, int64), b).requires_grad());
}

BOOST_AUTO_TEST_SUITE_END()
