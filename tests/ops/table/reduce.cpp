// Reductions in the op table.
#include "golden/op_table/reduce.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/reduce/cumulative.hpp>
#include <xgrad/autograd/ops/reduce/statistics.hpp>

#include "ops/table.hpp"
#include <limits>

namespace test {

using namespace xgrad;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

std::vector<Op> reduce_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::reduce,
      {
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
          {"softmax over the first axis", summed,
           [](const Tensors& t) { return softmax(t[0], 0); }},
          {"log_softmax", summed, [](const Tensors& t) { return log_softmax(t[0], -1); }},
          {"sum_to", summed,
           [](const Tensors& t) {
             return sum_to(t[0], {1, t[0].size(1)});
           }},
          {"sum_to a scalar", summed, [](const Tensors& t) { return sum_to(t[0], {}); }},
          {"argmin", integer, [](const Tensors& t) { return argmin(t[0]); }},
          {"argmin over an axis", integer, [](const Tensors& t) { return argmin(t[0], -1); }},
          {"amax", moved,
           [](const Tensors& t) {
             return amax(t[0], {0, -1});
           }},
          {"amin", moved,
           [](const Tensors& t) {
             return amin(t[0], {0, -1}, true);
           }},
          {"prod", summed, [](const Tensors& t) { return prod(t[0]); }},
          {"prod over an axis", summed, [](const Tensors& t) { return prod(t[0], -1, true); }},
          {"prod over axes", summed,
           [](const Tensors& t) {
             return prod(t[0], {0, 2});
           }},
          {"prod with zeros", summed, [](const Tensors& t) { return prod(relu(t[0]), 0); }},
          {"var", summed, [](const Tensors& t) { return var(t[0]); }},
          {"var over an axis", summed, [](const Tensors& t) { return var(t[0], 0, false, true); }},
          {"var over axes", summed,
           [](const Tensors& t) {
             return var(t[0], {0, -1});
           }},
          {"std", summed, [](const Tensors& t) { return xgrad::std(t[0]); }},
          {"std over an axis", summed,
           [](const Tensors& t) { return xgrad::std(t[0], -1, false); }},
          {"std_mean", summed,
           [](const Tensors& t) {
             const auto [deviation, mean] = std_mean(t[0], -1);
             return add(deviation, mean);
           }},
          {"var_mean", summed,
           [](const Tensors& t) {
             const auto [variance, mean] = var_mean(t[0], 0, false, true);
             return add(variance, mean);
           }},
          {"norm", summed, [](const Tensors& t) { return norm(t[0]); }},
          {"norm 1 over an axis", summed, [](const Tensors& t) { return norm(t[0], 1, -1); }},
          {"norm 2.5 over axes", summed,
           [](const Tensors& t) {
             return norm(t[0], 2.5, {0, -1}, true);
           }},
          {"norm 0.5 over an axis", summed, [](const Tensors& t) { return norm(t[0], 0.5, 0); }},
          {"norm of the largest", moved,
           [](const Tensors& t) { return norm(t[0], kInfinity, -1); }},
          {"norm of the smallest", moved,
           [](const Tensors& t) { return norm(t[0], -kInfinity, -1); }},
          {"nansum", summed, [](const Tensors& t) { return nansum(t[0], -1); }},
          {"nanmean", summed, [](const Tensors& t) { return nanmean(t[0], 0, true); }},
          {"any", comparison, [](const Tensors& t) { return any(relu(t[0]), -1); }},
          {"all", comparison, [](const Tensors& t) { return all(relu(t[0]), 0, true); }},
          {"count_nonzero", integer,
           [](const Tensors& t) { return count_nonzero(relu(t[0]), -1); }},

          // up to each element
          {"cumsum", summed, [](const Tensors& t) { return cumsum(t[0], -1); }},
          {"cumsum along the first axis", summed, [](const Tensors& t) { return cumsum(t[0], 0); }},
          {"cumprod", summed, [](const Tensors& t) { return cumprod(t[0], -1); }},
          {"cumprod with zeros", summed, [](const Tensors& t) { return cumprod(relu(t[0]), 0); }},
          {"logcumsumexp", summed, [](const Tensors& t) { return logcumsumexp(t[0], -1); }},
          {"logcumsumexp along the first axis", summed,
           [](const Tensors& t) { return logcumsumexp(t[0], 0); }},
          {"cummax", moved, [](const Tensors& t) { return cummax(t[0], -1).values; }},
          {"cummin", moved, [](const Tensors& t) { return cummin(t[0], 0).values; }},
      });
}

}  // namespace test
