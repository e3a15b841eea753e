// Products of arrays as products of matrices in memory. Transposed views are passed to BLAS as
// transposes, many matrices times one become one product, and other layouts are copied first.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/factors.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>
#include <string>

namespace xgrad::kernels {
namespace {

template <class List>
List leading(const List& dims) {
  return List(std::span(dims.begin(), dims.size() - 2));
}

// Strides of the leading axes of `x`, broadcast to the given shape.
Strides batch_strides(const Array& x, const Shape& batch) {
  Strides strides = Strides::filled(batch.size(), 0);
  const std::size_t missing = batch.size() - (x.rank() - 2);
  for (std::size_t axis = missing; axis < batch.size(); ++axis) {
    if (x.shape()[axis - missing] > 1) strides[axis] = x.strides()[axis - missing];
  }
  return strides;
}

// The offset of matrix number `item`, in row-major order, from the first.
Index batch_offset(Index item, const Shape& batch, const Strides& strides) {
  Index offset = 0;
  for (std::size_t axis = batch.size(); axis-- > 0;) {
    offset += item % batch[axis] * strides[axis];
    item /= batch[axis];
  }
  return offset;
}

// Products of all pairs of matrices, written to `out`, whose rows are contiguous.
template <class T>
void multiply_matrices(Array& out, const Array& a, const Array& b, bool accumulate) {
  const Shape batch = leading(out.shape());
  const Strides a_strides = batch_strides(a, batch), b_strides = batch_strides(b, batch),
                out_strides = leading(out.strides());
  const Index m = Matrix(out).rows, n = Matrix(out).columns, k = Matrix(a).columns;
  const Factor<T> first_a = factor<T>(a), first_b = factor<T>(b);
  T* const first_out = out.mutable_data<T>();

  const auto products = [&](Index begin, Index end) {
    for (Index item = begin; item < end; ++item) {
      Factor<T> item_a = first_a, item_b = first_b;
      item_a.data += batch_offset(item, batch, a_strides);
      item_b.data += batch_offset(item, batch, b_strides);
      gemm(m, n, k, item_a, item_b, first_out + batch_offset(item, batch, out_strides),
           Matrix(out).stride(), accumulate);
    }
  };
  // Few matrices are each divided among the threads; many matrices are distributed as a whole.
  const Index items = numel(batch);
  if (items < num_threads()) return products(0, items);
  const double work =
      static_cast<double>(m) * static_cast<double>(n) * std::max(1.0, static_cast<double>(k));
  parallel_for(0, items, 1 + static_cast<Index>(kWorkPerThread / work), products);
}

// Converts to layouts that `multiply_matrices` supports, at minimal cost; all have at least two
// axes.
template <class T>
void multiply_stacks(Array& out, const Array& a, const Array& b, bool accumulate) {
  if (out.numel() == 0) return;
  const Matrix result(out);
  if (!result.row_major()) {
    if (result.column_major()) {  // C = A B is C^T = B^T A^T
      Array transposed = transpose(out, -1, -2);
      return multiply_stacks<T>(transposed, transpose(b, -1, -2), transpose(a, -1, -2), accumulate);
    }
    Array dense = Array::empty(out.shape(), out.dtype());
    multiply_stacks<T>(dense, a, b, false);
    return accumulate ? add_into(out, dense) : copy_into(out, dense);
  }
  // Many matrices times one: their rows form one tall matrix.
  if (a.rank() > 2 && numel(leading(b.shape())) == 1 && out.is_contiguous() &&
      numel(leading(a.shape())) == numel(leading(out.shape()))) {
    const Index rows = out.numel() / result.columns;
    Array tall = reshape(out, {rows, result.columns});
    return multiply_matrices<T>(tall, readable(reshape(a, {rows, a.shape().back()})),
                                readable(reshape(b, {b.shape()[b.rank() - 2], b.shape().back()})),
                                accumulate);
  }
  multiply_matrices<T>(out, readable(a), readable(b), accumulate);
}

void check_factors(const Array& a, const Shape& b_shape, DType b_dtype) {
  const auto check = [](const char* role, const Shape& shape, DType dtype) {
    if (dtype != bool_) return;
    throw DTypeError(fmt::format("matmul: {} is {} {}, expected numbers", role, dtype, shape),
                     "cast it with to(x, dtype)");
  };
  check("a", a.shape(), a.dtype());
  check("b", b_shape, b_dtype);
  if (a.dtype() != b_dtype) {
    throw DTypeError(
        fmt::format("matmul: a is {} {}, b is {} {}", a.dtype(), a.shape(), b_dtype, b_shape),
        "cast one of them; types do not mix silently");
  }
}

}  // namespace

Shape matmul_shape(const Shape& a, const Shape& b) {
  const auto both = [&] { return fmt::format("a is {}, b is {}", a, b); };
  if (a.empty() || b.empty()) {
    throw ShapeError("matmul: a factor is a scalar: " + both(), "scalars multiply by mul");
  }
  const Index inner = b.size() == 1 ? b[0] : b[b.size() - 2];
  if (a.back() != inner) {
    const bool transposed_fits = b.size() >= 2 && a.back() == b.back();
    throw ShapeError("matmul: inner sizes differ: " + both(),
                     transposed_fits ? "matmul(a, transpose(b, -1, -2)) would fit" : "");
  }
  const Shape a_leading = a.size() > 2 ? leading(a) : Shape{};
  const Shape b_leading = b.size() > 2 ? leading(b) : Shape{};
  Shape shape;
  try {
    shape = broadcast_shapes("matmul", a_leading, b_leading);
  } catch (const ShapeError&) {
    throw ShapeError("matmul: leading axes do not broadcast: " + both(),
                     "counted from the third-last, sizes must be equal or 1");
  }
  if (a.size() > 1) shape.push_back(a[a.size() - 2]);
  if (b.size() > 1) shape.push_back(b.back());
  return shape;
}

void check_product(const Array& out, const Array& a, const Shape& b_shape, DType b_dtype) {
  check_factors(a, b_shape, b_dtype);
  const Shape shape = matmul_shape(a.shape(), b_shape);
  if (out.shape() != shape) {
    throw ShapeError(fmt::format("matmul: out is {}, the product of {} and {} is {}", out.shape(),
                                 a.shape(), b_shape, shape));
  }
  if (out.dtype() != a.dtype()) {
    throw DTypeError(fmt::format("matmul: out is {}, the factors are {}", out.dtype(), a.dtype()));
  }
}

Array matmul(const Array& a, const Array& b) {
  check_factors(a, b.shape(), b.dtype());
  Array out = Array::empty(matmul_shape(a.shape(), b.shape()), a.dtype());
  matmul_into(out, a, b);
  return out;
}

void matmul_into(Array& out, const Array& a, const Array& b, bool accumulate) {
  check_product(out, a, b.shape(), b.dtype());
  Array result = b.rank() == 1 ? unsqueeze(out, -1) : out;
  if (a.rank() == 1) result = unsqueeze(result, static_cast<Index>(result.rank()) - 1);
  const Array left = a.rank() == 1 ? unsqueeze(a, 0) : a;
  const Array right = b.rank() == 1 ? unsqueeze(b, 1) : b;
  visit_number(a.dtype(), [&](auto element) {
    multiply_stacks<decltype(element)>(result, left, right, accumulate);
  });
}

}  // namespace xgrad::kernels
