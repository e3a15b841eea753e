// Printing of tensors, shapes and dtypes to streams and by fmt.
#include <xgrad/autograd/print/format.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(print)

namespace {

template <class T>
std::string streamed(const T& value) {
  std::ostringstream stream;
  stream << value;
  return stream.str();
}

constexpr std::int64_t kFewBytes = 4096;

}  // namespace

BOOST_AUTO_TEST_CASE(streams_and_fmt_write_the_same) {
  const Tensor x = tensor({{1.5, -2.0}, {0.25, 3.0}});
  const std::string text = "[[ 1.5000, -2.0000],\n [ 0.2500,  3.0000]]  float32 [2, 2]";
  BOOST_TEST(streamed(x) == text);
  BOOST_TEST(fmt::format("{}", x) == text);
  BOOST_TEST(streamed(Tensor()) == "undefined");
  BOOST_TEST(fmt::format("{}", Tensor()) == "undefined");
  BOOST_TEST(streamed(x.shape()) == "[2, 2]");
  BOOST_TEST(fmt::format("{}", x.shape()) == "[2, 2]");
  BOOST_TEST(streamed(Shape{}) == "[]");
  BOOST_TEST(streamed(x.dtype()) == "float32");
  BOOST_TEST(fmt::format("{} {} {}", float64, int64, bool_) == "float64 int64 bool");
  BOOST_TEST(fmt::format("{:>20}", tensor({1, 2})) == "   [1, 2]  int64 [2]");
}

BOOST_AUTO_TEST_CASE(leaves_and_results_are_printed_with_requires_grad) {
  Tensor x = tensor({1.0, 2.0}, float64);
  x.requires_grad_();
  BOOST_TEST(streamed(x) == "[1., 2.]  float64 [2], requires grad");
  BOOST_TEST(streamed(x * 2) == "[2., 4.]  float64 [2], requires grad");
}

// 40 GB of elements, were they copied.
BOOST_AUTO_TEST_CASE(an_expanded_tensor_is_printed_without_its_copy) {
  const Tensor x = expand(full({}, 2.5), {100000, 100000});
  const std::int64_t before = live_counts().bytes;
  reset_peak_bytes();
  const std::string text = streamed(x);
  BOOST_TEST(peak_bytes() - before <= kFewBytes);
  BOOST_TEST(fmt::format("{}", x) == text);
  const std::string row = "[2.5000, 2.5000, 2.5000, ..., 2.5000, 2.5000, 2.5000]";
  BOOST_TEST(text.starts_with("[" + row + ",\n " + row + ",\n " + row + ",\n ...,\n "));
  BOOST_TEST(text.ends_with(row + "]  float32 [100000, 100000]"));
}

BOOST_AUTO_TEST_CASE(more_than_1000_elements_are_summarised) {
  BOOST_TEST(streamed(zeros({1000})).find("...") == std::string::npos);
  BOOST_TEST(streamed(arange(1001)) == "[   0,    1,    2, ...,  998,  999, 1000]  int64 [1001]");
}

BOOST_AUTO_TEST_SUITE_END()
