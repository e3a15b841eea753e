// Checkpoints: the parts of a training in one file, loaded together or not at all.
#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "io/training.hpp"
#include "support/arrays.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <fstream>
#include <limits>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(checkpoint_file)

BOOST_AUTO_TEST_CASE(load_checkpoint_continues_a_training_bitwise) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Training first;
  manual_seed(3);
  first.steps(3);
  save_checkpoint(path, first.parts(), {{"corpus", "wiki"}});
  first.steps(4);

  Training second;
  const Metadata metadata = load_checkpoint(path, second.parts());
  BOOST_TEST(metadata.size() == 1u);
  BOOST_TEST(metadata.at("corpus") == "wiki");
  BOOST_TEST(second.step == 3);
  second.steps(4);
  BOOST_TEST(second.step == first.step);
  BOOST_TEST(second.loss.item<float>() == first.loss.item<float>());
  BOOST_TEST(parameters_of(second) == parameters_of(first));
}

BOOST_AUTO_TEST_CASE(load_checkpoint_takes_a_part_alone) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Training first;
  first.steps(2);
  save_checkpoint(path, first.parts());
  Training second;
  load_checkpoint(path, {{"model", second.lstm}});
  BOOST_TEST(parameters_of(second) == parameters_of(first));
  BOOST_TEST(second.step == 0);
}

BOOST_AUTO_TEST_CASE(load_checkpoint_that_does_not_fit_changes_no_part) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Training first;
  first.steps(2);
  save_checkpoint(path, first.parts());

  Training second;
  nn::LSTM larger({.input_size = 2, .hidden_size = 4, .num_layers = 2});
  const auto before = parameters_of(second);
  BOOST_CHECK_EXCEPTION(
      load_checkpoint(path,
                      {{"optimizer", second.optimizer}, {"step", second.step}, {"model", larger}}),
      ValueError, [&](const ValueError& error) {
        return says("run.safetensors', part 'model'")(error) && says("nothing was loaded")(error);
      });
  BOOST_TEST(second.step == 0);
  BOOST_TEST(!second.optimizer.state_dict().contains("step.weight_ih_l0"));
  BOOST_TEST(second.optimizer.lr() == 0.01);
  BOOST_TEST(parameters_of(second) == before);

  double number = 5;
  BOOST_CHECK_EXCEPTION(load_checkpoint(path, {{"step", number}}), ValueError,
                        says("part 'step': the state is not a single float64 value"));
  BOOST_CHECK_EXCEPTION(load_checkpoint(path, {{"schedule", number}}), ValueError, [](auto& error) {
    return says("nothing was loaded, the file has no part 'schedule'")(error) &&
           says("its parts are model, optimizer, generator, dropout, h, step")(error);
  });
  BOOST_TEST(number == 5);
}

BOOST_AUTO_TEST_CASE(checkpoint_parts_are_values_texts_and_undefined_tensors) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Tensor carried, mask = from_vector(std::vector<bool>{true, false});
  Index step = (Index{1} << 53) + 1;
  double best = -std::numeric_limits<double>::infinity();
  std::string name = "größer\n";
  nn::State state = {.h = ones({1, 2}), .others = {Tensor(), zeros({3})}};
  save_checkpoint(path, {{"carried", carried},
                         {"mask", mask},
                         {"step", step},
                         {"best", best},
                         {"name", name},
                         {"state", state}});
  Tensor other = ones({2}), other_mask;
  Index other_step = 0;
  double other_best = 0;
  std::string other_name;
  nn::State other_state = {.c = ones({1})};
  load_checkpoint(path, {{"carried", other},
                         {"mask", other_mask},
                         {"step", other_step},
                         {"best", other_best},
                         {"name", other_name},
                         {"state", other_state}});
  BOOST_TEST(!other.defined());
  BOOST_TEST(other_mask.to_vector<bool>() == mask.to_vector<bool>());
  BOOST_TEST(other_step == step);
  BOOST_TEST(other_best == best);
  BOOST_TEST(other_name == name);
  BOOST_TEST(!other_state.c.defined());
  BOOST_TEST(other_state.h.to_vector<float>() == (std::vector<float>{1, 1}));
}

BOOST_AUTO_TEST_CASE(load_checkpoint_writes_into_leaves_that_others_hold) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Tensor w = full({2}, 3.0).requires_grad_();
  double number = 1;
  save_checkpoint(path, {{"w", w}, {"number", number}});
  w.set_data(zeros({2}));
  optim::SGD optimizer({w}, {.lr = 1});
  Index step = 0;
  BOOST_CHECK_THROW(load_checkpoint(path, {{"w", w}, {"number", step}}), ValueError);
  BOOST_TEST(w.requires_grad());
  BOOST_TEST(w.to_vector<float>() == (std::vector<float>{0, 0}));
  load_checkpoint(path, {{"w", w}});
  BOOST_TEST(w.to_vector<float>() == (std::vector<float>{3, 3}));
  w.set_grad(ones({2}));
  optimizer.step();
  BOOST_TEST(w.to_vector<float>() == (std::vector<float>{2, 2}));
}

namespace {

// Loads once; its own earlier state is then refused.
struct Stubborn {
  StateDict state_dict() const { return {{"value", full({}, value, int64)}}; }
  void load_state_dict(const StateDict& state) {
    if (loads++ > 0) throw std::runtime_error("again");
    value = state.at("value").item<Index>();
  }

  Index value = 1;
  int loads = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(load_checkpoint_puts_back_all_parts_but_one_that_refuses_its_own_state) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Index first = 5;
  Stubborn stubborn;
  double number = 1;
  save_checkpoint(path, {{"first", first}, {"stubborn", stubborn}, {"number", number}});
  first = 7;
  Index other = 0;
  BOOST_CHECK_EXCEPTION(
      load_checkpoint(path, {{"first", first}, {"stubborn", stubborn}, {"number", other}}),
      ValueError, says("part 'number'"));
  BOOST_TEST(first == 7);
}

BOOST_AUTO_TEST_CASE(save_checkpoint_refuses_names_and_keeps_the_old_file) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Index step = 1;
  save_checkpoint(path, {{"step", step}});
  const std::string before = read_bytes(path);
  for (const std::string name : {"", "a.b", "a b", "\xc3\xa4"}) {
    BOOST_CHECK_EXCEPTION(save_checkpoint(path, {{name, step}}), ValueError,
                          says("cannot be the name of a part"));
  }
  BOOST_CHECK_EXCEPTION(save_checkpoint(path, {{"a", step}, {"a", step}}), ValueError,
                        says("'a' is the name of two parts"));
  BOOST_CHECK_EXCEPTION(save_checkpoint(path, {{"a", step}}, {{"xgrad.checkpoint", "2"}}),
                        ValueError, says("metadata 'xgrad.checkpoint' begins with 'xgrad.'"));
  std::string text = "\xff";
  BOOST_CHECK_EXCEPTION(save_checkpoint(path, {{"step", step}, {"text", text}}), ValueError,
                        says("part 'text': the text is not UTF-8"));
  BOOST_TEST(read_bytes(path) == before);
}

BOOST_AUTO_TEST_CASE(load_checkpoint_refuses_other_files) {
  const TemporaryDirectory folder;
  const std::string path = folder / "model.safetensors";
  Index step = 0;
  write_state(path, nn::Linear(2, 2).state_dict());
  BOOST_CHECK_EXCEPTION(load_checkpoint(path, {{"step", step}}), FormatError,
                        says("the file is not a checkpoint"));
  write_state(path, {}, {{"xgrad.checkpoint", "2 step"}});
  BOOST_CHECK_EXCEPTION(load_checkpoint(path, {{"step", step}}), FormatError,
                        says("the checkpoint has format '2', this version reads '1'"));
  BOOST_CHECK_THROW(load_checkpoint(folder / "none", {{"step", step}}), IoError);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_refuses_every_flipped_bit_and_every_truncation) {
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Index step = 12;
  nn::Linear layer(3, 2);
  save_checkpoint(path, {{"model", layer}, {"step", step}});
  const std::string whole = read_bytes(path);
  const auto check_refused = [&](const std::string& bytes) {
    write_bytes(path, bytes);
    Index loaded = -1;
    BOOST_CHECK_THROW(load_checkpoint(path, {{"model", layer}, {"step", loaded}}), FormatError);
    BOOST_TEST(loaded == -1);
  };
  for (std::size_t size = 0; size < whole.size(); ++size) check_refused(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << bit));
      check_refused(bytes);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
