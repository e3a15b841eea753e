// Adafactor against its equations in plain loops, option by option.
#include <xgrad/core/error.hpp>
#include <xgrad/optim/rules.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include "support/close.hpp"
#include "support/tensors.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad::optim;
using xgrad::ValueError;

BOOST_AUTO_TEST_SUITE(adafactor)

namespace {

double mean_square(const std::vector<double>& x) {
  double sum = 0;
  for (const double one : x) sum += one * one;
  return sum / static_cast<double>(x.size());
}

// The equations in double precision, with the whole matrix V, for matrices of one size.
struct Equations {
  Equations(const AdafactorOptions& options, double eps_of_dtype, const Shape& shape,
            std::vector<double> start)
      : o(options), eps1(o.eps[0] == 0 ? eps_of_dtype : o.eps[0]), p(std::move(start)) {
    factored = shape.size() >= 2;
    columns = factored ? static_cast<std::size_t>(shape.back()) : p.size();
    rows = factored ? static_cast<std::size_t>(shape[shape.size() - 2]) : 1;
    r.resize(p.size() / columns);
    c.resize(p.size() / rows);
  }

  void step(const std::vector<double>& gradient) {
    const double t = ++steps, w = std::pow(t, o.beta2_decay);
    const double rho = std::min(o.lr, 1 / std::sqrt(t));
    const double alpha = std::max(o.eps[1], std::sqrt(mean_square(p))) * rho;
    for (double& x : r) x *= 1 - w;
    for (double& x : c) x *= 1 - w;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double square = gradient[i] * gradient[i];
      r[row_of(i)] += w * square / static_cast<double>(columns);
      c[column_of(i)] += w * square / static_cast<double>(rows);
    }
    std::vector<double> u(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      double mean = 0;
      const std::size_t first = row_of(i) / rows * rows;
      for (std::size_t row = first; row < first + rows; ++row) mean += r[row];
      mean /= static_cast<double>(rows);
      const double v =
          factored ? r[row_of(i)] * c[column_of(i)] / std::max(mean, eps1) : c[column_of(i)];
      u[i] = (o.maximize ? -gradient[i] : gradient[i]) / std::max(std::sqrt(v), eps1);
    }
    const double divisor = std::max(1.0, std::sqrt(mean_square(u)) / o.d);
    for (std::size_t i = 0; i < p.size(); ++i) {
      p[i] -= o.lr * o.weight_decay * p[i];
      p[i] -= alpha * u[i] / divisor;
    }
  }
  std::size_t row_of(std::size_t i) const { return i / columns; }
  std::size_t column_of(std::size_t i) const {
    return i / (rows * columns) * columns + i % columns;
  }

  AdafactorOptions o;
  double eps1;
  std::vector<double> p, r, c;
  std::size_t rows = 1, columns = 1;
  bool factored = false;
  int steps = 0;
};

const AdafactorOptions kOptions[] = {
    {},         {.lr = 0.5},           {.beta2_decay = -0.3},
    {.d = 2.5}, {.weight_decay = 0.3}, {.eps = {0.7, 1e-3}, .maximize = true},
    {.d = 1e9}, {.eps = {0, 10}},      {.beta2_decay = 0}};

template <class T>
void check_steps(const Shape& shape, int steps, double tolerance, bool strided = false) {
  const Index count = xgrad::numel(shape);
  for (std::size_t k = 0; k < std::size(kOptions); ++k) {
    const Array start = scattered_array<T>(shape, 1);
    const std::vector<T> before = values<T>(start);
    const Tensor p(strided ? awkward<T>(start) : start, true);
    Adafactor optimizer({p}, kOptions[k]);
    Equations expected(kOptions[k], std::numeric_limits<T>::epsilon(), shape,
                       {before.begin(), before.end()});
    for (int step = 0; step < steps; ++step) {
      const std::vector<T> g = scattered<T>(count, static_cast<std::uint32_t>(step + 2));
      p.set_grad(constant<T>(shape, g));
      optimizer.step();
      expected.step({g.begin(), g.end()});
    }
    BOOST_TEST_CONTEXT("options " << k << " of " << to_string(shape)) {
      BOOST_TEST(close(values<T>(p), expected.p, {.absolute = tolerance, .relative = tolerance}));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_thousand_steps_of_adafactor_are_the_equations) {
  for (const Shape& shape : {Shape{7}, {3, 5}, {2, 3, 2}}) check_steps<double>(shape, 1000, 1e-12);
}

BOOST_AUTO_TEST_CASE(adafactor_of_any_shape_and_stride) {
  for (const Shape& shape :
       {Shape{}, {1}, {39}, {1, 1}, {1, 9}, {9, 1}, {40, 300}, {2, 2, 3, 17}}) {
    check_steps<double>(shape, 3, 1e-13);
    check_steps<double>(shape, 3, 1e-13, true);
    check_steps<float>(shape, 3, 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(adafactor_of_no_elements_counts_steps) {
  for (const Shape& shape : {Shape{0}, {0, 3}, {3, 0}, {0, 0}}) {
    const Tensor p(Array::empty(shape, xgrad::float32), true);
    p.set_grad(Tensor(Array::empty(shape, xgrad::float32)));
    Adafactor optimizer({p});
    optimizer.step();
    BOOST_TEST(optimizer.state_dict().at("step.0").item<Index>() == 1);
    optimizer.load_state_dict(optimizer.state_dict());
  }
}

BOOST_AUTO_TEST_CASE(adafactor_stores_rows_and_columns_or_the_variance) {
  const Tensor w(scattered_array<double>({2, 3, 4}), true), b(scattered_array<double>({3}), true);
  Adafactor optimizer({{{"w", w}, {"b", b}}});
  for (const Tensor& p : {w, b}) p.set_grad(Tensor(scattered_array<double>(p.shape(), 2)));
  optimizer.step();
  auto state = optimizer.state_dict();
  BOOST_TEST((state.at("row_var.w").shape() == Shape{2, 3, 1}));
  BOOST_TEST((state.at("col_var.w").shape() == Shape{2, 1, 4}));
  BOOST_TEST((state.at("variance.b").shape() == Shape{3}));
  BOOST_TEST(!state.contains("variance.w"));
  BOOST_TEST(!state.contains("row_var.b"));

  const Tensor copy_w(scattered_array<double>({2, 3, 4}), true);
  const Tensor copy_b(scattered_array<double>({3}), true);
  Adafactor copy({{{"w", copy_w}, {"b", copy_b}}});
  copy.load_state_dict(state);
  copy_w.set_data(w);
  copy_b.set_data(b);
  const std::pair<Tensor, Tensor> pairs[] = {{w, copy_w}, {b, copy_b}};
  for (const auto& [p, q] : pairs) {
    p.set_grad(Tensor(scattered_array<double>(p.shape(), 5)));
    q.set_grad(p.grad());
  }
  optimizer.step();
  copy.step();
  for (const auto& [p, q] : pairs) BOOST_TEST(values(p) == values(q));

  state.erase("col_var.w");
  state["variance.w"] = w;
  BOOST_CHECK_EXCEPTION(copy.load_state_dict(state), ValueError,
                        says("2 entries of the state do not fit"));
}

BOOST_AUTO_TEST_CASE(adafactor_refuses_invalid_options) {
  BOOST_CHECK_EXCEPTION(
      Adafactor({leaf(1)},
                {.lr = -1, .beta2_decay = 0.8, .eps = {-1, -2}, .d = 0.5, .weight_decay = -3}),
      ValueError,
      says("Adafactor: lr = -1 must be at least 0 and finite; beta2_decay = 0.8 must be at most 0 "
           "and finite; eps[0] = -1 must be at least 0 and finite; eps[1] = -2 must be at least 0 "
           "and finite; d = 0.5 must be at least 1 and finite; weight_decay = -3 must be"));
}

BOOST_AUTO_TEST_SUITE_END()
