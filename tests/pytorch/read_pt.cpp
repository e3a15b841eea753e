// Files of torch.save are read exactly, and nothing but tensors, texts and numbers is read from them.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/readers/pytorch.hpp"
#include "pytorch/archives.hpp"
#include "readers/hostile.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;
using namespace golden::readers;
using nn::data::parse_pt, nn::data::read_pt;

BOOST_AUTO_TEST_SUITE(read_pt_files)

namespace {

const ParseFile kParse = [](std::string_view bytes) { parse_pt(bytes, "file"); };

}  // namespace

BOOST_AUTO_TEST_CASE(read_pt_gives_the_tensors_of_a_state_dict) {
  const TemporaryDirectory directory;
  write_bytes(directory / "x.pt", pt_small);
  const StateDict state = read_pt(directory / "x.pt");
  BOOST_TEST(state.size() == 2);
  BOOST_TEST(state.metadata.empty());
  BOOST_TEST(state.at("weight").dtype() == float32);
  BOOST_TEST(close(state.at("weight"), std::vector{0.0, 1.0}));
  BOOST_TEST(state.at("bias").to_vector<std::int64_t>() == std::vector<std::int64_t>{3});
  BOOST_CHECK_THROW(read_pt(directory / "missing"), IoError);
}

BOOST_AUTO_TEST_CASE(read_pt_widens_every_element_type_exactly) {
  const StateDict state = parse_pt(pt_types, "file");
  const std::pair<const char*, std::vector<double>> floating[] = {
      {"half", {0.5, -1.25, 65504, 0x1p-24, -INFINITY, -0.0}},
      {"bfloat16", {0.5, -1.25, 0x3p126, 0x1p-130, -INFINITY, -0.0}},
      {"float", {0.5, -1.25, 0x1p127, 0x1p-149, -INFINITY, -0.0}},
      {"double", {0.5, -1.25, 0x1p1000, 0x1p-1074, -INFINITY, -0.0}}};
  for (const auto& [name, values] : floating) {
    BOOST_TEST_CONTEXT(name) {
      const Tensor& x = state.at(name);
      BOOST_TEST(x.dtype() == (std::string_view(name) == "double" ? float64 : float32));
      BOOST_TEST(x.shape() == (Shape{2, 3}));
      BOOST_TEST(close(reshape(x, {6}), values));
      BOOST_TEST(
          std::signbit(x.dtype() == float64 ? x.to_vector<double>()[5] : x.to_vector<float>()[5]));
    }
  }
  const std::pair<const char*, std::vector<std::int64_t>> integers[] = {
      {"uint8", {0, 1, 2, 100, 254, 255}},
      {"int8", {0, 1, 2, 100, -128, 127}},
      {"int16", {0, 1, 2, 100, -32768, 32767}},
      {"int32", {0, 1, 2, 100, INT32_MIN, INT32_MAX}},
      {"int64", {0, 1, 2, 100, INT64_MIN, INT64_MAX}}};
  for (const auto& [name, values] : integers) {
    BOOST_TEST(state.at(name).to_vector<std::int64_t>() == values, name);
  }
  BOOST_TEST(state.at("bool").to_vector<bool>() ==
             (std::vector<bool>{true, false, true, true, false, false}));
}

BOOST_AUTO_TEST_CASE(read_pt_restores_views_and_shared_storages) {
  const StateDict state = parse_pt(pt_views, "file");
  BOOST_TEST(close(state.at("x"), tensor({{0.0, 1.0, 2.0}, {3.0, 4.0, 5.0}})));
  BOOST_TEST(close(state.at("transposed"), tensor({{0.0, 3.0}, {1.0, 4.0}, {2.0, 5.0}})));
  BOOST_TEST(close(state.at("column"), std::vector{1.0, 4.0}));
  BOOST_TEST(close(state.at("parameter"), std::vector{3.0, 4.0, 5.0}));
  BOOST_TEST(close(state.at("expanded"), tensor({{1.0, 1.0, 1.0}, {1.0, 1.0, 1.0}})));
  BOOST_TEST(state.at("empty").shape() == (Shape{2, 0}));
  BOOST_TEST(state.at("scalar").item<float>() == 2.5F);
  BOOST_TEST(is_same_view(state.at("x").array(), state.at("again").array()));
  for (const char* view : {"transposed", "column", "parameter"}) {
    BOOST_TEST(state.at(view).array().shares_buffer(state.at("x").array()), view);
  }
  BOOST_TEST(!state.at("scalar").array().shares_buffer(state.at("x").array()));
}

BOOST_AUTO_TEST_CASE(read_pt_joins_the_names_of_a_checkpoint) {
  const StateDict state = parse_pt(pt_nested, "file");
  BOOST_TEST(state.size() == 2);
  BOOST_TEST(close(state.at("model.weight"), std::vector{0.0, 1.0}));
  BOOST_TEST(state.at("state.0.step").item<float>() == 3.0F);
  BOOST_TEST(state.metadata == (Metadata{{"best", "1e-20"},
                                         {"epoch", "3"},
                                         {"groups.0.amsgrad", "False"},
                                         {"groups.0.betas.0", "0.9"},
                                         {"groups.0.betas.1", "1.0"},
                                         {"groups.0.foreach", "None"},
                                         {"groups.0.lr", "0.001"},
                                         {"large", "-1099511627776"},
                                         {"name", "hé"}}));
}

BOOST_AUTO_TEST_CASE(read_pt_reads_the_byte_order_of_the_archive) {
  const std::string pickle = pickled_tensor("FloatStorage", 1, "(K\1t(K\1t");
  const auto file = [&](std::string_view order) {
    return archive({{"a/data.pkl", pickle},
                    {"a/byteorder", std::string(order)},
                    {"a/data/0", std::string("\x3F\x80\0\0", 4)}});
  };
  BOOST_TEST(parse_pt(file("big"), "file").at("x").item<float>() == 1.0F);
  BOOST_TEST(parse_pt(file("little"), "file").at("x").item<float>() != 1.0F);
}

BOOST_AUTO_TEST_CASE(read_pt_refuses_other_formats) {
  check_refused(
      {
          {"", "not a zip archive"},
          {std::string(pt_small.substr(0, 300)), "not a zip archive"},
          {std::string(pt_legacy), "the format of PyTorch before 1.6"},
          {std::string(257, '\0') + "ustar", "the format of PyTorch before 1.6"},
          {archive({{"data.pkl", "N."}}), "no member is called data.pkl"},
          {archive({{"a/data.pkl", "N."}, {"a/constants.pkl", "N."}}), "a program of TorchScript"},
          {std::string(pt_complex), "\"z\": unsupported storage \"ComplexFloatStorage\""},
      },
      kParse);
}

BOOST_AUTO_TEST_CASE(read_pt_survives_every_truncation_and_bit_flip) {
  BOOST_TEST(check_truncations_and_bit_flips(pt_small, kParse) > static_cast<int>(pt_small.size()));
}

BOOST_AUTO_TEST_CASE(read_pt_survives_mutations) {
  BOOST_TEST(check_mutations({pt_small, pt_types, pt_views, pt_nested}, kParse) > 5'000);
}

BOOST_AUTO_TEST_SUITE_END()
