// Deferred gradients, which are added to an existing sum where that is allowed.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/row_product.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(deferred_gradients)

using Values = std::vector<double>;

namespace {

struct Runs {
  int values = 0, additions = 0;
};

// 3 x, with a deferred gradient that counts its calls.
Tensor tripled(const Tensor& x, Runs& runs) {
  const Array value = mul(x, scalar(3)).array();
  return record("tripled", value, {x}, [&runs](const Tensor& g) {
    return Deferred{[&runs, g] {
                      ++runs.values;
                      return mul(g, scalar(3));
                    },
                    [&runs, g](Array& sum) {
                      ++runs.additions;
                      kernels::add_into(sum, mul(g, scalar(3)).array());
                    }};
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(deferred_gradients_share_one_buffer) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  Tensor total = scalar(0);
  for (int step = 0; step < 10; ++step) total = add(total, sum(tripled(x, runs)));
  total.backward();
  BOOST_TEST(values(x.grad()) == (Values{30, 30}));
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(runs.additions == 9);
}

BOOST_AUTO_TEST_CASE(deferred_gradients_leave_shared_tensors_unchanged) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  const Tensor y = tripled(x, runs);
  const Tensor given = constant({2}, {5, 6});
  // x gets `given` itself first, from the newer node.
  backward(std::vector{add(x, scalar(0)), y}, std::vector{given, given});
  BOOST_TEST(values(given) == (Values{5, 6}));
  BOOST_TEST(values(x.grad()) == (Values{20, 24}));
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(runs.additions == 0);
}

BOOST_AUTO_TEST_CASE(deferred_gradients_leave_gradients_of_earlier_passes_unchanged) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  sum(tripled(x, runs)).backward();
  const Tensor kept = x.grad();
  sum(tripled(x, runs)).backward();
  BOOST_TEST(values(kept) == (Values{3, 3}));
  BOOST_TEST(values(x.grad()) == (Values{6, 6}));
  BOOST_TEST(runs.values == 2);
}

BOOST_AUTO_TEST_CASE(deferred_gradients_are_values_in_recorded_passes) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  const Tensor y = sum(mul(tripled(x, runs), tripled(x, runs)));
  const Tensor slope = grad(y, x, {.create_graph = true});
  BOOST_TEST(values(slope) == (Values{18, 36}));
  BOOST_TEST(runs.values == 2);
  BOOST_TEST(runs.additions == 0);
  BOOST_TEST(values(grad(sum(slope), x)) == (Values{18, 18}));
}

BOOST_AUTO_TEST_CASE(deferred_gradients_are_not_computed_without_need) {
  const Tensor x = leaf({2}, {1, 2}), fixed = constant({2}, {3, 4});
  const auto results = record_general(
      "pair", {x.array()}, std::vector{x, fixed},
      [](std::span<const Tensor> gradients, GradientSink& sink) {
        sink.add(0, gradients[0]);
        sink.add(1, Deferred{[] {
                               BOOST_ERROR("a gradient was computed that nobody wants");
                               return Tensor();
                             },
                             [](Array&) { BOOST_ERROR("nor this"); }});
      });
  sum(results[0]).backward();
  BOOST_TEST(values(x.grad()) == (Values{1, 1}));
}

class CountedProduct final : public RowProduct {
 public:
  CountedProduct(const Tensor& a, const Tensor& b, Runs& runs) : RowProduct(a, b), runs_(runs) {}
  Tensor value() const override {
    ++runs_.values;
    return RowProduct::value();
  }

 private:
  Runs& runs_;
};

// Steps use w, each with rows of its own in two buffers; the gradient of w is the sum of all
// a_t^T b_t, whether or not they lie side by side.
struct Rows {
  explicit Rows(Index count, Index between = 0)
      : a(constant({count, 3 + between}, drawn(count * (3 + between), 5)).array()),
        b(constant({count, 2}, drawn(count * 2, 6)).array()),
        gap(between) {}

  static Values drawn(Index count, std::uint64_t seed) {
    Values result(static_cast<std::size_t>(count));
    Generator(seed).fill_uniform(result.data(), count, -1, 1);
    return result;
  }
  Array of_a(Index first, Index rows) const {
    return kernels::narrow(kernels::narrow(a, 1, gap, 3), 0, first, rows);
  }
  Array of_b(Index first, Index rows) const { return kernels::narrow(b, 0, first, rows); }
  Tensor use(const Tensor& w, Index first, Index rows, Runs& runs) const {
    const Tensor x(of_a(first, rows)), y(of_b(first, rows));
    return record("rows", kernels::zeros({}, float64), {w},
                  [x, y, &runs](const Tensor&) { return CountedProduct(x, y, runs); });
  }

  Array a, b;
  Index gap;
};

void check_rows(const Rows& rows, const std::vector<std::pair<Index, Index>>& steps) {
  const Tensor w = leaf({3, 2}, Values(6));
  Runs runs;
  Tensor total = scalar(0);
  Array expected = kernels::zeros({3, 2}, float64);
  for (const auto& [first, count] : steps) {
    total = add(total, rows.use(w, first, count, runs));
    kernels::matmul_into(expected, kernels::transpose(rows.of_a(first, count), 0, 1),
                         rows.of_b(first, count), true);
  }
  total.backward();
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(close(w.grad(), Tensor(expected), {.relative = 1e-12}));
}

BOOST_AUTO_TEST_CASE(products_of_neighbouring_rows_are_joined) {
  check_rows(Rows(12), {{0, 3}, {3, 3}, {6, 3}, {9, 3}});  // the newest first, as time steps come
  check_rows(Rows(12), {{9, 3}, {6, 3}, {3, 3}, {0, 3}});  // a sequence read backwards
  check_rows(Rows(12, 4), {{0, 3}, {3, 3}, {6, 3}, {9, 3}});
}

BOOST_AUTO_TEST_CASE(products_of_separate_rows_are_not_joined) {
  check_rows(Rows(12), {{0, 3}, {6, 3}, {3, 3}, {3, 3}, {9, 3}, {0, 12}});
  check_rows(Rows(12), {{0, 1}, {0, 0}, {1, 4}, {5, 7}});
}

BOOST_AUTO_TEST_CASE(all_rows_of_a_buffer_are_joined) {
  std::vector<std::pair<Index, Index>> steps;
  for (Index step = 0; step < 20; ++step) steps.emplace_back(50 * step, 50);
  check_rows(Rows(1000), steps);
}

BOOST_AUTO_TEST_CASE(products_with_one_neighbouring_factor_are_right) {
  const Rows rows(8), others(8);
  const Tensor w = leaf({3, 2}, Values(6));
  Runs runs;
  Tensor total = scalar(0);
  Array expected = kernels::zeros({3, 2}, float64);
  for (const Index first : {0, 2, 4, 6}) {
    const Rows mixed = [&] {
      Rows result = rows;
      if (first % 4 == 0) result.b = others.b;
      return result;
    }();
    total = add(total, mixed.use(w, first, 2, runs));
    kernels::matmul_into(expected, kernels::transpose(mixed.of_a(first, 2), 0, 1),
                         mixed.of_b(first, 2), true);
  }
  total.backward();
  BOOST_TEST(close(w.grad(), Tensor(expected), {.relative = 1e-12}));
}

// A kind of gradient with a merge of its own: ones, which are counted.
struct Ones final : DeferredGradient {
  Ones(Runs& counted, const Shape& of_sum) : runs(counted), shape(of_sum) {}
  Tensor value() const override {
    ++runs.values;
    return ones(shape, float64);
  }
  void add_to(Array&) const override { BOOST_ERROR("added without a merge"); }
  std::unique_ptr<MergedGradient> start_merging() const override;

  Runs& runs;
  Shape shape;
};

struct ManyOnes final : MergedGradient {
  explicit ManyOnes(Runs& counted) : runs(counted) {}
  bool absorb(const DeferredGradient& gradient) override {
    if (!dynamic_cast<const Ones*>(&gradient)) return false;
    ++count;
    return true;
  }
  void add_to(Array& sum) const override {
    ++runs.additions;
    kernels::add_into(sum, full(sum.shape(), count, float64).array());
  }
  bool continues_in(const Array&) const override { return true; }

  Runs& runs;
  int count = 1;
};

std::unique_ptr<MergedGradient> Ones::start_merging() const {
  return std::make_unique<ManyOnes>(runs);
}

BOOST_AUTO_TEST_CASE(gradients_of_any_kind_are_merged) {
  const Tensor x = leaf({2}, {1, 2});
  Runs runs;
  Tensor total = scalar(0);
  for (int step = 0; step < 10; ++step) {
    total = add(total, record("ones", kernels::zeros({}, float64), {x},
                              [&runs](const Tensor&) { return Ones(runs, {2}); }));
  }
  total.backward();
  BOOST_TEST(values(x.grad()) == (Values{10, 10}));
  BOOST_TEST(runs.values == 1);
  BOOST_TEST(runs.additions == 1);
}

BOOST_AUTO_TEST_CASE(gradients_of_different_kinds_are_not_merged) {
  const Tensor w = leaf({2, 1}, {1, 2});
  const Tensor a = constant({1, 2}, {5, 6}), b = constant({1, 1}, {7});
  Runs runs;
  Tensor total = scalar(0);
  for (int step = 0; step < 6; ++step) {
    const bool product = step % 2 == 0;
    total = add(total,
                product ? record("rows", kernels::zeros({}, float64), {w},
                                 [a, b](const Tensor&) { return RowProduct(a, b); })
                        : record("ones", kernels::zeros({}, float64), {w}, [&runs](const Tensor&) {
                            return Ones(runs, {2, 1});
                          }));
  }
  total.backward();
  BOOST_TEST(values(w.grad()) == (Values{3 * 35 + 3, 3 * 42 + 3}));
}

BOOST_AUTO_TEST_CASE(a_hook_receives_the_sum_of_all_rows) {
  const Rows rows(6);
  const Tensor w = leaf({3, 2}, Values(6));
  Runs runs;
  Values seen;
  w.register_hook([&](const Tensor& g) {
    seen = values(g);
    return g;
  });
  add(rows.use(w, 0, 3, runs), rows.use(w, 3, 3, runs)).backward();
  const Values wanted =
      values(Tensor(kernels::matmul(kernels::transpose(rows.of_a(0, 6), 0, 1), rows.of_b(0, 6))));
  BOOST_TEST(close(seen, wanted, {.relative = 1e-12}));
}

BOOST_AUTO_TEST_SUITE_END()
