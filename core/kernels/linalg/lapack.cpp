// Calls of LAPACK through the interface of xtensor-blas. LAPACK stores matrices by columns, so that the
// elements of a row-major matrix are those of its transpose.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/linalg/lapack.hpp>
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/pool_vector.hpp>

#include <xtensor-blas/xlinalg.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad::kernels {
namespace {

using Integer = xt::blas_index_t;

// The sizes of a batch of matrices.
struct Batch {
  Batch(const char* op, const Array& a) : rows(size_of_axis(a, 2)), columns(size_of_axis(a, 1)) {
    if (rows > kBlasMost || columns > kBlasMost) {
      throw ShapeError(
          fmt::format("{}: a matrix of {} is larger than LAPACK can represent", op, a.shape()));
    }
    for (std::size_t axis = 0; axis + 2 < a.rank(); ++axis) leading.push_back(a.shape()[axis]);
    count = a.numel() == 0 ? 0 : numel(leading);
  }

  static Index size_of_axis(const Array& a, std::size_t from_end) {
    return a.shape()[a.rank() - from_end];
  }
  Shape with(std::initializer_list<Index> sizes) const {
    Shape shape = leading;
    for (const Index size : sizes) shape.push_back(size);
    return shape;
  }
  // "matrix [1, 2] of [3, 4, 5, 5]"
  std::string name(Index matrix) const {
    if (leading.empty()) return fmt::format("the matrix {}", with({rows, columns}));
    return fmt::format("matrix {} of {}", unravel(matrix, leading), with({rows, columns}));
  }

  Shape leading;
  Index rows, columns, count = 0;
};

// A new array with the elements of each matrix in the order of its columns.
Array by_columns(const Array& a) {
  return copy(transpose(a, -1, -2));
}

// The result of a LAPACK call. Memory is allocated before: fork() waits for the call to end, and may
// hold the lock of the pool.
template <class Call>
auto in_lapack(const Call& call) {
  const BlasCall guard;
  return call();
}

// Work space of the size that `query` returns in its argument, which float32 may have rounded down.
template <class T, class Query>
PoolVector<T> workspace(const Query& query) {
  T size = 0;
  in_lapack([&] { return query(&size); });
  const T most = std::nextafter(size, std::numeric_limits<T>::infinity());
  return PoolVector<T>(static_cast<std::size_t>(std::max(most, T(1))));
}

Integer whole(Index size) {
  return static_cast<Integer>(size);
}
Integer stride_of(Index size) {
  return static_cast<Integer>(std::max<Index>(size, 1));
}

// Throws NumericError unless all elements are finite: LAPACK may not return for others.
template <class T>
void check_finite(const char* op, const Batch& batch, const T* elements) {
  const Index size = batch.rows * batch.columns;
  for (Index i = 0; i < batch.count * size; ++i) {
    if (std::isfinite(elements[i])) continue;
    throw NumericError(fmt::format("{}: {} contains {} at [{}, {}]", op, batch.name(i / size),
                                   elements[i], i % size / batch.columns,
                                   i % size % batch.columns));
  }
}

[[noreturn]] void throw_not_converged(const char* op, const Batch& batch, Index matrix) {
  throw NumericError(fmt::format("{}: LAPACK did not converge for {}", op, batch.name(matrix)));
}

}  // namespace

Array solve(const char* op, const Array& a, const Array& b) {
  const Batch batch(op, a), right(op, b);
  Array factors = by_columns(a), solution = by_columns(b);
  if (right.count == 0) return transpose(solution, -1, -2);
  return visit_floating(a.dtype(), [&]<class T>(T) {
    const Index n = batch.rows, k = right.columns;
    PoolVector<Integer> pivots(static_cast<std::size_t>(n));
    for (Index i = 0; i < batch.count; ++i) {
      const Integer info = in_lapack([&] {
        return cxxlapack::gesv<Integer>(whole(n), whole(k), factors.mutable_data<T>() + i * n * n,
                                        whole(n), pivots.data(),
                                        solution.mutable_data<T>() + i * n * k, whole(n));
      });
      if (info > 0) {
        throw NumericError(
            fmt::format("{}: {} is singular: pivot {} is 0", op, batch.name(i), info - 1),
            "lstsq and pinv accept matrices that have no inverse");
      }
    }
    return copy(transpose(solution, -1, -2));
  });
}

Determinants determinants(const Array& a) {
  const Batch batch("det", a);
  Determinants result{ones(batch.leading, a.dtype()), ones(batch.leading, a.dtype()),
                      zeros(batch.leading, a.dtype())};
  visit_floating(a.dtype(), [&]<class T>(T) {
    const Index n = batch.rows;
    Array factors = copy(a);  // the determinant of the transpose is the same
    PoolVector<Integer> pivots(static_cast<std::size_t>(n));
    for (Index i = 0; i < batch.count; ++i) {
      T* const elements = factors.mutable_data<T>() + i * n * n;
      in_lapack([&] {
        return cxxlapack::getrf<Integer>(whole(n), whole(n), elements, whole(n), pivots.data());
      });
      T value = 1, sign = 1, log_abs = 0, smallest = std::numeric_limits<T>::infinity(),
        largest = 0;
      for (Index k = 0; k < n; ++k) {
        const T pivot = elements[k * n + k];
        const bool swapped = pivots[static_cast<std::size_t>(k)] != whole(k + 1);
        value *= swapped ? -pivot : pivot;
        sign *= pivot == 0 ? T(0) : std::copysign(T(1), swapped ? -pivot : pivot);
        log_abs += std::log(std::abs(pivot));
        smallest = std::min(smallest, std::abs(pivot));
        largest = std::max(largest, std::abs(pivot));
      }
      result.value.mutable_data<T>()[i] = value;
      result.sign.mutable_data<T>()[i] = sign;
      result.log_abs.mutable_data<T>()[i] = log_abs;
      result.any_singular |=
          smallest <= static_cast<T>(n) * std::numeric_limits<T>::epsilon() * largest;
    }
  });
  return result;
}

Array cholesky(const char* op, const Array& a) {
  const Batch batch(op, a);
  Array result = copy(a);
  visit_floating(a.dtype(), [&]<class T>(T) {
    const Index n = batch.rows;
    for (Index i = 0; i < batch.count; ++i) {
      T* const elements = result.mutable_data<T>() + i * n * n;
      const Integer info = in_lapack([&] {  // the lower triangle by rows is the upper by columns
        return cxxlapack::potrf<Integer>('U', whole(n), elements, whole(n));
      });
      if (info > 0) {
        throw NumericError(
            fmt::format("{}: {} is not positive definite: its leading minor of order "
                        "{} is not",
                        op, batch.name(i), info));
      }
      for (Index row = 0; row < n; ++row) {
        std::fill(elements + row * n + row + 1, elements + (row + 1) * n, T(0));
      }
    }
  });
  return result;
}

Array solve_triangular(const char* op, const Array& t, const Array& b, bool upper, bool unit) {
  const Batch batch(op, t), right(op, b);
  Array triangle = copy(t), solution = by_columns(b);
  visit_floating(t.dtype(), [&]<class T>(T) {
    const Index n = batch.rows, k = right.columns;
    for (Index i = 0; i < right.count; ++i) {
      const Integer info = in_lapack([&] {
        return cxxlapack::trtrs<Integer>(upper ? 'L' : 'U', 'T', unit ? 'U' : 'N', whole(n),
                                         whole(k), triangle.mutable_data<T>() + i * n * n, whole(n),
                                         solution.mutable_data<T>() + i * n * k, whole(n));
      });
      if (info > 0) {
        throw NumericError(fmt::format("{}: {} is singular: element [{}, {}] is 0", op,
                                       batch.name(i), info - 1, info - 1));
      }
    }
  });
  return copy(transpose(solution, -1, -2));
}

Factors qr(const Array& a) {
  const Batch batch("qr", a);
  const Index m = batch.rows, n = batch.columns;
  Array q = by_columns(a), r = zeros(batch.with({n, n}), a.dtype());
  visit_floating(a.dtype(), [&]<class T>(T) {
    if (batch.count == 0) return;
    PoolVector<T> tau(static_cast<std::size_t>(n));
    const auto factorise = [&](T* elements, T* work, Integer size) {
      return cxxlapack::geqrf<Integer>(whole(m), whole(n), elements, whole(m), tau.data(), work,
                                       size);
    };
    const auto form = [&](T* elements, T* work, Integer size) {
      return cxxlapack::orgqr<Integer>(whole(m), whole(n), whole(n), elements, whole(m), tau.data(),
                                       work, size);
    };
    T* const first = q.mutable_data<T>();
    PoolVector<T> work = workspace<T>([&](T* size) { return factorise(first, size, -1); });
    PoolVector<T> more = workspace<T>([&](T* size) { return form(first, size, -1); });
    for (Index i = 0; i < batch.count; ++i) {
      T* const elements = first + i * m * n;
      in_lapack([&] { return factorise(elements, work.data(), whole(std::ssize(work))); });
      for (Index row = 0; row < n; ++row) {
        for (Index column = row; column < n; ++column) {
          r.mutable_data<T>()[(i * n + row) * n + column] = elements[column * m + row];
        }
      }
      in_lapack([&] { return form(elements, more.data(), whole(std::ssize(more))); });
    }
  });
  return {copy(transpose(q, -1, -2)), r, {}};
}

Factors svd(const char* op, const Array& a) {
  const Batch batch(op, a);
  const Index m = batch.rows, n = batch.columns, k = std::min(m, n);
  Array u = Array::empty(batch.with({m, k}), a.dtype());
  Array s = Array::empty(batch.with({k}), a.dtype());
  Array vh = Array::empty(batch.with({k, n}), a.dtype());
  visit_floating(a.dtype(), [&]<class T>(T) {
    if (batch.count == 0) return;
    Array rest = copy(a);
    check_finite(op, batch, rest.data<T>());
    PoolVector<Integer> integers(static_cast<std::size_t>(8 * k));
    const auto call = [&](Index i, T* work, Integer size) {  // A^T = V diag(S) U^T
      return cxxlapack::gesdd<Integer>(
          'S', whole(n), whole(m), rest.mutable_data<T>() + i * m * n, stride_of(n),
          s.mutable_data<T>() + i * k, vh.mutable_data<T>() + i * k * n, stride_of(n),
          u.mutable_data<T>() + i * m * k, stride_of(k), work, size, integers.data());
    };
    PoolVector<T> work = workspace<T>([&](T* size) { return call(0, size, -1); });
    for (Index i = 0; i < batch.count; ++i) {
      if (in_lapack([&] { return call(i, work.data(), whole(std::ssize(work))); }) > 0) {
        throw_not_converged(op, batch, i);
      }
    }
  });
  return {u, s, vh};
}

Factors eigh(const char* op, const Array& a) {
  const Batch batch(op, a);
  const Index n = batch.rows;
  Array values = Array::empty(batch.with({n}), a.dtype());
  Array vectors = copy(a);
  visit_floating(a.dtype(), [&]<class T>(T) {
    if (batch.count == 0) return;
    check_finite(op, batch, vectors.data<T>());
    PoolVector<Integer> integers(static_cast<std::size_t>(3 + 5 * n));
    const auto call = [&](Index i, T* work, Integer size) {  // the lower triangle is LAPACK's upper
      return cxxlapack::syevd<Integer>('V', 'U', whole(n), vectors.mutable_data<T>() + i * n * n,
                                       whole(n), values.mutable_data<T>() + i * n, work, size,
                                       integers.data(),
                                       size < 0 ? size : whole(std::ssize(integers)));
    };
    PoolVector<T> work = workspace<T>([&](T* size) { return call(0, size, -1); });
    for (Index i = 0; i < batch.count; ++i) {
      if (in_lapack([&] { return call(i, work.data(), whole(std::ssize(work))); }) > 0) {
        throw_not_converged(op, batch, i);
      }
    }
  });
  return {values, copy(transpose(vectors, -1, -2)), {}};
}

}  // namespace xgrad::kernels
