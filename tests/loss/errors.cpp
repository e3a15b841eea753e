// Inputs and options that losses refuse, and their messages.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/loss.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/tensors.hpp"
#include <limits>

using namespace test;
using namespace xgrad;
using namespace xgrad::nn;

BOOST_AUTO_TEST_SUITE(loss_errors)

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Tensor none;

Tensor matrix() {
  return ones({2, 3});
}

const Misuse misuses[] = {
    // Undefined tensors.
    {"smooth_l1_loss: ", [] { smooth_l1_loss(none, matrix()); }},
    {"smooth_l1_loss: ", [] { smooth_l1_loss(matrix(), none); }},
    {"quantile_loss: ", [] { quantile_loss(none, matrix(), 0.5); }},
    {"quantile_loss: ",
     [] {
       quantile_loss(matrix(), none, {0.1, 0.5, 0.9});
     }},
    {"binary_cross_entropy: ", [] { binary_cross_entropy(none, matrix()); }},
    {"binary_cross_entropy: ", [] { binary_cross_entropy(matrix(), none); }},
    {"kl_div: ", [] { kl_div(none, matrix()); }},
    {"kl_div: ", [] { kl_div(matrix(), none); }},
    {"poisson_nll_loss: ", [] { poisson_nll_loss(none, matrix()); }},
    {"gaussian_nll_loss: ", [] { gaussian_nll_loss(matrix(), matrix(), none); }},
    {"hinge_loss: ", [] { hinge_loss(none, matrix()); }},
    {"hinge_loss: ", [] { hinge_loss(matrix(), none); }},
    {"margin_ranking_loss: ", [] { margin_ranking_loss(matrix(), none, matrix()); }},
    {"margin_ranking_loss: ", [] { margin_ranking_loss(matrix(), matrix(), none); }},
    {"multi_margin_loss: ",
     [] {
       multi_margin_loss(none, tensor({0, 1}));
     }},
    {"multi_margin_loss: ", [] { multi_margin_loss(matrix(), none); }},
    {"cosine_embedding_loss: ", [] { cosine_embedding_loss(none, none, none); }},
    {"cosine_embedding_loss: ", [] { cosine_embedding_loss(matrix(), matrix(), none); }},
    {"triplet_margin_loss: ", [] { triplet_margin_loss(matrix(), none, matrix()); }},
    {"triplet_margin_loss: ", [] { triplet_margin_loss(matrix(), matrix(), none); }},

    // Shapes.
    {"mse_loss: input is [10, 1], target is [10]\n  hint: reshape(target, [10, 1])",
     [] {
       mse_loss(zeros({10, 1}), zeros({10}));
     }},
    {"l1_loss: input is [10, 2], target is [2]\n  hint: the shapes must be equal; nothing "
     "broadcasts here",
     [] {
       l1_loss(zeros({10, 2}), zeros({2}));
     }},
    {"binary_cross_entropy_with_logits: logits are [2, 3], target is [6]",
     [] { binary_cross_entropy_with_logits(matrix(), zeros({6})); }},
    {"binary_cross_entropy_with_logits: pos_weight [2, 1, 1] does not broadcast to the losses "
     "[2, 3]",
     [] {
       binary_cross_entropy_with_logits(matrix(), matrix(), {.pos_weight = ones({2, 1, 1})});
     }},
    {"kl_div: weight [2, 2, 3] does not broadcast to the losses [2, 3]",
     [] {
       kl_div(matrix(), matrix(), {.weight = ones({2, 2, 3})});
     }},
    {"hinge_loss: mask [2, 2, 3] does not broadcast to the losses [2, 3]",
     [] {
       hinge_loss(matrix(), matrix(), 1, {.mask = ones({2, 2, 3}, bool_)});
     }},
    {"quantile_loss: input is [2, 3], target is [2], expected [2, 2] for 2 quantiles\n  hint: the "
     "last axis of the input holds the quantiles",
     [] {
       quantile_loss(matrix(), zeros({2}), {0.1, 0.9});
     }},
    {"gaussian_nll_loss: input is [2, 3], var is [3]\n  hint: expected [2, 3], [2, 1] or [2]",
     [] { gaussian_nll_loss(matrix(), matrix(), ones({3})); }},
    {"margin_ranking_loss: input1 is [2, 3], input2 is [3]",
     [] { margin_ranking_loss(matrix(), ones({3}), matrix()); }},
    {"cosine_embedding_loss: input1 is [2, 3], target is [2, 3], expected [2]\n  hint: the last "
     "axis of the inputs holds the features; the target has the others",
     [] { cosine_embedding_loss(matrix(), matrix(), matrix()); }},
    {"triplet_margin_loss: anchor is [], a number\n  hint: the last axis holds the features of a "
     "vector",
     [] { triplet_margin_loss(ones({}), ones({}), ones({})); }},
    {"multi_margin_loss: input is float32 [2, 3], the target is int64 [3], expected [2]",
     [] {
       multi_margin_loss(matrix(), tensor({0, 1, 2}));
     }},
    {"mse_loss: there is no batchmean of one loss, which has no axes\n  hint: unsqueeze the "
     "inputs, "
     "or use Reduction::sum",
     [] { mse_loss(ones({}), ones({}), Reduction::batchmean); }},

    // Types.
    {"binary_cross_entropy_with_logits: ",
     [] {
       binary_cross_entropy_with_logits(matrix(), zeros({2, 3}, int64));
     }},
    {"quantile_loss: ",
     [] {
       quantile_loss(zeros({2, 3}, int64), zeros({2, 3}, int64), 0.5);
     }},
    {"mse_loss: the mask [3] is float32, must be bool\n  hint: compare first: ne(mask, 0)",
     [] { mse_loss(matrix(), matrix(), {.mask = ones({3})}); }},

    // Values.
    {"binary_cross_entropy: input is 1.5 at [1, 0], must be in [0, 1]",
     [] {
       binary_cross_entropy(tensor({{0.5, 1.0}, {1.5, -2.0}}), ones({2, 2}));
     }},
    {"binary_cross_entropy: input is nan at [], must be in [0, 1]",
     [] { binary_cross_entropy(tensor(kNaN), ones({})); }},
    {"gaussian_nll_loss: var is -1 at [1, 0], must be at least 0",
     [] {
       gaussian_nll_loss(matrix(), matrix(), tensor({0.0, -1.0}));
     }},
    {"soft_margin_loss: target is 0 at [1], must be 1 or -1",
     [] {
       soft_margin_loss(ones({2}), tensor({1, 0}));
     }},
    {"hinge_embedding_loss: target is nan at [1], must be 1 or -1",
     [] {
       hinge_embedding_loss(ones({2}), tensor({-1.0, kNaN}));
     }},
    {"nll_loss: target[0] = 0, but log_probabilities [1, 0] have no classes",
     [] {
       nll_loss(zeros({1, 0}), tensor({0}));
     }},
    {"multi_margin_loss: target[1] = 3, but input [2, 3] has classes 0..2\n  hint: ignore_index "
     "is -100",
     [] {
       multi_margin_loss(matrix(), tensor({0, 3}));
     }},
};

// Numbers that a loss refuses.
struct Option {
  const char* loss;
  const char* name;
  std::vector<double> refused;
  std::function<void(double)> use;
};

std::ostream& operator<<(std::ostream& stream, const Option& option) {
  return stream << option.loss << " " << option.name;
}

const std::vector<double> kNotFinite = {kNaN, kInfinity, -kInfinity};
const std::vector<double> kNegative = {kNaN, kInfinity, -1};
const std::vector<double> kNotPositive = {kNaN, kInfinity, 0, -1};
const std::vector<double> kNoShare = {kNaN, 1.5, -0.5};

const Option options[] = {
    {"smooth_l1_loss", "beta", kNegative, [](double x) { smooth_l1_loss(matrix(), matrix(), x); }},
    {"quantile_loss", "quantile", kNoShare, [](double x) { quantile_loss(matrix(), matrix(), x); }},
    {"quantile_loss", "a quantile", kNoShare,
     [](double x) {
       quantile_loss(ones({2, 2}), ones({2}), {0.5, x});
     }},
    {"poisson_nll_loss", "eps", kNegative,
     [](double x) { poisson_nll_loss(matrix(), matrix(), {.eps = x}); }},
    {"gaussian_nll_loss", "eps", kNotPositive,
     [](double x) { gaussian_nll_loss(matrix(), matrix(), matrix(), {.eps = x}); }},
    {"hinge_loss", "margin", kNotFinite, [](double x) { hinge_loss(matrix(), matrix(), x); }},
    {"hinge_embedding_loss", "margin", kNotFinite,
     [](double x) { hinge_embedding_loss(matrix(), matrix(), x); }},
    {"margin_ranking_loss", "margin", kNotFinite,
     [](double x) { margin_ranking_loss(matrix(), matrix(), matrix(), x); }},
    {"multi_margin_loss", "margin", kNotFinite,
     [](double x) {
       multi_margin_loss(matrix(), tensor({0, 1}), {.margin = x});
     }},
    {"multi_margin_loss",
     "p",
     {0, 3},
     [](double x) {
       multi_margin_loss(matrix(), tensor({0, 1}), {.p = static_cast<int>(x)});
     }},
    {"cosine_embedding_loss", "margin", kNotFinite,
     [](double x) { cosine_embedding_loss(matrix(), matrix(), ones({2}), x); }},
    {"triplet_margin_loss", "margin", kNotFinite,
     [](double x) { triplet_margin_loss(matrix(), matrix(), matrix(), {.margin = x}); }},
    {"triplet_margin_loss",
     "p",
     {kNaN, -1},
     [](double x) { triplet_margin_loss(matrix(), matrix(), matrix(), {.p = x}); }},
    {"triplet_margin_loss", "eps", kNegative,
     [](double x) { triplet_margin_loss(matrix(), matrix(), matrix(), {.eps = x}); }},
};

}  // namespace

BOOST_DATA_TEST_CASE(invalid_inputs_are_refused_with_a_message,
                     boost::unit_test::data::make(misuses), misuse) {
  check_message(misuse.use, misuse.message);
}

BOOST_DATA_TEST_CASE(invalid_options_are_refused_by_name, boost::unit_test::data::make(options),
                     option) {
  for (const double value : option.refused) {
    check_message([&] { option.use(value); },
                  std::string(option.loss) + ": " + option.name + " is ");
    BOOST_CHECK_THROW(option.use(value), ValueError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
