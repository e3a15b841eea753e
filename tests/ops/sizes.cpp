// Sizes near the ends of their type: every operation that takes sizes gives an error, or a result
// whose elements lie inside its buffer.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index/segment.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/broadcast.hpp>
#include <xgrad/autograd/ops/shape/diagonal.hpp>
#include <xgrad/autograd/ops/shape/pad.hpp>
#include <xgrad/autograd/ops/shape/repeat.hpp>
#include <xgrad/autograd/ops/shape/unfold.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory/overlap.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <fstream>
#include <functional>
#include <new>
#include <random>
#include <sys/resource.h>
#include <unistd.h>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(sizes)

using Tensors = std::vector<Tensor>;

namespace {

constexpr Index kMost = std::numeric_limits<Index>::max();
constexpr Index kLeast = std::numeric_limits<Index>::min();

// Sanitizers end a program whose memory is out.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kThrowsOutOfMemory = false;
#elif defined(__has_feature)
constexpr bool kThrowsOutOfMemory =
    !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
constexpr bool kThrowsOutOfMemory = true;
#endif

// Allocations beyond 1 GiB fail while it lives, as they would on a smaller machine.
class LittleMemory {
 public:
  LittleMemory() {
    getrlimit(RLIMIT_AS, &before_);
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit little = before_;
    little.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{1} << 30);
    setrlimit(RLIMIT_AS, &little);
  }
  ~LittleMemory() { setrlimit(RLIMIT_AS, &before_); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;

 private:
  rlimit before_ = {};
};

// Sizes that are common, and those at which products and sums wrap.
class Draws {
 public:
  Index size() {
    static constexpr Index kBases[] = {0,
                                       1,
                                       2,
                                       4,
                                       8,
                                       Index{1} << 31,
                                       Index{1} << 32,
                                       Index{1} << 58,
                                       Index{1} << 59,
                                       Index{1} << 60,
                                       Index{1} << 61,
                                       Index{1} << 62,
                                       kMost,
                                       kLeast,
                                       -1};
    const Index base = kBases[below(std::size(kBases))];
    const Index step = below(4) == 0 ? static_cast<Index>(below(5)) - 2 : 0;
    if (step > 0 && base > kMost - step) return kMost;
    if (step < 0 && base < kLeast - step) return kLeast;
    return base + step;
  }
  Shape shape() {
    Shape shape;
    for (std::size_t rank = below(4); rank > 0; --rank) shape.push_back(size());
    return shape;
  }
  Index axis() { return static_cast<Index>(below(4)) - 2; }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

 private:
  std::mt19937_64 random_{7};
};

// Small and empty tensors, views, and expanded ones that are huge without memory.
Tensors bases() {
  const Tensor one = ones({1});
  return {ones({8}),
          zeros({0}),
          ones({}),
          ones({2, 4}),
          zeros({0, 3}),
          transpose(ones({2, 4}), 0, 1),
          slice(ones({9}), 0, 8, 0, -2),
          expand(one, {(Index{1} << 59) - 1}),
          expand(one, {Index{1} << 31}),
          expand(ones({1, 2}), {Index{1} << 40, 2}),
          expand(ones({2, 1}), {2, Index{1} << 57}),
          expand(zeros({0, 1}), {0, Index{1} << 58})};
}

bool lies_inside(const Tensor& x) {
  const Extent extent = extent_of(x.array());
  const auto room = static_cast<Index>(x.array().buffer().bytes() / size_of(x.dtype()));
  Index count = 1;
  for (const Index size : x.shape()) {
    if (size < 0 || __builtin_mul_overflow(count, size, &count)) return false;
  }
  return count == x.numel() && extent.first >= 0 && extent.last < room;
}

struct Sized {
  const char* name;
  std::function<Tensors(Draws&, const Tensors&)> call;
};

const Tensor& any(Draws& draws, const Tensors& tensors) {
  return tensors[draws.below(tensors.size())];
}

std::vector<Sized> sized_operations() {
  const auto repeated = [](Draws& d, const Tensors& t) {
    return Tensors(1 + d.below(33), any(d, t));
  };
  const auto neighbours = [](Draws& d, const Tensors& t) {
    const Tensor& x = any(d, t);
    return d.below(2) == 0 ? chunk(x, 2) : Tensors{x, any(d, t)};
  };
  const auto few = [](const Tensor& x, Index axis) {
    return x.rank() > 0 && x.size(axis) < 100 ? unbind(x, axis) : Tensors{x};
  };
  return {
      {"reshape",
       [](Draws& d, const Tensors& t) { return Tensors{reshape(any(d, t), d.shape())}; }},
      {"flatten",
       [](Draws& d, const Tensors& t) { return Tensors{flatten(any(d, t), d.axis(), d.axis())}; }},
      {"expand", [](Draws& d, const Tensors& t) { return Tensors{expand(any(d, t), d.shape())}; }},
      {"unsqueeze",
       [](Draws& d, const Tensors& t) { return Tensors{unsqueeze(any(d, t), d.size())}; }},
      {"slice",
       [](Draws& d, const Tensors& t) {
         const Index axis = d.axis(), begin = d.size(), end = d.size(), step = d.size();
         return Tensors{slice(any(d, t), axis, begin, end, step)};
       }},
      {"narrow",
       [](Draws& d, const Tensors& t) {
         const Index axis = d.axis(), start = d.size(), length = d.size();
         return Tensors{narrow(any(d, t), axis, start, length)};
       }},
      {"select",
       [](Draws& d, const Tensors& t) { return Tensors{select(any(d, t), d.axis(), d.size())}; }},
      {"flip", [](Draws& d, const Tensors& t) { return Tensors{flip(any(d, t), {d.axis()})}; }},
      {"chunk",
       [](Draws& d, const Tensors& t) {
         const Index count = d.size();
         const Tensor& x = any(d, t);
         return count > 1000 && x.numel() > 1000 ? Tensors{x} : chunk(x, count, d.axis());
       }},
      {"split",
       [](Draws& d, const Tensors& t) {
         const Index size = d.size();
         const Tensor& x = any(d, t);
         return size < 1000000 && x.numel() > 1000 ? Tensors{x} : split(x, size, d.axis());
       }},
      {"split into sizes",
       [](Draws& d, const Tensors& t) {
         const Tensor& x = any(d, t);
         const Index first = d.below(2) == 0 ? d.size() : x.numel();
         return split(x, std::vector<Index>{first, d.size(), d.size()});
       }},
      {"unbind", [few](Draws& d, const Tensors& t) { return few(any(d, t), d.axis()); }},
      {"cat_or_view",
       [repeated](Draws& d, const Tensors& t) {
         return Tensors{cat_or_view(repeated(d, t), d.axis())};
       }},
      {"stack_or_view",
       [neighbours](Draws& d, const Tensors& t) {
         return Tensors{stack_or_view(neighbours(d, t), d.axis())};
       }},
      {"cat",
       [repeated](Draws& d, const Tensors& t) { return Tensors{cat(repeated(d, t), d.axis())}; }},
      {"stack",
       [neighbours](Draws& d, const Tensors& t) {
         return Tensors{stack(neighbours(d, t), d.axis())};
       }},
      {"add", [](Draws& d, const Tensors& t) { return Tensors{add(any(d, t), any(d, t))}; }},
      {"contiguous", [](Draws& d, const Tensors& t) { return Tensors{contiguous(any(d, t))}; }},
      {"to", [](Draws& d, const Tensors& t) { return Tensors{to(any(d, t), float64)}; }},
      {"matmul",
       [](Draws& d, const Tensors& t) {
         return Tensors{matmul(any(d, t), ones({2, 3}))};
       }},
      {"index_select",
       [](Draws& d, const Tensors& t) {
         const Tensor index = expand(zeros({1}, int64), {Index{1} << 31});
         return Tensors{index_select(any(d, t), d.axis(), d.below(2) == 0 ? index : arange(2))};
       }},
      {"scatter_rows",
       [](Draws& d, const Tensors&) {
         return Tensors{scatter_rows(ones({2, 3}), arange(2), d.size())};
       }},
      {"one_hot",
       [](Draws& d, const Tensors&) { return Tensors{one_hot(zeros({2}, int64), d.size())}; }},
      {"unflatten",
       [](Draws& d, const Tensors& t) {
         return Tensors{unflatten(any(d, t), d.axis(), d.shape())};
       }},
      {"broadcast_tensors",
       [](Draws& d, const Tensors& t) {
         return broadcast_tensors({any(d, t), any(d, t)});
       }},
      {"meshgrid",
       [](Draws& d, const Tensors& t) {
         return meshgrid({any(d, t), any(d, t)}, d.below(2) == 0 ? Indexing::ij : Indexing::xy);
       }},
      {"diagonal",
       [](Draws& d, const Tensors& t) {
         const Index offset = d.size(), axis1 = d.axis(), axis2 = d.axis();
         return Tensors{diagonal(any(d, t), offset, axis1, axis2)};
       }},
      {"diag", [](Draws& d, const Tensors& t) { return Tensors{diag(any(d, t), d.size())}; }},
      {"tril",
       [](Draws& d, const Tensors&) {
         return Tensors{tril(ones({2, 4}), d.size())};
       }},
      {"triu",
       [](Draws& d, const Tensors&) {
         return Tensors{triu(ones({2, 4}), d.size())};
       }},
      {"unfold",
       [](Draws& d, const Tensors& t) {
         const Index axis = d.axis(), size = d.size(), step = d.size();
         return Tensors{unfold(any(d, t), axis, size, step)};
       }},
      {"repeat", [](Draws& d, const Tensors& t) { return Tensors{repeat(any(d, t), d.shape())}; }},
      {"tile", [](Draws& d, const Tensors& t) { return Tensors{tile(any(d, t), d.shape())}; }},
      {"repeat_interleave",
       [](Draws& d, const Tensors& t) {
         return Tensors{repeat_interleave(any(d, t), d.size(), d.axis())};
       }},
      {"repeat_interleave by counts",
       [](Draws& d, const Tensors&) {
         const Tensor counts = from_vector(std::vector<Index>{d.size(), d.size()});
         return Tensors{repeat_interleave(ones({2, 4}), counts, 0)};
       }},
      {"roll",
       [](Draws& d, const Tensors& t) {
         const Tensor& x = any(d, t);
         return x.numel() > 100 ? Tensors{x} : Tensors{roll(x, d.size(), d.axis())};
       }},
      {"pad",
       [](Draws& d, const Tensors& t) {
         const auto mode = static_cast<PadMode>(d.below(4));
         std::vector<Index> widths = {d.size(), d.size()};
         if (d.below(2) == 0) widths.insert(widths.end(), {d.size(), d.size()});
         return Tensors{pad(any(d, t), widths, mode)};
       }},
      {"segment_sum",
       [](Draws& d, const Tensors&) {
         return Tensors{segment_sum(ones({2, 3}), arange(2), d.size())};
       }},
      {"sum_to",
       [](Draws& d, const Tensors&) {
         return Tensors{sum_to(ones({2, 4}), d.shape())};
       }},
      {"zeros", [](Draws& d, const Tensors&) { return Tensors{zeros(d.shape())}; }},
      {"full", [](Draws& d, const Tensors&) { return Tensors{full(d.shape(), 1, float64)}; }},
      {"empty", [](Draws& d, const Tensors&) { return Tensors{empty(d.shape())}; }},
      {"rand", [](Draws& d, const Tensors&) { return Tensors{rand(d.shape())}; }},
      {"eye", [](Draws& d, const Tensors&) { return Tensors{eye(d.size(), d.size())}; }},
      {"arange", [](Draws& d, const Tensors&) { return Tensors{arange(d.size())}; }},
      {"linspace", [](Draws& d, const Tensors&) { return Tensors{linspace(0, 1, d.size())}; }},
      {"randperm", [](Draws& d, const Tensors&) { return Tensors{randperm(d.size())}; }},
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operation_that_takes_sizes_stays_inside_its_buffer,
                     *boost::unit_test::enable_if<kThrowsOutOfMemory>()) {
  const Tensors tensors = bases();
  for (const Sized& operation : sized_operations()) {
    const LittleMemory little;
    Draws draws;
    int results = 0, errors = 0;
    for (int round = 0; round < 3500; ++round) {
      BOOST_TEST_CONTEXT(operation.name << ", round " << round) {
        try {
          for (const Tensor& result : operation.call(draws, tensors)) {
            BOOST_TEST_REQUIRE(lies_inside(result), "shape " << to_string(result.shape()));
            ++results;
          }
        } catch (const Error&) {
          ++errors;
        }
      }
    }
    BOOST_TEST(results > 5, operation.name << ": " << results << " results, " << errors);
  }
}

BOOST_AUTO_TEST_CASE(products_of_sizes_that_wrap_are_refused) {
  BOOST_CHECK_EXCEPTION(reshape(ones({8}), {(Index{1} << 62) + 2, 4}), ShapeError,
                        says("reshape: shape [4611686018427387906, 4] has more elements"));
  BOOST_CHECK_THROW(reshape(zeros({0}), {Index{1} << 62, 4}), ShapeError);
  BOOST_CHECK_EXCEPTION(expand(ones({1}), {kMost, 2, 1}), ShapeError, says("expand: shape ["));
  BOOST_CHECK_THROW(ones({1}).array().view({Index{1} << 62, 4}, {0, 0}, 0), ShapeError);
}

BOOST_AUTO_TEST_CASE(sums_of_sizes_that_wrap_are_refused) {
  const Tensor large = expand(ones({1}), {(Index{1} << 59) - 1});
  BOOST_CHECK_EXCEPTION(cat(Tensors(17, large)), ShapeError, says("cat: shape ["));
  BOOST_CHECK_THROW(stack(Tensors(17, large)), ShapeError);
  BOOST_CHECK_EXCEPTION(split(arange(0.0, 3.0), std::vector<Index>{kMost, kMost, 5}), ShapeError,
                        says("split: the sizes add up to 9223372036854775807"));
  BOOST_TEST(chunk(ones({3}), kMost).size() == 3U);
}

BOOST_AUTO_TEST_CASE(slice_takes_any_step) {
  const Tensor x = arange(0.0, 5.0);
  for (const Index step : {kMost, Index{1} << 62}) {
    BOOST_TEST(slice(x, 0, 1, 5, step).to_vector<float>() == std::vector<float>{1});
  }
  BOOST_TEST(slice(x, 0, 4, -6, kLeast).to_vector<float>() == std::vector<float>{4});
}

BOOST_AUTO_TEST_SUITE_END()
