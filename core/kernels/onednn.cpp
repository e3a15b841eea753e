// A cache of oneDNN's matmul primitives, one per thread.
#include <xgrad/core/kernels/onednn.hpp>
#include <xgrad/core/threads.hpp>

#include <oneapi/dnnl/dnnl.hpp>

#include <compare>
#include <map>

namespace xgrad::kernels {
namespace {

using dnnl::memory;

struct Problem {
  Index m, n, k, a_stride, b_stride, c_stride;
  bool a_transposed, b_transposed, accumulate;
  friend auto operator<=>(const Problem&, const Problem&) = default;
};

// A primitive with the memory objects that it is run on.
struct Product {
  Product(const Problem& problem, const dnnl::engine& engine)
      : Product(problem, matrix(problem.m, problem.k, problem.a_stride, problem.a_transposed),
                matrix(problem.k, problem.n, problem.b_stride, problem.b_transposed),
                matrix(problem.m, problem.n, problem.c_stride, false), engine) {}

  void run(const dnnl::stream& stream, const float* a_data, const float* b_data, float* c_data) {
    a.set_data_handle(const_cast<float*>(a_data));
    b.set_data_handle(const_cast<float*>(b_data));
    c.set_data_handle(c_data);
    const dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_SRC, a.get()}, {DNNL_ARG_WEIGHTS, b.get()}, {DNNL_ARG_DST, c.get()}};
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive.get(), stream.get(), 3, arguments),
                            "matmul");
  }

 private:
  Product(const Problem& problem, const memory::desc& a_desc, const memory::desc& b_desc,
          const memory::desc& c_desc, const dnnl::engine& engine)
      : a(a_desc, engine, nullptr), b(b_desc, engine, nullptr), c(c_desc, engine, nullptr) {
    dnnl::primitive_attr attributes;
    if (problem.accumulate) {
      dnnl::post_ops sum;
      sum.append_sum();
      attributes.set_post_ops(sum);
    }
    primitive = dnnl::matmul({{a_desc, b_desc, c_desc}, attributes, engine});
  }

  static memory::desc matrix(Index rows, Index columns, Index stride, bool transposed) {
    return {{rows, columns},
            memory::data_type::f32,
            transposed ? memory::dims{1, stride} : memory::dims{stride, 1}};
  }

  memory a, b, c;
  dnnl::matmul primitive;
};

// Primitives keep scratch memory of the thread that made them, so every thread has its own.
struct Products {
  static constexpr std::size_t kMost = 1024;

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::map<Problem, Product> cache;

  Product& find(const Problem& problem) {
    if (const auto known = cache.find(problem); known != cache.end()) return known->second;
    if (cache.size() == kMost) cache.clear();
    return cache.emplace(problem, Product(problem, engine)).first->second;
  }
};

}  // namespace

void onednn_gemm(Index m, Index n, Index k, Factor<float> a, Factor<float> b, float* c,
                 Index c_stride, bool accumulate) {
  thread_local Products products;
  const SingleThread single;
  products.find({m, n, k, a.stride, b.stride, c_stride, a.transposed, b.transposed, accumulate})
      .run(products.stream, a.data, b.data, c);
}

}  // namespace xgrad::kernels
