// Datasets: rows of tensors, and datasets made from others.
#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include <string>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(datasets)

namespace {

std::vector<Index> read_all(const auto& dataset) {
  std::vector<Index> all;
  for (Index i = 0; i < dataset.size(); ++i) all.push_back(dataset[i][0].template item<Index>());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(tensor_dataset_has_the_rows_of_its_tensors) {
  const Tensor x = counted({4, 2, 3});
  const TensorDataset dataset(x, constant<Index>({4}, {5, 6, 7, 8}));
  BOOST_TEST(dataset.size() == 4);
  const auto [input, target] = dataset[2];
  BOOST_TEST(values(input) == values(select(x, 0, 2)));
  BOOST_TEST(input.array().shares_buffer(x.array()));
  BOOST_TEST(target.item<Index>() == 7);

  const std::vector<Index> indices = {3, 0, 3};
  const auto [inputs, targets] = dataset.get_batch(indices);
  BOOST_TEST(inputs.shape() == (Shape{3, 2, 3}));
  BOOST_TEST(values(inputs) == values(stack({select(x, 0, 3), select(x, 0, 0), select(x, 0, 3)})));
  BOOST_TEST(values<Index>(targets) == (std::vector<Index>{8, 5, 8}));
}

BOOST_AUTO_TEST_CASE(tensor_dataset_reads_strided_tensors_and_all_dtypes) {
  const TensorDataset dataset(Tensor(awkward(iota({4, 2}))),
                              Tensor(awkward<Index>(iota<Index>({4}))),
                              constant<bool>({4}, {true, false, false, true}));
  const std::vector<Index> indices = {2, 1};
  const auto [x, y, z] = dataset.get_batch(indices);
  BOOST_TEST(values(x) == (std::vector<double>{4, 5, 2, 3}));
  BOOST_TEST(values<Index>(y) == (std::vector<Index>{2, 1}));
  BOOST_TEST(values<bool>(z) == (std::vector<bool>{false, false}));
}

BOOST_AUTO_TEST_CASE(tensor_dataset_may_be_empty) {
  const TensorDataset dataset(zeros({0, 3}));
  BOOST_TEST(dataset.size() == 0);
  BOOST_TEST(dataset.get_batch({})[0].shape() == (Shape{0, 3}));
}

BOOST_AUTO_TEST_CASE(map_takes_functions_that_do_not_change_their_captures) {
  const auto constant = [n = 1](int x) { return n + x; };
  const auto changing = [n = 1](int x) mutable { return n += x; };
  static_assert(ConstantFunctionOf<decltype(constant), std::vector<int>>);
  static_assert(!ConstantFunctionOf<decltype(changing), std::vector<int>>);
  BOOST_TEST(map(std::vector<int>{1, 2}, constant)[1] == 3);
}

BOOST_AUTO_TEST_CASE(map_applies_its_function_to_each_example) {
  const auto doubled = map(std::vector<int>{1, 2, 3}, [](int x) { return 2 * x; });
  static_assert(Dataset<decltype(doubled)>);
  BOOST_TEST(doubled.size() == 3);
  BOOST_TEST(doubled[2] == 6);
  const auto lengths = map(std::vector<std::string>{"a", "bcd"}, &std::string::size);
  BOOST_TEST(lengths[1] == 3u);
}

BOOST_AUTO_TEST_CASE(concat_has_the_examples_of_all_datasets) {
  const auto all = concat(numbers(2), numbers(0), numbers(3));
  BOOST_TEST(all.size() == 5);
  BOOST_TEST(read_all(all) == (std::vector<Index>{0, 1, 0, 1, 2}));
  check_message([&] { all[5]; }, "concat: there is no example 5 in a dataset of 5 examples");
  check_message([&] { all[-1]; }, "concat: there is no example -1");
}

BOOST_AUTO_TEST_CASE(subset_has_the_selected_examples) {
  const auto some = subset(numbers(5), {4, 0, 4});
  BOOST_TEST(read_all(some) == (std::vector<Index>{4, 0, 4}));
  const std::vector<Index> last_two = {1, 2};
  BOOST_TEST(values<Index>(some.get_batch(last_two)[0]) == (std::vector<Index>{0, 4}));
  static_assert(BatchedDataset<Subset<TensorDataset<1>>>);
  static_assert(!BatchedDataset<Subset<std::vector<int>>>);
  BOOST_TEST(subset(std::vector<int>{7, 8}, {1})[0] == 8);
}

// PyTorch 1.13, with g = torch.Generator().manual_seed(7) each:
//   [x.indices for x in random_split(range(10), [0.55, 0.25, 0.2], generator=g)]
//   [x.indices for x in random_split(range(7), [4, 0, 3], generator=g)]
BOOST_AUTO_TEST_CASE(random_split_matches_pytorch) {
  Generator by_fraction(7), by_size(7);
  const auto [a, b, c] = random_split(numbers(10), {0.55, 0.25, 0.2}, by_fraction);
  BOOST_TEST(a.indices() == (std::vector<Index>{5, 0, 3, 4, 1, 7}));
  BOOST_TEST(b.indices() == (std::vector<Index>{9, 6}));
  BOOST_TEST(c.indices() == (std::vector<Index>{8, 2}));
  const auto [d, e, f] = random_split(numbers(7), {4, 0, 3}, by_size);
  BOOST_TEST(d.indices() == (std::vector<Index>{5, 0, 3, 1}));
  BOOST_TEST(e.size() == 0);
  BOOST_TEST(f.indices() == (std::vector<Index>{2, 6, 4}));
  BOOST_TEST(&a.dataset() == &c.dataset());
  // 11 thirds are 3 each, and 2 examples are left over.
  const auto [g, h, i] = random_split(numbers(11), {1.0 / 3, 1.0 / 3, 1.0 / 3});
  BOOST_TEST((std::vector<Index>{g.size(), h.size(), i.size()}) == (std::vector<Index>{4, 4, 3}));
}

BOOST_AUTO_TEST_CASE(datasets_refuse_impossible_arguments) {
  const std::vector<Misuse> misuses = {
      {"TensorDataset: tensor 1 is a scalar, expected [size, ...]",
       [] { TensorDataset(counted({3}), scalar(1)); }},
      {"TensorDataset: tensor 1 is [2, 3], but tensor 0 is [3]",
       [] {
         TensorDataset(counted({3}), counted({2, 3}));
       }},
      {"TensorDataset: ", [] { TensorDataset(counted({3}), Tensor()); }},
      {"TensorDataset: there is no example 3 in a dataset of 3 examples", [] { numbers(3)[3]; }},
      {"TensorDataset: there is no example -1 in a dataset of 3 examples",
       [] {
         numbers(3).get_batch(std::vector<Index>{0, -1});
       }},
      {"subset: there is no example 3 in a dataset of 3 examples",
       [] {
         subset(numbers(3), {0, 3});
       }},
      {"subset: there is no example 1 in a dataset of 1 examples",
       [] { subset(numbers(3), {2})[1]; }},
      {"random_split: lengths [2, 2] do not divide 3 examples",
       [] {
         random_split(numbers(3), {2, 2});
       }},
      {"random_split: lengths [-1, 4] do not divide",
       [] {
         random_split(numbers(3), {-1, 4});
       }},
      {"random_split: lengths [0.5, 0.6] do not divide",
       [] {
         random_split(numbers(3), {0.5, 0.6});
       }},
      {"random_split: lengths [2, 0.5] do not divide", [] {
         random_split(numbers(3), {2, 0.5});
       }}};
  for (const Misuse& misuse : misuses) check_message(misuse.use, misuse.message);
}

BOOST_AUTO_TEST_CASE(random_split_that_is_refused_draws_nothing) {
  Generator generator(1);
  const std::string before = generator.state();
  BOOST_CHECK_THROW(random_split(numbers(3), {2, 2}, generator), ValueError);
  BOOST_TEST(generator.state() == before);
}

BOOST_AUTO_TEST_SUITE_END()
