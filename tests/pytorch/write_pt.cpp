// What write_pt writes is read again exactly, with every tensor stored once.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace test;
using namespace xgrad;
using nn::data::parse_pt, nn::data::read_pt, nn::data::write_pt;

BOOST_AUTO_TEST_SUITE(write_pt_files)

namespace {

std::string written(const StateDict& state) {
  const TemporaryDirectory directory;
  write_pt(directory / "x.pt", state);
  return read_bytes(directory / "x.pt");
}

struct Model : nn::Module<Model> {
  nn::GRU gru = register_module("gru", nn::GRU({.input_size = 1, .hidden_size = 2}));

  nn::RecurrentOutput forward(const Tensor& x) const { return gru(x); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(write_pt_restores_every_tensor) {
  const StateDict state = {{"", tensor(2.5)},
                           {"a", transpose(reshape(arange(6.0), {2, 3}), 0, 1)},
                           {"lstm.weight", tensor({0.1, 0.2}, float64)},
                           {"é", tensor({INT64_MIN, INT64_MAX})},
                           {"mask", tensor({true, false})},
                           {"none", zeros({0, 3})}};
  const std::string file = written(state);
  BOOST_TEST(file == written(state));
  const StateDict read = parse_pt(file, "file");
  BOOST_TEST_REQUIRE(read.size() == state.size());
  for (const auto& [name, x] : state) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(read.at(name).dtype() == x.dtype());
      BOOST_TEST(read.at(name).is_contiguous());
      BOOST_TEST(close(read.at(name), x));
    }
  }
  BOOST_TEST(read.at("é").to_vector<std::int64_t>() ==
             (std::vector<std::int64_t>{INT64_MIN, INT64_MAX}));
  BOOST_TEST(parse_pt(written({}), "file").empty());
}

BOOST_AUTO_TEST_CASE(write_pt_stores_shared_tensors_once) {
  const Tensor large = randn({1000});
  const StateDict state = {{"a", large}, {"b", large}, {"part", narrow(large, 0, 0, 3)}};
  const std::string file = written(state);
  BOOST_TEST(file.size() < 6000);
  const StateDict read = parse_pt(file, "file");
  BOOST_TEST(is_same_view(read.at("a").array(), read.at("b").array()));
  BOOST_TEST(close(read.at("a"), large));
  BOOST_TEST(close(read.at("part"), narrow(large, 0, 0, 3)));
}

BOOST_AUTO_TEST_CASE(write_pt_refuses_what_pytorch_cannot_read) {
  const TemporaryDirectory directory;
  BOOST_CHECK_THROW(write_pt(directory / "x", {{"\xFF", ones({1})}}), ValueError);
  BOOST_CHECK_THROW(write_pt(directory / "missing/x", {{"a", ones({1})}}), IoError);
  BOOST_TEST(directory.entries() == 0);
}

BOOST_AUTO_TEST_CASE(write_pt_refuses_gru_weights_of_another_convention) {
  const TemporaryDirectory directory;
  const Model model;
  check_message([&] { write_pt(directory / "x", model.state_dict()); },
                "write_pt: the GRU weights of 'gru' are 'z=1 replaces, reset after.', those of "
                "PyTorch 'z=1 keeps, reset after.'");
  BOOST_TEST(directory.entries() == 0);
  write_pt(directory / "x", model.state_dict({.to = nn::Convention::pytorch}));
  const StateDict read = read_pt(directory / "x");
  BOOST_TEST(read.metadata.empty());
  const StateDict before = model.state_dict();
  model.load_state_dict(read, {.from = nn::Convention::pytorch});
  for (const auto& [name, x] : model.state_dict()) BOOST_TEST(close(x, before.at(name)), name);
}

BOOST_AUTO_TEST_SUITE_END()
