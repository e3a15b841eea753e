// Every operation on inputs that share memory: the values of copies, and results that share memory
// with nothing but what a documented view is a view of.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "support/arrays.hpp"
#include <cmath>
#include <set>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(aliasing)

namespace {

// Operations whose results are views of their input, or the input itself, as their sentences say.
bool gives_views(const Op& op) {
  static const std::set<std::string_view> views = {
      "reshape",  "flatten",  "permute",     "transpose",     "squeeze",      "unsqueeze",
      "expand",   "slice",    "narrow",      "select",        "flip",         "unbind",
      "chunk",    "split",    "cat_or_view", "stack_or_view", "contiguous",   "sum_to",
      "movedim",  "swapaxes", "unflatten",   "view_as",       "broadcast_to", "broadcast_tensors",
      "meshgrid", "diagonal", "unfold"};
  const std::string_view name = op.name;
  if (name == "index" || name == "index at slices") return true;
  return views.contains(name.substr(0, name.find(' ')));
}

// Tensors of the shape of `x` whose elements are elements of `x`, or of a larger tensor around it.
Tensors variants(const Tensor& x) {
  Tensors all = {x, reshape(x, x.shape())};
  if (x.rank() == 0 || x.numel() == 0) return all;
  const auto last = static_cast<Index>(x.rank()) - 1;
  all.push_back(flip(x, {last}));
  all.push_back(expand(narrow(x, last, 0, 1), x.shape()));
  all.push_back(narrow(cat({x, x}, last), last, x.size(last) / 2, x.size(last)));
  all.push_back(select(stack({x, x}, -1), -1, 0));
  if (x.rank() > 1 && x.size(0) == x.size(1)) all.push_back(transpose(x, 0, 1));
  return all;
}

std::set<const void*> places(const Tensor& x) {
  std::set<const void*> found;
  const auto* first = static_cast<const std::byte*>(x.array().raw());
  for_each_index(x.shape(), [&](const Shape& index) {
    Index at = 0;
    for (std::size_t axis = 0; axis < x.rank(); ++axis) {
      at += index[axis] * x.array().strides()[axis];
    }
    found.insert(first + at * static_cast<Index>(size_of(x.dtype())));
  });
  return found;
}

bool apart(const Tensor& a, const Tensor& b) {
  if (!a.array().shares_buffer(b.array())) return true;
  const auto x = places(a), y = places(b);
  return std::none_of(x.begin(), x.end(), [&](const void* place) { return y.contains(place); });
}

// Lists of inputs that share memory: one tensor in place of all that have its shape, in every way.
std::vector<Tensors> shared_inputs(const golden::Sample& sample) {
  std::vector<Tensors> lists;
  const Tensors inputs = inputs_of(sample);
  if (inputs.empty()) return {inputs};
  for (const Tensor& other : variants(inputs[0])) {
    Tensors list = inputs;
    for (std::size_t i = 1; i < list.size(); ++i) {
      if (list[i].shape() == other.shape()) list[i] = other;
    }
    if (list.size() == 1) list[0] = other;
    lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace

BOOST_DATA_TEST_CASE(inputs_that_share_memory_give_the_values_of_copies, op_table(), op) {
  for (const golden::Sample& sample : op.samples) {
    for (const Tensors& inputs : shared_inputs(sample)) {
      Tensors copies;
      double scale = 1;
      for (const Tensor& input : inputs) {
        copies.emplace_back(kernels::copy(input.array()));
        for (const double x : doubles(input)) scale = std::max(scale, std::abs(x));
      }
      const Tensors results = op.function(inputs), expected = op.function(copies);
      const double eps = op.kind == Kind::summed ? 16 * 2.3e-16 * scale : 0;
      BOOST_TEST_REQUIRE(results.size() == expected.size());
      for (std::size_t i = 0; i < results.size(); ++i) {
        const auto x = doubles(results[i]), y = doubles(expected[i]);
        BOOST_TEST_REQUIRE(x.size() == y.size());
        for (std::size_t k = 0; k < x.size(); ++k) {
          BOOST_TEST((x[k] == y[k] || std::abs(x[k] - y[k]) <= eps ||
                      (std::isnan(x[k]) && std::isnan(y[k]))));
        }
      }
    }
  }
}

BOOST_DATA_TEST_CASE(results_share_no_memory_unless_they_are_documented_views, op_table(), op) {
  for (const golden::Sample& sample : op.samples) {
    for (const Tensors& inputs : shared_inputs(sample)) {
      const Tensors results = op.function(inputs);
      for (std::size_t i = 0; i < results.size(); ++i) {
        // Parts of an expanded tensor share its elements.
        const bool expanded = gives_views(op) && has_coinciding_elements(inputs[0].array());
        for (std::size_t j = 0; j < i && !expanded; ++j) {
          BOOST_TEST(apart(results[i], results[j]));
        }
        if (gives_views(op)) continue;
        for (const Tensor& input : inputs) BOOST_TEST(apart(results[i], input));
      }
    }
  }
}

BOOST_DATA_TEST_CASE(writes_into_results_change_no_input, op_table(), op) {
  if (gives_views(op)) return;
  for (const golden::Sample& sample : op.samples) {
    const Tensors inputs = inputs_of(sample), before = inputs_of(sample);
    for (const Tensor& result : op.function(inputs)) {
      result.copy_(full(result.shape(), 7, result.dtype()));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      BOOST_TEST(doubles(inputs[i]) == doubles(before[i]));
    }
  }
}

// The documented views of one tensor: a write into them reaches it.
BOOST_AUTO_TEST_CASE(views_write_through) {
  const Tensor x(iota({2, 3}));
  for (const Tensor& view : {reshape(x, {3, 2}), flatten(x), transpose(x, 0, 1), permute(x, {1, 0}),
                             unsqueeze(x, 0), squeeze(x), slice(x, 0, 0, 2), narrow(x, 1, 0, 3),
                             flip(x, {0}), contiguous(x), to(x, float64), x.detach()}) {
    view.copy_(zeros({1}, float64));
    BOOST_TEST(values(x.array()) == std::vector<double>(6, 0));
    x.copy_(Tensor(iota({2, 3})));
  }
  BOOST_TEST(!cat({x}).array().shares_buffer(x.array()));
  BOOST_TEST(!stack({x}).array().shares_buffer(x.array()));
  BOOST_TEST(!cat(chunk(x, 2)).array().shares_buffer(x.array()));
  BOOST_TEST(!stack(unbind(x)).array().shares_buffer(x.array()));
}

BOOST_AUTO_TEST_SUITE_END()
