// The convention of a GRU's weights, where z = 1 replaces or keeps the state: in files, state dicts
// and descriptions.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/containers.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/gru_file.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>

using namespace xgrad;
using nn::Convention;
using nn::UpdateGate;
using test::says;

BOOST_AUTO_TEST_SUITE(update_gate)

namespace {

nn::GRU small_gru(UpdateGate gate, bool weight_norm = false) {
  return nn::GRU({.input_size = 2,
                  .hidden_size = 3,
                  .num_layers = 2,
                  .bidirectional = true,
                  .regularization = {.weight_norm = weight_norm}},
                 {.update_gate = gate});
}

std::string file_of_pytorch(const test::TemporaryDirectory& directory) {
  const std::string path = directory / "pytorch.safetensors";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(golden::gru_file::content),
             sizeof golden::gru_file::content);
  return path;
}

// True when both hold the same names with bitwise identical tensors.
bool identical(const StateDict& a, const StateDict& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& entry) {
           const auto other = b.find(entry.first);
           if (other == b.end()) return false;
           const auto x = entry.second.template to_vector<float>();
           const auto y = other->second.template to_vector<float>();
           return x.size() == y.size() && std::memcmp(x.data(), y.data(), 4 * x.size()) == 0;
         });
}

}  // namespace

BOOST_AUTO_TEST_CASE(load_converts_a_file_of_pytorch) {
  const test::TemporaryDirectory directory;
  const std::string path = file_of_pytorch(directory);
  for (const UpdateGate gate : {UpdateGate::replace, UpdateGate::keep}) {
    const nn::GRU gru = small_gru(gate);
    nn::load(gru, path, {.from = Convention::pytorch});
    BOOST_TEST(
        test::close(gru(ones({4, 1, 2})).output, golden::gru_file::output, {.absolute = 2e-7}));
  }
}

BOOST_AUTO_TEST_CASE(load_refuses_weights_that_do_not_state_their_convention) {
  const test::TemporaryDirectory directory;
  for (const UpdateGate gate : {UpdateGate::replace, UpdateGate::keep}) {
    const nn::GRU gru = small_gru(gate);
    const StateDict before = gru.state_dict();
    BOOST_CHECK_EXCEPTION(
        nn::load(gru, file_of_pytorch(directory)), ValueError,
        says(
            "nothing was loaded: the module is a GRU, and these weights do not state whether z = 1 "
            "replaces or keeps the state\n  hint: {.from = nn::Convention::pytorch} for weights of "
            "PyTorch"));
    BOOST_TEST(identical(gru.state_dict(), before));
  }
  const nn::Sequential model(nn::SelectOutput(small_gru(UpdateGate::replace)));
  StateDict bare = model.state_dict();
  bare.metadata.clear();
  BOOST_CHECK_EXCEPTION(model.load_state_dict(bare), ValueError, says("'0.module' is a GRU"));
  model.load_state_dict(bare, {.from = Convention::xgrad});

  // One level up, under another name, the statement is of another module.
  const nn::GRU gru = small_gru(UpdateGate::keep);
  StateDict renamed;
  for (const auto& [name, tensor] : model.state_dict())
    renamed.emplace(name.substr(std::string("0.module.").size()), tensor);
  renamed.metadata = model.state_dict().metadata;
  BOOST_CHECK_THROW(gru.load_state_dict(renamed), ValueError);
}

BOOST_AUTO_TEST_CASE(save_writes_the_convention_of_pytorch) {
  const test::TemporaryDirectory directory;
  const std::string path = file_of_pytorch(directory), written = directory / "written";
  const nn::GRU gru = small_gru(UpdateGate::replace);
  nn::load(gru, path, {.from = Convention::pytorch});
  const StateDict before = gru.state_dict();
  nn::save(gru, written, {.to = Convention::pytorch});
  BOOST_TEST(identical(read_state(written), read_state(path)));
  BOOST_TEST(identical(gru.state_dict(), before));

  const nn::GRU other = small_gru(UpdateGate::replace);
  nn::load(other, written);  // which states its convention
  BOOST_TEST(identical(other.state_dict(), before));
}

BOOST_AUTO_TEST_CASE(files_and_state_dicts_carry_the_convention_and_are_converted) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "gru";
  const Tensor x = randn({5, 2, 2});
  for (const bool weight_norm : {false, true}) {
    for (const UpdateGate from : {UpdateGate::replace, UpdateGate::keep}) {
      const nn::GRU source = small_gru(from, weight_norm);
      const Tensor expected = source(x).output;
      nn::save(source, path);
      for (const UpdateGate to : {UpdateGate::replace, UpdateGate::keep}) {
        const nn::GRU by_file = small_gru(to, weight_norm), by_dict = small_gru(to, weight_norm);
        nn::load(by_file, path);
        by_dict.load_state_dict(source.state_dict());
        BOOST_TEST(test::close(by_file(x).output, expected, {.absolute = 3e-7}));
        BOOST_TEST(test::close(by_dict(x).output, expected, {.absolute = 3e-7}));
        if (from == to) BOOST_TEST(identical(by_file.state_dict(), source.state_dict()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_gru_cell_is_converted_as_a_layer_is) {
  const nn::GRUCell replace({.input_size = 2, .hidden_size = 3});
  const nn::GRUCell keep({.input_size = 2, .hidden_size = 3}, {.update_gate = UpdateGate::keep});
  keep.load_state_dict(replace.state_dict());
  const Tensor x = randn({4, 2}), h = randn({4, 3});
  BOOST_TEST(test::close(keep(x, nn::State{h}).h, replace(x, nn::State{h}).h, {.absolute = 3e-7}));
}

BOOST_AUTO_TEST_CASE(a_model_of_both_kinds_of_gru_keeps_them_apart) {
  const auto make = [] {
    return nn::Sequential(nn::SelectOutput(nn::GRU({.input_size = 2, .hidden_size = 2})),
                          nn::SelectOutput(nn::GRU({.input_size = 2, .hidden_size = 2},
                                                   {.update_gate = UpdateGate::keep})));
  };
  const test::TemporaryDirectory directory;
  const nn::Sequential model = make(), other = make();
  const Tensor x = randn({3, 1, 2});
  nn::save(model, directory / "model", {.to = Convention::pytorch});
  nn::load(other, directory / "model");
  BOOST_TEST(identical(other.state_dict(), model.state_dict()));
  BOOST_TEST(test::close(other(x), model(x)));
}

BOOST_AUTO_TEST_CASE(contradictions_and_unknown_conventions_are_refused) {
  const nn::GRU gru = small_gru(UpdateGate::replace);
  StateDict state = gru.state_dict();
  BOOST_TEST(state.metadata.at("xgrad.gru") == "z=1 replaces, reset after.");
  BOOST_CHECK_EXCEPTION(gru.load_state_dict(state, {.from = Convention::pytorch}), ValueError,
                        says("nothing was loaded: metadata 'xgrad.gru' is 'z=1 replaces, reset "
                             "after.', .from is pytorch"));
  state.metadata["xgrad.gru"] = "forget";
  BOOST_CHECK_EXCEPTION(
      gru.load_state_dict(state), ValueError,
      says("metadata 'xgrad.gru' is 'forget', expected 'z=1 replaces, reset after.'"));
}

BOOST_AUTO_TEST_CASE(a_gru_that_resets_before_the_product_is_another_function) {
  const test::TemporaryDirectory directory;
  const nn::GRU before({.input_size = 2, .hidden_size = 3}, {.reset_after = false});
  const nn::GRU after({.input_size = 2, .hidden_size = 3});
  BOOST_CHECK_EXCEPTION(after.load_state_dict(before.state_dict()), ValueError,
                        says("are for a GRU with .reset_after = false"));
  BOOST_CHECK_EXCEPTION(before.load_state_dict(after.state_dict()), ValueError,
                        says("are for a GRU with .reset_after = true"));
  BOOST_CHECK_EXCEPTION(nn::save(before, directory / "gru", {.to = Convention::pytorch}),
                        ValueError,
                        says("nothing was written: the module is a GRU with .reset_after = false"));
  BOOST_TEST(directory.entries() == 0);
  nn::save(before, directory / "gru");
  nn::load(before, directory / "gru");
}

BOOST_AUTO_TEST_CASE(conversion_is_exact_for_zeros_and_subnormal_numbers) {
  const test::TemporaryDirectory directory;
  const nn::GRU gru({.input_size = 2, .hidden_size = 3});
  StateDict state = gru.state_dict();
  const std::vector<float> values = {0.0F, -0.0F, 1e-40F, -1e-40F, INFINITY, 1.5F};
  std::vector<float> rows;
  for (int block = 0; block < 3; ++block) rows.insert(rows.end(), values.begin(), values.end());
  state.at("weight_ih_l0") = Tensor(test::array(Shape{9, 2}, rows));
  gru.load_state_dict(state);
  nn::save(gru, directory / "gru", {.to = Convention::pytorch});
  const std::vector<float> written =
      read_state(directory / "gru").at("weight_ih_l0").to_vector<float>();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float expected = i / 6 == 1 ? -rows[i] : rows[i];
    BOOST_TEST(std::bit_cast<std::uint32_t>(written[i]) == std::bit_cast<std::uint32_t>(expected));
  }
  nn::load(gru, directory / "gru");
  BOOST_TEST(identical(gru.state_dict(), state));
}

// A GRU whose input weight a sibling uses, too.
struct Tied : nn::Module<Tied> {
  explicit Tied(bool gru_first) {
    const nn::GRU made({.input_size = 2, .hidden_size = 3});
    const auto add_gru = [&] { register_module("gru", made); };
    const auto add_weight = [&] { register_parameter("w", made.get_parameter("weight_ih_l0")); };
    gru_first ? (add_gru(), add_weight()) : (add_weight(), add_gru());
    gru.push_back(made);
  }
  Tensor forward(const Tensor& x) const { return gru[0](x).output; }
  std::vector<nn::GRU> gru;
};

BOOST_AUTO_TEST_CASE(weights_that_a_gru_shares_are_converted_under_all_names) {
  const test::TemporaryDirectory directory;
  const Tensor x = randn({4, 1, 2});
  for (const bool gru_first : {false, true}) {
    const Tied model(gru_first), other(gru_first);
    nn::save(model, directory / "tied", {.to = Convention::pytorch});
    const StateDict written = read_state(directory / "tied");
    BOOST_TEST(test::close(written.at("w"), written.at("gru.weight_ih_l0")));
    nn::load(other, directory / "tied");
    BOOST_TEST(test::close(other(x), model(x)));
  }
}

// Names of its own, and values that look like the metadata, of a class derived from GRU.
struct Extended : nn::Module<Extended, nn::GRU> {
  Extended() : Module(nn::RecurrentOptions{.input_size = 2, .hidden_size = 3}) {
    register_parameter("weight_out", ones({6, 3}));
    register_parameter("weight_scale", ones({}));
    register_parameter("keep", ones({1}));
  }
};

BOOST_AUTO_TEST_CASE(other_parameters_of_a_gru_are_not_converted) {
  const test::TemporaryDirectory directory;
  const Extended gru;
  nn::save(gru, directory / "gru", {.to = Convention::pytorch});
  const StateDict written = read_state(directory / "gru");
  BOOST_TEST(test::close(written.at("weight_out"), ones({6, 3})));
  nn::load(gru, directory / "gru");
}

BOOST_AUTO_TEST_CASE(write_state_does_not_replace_what_a_state_states) {
  const test::TemporaryDirectory directory;
  const nn::GRU gru = small_gru(UpdateGate::replace);
  write_state(directory / "gru", gru.state_dict(),
              {{"xgrad.gru", "z=1 keeps, reset after."}, {"epoch", "2"}});
  const StateDict read = read_state(directory / "gru");
  BOOST_TEST(read.metadata.at("xgrad.gru") == "z=1 replaces, reset after.");
  BOOST_TEST(read.metadata.at("epoch") == "2");
}

BOOST_AUTO_TEST_CASE(descriptions_show_the_convention) {
  BOOST_TEST(small_gru(UpdateGate::keep).to_string().find("update_gate keep") != std::string::npos);
  BOOST_TEST(
      nn::GRUCell({.input_size = 2, .hidden_size = 3}).to_string().find("update_gate replace") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
