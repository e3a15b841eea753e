// First and second pullbacks of formulas with several inputs and outputs against differences of
/// the values.
#include <boost/test/unit_test.hpp>

#include "run.hpp"
#include "support/close.hpp"
#include <random>

BOOST_AUTO_TEST_SUITE(derivatives)

namespace {

using formula_test::Columns;
using formula_test::run;
using test::close;
using xgrad::formula::compile;
using xgrad::formula::Kernels;
using xgrad::formula::slope_from_output;

constexpr std::size_t kSize = 37;
constexpr test::Tolerance kTruncation{.absolute = 2e-9, .relative = 2e-9};

Columns<double> random_columns(int count, unsigned seed, double low, double high) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  Columns<double> columns(static_cast<std::size_t>(count), std::vector<double>(kSize));
  for (auto& column : columns)
    for (double& x : column) x = uniform(engine);
  return columns;
}

Columns<double> joined(Columns<double> a, const Columns<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// sum over columns of weight * column, element by element: elements never mix, so all are tested
/// at once.
std::vector<double> weighted(const Columns<double>& weights, const Columns<double>& columns) {
  std::vector<double> sum(kSize, 0.0);
  for (std::size_t c = 0; c < weights.size(); ++c)
    for (std::size_t k = 0; k < kSize; ++k) sum[k] += weights[c][k] * columns[c][k];
  return sum;
}

/// d f / d columns[which] by central differences, extrapolated over two steps.
template <class F>
std::vector<double> difference(const F& f, const Columns<double>& columns, std::size_t which) {
  const auto central = [&](double h) {
    Columns<double> up = columns, down = columns;
    for (std::size_t k = 0; k < kSize; ++k) up[which][k] += h, down[which][k] -= h;
    const std::vector<double> a = f(up), b = f(down);
    std::vector<double> slope(kSize);
    for (std::size_t k = 0; k < kSize; ++k) slope[k] = (a[k] - b[k]) / (2 * h);
    return slope;
  };
  const std::vector<double> coarse = central(2e-3), fine = central(1e-3);
  std::vector<double> result(kSize);
  for (std::size_t k = 0; k < kSize; ++k) result[k] = (4 * fine[k] - coarse[k]) / 3;
  return result;
}

/// Both pullbacks of a formula, at random points with every input in [low, high].
template <class F>
void check(F f, int inputs, const Kernels& kernels, double low, double high) {
  const int outputs = kernels.outputs;
  const Columns<double> x = random_columns(inputs, 1, low, high);
  const Columns<double> g = random_columns(outputs, 2, -1, 1);
  const Columns<double> v = random_columns(inputs, 3, -1, 1);
  const auto split = static_cast<std::ptrdiff_t>(inputs);

  const auto value = [&](const Columns<double>& at) {
    return weighted(g, run<double>(kernels.forward[1], &f, at, outputs));
  };
  const Columns<double> kept =
      kernels.keeps_output ? run<double>(kernels.forward[1], &f, x, outputs) : x;
  const Columns<double> dx = run<double>(kernels.pullback[1], &f, joined(kept, g), inputs);
  for (std::size_t i = 0; i < x.size(); ++i) {
    BOOST_TEST_CONTEXT("gradient for input " << i)
    BOOST_TEST(close(dx[i], difference(value, x, i), kTruncation));
  }

  const auto moved = [&](const Columns<double>& x_and_g) {
    const Columns<double> at(x_and_g.begin(), x_and_g.begin() + split);
    const Columns<double> gradients(x_and_g.begin() + split, x_and_g.end());
    const Columns<double> keep =
        kernels.keeps_output ? run<double>(kernels.forward[1], &f, at, outputs) : at;
    return weighted(v, run<double>(kernels.pullback[1], &f, joined(keep, gradients), inputs));
  };
  const Columns<double> second =
      run<double>(kernels.second[1], &f, joined(joined(kept, g), v), inputs + outputs);
  const Columns<double> x_and_g = joined(x, g);
  for (std::size_t i = 0; i < second.size(); ++i) {
    BOOST_TEST_CONTEXT("second gradient for operand " << i)
    BOOST_TEST(close(second[i], difference(moved, x_and_g, i), kTruncation));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_an_lstm_cell) {
  constexpr auto lstm = [](auto i, auto f, auto g, auto o, auto c) {
    const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
    return std::tuple{sigmoid(o) * tanh(c_next), c_next};
  };
  check(lstm, 5, compile<decltype(lstm), 5>(), -3, 3);
}

BOOST_AUTO_TEST_CASE(of_a_gru_cell) {
  constexpr auto gru = [](auto xr, auto xz, auto xn, auto hr, auto hz, auto hn, auto h) {
    const auto z = sigmoid(xz + hz);
    const auto n = tanh(xn + sigmoid(xr + hr) * hn);
    return n + z * (h - n);
  };
  check(gru, 7, compile<decltype(gru), 7>(), -2, 2);
}

BOOST_AUTO_TEST_CASE(of_every_binary_operation_with_numbers_and_constants) {
  constexpr auto mixed = [](auto a, auto b) {
    const auto p = (a + b) * (a - b) - a * b + 2 * a - b * 3 + (1 - a) + (b - 1);
    const auto q = a / b - 2 / a + b / 4 - (-a) + (+b) - (a - a * b) - (a * b - b);
    return std::tuple{p, q, p * q};
  };
  check(mixed, 2, compile<decltype(mixed), 2>(), 0.5, 2);
}

BOOST_AUTO_TEST_CASE(of_conditions) {
  constexpr auto choices = [](auto a, auto b) {
    const auto chosen = where((a < b && !(a > 1.0)) || b == 5, a * a, sin(b));
    return std::tuple{chosen, max(a, b) * min(a, 0.25), relu(a) + abs(b) + clamp(a * b, -1, 1),
                      where(a > b, 2.0, 3 * b)};
  };
  check(choices, 2, compile<decltype(choices), 2>(), -2, 2);
}

BOOST_AUTO_TEST_CASE(of_powers) {
  constexpr auto powers = [](auto a, auto b) {
    return std::tuple{pow(a, b), pow(a, 3.0), pow(2.0, b), pow(a * b, a + b)};
  };
  check(powers, 2, compile<decltype(powers), 2>(), 0.5, 1.5);
}

BOOST_AUTO_TEST_CASE(of_all_functions_chained) {
  constexpr auto chained = [](auto x, auto y) {
    const auto a = exp(-square(x)) + expm1(y * 0.5) + log(2 + x * y) + log1p(x * x);
    const auto b =
        sqrt(1 + x * x) * rsqrt(1 + y * y) + softplus(x - y) + erf(x) * cos(y) - sin(x * y);
    return std::tuple{a * tanh(b), sigmoid(a + b)};
  };
  check(chained, 2, compile<decltype(chained), 2>(), -1, 1);
}

BOOST_AUTO_TEST_CASE(slopes_from_the_output) {
  constexpr auto exponential =
      slope_from_output([](auto x) { return exp(x); }, [](auto y) { return y; });
  check(exponential, 1, compile<decltype(exponential), 1>(), -2, 2);
  constexpr auto root =
      slope_from_output([](auto x) { return sqrt(x); }, [](auto y) { return 0.5 / y; });
  check(root, 1, compile<decltype(root), 1>(), 0.5, 2);
}

BOOST_AUTO_TEST_CASE(of_formulas_with_captured_numbers) {
  const auto scaled = [slope = 0.3, power = 2](auto x) {
    return where(x > 0, x, slope * x) * power;
  };
  check(scaled, 1, compile<decltype(scaled), 1>(), -2, 2);
}

BOOST_AUTO_TEST_CASE(of_outputs_that_depend_on_some_inputs_only) {
  constexpr auto sparse = [](auto a, auto b, auto) {
    return std::tuple{square(a), b, 0 * b + 1.5};
  };
  check(sparse, 3, compile<decltype(sparse), 3>(), -2, 2);
}

// The conventions: relu'(0) = 0, abs'(0) = 0, halves where max and min tie, clamp inclusive, pow(0,
// 0) = 1 with derivative zero, and sqrt'(0) = inf.
BOOST_AUTO_TEST_CASE(at_kinks) {
  constexpr auto corners = [](auto x, auto y) {
    return std::tuple{relu(x),        abs(x),      max(x, y), min(x, y),
                      clamp(x, 0, 1), pow(x, 0.0), pow(x, y)};
  };
  constexpr Kernels kernels = compile<decltype(corners), 2, 0, 1>();
  const std::vector<double> zero(3, 0.0), one(3, 1.0);
  const double values[] = {0, 0, 0, 0, 0, 1, 1};
  const double slopes_x[] = {0, 0, 0.5, 0.5, 1, 0, 0};
  const double slopes_y[] = {0, 0, 0.5, 0.5, 0, 0, 0};
  const auto y = run<double>(kernels.forward[1], &corners, {zero, zero}, 7);
  for (std::size_t m = 0; m < 7; ++m) {
    Columns<double> reads{zero, zero};
    for (std::size_t k = 0; k < 7; ++k) reads.push_back(k == m ? one : zero);
    const auto dx = run<double>(kernels.pullback[1], &corners, reads, 2);
    BOOST_TEST(y[m][0] == values[m], "value " << m << " is " << y[m][0]);
    BOOST_TEST(dx[0][0] == slopes_x[m], "d/dx of " << m << " is " << dx[0][0]);
    BOOST_TEST(dx[1][0] == slopes_y[m], "d/dy of " << m << " is " << dx[1][0]);
  }
  constexpr auto root = [](auto x) { return sqrt(x); };
  constexpr Kernels root_kernels = compile<decltype(root), 1, 0, 1>();
  BOOST_TEST(run<double>(root_kernels.pullback[1], &root, {zero, one}, 1)[0][0] == INFINITY);
}

BOOST_AUTO_TEST_CASE(nan_does_not_leak_from_the_branch_not_taken) {
  constexpr auto guarded = [](auto x) { return where(x > 0, log(x) * sqrt(x), x * x); };
  constexpr Kernels kernels = compile<decltype(guarded), 1>();
  const std::vector<double> x{-1, 0, 2, -3, 0}, ones(5, 1.0);
  const auto dx = run<double>(kernels.pullback[1], &guarded, {x, ones}, 1)[0];
  const auto second = run<double>(kernels.second[1], &guarded, {x, ones, ones}, 2);
  for (std::size_t k : {0U, 1U, 3U, 4U}) {
    BOOST_TEST(dx[k] == 2 * x[k]);
    BOOST_TEST(second[0][k] == 2.0);
    BOOST_TEST(second[1][k] == 2 * x[k]);
  }
}

// sigmoid' and tanh' in float32 and float64 against their closed forms wherever these are normal
// numbers.
template <class T>
void check_saturation() {
  constexpr auto both = [](auto x) { return std::tuple{sigmoid(x), tanh(x)}; };
  constexpr Kernels kernels = compile<decltype(both), 1, 0, 1>();
  std::vector<T> x;
  for (T at = -30; at <= 30; at += T(1) / 128) x.push_back(at);
  const std::vector<T> ones(x.size(), T(1));
  for (const bool tanh_alone : {false, true}) {
    const Columns<T> reads{x, tanh_alone ? std::vector<T>{} : ones,
                           tanh_alone ? ones : std::vector<T>{}};
    const auto dx = run<T>(formula_test::pick<T>(kernels.pullback), &both, reads, 1)[0];
    for (std::size_t k = 0; k < x.size(); ++k) {
      const long double e = expl(-(tanh_alone ? 2.0L : 1.0L) * fabsl(x[k]));
      const long double exact = (tanh_alone ? 4 : 1) * e / ((1 + e) * (1 + e));
      BOOST_TEST(formula_test::ulps(dx[k], exact) <= 5.0,
                 (tanh_alone ? "tanh' at " : "sigmoid' at ")
                     << x[k] << " is " << dx[k] << ", exactly " << static_cast<double>(exact));
    }
  }
}
BOOST_AUTO_TEST_CASE(of_saturated_functions_do_not_cancel) {
  check_saturation<float>();
  check_saturation<double>();
}

BOOST_AUTO_TEST_SUITE_END()
