// Factorisations by LAPACK, and the functions of matrices that follow from them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/linalg/matrices.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/factorize.hpp>
#include <xgrad/autograd/ops/linalg/solve.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/linalg/lapack.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace xgrad {

using namespace matrices;

namespace {

// The outputs of a node, which its pullback uses; their versions are checked there.
struct SavedFactors {
  Saved first, second, third;
};

// Output `output` of the running node, connected to it for higher derivatives.
Tensor output_of(GradientSink& sink, std::size_t output, const Saved& value) {
  return sink.output(output, value().array());
}

std::vector<Tensor> recorded(const char* name, std::initializer_list<Array> values,
                             std::span<const Tensor> inputs, const auto& pullback) {
  return with_out_of_memory([&] { return record_general(name, values, inputs, pullback); });
}

// 1 / (x_j - x_i), and 0 on the diagonal.   [..., n] -> [..., n, n]
Tensor inverse_differences(const Tensor& x) {
  const Tensor identity = eye(x.shape().back(), -1, x.dtype());
  return (1.0 - identity) / (unsqueeze(x, -2) - unsqueeze(x, -1) + identity);
}

Tensor skew(const Tensor& x) {
  return x - adjoint(x);
}

// a or b where only one is defined, else their sum.
Tensor sum_of_defined(const Tensor& a, const Tensor& b) {
  if (!a.defined()) return b;
  return b.defined() ? a + b : a;
}

// The gradient of A = U S V^T (J. Townsend, Differentiating the singular value decomposition, 2016):
//   U (dS + (skew(U^T dU) / E) S + S (skew(V^T dV) / E)) V^T   with E_ij = s_j^2 - s_i^2
//   + (1 - U U^T) dU S^-1 V^T + U S^-1 dV^T (1 - V V^T)
// For square U or V the last terms are 0, also for singular values that are 0.
Tensor svd_gradient(std::span<const Tensor> g, const SingularValues& factors) {
  const auto& [u, s, vh] = factors;
  const Tensor row = unsqueeze(s, -2), column = unsqueeze(s, -1);
  Tensor core = g[1].defined() ? diagonal_matrix(g[1]) : Tensor(), outside;
  if (g[0].defined() || g[2].defined()) {
    const Tensor differences = inverse_differences(s * s);
    if (g[0].defined()) {
      const Tensor inner = matmul(adjoint(u), g[0]);
      core = sum_of_defined(core, skew(inner) * differences * row);
      if (u.shape()[u.rank() - 2] > s.shape().back()) {
        outside = matmul((g[0] - matmul(u, inner)) / row, vh);
      }
    }
    if (g[2].defined()) {
      const Tensor inner = matmul(g[2], adjoint(vh));
      core = sum_of_defined(core, column * (skew(adjoint(inner)) * differences));
      if (vh.shape().back() > s.shape().back()) {
        outside = sum_of_defined(outside, matmul(u / row, g[2] - matmul(inner, vh)));
      }
    }
  }
  return sum_of_defined(matmul(u, matmul(core, vh)), outside);
}

// The gradient of A = V diag(w) V^T:   V (dw + (V^T dV) / E) V^T   with E_ij = w_j - w_i
Tensor eigh_gradient(std::span<const Tensor> g, const Eigenvalues& factors) {
  const auto& [w, v] = factors;
  Tensor core = g[0].defined() ? diagonal_matrix(g[0]) : Tensor();
  if (g[1].defined()) {
    core = sum_of_defined(core, matmul(adjoint(v), g[1]) * inverse_differences(w));
  }
  return symmetrised(matmul(v, matmul(core, adjoint(v))));
}

// The gradient of A = Q R with M = R dR^T - dQ^T Q:   (dQ + Q copyltu(M)) R^-T, where copyltu copies the
// lower triangle to the upper one (S. Walter and L. Lehmann, 2018).
Tensor qr_gradient(std::span<const Tensor> g, const QAndR& factors) {
  const auto& [q, r] = factors;
  Tensor m = g[1].defined() ? matmul(r, adjoint(g[1])) : Tensor();
  if (g[0].defined()) m = sum_of_defined(m, -matmul(adjoint(g[0]), q));
  const Tensor lower = m * adjoint(upper_mask(r.shape().back(), 0.5, r.dtype()));
  const Tensor right = sum_of_defined(g[0], matmul(q, lower + adjoint(lower)));
  return solve_triangular(adjoint(r), right, false, false);  // X R^T = right
}

// The factorisation of matrices with at least as many rows as columns.
QAndR qr_of_tall(const Tensor& x) {
  const kernels::Factors factors = kernels::qr(x.array());
  const Tensor inputs[] = {x};
  if (!needs_record(x)) return {Tensor(factors.first), Tensor(factors.second)};
  std::vector<Tensor> outputs = recorded(
      "qr", {factors.first, factors.second}, inputs,
      [q = saved(Tensor(factors.first)), r = saved(Tensor(factors.second))](
          std::span<const Tensor> gradients, GradientSink& sink) {
        sink.add(0, qr_gradient(gradients, {output_of(sink, 0, q), output_of(sink, 1, r)}));
      });
  return {outputs[0], outputs[1]};
}

// The largest sum of magnitudes of a row.
double largest_row_sum(const Tensor& x) {
  if (x.numel() == 0) return 0;
  const NoGrad scope;
  return max(sum(abs(x), -1)).item<double>();
}

}  // namespace

Tensor cholesky(const Tensor& x) {
  check_square("cholesky", x);
  return record("cholesky", kernels::cholesky("cholesky", x.array()), {x},
                [](const Tensor& g, const Tensor& l) {
                  // dA = L^-T phi(L^T dL) L^-1, symmetrised; phi is the lower triangle with half of
                  // the diagonal.
                  const Tensor lower = adjoint(upper_mask(l.shape().back(), 0.5, l.dtype()));
                  const Tensor phi = matmul(adjoint(l), g) * lower;
                  const Tensor left = solve_triangular(adjoint(l), phi, true);
                  return symmetrised(solve_triangular(l, left, false, false));
                });
}

QAndR qr(const Tensor& x) {
  check("qr", x);
  const Index rows = x.shape()[x.rank() - 2], columns = x.shape().back();
  if (rows >= columns) return qr_of_tall(x);
  const QAndR square = qr_of_tall(narrow(x, -1, 0, rows));
  return {square.q, with_out_of_memory([&] {
            const Tensor others = narrow(x, -1, rows, columns - rows);
            return cat({square.r, matmul(adjoint(square.q), others)}, -1);
          })};
}

SingularValues svd(const Tensor& x) {
  return with_out_of_memory([&]() -> SingularValues {
    check("svd", x);
    const kernels::Factors factors = kernels::svd("svd", x.array());
    const Tensor u(factors.first), s(factors.second), vh(factors.third);
    if (!needs_record(x)) return {u, s, vh};
    const Tensor inputs[] = {x};
    std::vector<Tensor> outputs =
        record_general("svd", {factors.first, factors.second, factors.third}, inputs,
                       [kept = SavedFactors{saved(u), saved(s), saved(vh)}](
                           std::span<const Tensor> gradients, GradientSink& sink) {
                         sink.add(0, svd_gradient(gradients, {output_of(sink, 0, kept.first),
                                                              output_of(sink, 1, kept.second),
                                                              output_of(sink, 2, kept.third)}));
                       });
    return {outputs[0], outputs[1], outputs[2]};
  });
}

Eigenvalues eigh(const Tensor& x) {
  check_square("eigh", x);
  const kernels::Factors factors = kernels::eigh("eigh", x.array());
  const Tensor values(factors.first), vectors(factors.second);
  if (!needs_record(x)) return {values, vectors};
  const Tensor inputs[] = {x};
  std::vector<Tensor> outputs = recorded(
      "eigh", {factors.first, factors.second}, inputs,
      [w = saved(values), v = saved(vectors)](std::span<const Tensor> gradients,
                                              GradientSink& sink) {
        sink.add(0, eigh_gradient(gradients, {output_of(sink, 0, w), output_of(sink, 1, v)}));
      });
  return {outputs[0], outputs[1]};
}

Tensor pinv(const Tensor& x) {
  check("pinv", x);
  const Array value = [&] {
    const NoGrad scope;
    const kernels::Factors factors = kernels::svd("pinv", x.array());
    const Tensor u(factors.first), s(factors.second), vh(factors.third);
    if (s.numel() == 0) return zeros(adjoint(x).shape(), x.dtype()).array();
    const double eps = x.dtype() == float32 ? std::numeric_limits<float>::epsilon()
                                            : std::numeric_limits<double>::epsilon();
    const auto size = static_cast<double>(std::max(x.shape().back(), x.shape()[x.rank() - 2]));
    const Tensor nonzero = s > max(s, -1, true) * (size * eps);
    const Tensor inverted = where(nonzero, 1.0 / s, zeros_like(s));
    return matmul(adjoint(vh) * unsqueeze(inverted, -2), adjoint(u)).array();
  }();
  // P = A^+ (Golub and Pereyra 1973), with K = G^T P:
  //   dA = -(P K)^T + K P^T - A P K P^T + P^T P (G^T - K A)
  return record("pinv", value, {x}, [x = saved(x)](const Tensor& g, const Tensor& p) {
    const Tensor gt = adjoint(g), pt = adjoint(p), k = matmul(gt, p), kp = matmul(k, pt);
    return kp - adjoint(matmul(p, k)) - matmul(x(), matmul(p, kp)) +
           matmul(pt, matmul(p, gt - matmul(k, x())));
  });
}

Tensor matrix_exp(const Tensor& x) {
  check_square("matrix_exp", x);
  const double norm = largest_row_sum(x);
  if (!std::isfinite(norm)) return x * std::numeric_limits<double>::quiet_NaN();
  // Scaling and squaring with the Pade approximant of degree 13, accurate up to this norm (N. Higham,
  // The scaling and squaring method for the matrix exponential revisited, 2005).
  constexpr double kLargestNorm = 5.371920351148152;
  const int squarings = norm > kLargestNorm ? std::ilogb(norm / kLargestNorm) + 1 : 0;
  constexpr double b[] = {64764752532480000,
                          32382376266240000,
                          7771770303897600,
                          1187353796428800,
                          129060195264000,
                          10559470521600,
                          670442572800,
                          33522128640,
                          1323241920,
                          40840800,
                          960960,
                          16380,
                          182,
                          1};
  const auto c = [&](int degree) { return b[degree] / b[0]; };
  const Tensor a = x * std::ldexp(1.0, -squarings);
  const Tensor identity = eye(x.shape().back(), -1, x.dtype());
  const Tensor a2 = matmul(a, a), a4 = matmul(a2, a2), a6 = matmul(a2, a4);
  const Tensor odd = matmul(a, matmul(a6, a6 * c(13) + a4 * c(11) + a2 * c(9)) + a6 * c(7) +
                                   a4 * c(5) + a2 * c(3) + identity * c(1));
  const Tensor even = matmul(a6, a6 * c(12) + a4 * c(10) + a2 * c(8)) + a6 * c(6) + a4 * c(4) +
                      a2 * c(2) + identity;
  Tensor result = solve(even - odd, even + odd);
  for (int i = 0; i < squarings; ++i) result = matmul(result, result);
  return result;
}

}  // namespace xgrad
