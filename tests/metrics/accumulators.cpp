// What all accumulating metrics promise: results do not depend on batches, layouts or interruptions.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/metrics.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"
#include <bit>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>

using namespace xgrad;
using test::check_message;

BOOST_AUTO_TEST_SUITE(accumulators)

using Numbers = std::vector<double>;

namespace {

constexpr Index kClasses = 4;

// Scores with ties, targets of which some do not count, and a mask.
struct Batch {
  Tensor scores, target, mask;  // [n, classes], int64 [n], bool [n]

  Index size() const { return target.numel(); }
  Batch part(Index begin, Index end) const {
    return {narrow(scores, 0, begin, end - begin), narrow(target, 0, begin, end - begin),
            narrow(mask, 0, begin, end - begin)};
  }
  Batch strided() const {
    return {Tensor(test::awkward<double>(scores.array())),
            Tensor(test::awkward<std::int64_t>(target.array())),
            narrow(stack({mask, mask}, 1), 1, 1, 1).select(1, 0)};
  }
};

Batch random_batch(Index size, Generator& generator) {
  const Tensor target = randint(0, kClasses + 1, {size}, generator);
  return {round(test::random_normal({size, kClasses}, generator) * 2.0) / 2.0,
          masked_fill(target, eq(target, kClasses), -100),
          lt(rand({size}, float64, generator), 0.8)};
}

struct AnyMetric {
  virtual ~AnyMetric() = default;
  virtual void update(const Batch& batch) = 0;
  virtual Numbers compute() const = 0;
  virtual void reset() = 0;
  virtual StateDict state_dict() const = 0;
  virtual void load_state_dict(const StateDict& state) = 0;
};

template <class Metric>
struct Adapter final : AnyMetric {
  using Update = std::function<void(Metric&, const Batch&)>;
  using Compute = std::function<Numbers(const Metric&)>;
  Adapter(const Metric& given, Update with, Compute of)
      : metric(given), update_with(std::move(with)), numbers_of(std::move(of)) {}
  void update(const Batch& batch) override { update_with(metric, batch); }
  Numbers compute() const override { return numbers_of(metric); }
  void reset() override { metric.reset(); }
  StateDict state_dict() const override { return metric.state_dict(); }
  void load_state_dict(const StateDict& state) override { metric.load_state_dict(state); }

  Metric metric;
  Update update_with;
  Compute numbers_of;
};

struct Row {
  const char* name;
  std::function<std::unique_ptr<AnyMetric>()> make;
};

std::ostream& operator<<(std::ostream& stream, const Row& row) {
  return stream << row.name;
}

constexpr auto update_with_all = [](auto& metric, const Batch& batch) {
  metric.update(batch.scores, batch.target, batch.mask);
};
constexpr auto update_with_columns = [](auto& metric, const Batch& batch) {
  metric.update(batch.scores.select(1, 0), batch.scores.select(1, 1), batch.mask);
};
constexpr auto number_of = [](const auto& metric) { return Numbers{metric.compute()}; };

template <class Metric>
Row row(const char* name, const Metric& metric,
        const typename Adapter<Metric>::Update& update = update_with_all,
        const typename Adapter<Metric>::Compute& compute = number_of) {
  return {name, [=] { return std::make_unique<Adapter<Metric>>(metric, update, compute); }};
}

const std::vector<Row>& rows() {
  using namespace nn;
  static const std::vector<Row> all = {
      row("Accuracy", Accuracy()),
      row("Accuracy among the largest", Accuracy({.top_k = 2})),
      row("Accuracy of class indices", Accuracy(),
          [](auto& m, const Batch& b) { m.update(argmax(b.scores, 1), b.target, b.mask); }),
      row("ConfusionMatrix", ConfusionMatrix(kClasses), update_with_all,
          [](const ConfusionMatrix& m) { return test::values(to(m.compute(), float64)); }),
      row("Perplexity", Perplexity()),
      row("MeanMetric", MeanMetric(), [](auto& m, const Batch& b) { m.update(b.scores, 0.5); }),
      row("MeanAbsoluteError", MeanAbsoluteError(), update_with_columns),
      row("RootMeanSquaredError", RootMeanSquaredError(), update_with_columns),
      row("AUROC", AUROC(), [](auto& m, const Batch& b) {
        m.update(b.scores.select(1, 0), remainder(b.target, 2),
                 logical_and(b.mask, ge(b.target, 0)));
      })};
  return all;
}

// Bitwise, so that NaN equals itself.
std::vector<std::uint64_t> bits(const Numbers& numbers) {
  std::vector<std::uint64_t> result;
  for (const double number : numbers) result.push_back(std::bit_cast<std::uint64_t>(number));
  return result;
}

Numbers computed(const Row& row, const Batch& batch) {
  const auto metric = row.make();
  metric->update(batch);
  return metric->compute();
}

}  // namespace

BOOST_DATA_TEST_CASE(results_do_not_depend_on_batch_sizes, rows(), row) {
  Generator generator(5);
  for (int example = 0; example < 40; ++example) {
    const Batch batch = random_batch(randint(0, 40, {}, generator).item<Index>(), generator);
    const auto metric = row.make();
    for (Index begin = 0; begin < batch.size();) {
      const Index end = begin + randint(0, batch.size() - begin + 1, {}, generator).item<Index>();
      metric->update(batch.part(begin, end));
      begin = end;
    }
    BOOST_TEST(bits(metric->compute()) == bits(computed(row, batch)),
               boost::test_tools::per_element());
  }
}

BOOST_DATA_TEST_CASE(an_evaluation_continues_from_its_state, rows(), row) {
  Generator generator(6);
  const Batch batch = random_batch(30, generator);
  const auto first = row.make(), second = row.make();
  first->update(batch.part(0, 17));
  second->update(batch.part(3, 11));  // is replaced
  second->load_state_dict(first->state_dict());
  second->update(batch.part(17, 30));
  BOOST_TEST(bits(second->compute()) == bits(computed(row, batch)),
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_state_is_a_copy, rows(), row) {
  Generator generator(7);
  const auto metric = row.make();
  metric->update(random_batch(9, generator));
  const StateDict state = metric->state_dict();
  const Numbers before = metric->compute();
  metric->update(random_batch(9, generator));
  metric->load_state_dict(state);
  BOOST_TEST(bits(metric->compute()) == bits(before), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(reset_forgets_all_batches, rows(), row) {
  Generator generator(8);
  const auto metric = row.make();
  metric->update(random_batch(9, generator));
  metric->reset();
  BOOST_TEST(bits(metric->compute()) == bits(row.make()->compute()),
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(layouts_and_gradients_make_no_difference, rows(), row) {
  Generator generator(9);
  const Batch batch = random_batch(11, generator);
  Batch other = batch.strided();
  BOOST_TEST(bits(computed(row, other)) == bits(computed(row, batch)),
             boost::test_tools::per_element());
  other.scores = to(batch.scores, float32).requires_grad_();
  const auto metric = row.make();
  metric->update(other);
  BOOST_TEST(bits(metric->compute()) == bits(computed(row, batch)),
             boost::test_tools::per_element());
  for (const auto& [name, saved] : metric->state_dict()) BOOST_TEST(!saved.requires_grad());
}

BOOST_DATA_TEST_CASE(batches_of_one_and_none_count, rows(), row) {
  Generator generator(10);
  Batch batch = random_batch(1, generator);
  batch.target = tensor({1});
  batch.mask = ones({1}, bool_);
  const auto metric = row.make();
  metric->update(batch.part(0, 0));
  BOOST_TEST(bits(metric->compute()) == bits(row.make()->compute()),
             boost::test_tools::per_element());
  metric->update(batch);
  metric->update(batch.part(0, 0));
  BOOST_TEST(bits(metric->compute()) == bits(computed(row, batch)),
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(states_that_do_not_fit_are_refused, rows(), row) {
  Generator generator(11);
  const auto metric = row.make();
  metric->update(random_batch(9, generator));
  const StateDict before = metric->state_dict();
  for (const auto& [name, saved] : before) {
    StateDict missing = before, renamed = before, undefined = before, reshaped = before;
    missing.erase(name);
    renamed.erase(name);
    renamed.emplace("Other" + name, saved);
    undefined[name] = Tensor();
    reshaped[name] = zeros({3, 1}, saved.dtype());
    for (const StateDict& state : {missing, renamed, undefined, reshaped}) {
      BOOST_CHECK_EXCEPTION(metric->load_state_dict(state), ValueError,
                            test::says("nothing was loaded, "));
    }
    BOOST_TEST(test::values(to(metric->state_dict().at(name), float64)) ==
               test::values(to(saved, float64)));
  }
}

BOOST_AUTO_TEST_CASE(states_name_impossible_numbers) {
  // Loads the state of the metric itself with these entries in place of its own.
  const auto load = [](auto metric, const StateDict& entries) {
    return [=] {
      auto loading = metric;
      StateDict state = loading.state_dict();
      for (const auto& [name, value] : entries) state[name] = value;
      loading.load_state_dict(state);
    };
  };
  check_message(
      load(nn::Accuracy(), {{"Accuracy.correct", tensor(1)}, {"Accuracy.count", tensor(-1)}}),
      "Accuracy: nothing was loaded, 1 entries of the state do not fit\n  impossible: "
      "Accuracy.count holds -1 at element 0, must be at least 0\n  hint: "
      "load the state of a metric of this class, with the same options");
  check_message(
      load(nn::Accuracy(), {{"Accuracy.correct", tensor(-1)}, {"Accuracy.count", tensor(1)}}),
      "Accuracy: nothing was loaded");
  check_message(load(nn::MeanMetric(), {{"MeanMetric.sum", tensor(1.0, float64)},
                                        {"MeanMetric.weight", tensor(-2.0, float64)}}),
                "MeanMetric: nothing was loaded, 1 entries of the state do not fit\n  impossible: "
                "MeanMetric.weight is -2, must be at least 0 and finite");
  check_message(
      load(nn::ConfusionMatrix(2), {{"ConfusionMatrix.counts", tensor({{1, 2}, {-3, 4}})}}),
      "ConfusionMatrix: nothing was loaded, 1 entries of the state do not fit\n  impossible: "
      "ConfusionMatrix.counts holds -3 at element 2");
  check_message(
      load(nn::ConfusionMatrix(3), {{"ConfusionMatrix.counts", zeros({2, 2}, int64)}}),
      "ConfusionMatrix: nothing was loaded, 1 entries of the state do not fit\n  different: "
      "ConfusionMatrix.counts is int64 [2, 2] in the state, int64 [3, 3] in the metric");
  check_message(load(nn::AUROC(), {{"AUROC.scores", tensor({1.0, std::nan("")}, float64)},
                                   {"AUROC.targets", zeros({2}, bool_)}}),
                "AUROC: nothing was loaded, 1 entries of the state do not fit\n  impossible: "
                "AUROC.scores holds NaN");
}

BOOST_AUTO_TEST_CASE(states_of_other_options_are_refused) {
  const auto refuses = [](auto metric, const auto& saved, const char* fault) {
    const StateDict before = metric.state_dict();
    BOOST_CHECK_EXCEPTION(metric.load_state_dict(saved.state_dict()), ValueError,
                          test::says(fault));
    for (const auto& [name, value] : before)
      BOOST_TEST(test::values(to(metric.state_dict().at(name), float64)) ==
                 test::values(to(value, float64)));
  };
  using namespace nn;
  refuses(Accuracy(), Accuracy({.top_k = 2}),
          "impossible: Accuracy.top_k is 2, that of this metric is 1");
  refuses(Accuracy(), Accuracy({.ignore_index = 0}),
          "impossible: Accuracy.ignore_index is 0, that of this metric is -100");
  refuses(Perplexity(), Perplexity({.ignore_index = 3}), "Perplexity.ignore_index is 3");
  refuses(ConfusionMatrix(2), ConfusionMatrix(2, {.ignore_index = 1}),
          "ConfusionMatrix.ignore_index is 1");
  refuses(AUROC(), AUROC({.ignore_index = -1}), "AUROC.ignore_index is -1");
}

BOOST_AUTO_TEST_SUITE_END()
