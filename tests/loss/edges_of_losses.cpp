// Losses at the edge of float32 and float64 equal PyTorch's, or a stated convention; second
// derivatives there; means over nothing.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "golden/edges.hpp"
#include "support/edges.hpp"
#include "support/flush.hpp"
#include "support/tensors.hpp"
#include <functional>
#include <map>
#include <ostream>
#include <string>

using namespace xgrad;
using golden::edges::Edges;
using nn::Reduction;

namespace golden::edges {
std::ostream& operator<<(std::ostream& stream, const Edges& edges) {
  return stream << edges.op << " " << xgrad::name_of(edges.dtype);
}
}  // namespace golden::edges

BOOST_AUTO_TEST_SUITE(edges_of_losses)

namespace {

constexpr double inf = golden::edges::inf;
constexpr double kNaN = golden::edges::nan;

using Loss = std::function<Tensor(const Tensor& input, const Tensor& target, Reduction reduction)>;

const std::map<std::string, Loss>& losses() {
  static const std::map<std::string, Loss> all = {
      {"mse_loss",
       [](const Tensor& x, const Tensor& y, Reduction r) { return nn::mse_loss(x, y, r); }},
      {"l1_loss",
       [](const Tensor& x, const Tensor& y, Reduction r) { return nn::l1_loss(x, y, r); }},
      {"huber_loss",
       [](const Tensor& x, const Tensor& y, Reduction r) { return nn::huber_loss(x, y, 1, r); }},
      {"binary_cross_entropy_with_logits", [](const Tensor& x, const Tensor& y, Reduction r) {
         return nn::binary_cross_entropy_with_logits(x, y, {.reduction = r});
       }}};
  return all;
}

std::vector<double> row(const Edges& edges, std::size_t at) {
  return std::vector<double>(edges.rows.begin()[at]);
}

Tensor tensor_of(const std::vector<double>& numbers, DType dtype) {
  return to(test::constant({static_cast<Index>(numbers.size())}, numbers), dtype);
}

// PyTorch computes (1 - y) x + softplus(-x), which is inf - inf at infinite logits, and 0 where the
// loss is subnormal.
double softplus_of(double z) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)));
}
double sigmoid_of(double z) {
  return z > 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z));
}
double product_of_weight(double weight, double term) {
  return weight == 0 ? 0 : weight * term;
}

// Row 2 is the loss, 3 and 4 are its gradients for input and target.
std::vector<double> expected_row(const Edges& edges, std::size_t at) {
  std::vector<double> expected = row(edges, at);
  if (std::string(edges.op) != "binary_cross_entropy_with_logits") return expected;
  const std::vector<double> x = row(edges, 0), y = row(edges, 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!(std::abs(x[i]) > 1)) continue;
    if (at == 2) {
      expected[i] = product_of_weight(y[i], softplus_of(-x[i])) +
                    product_of_weight(1 - y[i], softplus_of(x[i]));
    } else if (at == 3) {
      expected[i] = (1 - y[i]) * sigmoid_of(x[i]) - y[i] * sigmoid_of(-x[i]);
    } else {
      expected[i] = -x[i];
    }
  }
  return expected;
}

// The gradient for a target of binary cross entropy is the difference of two numbers beyond 0.69.
double cancelled(const Edges& edges, std::size_t at) {
  const bool differs = at == 4 && std::string(edges.op) == "binary_cross_entropy_with_logits";
  return differs ? (edges.dtype == float32 ? 2e-7 : 4e-16) : 0;
}

void check_row(const Edges& edges, std::size_t at, const Tensor& actual) {
  const std::vector<double> found = to(actual, float64).to_vector<double>();
  const std::vector<double> expected = expected_row(edges, at);
  const std::vector<double> x = row(edges, 0), y = row(edges, 1);
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool close = std::abs(found[i] - expected[i]) <= cancelled(edges, at);
    BOOST_TEST((close || test::same_edge(found[i], expected[i], edges.dtype)),
               edges.op << " " << name_of(edges.dtype) << ", row " << at << ", of " << x[i]
                        << " and " << y[i] << ": " << found[i] << ", expected " << expected[i]);
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(losses_match_pytorch, boost::unit_test::data::make(golden::edges::losses),
                     line) {
  const test::Flush exact(false);
  const Tensor x = tensor_of(row(line, 0), line.dtype).requires_grad_();
  const Tensor y = tensor_of(row(line, 1), line.dtype).requires_grad_();
  const Tensor loss = losses().at(line.op)(x, y, Reduction::none);
  check_row(line, 2, loss);
  const std::vector<Tensor> gradients = grad({sum(loss)}, {x, y});
  check_row(line, 3, gradients[0]);
  check_row(line, 4, gradients[1]);
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_is_exact_at_infinite_logits) {
  const auto loss = [](double x, double y) {
    return nn::binary_cross_entropy_with_logits(test::constant({1}, {x}), test::constant({1}, {y}))
        .item<double>();
  };
  BOOST_TEST(loss(-inf, 0) == 0);
  BOOST_TEST(loss(inf, 1) == 0);
  BOOST_TEST(loss(-inf, 1) == inf);
  BOOST_TEST(loss(inf, 0) == inf);
}

BOOST_AUTO_TEST_CASE(binary_cross_entropy_gradient_moves_by_sigma_minus_target) {
  const std::vector<double> logits = {-inf, inf, -inf, inf, 0}, targets = {0, 1, 1, 0, 0.25};
  for (const bool weighted : {false, true}) {
    const Tensor x = test::leaf({5}, logits), y = test::constant({5}, targets);
    const Tensor r = test::leaf({5}, {1, 1, 1, 1, 1});
    nn::BinaryCrossEntropyOptions options{.reduction = Reduction::none};
    if (weighted) options.weight = test::constant({}, {2});
    const Tensor loss = nn::binary_cross_entropy_with_logits(x, y, options);
    const std::vector<Tensor> g = grad({loss}, {x}, {.gradients = {r}, .create_graph = true});
    const double factor = weighted ? 2 : 1;
    const std::vector<double> expected = {0, 0, -factor, factor, factor * 0.25};
    BOOST_TEST(test::values(g[0]) == expected, boost::test_tools::per_element());
    BOOST_TEST(test::values(grad(sum(g[0]), r)) == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(huber_loss_of_nan_has_the_gradient_nan) {
  const Tensor x = test::leaf({2}, {kNaN, 3});
  const std::vector<double> g =
      test::values(grad(sum(nn::huber_loss(x, test::constant({2}, {0, 0}))), x));
  BOOST_TEST(std::isnan(g[0]));
  BOOST_TEST(g[1] == 0.5);
}

BOOST_AUTO_TEST_CASE(second_derivatives_of_means_over_nothing_are_zero) {
  const auto check = [](const Tensor& y, const Tensor& x) {
    const Tensor r = test::leaf({}, {1});
    const std::vector<Tensor> g = grad({y}, {x}, {.gradients = {r}, .create_graph = true});
    BOOST_TEST(std::isnan(y.item<double>()));
    BOOST_TEST(grad(sum(g[0]), r).item<double>() == 0);
  };
  const Tensor x = zeros({0, 3}, float64).requires_grad_();
  check(mean(x), x);
  for (const auto& [name, loss] : losses())
    check(loss(x, zeros({0, 3}, float64), Reduction::mean), x);
}

BOOST_AUTO_TEST_SUITE_END()
