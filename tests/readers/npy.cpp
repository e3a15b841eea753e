// Files of NumPy are read exactly and written byte for byte as NumPy does; broken ones are refused.
#include "golden/readers/npy.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/data/readers/npy.hpp>

#include <boost/test/unit_test.hpp>

#include "readers/npy_files.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;
using nn::data::parse_npy, nn::data::read_npy, nn::data::write_npy;

BOOST_AUTO_TEST_SUITE(npy_files)

namespace {

std::string written(const Tensor& x) {
  const TemporaryDirectory directory;
  write_npy(directory / "x.npy", x);
  return read_bytes(directory / "x.npy");
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_npy_gives_the_elements_of_every_type_and_byte_order) {
  for (const auto& [descr, bytes, numbers, integers] : golden::readers::npy_files) {
    BOOST_TEST_CONTEXT(descr) {
      const Tensor x = parse_npy(bytes, "file");
      BOOST_TEST(x.shape() == (Shape{2, 3}));
      if (!integers.empty()) {
        BOOST_TEST(x.dtype() == int64);
        BOOST_TEST(x.to_vector<std::int64_t>() == integers);
        BOOST_TEST(parse_npy(bytes, "file", float64).to_vector<double>() ==
                   std::vector<double>(integers.begin(), integers.end()));
      } else {
        const char kind = descr[1], size = descr[2];
        BOOST_TEST(x.dtype() == (kind == 'b' ? bool_ : size == '8' ? float64 : float32));
        const Tensor wide = parse_npy(bytes, "file", float64);
        BOOST_TEST(wide.to_vector<double>() == numbers);
        BOOST_TEST(to(x, float64).to_vector<double>() == numbers);
        BOOST_TEST(std::signbit(wide.to_vector<double>().back()) == (kind == 'f'));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(read_npy_takes_every_version) {
  const Tensor expected = reshape(arange(0.0, 6.0, 1.0, float64), {2, 3});
  for (const auto bytes : {golden::readers::npy_version_2, golden::readers::npy_version_3}) {
    BOOST_TEST(close(parse_npy(bytes, "file"), expected));
  }
}

BOOST_AUTO_TEST_CASE(read_npy_gives_arrays_in_fortran_order_as_strided_views) {
  const Tensor x = parse_npy(golden::readers::npy_fortran, "file");
  BOOST_TEST(x.array().strides() == (Strides{1, 2, 6}));
  BOOST_TEST(close(x, reshape(arange(24.0), {2, 3, 4})));
}

BOOST_AUTO_TEST_CASE(read_npy_takes_scalars_and_empty_arrays) {
  BOOST_TEST(parse_npy(golden::readers::npy_scalar, "file").item<double>() == 0.1);
  BOOST_TEST(parse_npy(golden::readers::npy_empty, "file").shape() == (Shape{2, 0, 3}));
}

BOOST_AUTO_TEST_CASE(read_npy_takes_descriptions_of_other_writers) {
  const std::string elements("\0\0\x80\x3f\0\0\0\x40", 8);
  const std::vector<double> expected = {1, 2};
  for (const char* description :
       {"{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}",
        "{\"descr\":\"<f4\",\"fortran_order\":True,\"shape\":(2,)}",
        " {\t'descr' : '=f4' , 'fortran_order':False , 'shape':( 2 , ) , } "}) {
    BOOST_TEST(values<float>(parse_npy(npy(description, elements), "file")) ==
               std::vector<float>(expected.begin(), expected.end()));
  }
  const Tensor bools = parse_npy(described("|b1", "(3,)", std::string("\2\0\xff", 3)), "file");
  BOOST_TEST(values<bool>(bools) == (std::vector<bool>{true, false, true}));
}

BOOST_AUTO_TEST_CASE(write_npy_writes_the_bytes_of_numpy) {
  BOOST_TEST(written(reshape(arange(0.0, 6.0, 1.0, float64), {3, 2})) !=
             written(reshape(arange(0.0, 6.0, 1.0, float64), {2, 3})));
  BOOST_TEST(written(tensor(0.1, float64)) == golden::readers::npy_scalar);
  BOOST_TEST(written(arange(3)) == golden::readers::npy_row);
  BOOST_TEST(written(zeros({2, 0, 3})) == golden::readers::npy_empty);
  BOOST_TEST(written(tensor({true, false})) == golden::readers::npy_bools);
  // A view is written in the order of its indices.
  const Tensor view = transpose(reshape(arange(6.0), {3, 2}), 0, 1);
  const Tensor back = parse_npy(written(view), "file");
  BOOST_TEST(back.is_contiguous());
  BOOST_TEST(close(back, view));
}

BOOST_AUTO_TEST_CASE(write_npy_leaves_the_file_when_it_cannot_write) {
  const TemporaryDirectory directory;
  BOOST_CHECK_THROW(write_npy(directory / "missing/x.npy", ones({2})), IoError);
  BOOST_TEST(directory.entries() == 0);
  check_message([&] { write_npy(directory / "x.npy", Tensor()); }, "write_npy: ");
  BOOST_TEST(directory.entries() == 0);
}

BOOST_AUTO_TEST_CASE(read_npy_refuses_dtypes_that_do_not_fit) {
  check_message([&] { parse_npy(golden::readers::npy_scalar, "file", int64); },
                "'file' has float64 elements, which cannot be read as int64\n"
                "  hint: read them as float64 or as a floating dtype");
  BOOST_CHECK_THROW(parse_npy(golden::readers::npy_row, "file", bool_), DTypeError);
  BOOST_TEST(parse_npy(golden::readers::npy_row, "file", int64).numel() == 3);
}

BOOST_AUTO_TEST_CASE(read_npy_names_a_file_that_it_cannot_open) {
  const TemporaryDirectory directory;
  BOOST_CHECK_EXCEPTION(read_npy(directory / "missing"), IoError,
                        says("missing': No such file or directory"));
  BOOST_CHECK_EXCEPTION(read_npy(directory / ""), IoError, says("not a regular file"));
}

BOOST_AUTO_TEST_SUITE_END()
