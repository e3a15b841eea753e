// The rows of the op table.
#include "ops/table.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/steps.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include "golden/op_table.hpp"
#include "support/arrays.hpp"
#include <ostream>

namespace test {
namespace {

using namespace xgrad;

// Inputs that are no samples take their memory from the library alone, whose failures are tested.
Tensor index() {
  constexpr std::int64_t kElements[] = {2, 0, 1, 1, 1, 2};
  return from_pointer(kElements, {2, 3});
}

Tensor places() {
  constexpr std::int64_t kElements[] = {3, 0, 1};
  return from_pointer(kElements, {3});
}

Tensor mask() {
  Array result = Array::empty({2}, bool_);
  result.mutable_data<bool>()[0] = true;
  result.mutable_data<bool>()[1] = false;
  return Tensor(result);
}

// The middle of a larger buffer, as steps of a sequence see it.
Array rows(const Shape& shape, DType dtype) {
  Shape larger = shape;
  larger[0] += 2;
  return kernels::narrow(Array::empty(larger, dtype), 0, 1, shape[0]);
}

// `sum` must be a tensor of its own: its elements are overwritten.
Tensor add_linear(const Tensor& sum, const Tensor& x, const Tensor& w) {
  return add_linear_(sum * 1.0, x, w);
}

std::vector<Op> make_table() {
  using enum Kind;
  return {
      // arithmetic
      {"add", element_wise, [](const Tensors& t) { return add(t[0], t[1]); }},
      {"add a number", element_wise, [](const Tensors& t) { return add(t[0], 1.5); }},
      {"sub", element_wise, [](const Tensors& t) { return sub(t[0], t[1]); }},
      {"sub a number", element_wise, [](const Tensors& t) { return sub(t[0], 1.5); }},
      {"sub from a number", element_wise, [](const Tensors& t) { return sub(1.5, t[0]); }},
      {"mul", element_wise, [](const Tensors& t) { return mul(t[0], t[1]); }},
      {"mul by a number", element_wise, [](const Tensors& t) { return mul(t[0], 1.5); }},
      {"div", element_wise, [](const Tensors& t) { return div(t[0], t[1]); }},
      {"div by a number", element_wise, [](const Tensors& t) { return div(t[0], 1.5); }},
      {"div a number", element_wise, [](const Tensors& t) { return div(1.5, t[0]); }},
      {"neg", element_wise, xgrad::neg},
      {"floor_divide", element_wise, [](const Tensors& t) { return floor_divide(t[0], t[1]); }},
      {"floor_divide by a number", element_wise,
       [](const Tensors& t) { return floor_divide(t[0], -0.75); }},
      {"remainder", element_wise, [](const Tensors& t) { return remainder(t[0], t[1]); }},
      {"remainder by a number", element_wise,
       [](const Tensors& t) { return remainder(t[0], -0.75); }},
      {"fmod", element_wise, [](const Tensors& t) { return fmod(t[0], t[1]); }},
      {"fmod by a number", element_wise, [](const Tensors& t) { return fmod(t[0], -0.75); }},

      // functions
      {"exp", element_wise, xgrad::exp},
      {"expm1", element_wise, xgrad::expm1},
      {"log", element_wise, xgrad::log},
      {"log1p", element_wise, xgrad::log1p},
      {"sqrt", element_wise, xgrad::sqrt},
      {"rsqrt", element_wise, xgrad::rsqrt},
      {"tanh", element_wise, xgrad::tanh},
      {"sigmoid", element_wise, xgrad::sigmoid},
      {"silu", element_wise, xgrad::silu},
      {"softplus", element_wise, xgrad::softplus},
      {"relu", element_wise, xgrad::relu},
      {"leaky_relu", element_wise, [](const Tensors& t) { return leaky_relu(t[0], 0.25); }},
      {"elu", element_wise, [](const Tensors& t) { return elu(t[0], 1.5); }},
      {"gelu", element_wise, xgrad::gelu},
      {"abs", element_wise, xgrad::abs},
      {"square", element_wise, xgrad::square},
      {"sin", element_wise, xgrad::sin},
      {"cos", element_wise, xgrad::cos},
      {"erf", element_wise, xgrad::erf},
      {"pow", element_wise, [](const Tensors& t) { return pow(t[0], t[1]); }},
      {"pow to a number", element_wise, [](const Tensors& t) { return pow(t[0], 2.5); }},
      {"pow of a number", element_wise, [](const Tensors& t) { return pow(2.5, t[0]); }},
      {"minimum", element_wise, [](const Tensors& t) { return minimum(t[0], t[1]); }},
      {"minimum with a number", element_wise, [](const Tensors& t) { return minimum(t[0], 0.25); }},
      {"maximum", element_wise, [](const Tensors& t) { return maximum(t[0], t[1]); }},
      {"maximum with a number", element_wise, [](const Tensors& t) { return maximum(t[0], 0.25); }},
      {"clamp", element_wise, [](const Tensors& t) { return clamp(t[0], -0.5, 1); }},
      {"where", element_wise, [](const Tensors& t) { return where(mask(), t[0], t[1]); }},
      {"where not a number", element_wise,
       [](const Tensors& t) { return where(gt(t[0], 0.25), t[0], -1.0); }},
      {"where a number", element_wise,
       [](const Tensors& t) { return where(gt(t[0], 0.25), -1.0, t[0]); }},

      // comparisons, with an input that equals the other one in part
      {"eq", comparison, [](const Tensors& t) { return eq(maximum(t[0], t[1]), t[1]); }},
      {"ne", comparison, [](const Tensors& t) { return ne(maximum(t[0], t[1]), t[1]); }},
      {"lt", comparison, [](const Tensors& t) { return lt(minimum(t[0], t[1]), t[1]); }},
      {"le", comparison, [](const Tensors& t) { return le(maximum(t[0], t[1]), t[1]); }},
      {"gt", comparison, [](const Tensors& t) { return gt(maximum(t[0], t[1]), t[1]); }},
      {"ge", comparison, [](const Tensors& t) { return ge(minimum(t[0], t[1]), t[1]); }},
      {"eq a number", comparison, [](const Tensors& t) { return eq(maximum(t[0], 0.25), 0.25); }},
      {"ne a number", comparison, [](const Tensors& t) { return ne(maximum(t[0], 0.25), 0.25); }},
      {"lt a number", comparison, [](const Tensors& t) { return lt(maximum(t[0], 0.25), 0.25); }},
      {"le a number", comparison, [](const Tensors& t) { return le(maximum(t[0], 0.25), 0.25); }},
      {"gt a number", comparison, [](const Tensors& t) { return gt(minimum(t[0], 0.25), 0.25); }},
      {"ge a number", comparison, [](const Tensors& t) { return ge(minimum(t[0], 0.25), 0.25); }},

      {"logical_and", comparison,
       [](const Tensors& t) { return logical_and(gt(t[0], 0), relu(t[1])); }},
      {"logical_or", comparison,
       [](const Tensors& t) { return logical_or(gt(t[0], 0), relu(t[1])); }},
      {"logical_xor", comparison,
       [](const Tensors& t) { return logical_xor(gt(t[0], 0), relu(t[1])); }},
      {"logical_not", comparison, [](const Tensors& t) { return logical_not(relu(t[0])); }},

      // products
      {"matmul", summed, matmul},
      {"bmm", summed, bmm},
      {"linear", summed, [](const Tensors& t) { return linear(t[0], t[1], t[2]); }},
      {"linear without bias", summed, [](const Tensors& t) { return linear(t[0], t[1]); }},
      {"add_linear_", summed, add_linear},

      // reductions
      {"sum", summed, [](const Tensors& t) { return sum(t[0]); }},
      {"sum over an axis", summed, [](const Tensors& t) { return sum(t[0], -1); }},
      {"sum over axes, kept", summed,
       [](const Tensors& t) {
         return sum(t[0], {0, -1}, true);
       }},
      {"mean", summed, [](const Tensors& t) { return mean(t[0]); }},
      {"mean over an axis", summed, [](const Tensors& t) { return mean(t[0], 0, true); }},
      {"mean over the last axis", summed, [](const Tensors& t) { return mean(t[0], -1); }},
      {"max", moved, [](const Tensors& t) { return max(t[0]); }},
      {"max over an axis", moved, [](const Tensors& t) { return max(t[0], -1); }},
      {"min", moved, [](const Tensors& t) { return min(t[0]); }},
      {"min over an axis", moved, [](const Tensors& t) { return min(t[0], 0, true); }},
      {"argmax", integer, [](const Tensors& t) { return argmax(t[0]); }},
      {"argmax over an axis", integer, [](const Tensors& t) { return argmax(t[0], -1); }},
      {"logsumexp", summed, [](const Tensors& t) { return logsumexp(t[0], -1); }},
      {"logsumexp over all", summed, [](const Tensors& t) { return logsumexp(t[0]); }},
      {"softmax", summed, [](const Tensors& t) { return softmax(t[0], -1); }},
      {"softmax over the first axis", summed, [](const Tensors& t) { return softmax(t[0], 0); }},
      {"log_softmax", summed, [](const Tensors& t) { return log_softmax(t[0], -1); }},
      {"sum_to", summed,
       [](const Tensors& t) {
         return sum_to(t[0], {1, t[0].size(1)});
       }},
      {"sum_to a scalar", summed, [](const Tensors& t) { return sum_to(t[0], {}); }},

      // normalisation
      {"layer_norm", summed, [](const Tensors& t) { return layer_norm(t[0], t[1], t[2], 0.5); }},
      {"layer_norm without bias", summed,
       [](const Tensors& t) { return layer_norm(t[0], t[1], {}, 0.5); }},
      {"layer_norm without weight", summed,
       [](const Tensors& t) { return layer_norm(t[0], {}, t[1], 0.5); }},
      {"layer_norm without either", summed, [](const Tensors& t) { return layer_norm(t[0]); }},
      // recurrences
      {"linear_scan", summed, [](const Tensors& t) { return linear_scan(t[0], t[1], t[2]); }},
      {"linear_scan from zeros", summed, [](const Tensors& t) { return linear_scan(t[0], t[1]); }},
      {"linear_scan backwards", summed,
       [](const Tensors& t) { return linear_scan(t[0], t[1], t[2], true); }},

      // shapes
      {"reshape", moved,
       [](const Tensors& t) {
         return reshape(t[0], {2, -1});
       }},
      {"flatten", moved, [](const Tensors& t) { return flatten(t[0]); }},
      {"flatten inner axes", moved, [](const Tensors& t) { return flatten(t[0], 1, 2); }},
      {"permute", moved,
       [](const Tensors& t) {
         return permute(t[0], {2, 0, 1});
       }},
      {"transpose", moved, [](const Tensors& t) { return transpose(t[0], 0, -1); }},
      {"squeeze", moved, [](const Tensors& t) { return squeeze(t[0], 1); }},
      {"squeeze all", moved, [](const Tensors& t) { return squeeze(t[0]); }},
      {"unsqueeze", moved, [](const Tensors& t) { return unsqueeze(t[0], -1); }},
      {"repeat_into", moved,
       [](const Tensors& t) {
         return repeat_into(rows({2, 3, t[0].size(0)}, t[0].dtype()), t[0]);
       }},
      {"copy_into", moved,
       [](const Tensors& t) { return copy_into(rows(t[0].shape(), t[0].dtype()), t[0]); }},
      {"expand", moved,
       [](const Tensors& t) {
         return expand(t[0], {2, 3, 4});
       }},
      {"slice", moved, [](const Tensors& t) { return slice(t[0], 0, 1, 7, 2); }},
      {"slice backwards", moved, [](const Tensors& t) { return slice(t[0], 1, -1, -3, -1); }},
      {"narrow", moved, [](const Tensors& t) { return narrow(t[0], 1, 1, 2); }},
      {"select", moved, [](const Tensors& t) { return select(t[0], -1, -1); }},
      {"flip", moved,
       [](const Tensors& t) {
         return flip(t[0], {0, -1});
       }},
      {"contiguous", moved, [](const Tensors& t) { return contiguous(transpose(t[0], 0, 1)); }},
      {"to", integer, [](const Tensors& t) { return to(t[0], int64); }},

      // several tensors
      {"cat", moved, [](const Tensors& t) { return cat(t); }},
      {"cat on the last axis", moved, [](const Tensors& t) { return cat(t, -1); }},
      {"cat_or_view of parts", moved, [](const Tensors& t) { return cat_or_view(chunk(t[0], 2)); }},
      {"cat_of slices", moved,
       [](const Tensors& t) { return cat_of(kernels::copy(t[0].array()), chunk(t[0], 2)); }},
      {"stack", moved, [](const Tensors& t) { return stack(t, 1); }},
      {"stack_or_view of parts", moved,
       [](const Tensors& t) { return stack_or_view(unbind(t[0])); }},
      {"unbind", moved, [](const Tensors& t) { return unbind(t[0], 1); }},
      {"chunk", moved, [](const Tensors& t) { return chunk(t[0], 2, -1); }},
      {"split", moved, [](const Tensors& t) { return split(t[0], 2, -1); }},
      {"split into sizes", moved,
       [](const Tensors& t) {
         static const std::vector<Index> sizes = {1, 0, 3};
         return split(t[0], sizes);
       }},

      // lookups
      {"index_select", moved, [](const Tensors& t) { return index_select(t[0], 1, index()); }},
      {"index", moved,
       [](const Tensors& t) {
         return index(t[0], {Slice(1, None), None, Ellipsis, -1});
       }},
      {"index at slices", moved,
       [](const Tensors& t) {
         return index(t[0], {Slice(None, None, -2), Slice(-3, -1)});
       }},
      {"index with a tensor", moved,
       [](const Tensors& t) {
         return index(t[0], {Slice(), index(), Slice(0, 2)});
       }},
      {"index with adjacent tensors", moved,
       [](const Tensors& t) {
         return index(t[0], {Slice(), index(), select(index(), 0, 0) - 3});
       }},
      {"index with tensors apart", moved,
       [](const Tensors& t) {
         return index(t[0], {index(), 0, Ellipsis, select(index(), 0, 0)});
       }},
      {"index with a tensor without axes", moved,
       [](const Tensors& t) {
         return index(t[0], {Slice(), select(select(index(), 0, 0), 0, 0) - 1, Slice(), index()});
       }},
      {"index with a mask", moved,
       [](const Tensors& t) {
         return index(t[0], {mask(), Ellipsis, index()});
       }},
      {"index_put", moved,
       [](const Tensors& t) {
         return index_put(t[0], {places(), Slice(1, None)}, t[1]);
       }},
      {"index_put accumulated", summed,
       [](const Tensors& t) { return index_put(t[0], {index()}, t[1], true); }},
      {"index_put of a number", moved,
       [](const Tensors& t) { return index_put(t[0], {places()}, 0.5); }},
      {"index_add", summed,
       [](const Tensors& t) { return index_add(t[0], 1, select(index(), 1, 0), t[1]); }},
      {"nonzero", integer, [](const Tensors& t) { return nonzero(relu(t[0])); }},
      {"masked_select", moved, [](const Tensors& t) { return masked_select(t[0], mask()); }},
      {"masked_fill", moved, [](const Tensors& t) { return masked_fill(t[0], mask(), 0.5); }},
      {"scatter_rows", moved,
       [](const Tensors& t) { return scatter_rows(t[0], places(), 5, 0.5); }},
      {"gather", moved, [](const Tensors& t) { return gather(t[0], 1, index()); }},
      {"embedding", moved, [](const Tensors& t) { return embedding(t[0], index()); }},
      {"embedding_into", moved,
       [](const Tensors& t) {
         return embedding_into(rows({2, 3, t[0].size(1)}, t[0].dtype()), t[0], index());
       }},
      {"one_hot", integer, [](const Tensors&) { return one_hot(index(), 4, float64); }},
  };
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Op& op) {
  return stream << op.name;
}

const std::vector<Op>& op_table() {
  static const std::vector<Op> table = make_table();
  return table;
}

std::vector<golden::Sample> Op::samples() const {
  std::vector<golden::Sample> found;
  for (const golden::Sample& sample : golden::op_table::samples) {
    if (std::string_view(sample.op) == name) found.push_back(sample);
  }
  return found;
}

Tensors inputs_of(const golden::Sample& sample, DType dtype) {
  Tensors inputs;
  for (const Shape shape : sample.inputs) {
    auto numbers =
        golden::recipe(static_cast<std::size_t>(numel(shape)), static_cast<double>(inputs.size()));
    for (double& number : numbers) number = sample.scale * number + sample.offset;
    inputs.emplace_back(kernels::cast(array(shape, numbers), dtype));
  }
  return inputs;
}

std::vector<double> doubles(const Tensor& x) {
  return values<double>(kernels::cast(x.array(), float64));
}

}  // namespace test
