// Sequences packed, padded and listed: PyTorch's order, what happens to padding, ways back,
// messages.
#include "golden/packed_sequence.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/derivatives.hpp"
#include "support/misuse.hpp"
#include <limits>

using namespace xgrad;
using nn::PackedSequence;

BOOST_AUTO_TEST_SUITE(packed_sequence)

namespace {

using Lengths = std::vector<Index>;

const Lengths kLengths = {2, 3, 3, 1};

PackedSequence pack(const Tensor& input, const Lengths& lengths, bool batch_first = false) {
  return nn::pack_padded_sequence(input, lengths,
                                  {.batch_first = batch_first, .enforce_sorted = false});
}

Tensor weighted_sum(const Tensor& x, double phase) {
  return sum(mul(x, test::recipe(phase, x.shape())));
}

Lengths indices(std::span<const int> values) {
  return {values.begin(), values.end()};
}

// NaN wherever a sequence has no time step.
Tensor spoiled(const Tensor& input, const Lengths& lengths) {
  const Tensor mask = nn::sequence_mask(lengths, input.size(0));
  return where(unsqueeze(mask, -1), input, std::numeric_limits<double>::quiet_NaN());
}

std::vector<Tensor> sequences_of(const Lengths& lengths) {
  std::vector<Tensor> sequences;
  for (const Index length : lengths) {
    sequences.push_back(test::recipe(static_cast<double>(sequences.size()), {length, 2}));
  }
  return sequences;
}

// Lists and lengths that begin or end with nothing, are sorted or not, or have nothing at all.
struct Batch {
  Lengths lengths;
};
const Batch kBatches[] = {{kLengths},  {{4, 4, 4}}, {{5, 2, 1}}, {{0, 3, 0, 1}},
                          {{2, 1, 0}}, {{1}},       {{0}},       {{0, 0}}};

std::ostream& operator<<(std::ostream& stream, const Batch& batch) {
  for (const Index length : batch.lengths) stream << length << ' ';
  return stream;
}

const std::vector<test::Misuse>& misuses() {
  static const Tensor input = zeros({5, 3, 2});
  static const PackedSequence packed = pack(input, {1, 4, 2});
  const auto changed = [](auto&& change) {
    PackedSequence other = packed;
    change(other);
    nn::pad_packed_sequence(other);
  };
  static const std::vector<test::Misuse> table = {
      {"pack_padded_sequence: 2 lengths for the 3 sequences of input [5, 3, 2]\n"
       "  hint: the layout is [time, batch, ...]; pass batch_first = true for [batch, time, ...]",
       [] {
         nn::pack_padded_sequence(input, {4, 2});
       }},
      {"pack_padded_sequence: lengths[1] is 6, but input [5, 3, 2] has 5 time steps\n"
       "  hint: the layout is [time, batch, ...]; pass batch_first = true for [batch, time, ...]",
       [] {
         nn::pack_padded_sequence(input, {5, 6, 2});
       }},
      {"pack_padded_sequence: lengths[0] is 4, but input [5, 3, 2] has 3 time steps\n"
       "  hint: the layout is [batch, time, ...], because batch_first is true",
       [] {
         nn::pack_padded_sequence(input, {4, 2, 1, 1, 1}, {.batch_first = true});
       }},
      {"pack_padded_sequence: lengths[2] is -1, must not be negative",
       [] {
         nn::pack_padded_sequence(input, {5, 4, -1});
       }},
      {"pack_padded_sequence: lengths [1, 4, 2] are not sorted in decreasing order\n"
       "  hint: pass enforce_sorted = false, and they are sorted here",
       [] {
         nn::pack_padded_sequence(input, {1, 4, 2});
       }},
      {"pack_padded_sequence: input [5] has 1 axes, expected [time, batch, ...]",
       [] { nn::pack_padded_sequence(zeros({5}), {1}); }},
      {"unpad_sequence: 2 lengths for the 3 sequences of input [5, 3, 2]",
       [] {
         nn::unpad_sequence(input, {4, 2});
       }},
      {"pack_sequence: there are no sequences", [] { nn::pack_sequence({}); }},
      {"pad_sequence: sequence 1 is a scalar, expected [time, ...]",
       [] {
         nn::pad_sequence({zeros({2}), zeros({})});
       }},
      {"pack_sequence: lengths [1, 2] are not sorted in decreasing order\n"
       "  hint: pass enforce_sorted = false, and they are sorted here",
       [] {
         nn::pack_sequence({zeros({1, 2}), zeros({2, 2})});
       }},
      {"cat: tensor 1 is [2, 3], which differs from tensor 0, [2, 2], off axis 0",
       [] {
         nn::pack_sequence({zeros({2, 2}), zeros({2, 3})});
       }},
      {"pad_sequence: total_length is 1, but the longest sequence has 2 time steps",
       [] {
         nn::pad_sequence({zeros({2, 2})}, {.total_length = 1});
       }},
      {"pad_packed_sequence: total_length is 3, but the longest sequence has 4 time steps",
       [] { nn::pad_packed_sequence(packed, {.total_length = 3}); }},
      {"sequence_mask: total_length is 1, but the longest sequence has 2 time steps",
       [] {
         nn::sequence_mask({1, 2}, 1);
       }},
      {"sequence_mask: lengths[1] is -2, must not be negative",
       [] {
         nn::sequence_mask({1, -2});
       }},
      {"pad_packed_sequence: batch_sizes[1] is 4, expected 1 to 3\n"
       "  hint: they say how many sequences reach each time step",
       [=] { changed([](PackedSequence& p) { p.batch_sizes[1] = 4; }); }},
      {"pad_packed_sequence: data is [7, 2], but batch_sizes add up to 6 rows",
       [=] { changed([](PackedSequence& p) { p.batch_sizes.pop_back(); }); }},
      {"pad_packed_sequence: sorted_indices [1, 2, 0] and unsorted_indices [2, 0, 0] are not each "
       "other's inverse",
       [=] { changed([](PackedSequence& p) { p.unsorted_indices[2] = 0; }); }},
      {"unpack_sequence: data is [3], but batch_sizes add up to 4 rows",
       [] {
         nn::unpack_sequence({.data = zeros({3}), .batch_sizes = {2, 2}});
       }},
  };
  return table;
}

}  // namespace

BOOST_AUTO_TEST_CASE(packing_matches_pytorch) {
  namespace expected = golden::packed_sequence;
  for (const bool batch_first : {false, true}) {
    const Tensor x = test::recipe(1, {4, 4, 2}).requires_grad_();
    const PackedSequence packed = pack(batch_first ? transpose(x, 0, 1) : x, kLengths, batch_first);
    BOOST_TEST(test::close(packed.data, expected::data));
    BOOST_TEST(packed.batch_sizes == indices(expected::batch_sizes));
    BOOST_TEST(packed.sorted_indices == indices(expected::sorted_indices));
    BOOST_TEST(packed.unsorted_indices == indices(expected::unsorted_indices));
    weighted_sum(packed.data, 2).backward();
    BOOST_TEST(test::close(x.grad(), expected::grad_input));
  }
}

BOOST_AUTO_TEST_CASE(padding_matches_pytorch) {
  namespace expected = golden::packed_sequence;
  PackedSequence packed = pack(test::recipe(1, {4, 4, 2}), kLengths);
  packed.data.requires_grad_();
  const auto [output, lengths] =
      nn::pad_packed_sequence(packed, {.padding_value = 0.5, .total_length = 4});
  BOOST_TEST(test::close(output, expected::padded));
  BOOST_TEST(lengths == kLengths);
  const Tensor swapped = nn::pad_packed_sequence(
                             packed, {.batch_first = true, .padding_value = 0.5, .total_length = 4})
                             .output;
  BOOST_TEST(test::close(transpose(swapped, 0, 1), output));
  weighted_sum(nn::pad_packed_sequence(packed, {.padding_value = 0.5}).output, 3).backward();
  BOOST_TEST(test::close(packed.data.grad(), expected::grad_data));
}

BOOST_AUTO_TEST_CASE(padding_is_never_read) {
  const Tensor x = spoiled(test::recipe(1, {4, 4, 2}), kLengths).requires_grad_();
  const PackedSequence packed = pack(x, kLengths);
  const auto [output, lengths] = nn::pad_packed_sequence(packed, {.total_length = 4});
  BOOST_TEST(test::close(packed.data, golden::packed_sequence::data));
  weighted_sum(packed.data, 2).backward({}, {.retain_graph = true});
  BOOST_TEST(test::close(x.grad(), golden::packed_sequence::grad_input));
  // Nor is the gradient of the padding: cubes and a second derivative of them.
  const Tensor weight = spoiled(ones({4, 4, 2}, float64), kLengths);
  const Tensor g = grad(sum(mul(output, mul(output, output))), x, {.create_graph = true});
  const Tensor gg = grad(sum(g), x, {.retain_graph = true});
  BOOST_TEST(test::close(mul(where(eq(x, x), x, 0.0), 6), gg, {.absolute = 1e-15}));
  const Tensor gradient = grad(output, x, {.gradients = {weight}});
  BOOST_TEST(test::close(gradient, where(eq(weight, weight), weight, 0.0)));
}

BOOST_DATA_TEST_CASE(packing_and_padding_are_inverse, boost::unit_test::data::make(kBatches),
                     batch) {
  const Lengths& lengths = batch.lengths;
  const std::vector<Tensor> sequences = sequences_of(lengths);
  const PackedSequence listed = nn::pack_sequence(sequences, false);
  BOOST_TEST(listed.lengths() == lengths);
  BOOST_TEST(listed.batch() == static_cast<Index>(lengths.size()));
  BOOST_TEST(test::close(nn::unpack_sequence(listed), sequences));
  for (const bool batch_first : {false, true}) {
    const Tensor padded =
        nn::pad_sequence(sequences, {.batch_first = batch_first, .padding_value = 7});
    BOOST_TEST(test::close(nn::unpad_sequence(padded, lengths, batch_first), sequences));
    const PackedSequence packed = pack(padded, lengths, batch_first);
    BOOST_TEST(test::close(packed.data, listed.data));
    BOOST_TEST(packed.batch_sizes == listed.batch_sizes);
    const auto back =
        nn::pad_packed_sequence(packed, {.batch_first = batch_first, .padding_value = 7});
    BOOST_TEST(test::close(back.output, padded));
    BOOST_TEST(back.lengths == lengths);
    const Tensor mask = nn::sequence_mask(lengths, {}, batch_first);
    const Tensor seven = ne(select(padded, -1, 0), 7);
    BOOST_TEST(mask.to_vector<bool>() == seven.to_vector<bool>());
    BOOST_TEST(mask.shape() == seven.shape());
  }
}

BOOST_DATA_TEST_CASE(derivatives, boost::unit_test::data::make(kBatches), batch) {
  const Lengths& lengths = batch.lengths;
  const std::vector<Tensor> sequences = sequences_of(lengths);
  const auto check = [](const auto& function, const std::vector<Tensor>& inputs) {
    std::vector<Tensor> leaves;
    for (const Tensor& input : inputs) leaves.push_back(input.detach().requires_grad_());
    test::check_derivatives(function, leaves);
  };
  const auto squares = [](std::vector<Tensor> results) {
    for (Tensor& result : results) result = mul(result, result);
    return results;
  };
  using Tensors = std::vector<Tensor>;
  for (const bool batch_first : {false, true}) {
    check([&](const Tensors& t) { return squares({pack(t[0], lengths, batch_first).data}); },
          {nn::pad_sequence(sequences, {.batch_first = batch_first, .total_length = 6})});
    check([&](const Tensors& t) { return squares(nn::unpad_sequence(t[0], lengths, batch_first)); },
          {nn::pad_sequence(sequences, {.batch_first = batch_first})});
    PackedSequence packed = nn::pack_sequence(sequences, false);
    check(
        [&](const Tensors& t) {
          packed.data = t[0];
          return squares({nn::pad_packed_sequence(packed, {.batch_first = batch_first}).output});
        },
        {packed.data});
  }
  check([&](const Tensors& t) { return squares(nn::unpack_sequence(nn::pack_sequence(t, false))); },
        sequences);
  check([&](const Tensors& t) { return squares({nn::pad_sequence(t)}); }, sequences);
}

BOOST_AUTO_TEST_CASE(sequences_of_one_length_are_packed_without_sorting_and_copied) {
  const Tensor x = test::recipe(1, {4, 3, 2});
  const PackedSequence packed = nn::pack_padded_sequence(x, {4, 4, 4});
  BOOST_TEST(packed.sorted_indices.empty());
  BOOST_TEST(!packed.data.array().shares_buffer(x.array()));
  const Tensor padded = nn::pad_packed_sequence(packed).output;
  BOOST_TEST(!padded.array().shares_buffer(packed.data.array()));
  BOOST_TEST(test::close(padded, x));
  BOOST_TEST(
      (nn::pad_packed_sequence(packed, {.total_length = 5}).output.shape() == Shape{5, 3, 2}));
}

BOOST_AUTO_TEST_CASE(packing_takes_class_indices_and_strided_inputs) {
  const PackedSequence packed = pack(tensor({{1, 4}, {2, 5}, {3, 6}}), {2, 3});
  BOOST_TEST(packed.data.to_vector<Index>() == (Lengths{4, 1, 5, 2, 6}));
  BOOST_TEST(nn::pad_packed_sequence(packed, {.padding_value = -1}).output.to_vector<Index>() ==
             (Lengths{1, 4, 2, 5, -1, 6}));
  const Tensor x = test::recipe(1, {4, 4, 2});
  BOOST_TEST(test::close(pack(Tensor(test::awkward(x.array())), kLengths).data,
                         golden::packed_sequence::data));
}

BOOST_AUTO_TEST_CASE(packing_takes_empty_batches) {
  const PackedSequence none = nn::pack_padded_sequence(zeros({3, 0, 2}), {});
  BOOST_TEST(none.data.shape() == (Shape{0, 2}));
  BOOST_TEST(none.batch() == 0);
  BOOST_TEST(nn::pad_packed_sequence(none, {.total_length = 3}).output.shape() == (Shape{3, 0, 2}));
  const PackedSequence empty = nn::pack_padded_sequence(zeros({0, 2, 3}), {0, 0});
  BOOST_TEST(empty.data.shape() == (Shape{0, 3}));
  BOOST_TEST(nn::pad_packed_sequence(empty).output.shape() == (Shape{0, 2, 3}));
  BOOST_TEST(nn::sequence_mask({}).shape() == (Shape{0, 0}));
}

BOOST_DATA_TEST_CASE(misuse, boost::unit_test::data::make(misuses())) {
  test::check_message(sample.use, sample.message);
}

BOOST_AUTO_TEST_SUITE_END()
