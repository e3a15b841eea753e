// Bool elements that are neither 0 nor 1 in the file.
#include <xgrad/core/io/safetensors.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/reduce.hpp>

#include <boost/test/unit_test.hpp>

#include "io/safetensors_files.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(safetensors_bools)

using Bytes = std::vector<int>;

// Compiled code takes a bool for 0 or 1: sums and comparisons of others would be anything.
BOOST_AUTO_TEST_CASE(read_safetensors_makes_every_true_element_a_one) {
  const TemporaryDirectory directory;
  const std::string header = R"({"x":{"dtype":"BOOL","shape":[5],"data_offsets":[0,5]}})";
  write_bytes(directory / "file", safetensors(header, "\x00\x01\x02\x80\xff"s));
  const Array x = xgrad::io::read_safetensors(directory / "file").arrays.at("x");
  const auto* const bytes = static_cast<const std::uint8_t*>(x.raw());
  BOOST_TEST(Bytes(bytes, bytes + 5) == (Bytes{0, 1, 1, 1, 1}));
  BOOST_TEST(*xgrad::kernels::sum(x).data<std::int64_t>() == 4);
}

BOOST_AUTO_TEST_SUITE_END()
