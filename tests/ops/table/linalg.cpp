// Products, linear systems and factorisations in the op table.
#include "golden/op_table/linalg.hpp"

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/contract.hpp>
#include <xgrad/autograd/ops/linalg/distance.hpp>
#include <xgrad/autograd/ops/linalg/factorize.hpp>
#include <xgrad/autograd/ops/linalg/solve.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include "ops/table.hpp"
#include "ops/table/inputs.hpp"
#include <algorithm>
#include <array>

namespace test {

using namespace xgrad;

namespace {

// `sum` must be a tensor of its own: its elements are overwritten.
Tensor add_linear(const Tensor& sum, const Tensor& x, const Tensor& w) {
  return add_linear_(sum * 1.0, x, w);
}

// The inputs as int64.
Tensors whole(const Tensors& inputs) {
  return with_out_of_memory([&] {
    Tensors result;
    for (const Tensor& input : inputs) result.push_back(to(input, int64));
    return result;
  });
}

// A product of two tensors as one of int64 tensors.
auto of_integers(Tensor (*product)(const Tensor&, const Tensor&)) {
  return [product](const Tensors& t) { return product(whole(t)[0], whole(t)[1]); };
}

// 2, 3, ... on the diagonal.   -> [rows, columns]
Tensor increasing_diagonal(Index rows, Index columns, DType dtype) {
  Array diagonal = kernels::zeros({rows, columns}, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    for (Index i = 0; i < std::min(rows, columns); ++i) {
      diagonal.mutable_data<T>()[i * (columns + 1)] = static_cast<T>(i + 2);
    }
  });
  return Tensor(diagonal);
}

// Matrices that have an inverse.
Tensor regular(const Tensor& x) {
  check_defined("add", x);
  return x + eye(x.shape().back(), -1, x.dtype()) * 3.0;
}

// Symmetric, positive definite matrices.
Tensor positive(const Tensor& x) {
  check_defined("matmul", x);
  const Index n = x.shape().back();
  return matmul(x, transpose(x, -1, -2)) + increasing_diagonal(n, n, x.dtype());
}

// Matrices of full rank with distinct singular values.
Tensor full_rank(const Tensor& x) {
  check_defined("add", x);
  return x + increasing_diagonal(x.shape()[x.rank() - 2], x.shape().back(), x.dtype());
}

// Singular values, and a function of the vectors that does not depend on their signs.
std::array<Tensor, 2> svd_without_signs(const Tensors& t) {
  const auto [u, s, vh] = svd(full_rank(t[0]));
  return {s, matmul(u * unsqueeze(s * s, -2), vh)};
}

// Eigenvalues, and a function of the vectors that does not depend on their signs.
std::array<Tensor, 2> eigh_without_signs(const Tensors& t) {
  const auto [w, v] = eigh(positive(t[0]));
  return {w, matmul(v * unsqueeze(log(w), -2), transpose(v, -1, -2))};
}

}  // namespace

std::vector<Op> linalg_ops() {
  using enum Kind;
  return with_samples(
      golden::op_table::linalg,
      {
          {"matmul", summed, matmul},
          {"bmm", summed, bmm},
          {"linear", summed, [](const Tensors& t) { return linear(t[0], t[1], t[2]); }},
          {"linear without bias", summed, [](const Tensors& t) { return linear(t[0], t[1]); }},
          {"add_linear_", summed, add_linear},
          {"addmm", summed, [](const Tensors& t) { return addmm(t[0], t[1], t[2]); }},
          {"addmm scaled", summed,
           [](const Tensors& t) { return addmm(t[0], t[1], t[2], 0.5, -2); }},
          {"baddbmm", summed, [](const Tensors& t) { return baddbmm(t[0], t[1], t[2], 0.5, -2); }},
          {"mv", summed, mv},
          {"dot", summed, dot},
          {"outer", summed, outer},
          {"kron", summed, kron},
          {"tensordot", summed, [](const Tensors& t) { return tensordot(t[0], t[1], 2); }},
          {"tensordot axes", summed,
           [](const Tensors& t) {
             return tensordot(t[0], t[1], {0, -1}, {2, 0});
           }},
          {"einsum", summed, [](const Tensors& t) { return einsum("bij,bjk->bik", t); }},
          {"einsum ellipsis", summed, [](const Tensors& t) { return einsum("... i j, j ...", t); }},
          {"einsum diagonal", summed, [](const Tensors& t) { return einsum("iji,jk->ik", t); }},
          {"einsum of three", summed, [](const Tensors& t) { return einsum("ab,bc,cd->ad", t); }},
          {"einsum trace", summed, [](const Tensors& t) { return einsum("ii", t); }},
          {"matmul of integers", integer, of_integers(matmul)},
          {"mv of integers", integer, of_integers(mv)},
          {"dot of integers", integer, of_integers(dot)},
          {"outer of integers", integer, of_integers(outer)},
          {"kron of integers", integer, of_integers(kron)},
          {"tensordot of integers", integer,
           [](const Tensors& t) { return tensordot(whole(t)[0], whole(t)[1], 2); }},
          {"einsum of integers", integer,
           [](const Tensors& t) { return einsum("... i j, j ...", whole(t)); }},
          {"einsum of three integers", integer,
           [](const Tensors& t) { return einsum("ab,bc,cc->a", whole(t)); }},
          {"einsum trace of integers", integer,
           [](const Tensors& t) { return einsum("ii", whole(t)); }},
          {"solve", summed, [](const Tensors& t) { return solve(regular(t[0]), t[1]); }},
          {"inverse", summed, [](const Tensors& t) { return inverse(regular(t[0])); }},
          {"solve_triangular", summed,
           [](const Tensors& t) { return solve_triangular(regular(t[0]), t[1], false); }},
          {"solve_triangular right", summed,
           [](const Tensors& t) { return solve_triangular(regular(t[0]), t[1], true, false); }},
          {"solve_triangular unit", summed,
           [](const Tensors& t) { return solve_triangular(t[0], t[1], true, true, true); }},
          {"det", summed, [](const Tensors& t) { return det(t[0]); }},
          {"slogdet", summed, [](const Tensors& t) { return slogdet(regular(t[0])).logabsdet; }},
          {"lstsq", summed, [](const Tensors& t) { return lstsq(full_rank(t[0]), t[1]); }},
          {"cholesky", summed, [](const Tensors& t) { return cholesky(positive(t[0])); }},
          {"qr", summed, [](const Tensors& t) { return abs(qr(full_rank(t[0])).r); }},
          {"svd", summed, svd_without_signs},
          {"eigh", summed, eigh_without_signs},
          {"pinv", summed, [](const Tensors& t) { return pinv(full_rank(t[0])); }},
          {"matrix_exp", summed, [](const Tensors& t) { return matrix_exp(t[0]); }},
          {"cosine_similarity", summed,
           [](const Tensors& t) { return cosine_similarity(t[0], t[1]); }},
          {"cosine_similarity along the first axis", summed,
           [](const Tensors& t) { return cosine_similarity(t[0], t[1], 0); }},
          {"cosine_similarity with a large eps", summed,
           [](const Tensors& t) { return cosine_similarity(t[0], t[1], -1, 4); }},
          {"pairwise_distance", summed,
           [](const Tensors& t) { return pairwise_distance(t[0], t[1]); }},
          {"pairwise_distance of the 3-norm, kept", summed,
           [](const Tensors& t) { return pairwise_distance(t[0], t[1], 3, 0.1, true); }},
      });
}

}  // namespace test
