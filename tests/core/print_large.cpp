// Large arrays as text: the cost does not depend on the size, which memory shows.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/print.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <string>

using namespace test;

BOOST_AUTO_TEST_SUITE(print_large)

namespace {

// The bytes that printing takes at most, beyond what is there.
std::int64_t bytes_to_print(const Array& x, std::string& text) {
  const std::int64_t before = xgrad::live_counts().bytes;
  xgrad::reset_peak_bytes();
  text = to_string(x);
  return xgrad::peak_bytes() - before;
}

constexpr std::int64_t kFewBytes = 4096;

// One element, repeated.
Array repeated(const Shape& shape) {
  const Array one = xgrad::kernels::ones({}, xgrad::float32);
  return xgrad::kernels::expand(one, shape);
}

}  // namespace

BOOST_AUTO_TEST_CASE(to_string_copies_what_it_shows) {
  std::string text;
  for (const Shape& shape : {Shape{7, 2000000}, Shape{2000000, 7}, Shape{2, 1000000},
                             Shape{2, 2, 1000000}, Shape{1000000, 2, 2}, Shape{3000000}}) {
    const Array x = repeated(shape);
    BOOST_TEST(bytes_to_print(x, text) <= kFewBytes, xgrad::to_string(shape));
    BOOST_TEST(text.ends_with(xgrad::to_string(shape)));
    BOOST_TEST(text.find("...") != text.npos);
  }
}

BOOST_AUTO_TEST_CASE(to_string_of_expanded_axes_beyond_all_memory) {
  std::string text;
  BOOST_TEST(bytes_to_print(repeated({Index{1} << 29, Index{1} << 29}), text) <= kFewBytes);
  const std::string row = "[1., 1., 1., ..., 1., 1., 1.]";
  const auto rows = [&](const char* end) { return row + ",\n " + row + ",\n " + row + end; };
  BOOST_TEST(text == "[" + rows(",\n ...,\n ") + rows("]  float32 [536870912, 536870912]"));
}

BOOST_AUTO_TEST_CASE(to_string_without_elements) {
  std::string text;
  const Array none = Array::empty({Index{1} << 40, 0}, xgrad::float32);
  BOOST_TEST(bytes_to_print(none, text) <= kFewBytes);
  BOOST_TEST(text == "[[],\n [],\n [],\n ...,\n [],\n [],\n []]  float32 [1099511627776, 0]");
}

BOOST_AUTO_TEST_CASE(to_string_shows_the_ends_of_every_axis) {
  const Array x = iota<std::int64_t>({100, 3, 50});
  const std::string text = to_string(awkward(x));
  BOOST_TEST(text == to_string(x));
  for (const char* const part : {"[[[    0,     1,     2, ...,    47,    48,    49],",
                                 "[14950, 14951, 14952, ..., 14997, 14998, 14999]]]  int64"}) {
    BOOST_TEST(text.find(part) != text.npos, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
