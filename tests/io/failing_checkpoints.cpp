// Checkpoints while system calls fail: the file is the old or the new one, whole, and the training that is
// saved or loaded does not change.
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "io/system_calls.hpp"
#include "io/training.hpp"
#include "support/temporary_directory.hpp"
#include <map>

using namespace test;
using xgrad::IoError, xgrad::load_checkpoint, xgrad::save_checkpoint;

BOOST_AUTO_TEST_SUITE(failing_checkpoints)

namespace {

// All numbers and texts of the parts.
struct Contents {
  std::map<std::string, std::vector<double>> numbers;
  std::map<std::string, std::string> texts;
  bool operator==(const Contents&) const = default;
};

Contents contents_of(Training& training) {
  Contents contents;
  for (const xgrad::CheckpointPart& part : training.parts()) {
    const xgrad::StateDict state = part.state();
    for (const auto& [name, tensor] : state)
      contents.numbers[part.name() + "." + name] = to(tensor, xgrad::float64).to_vector<double>();
    for (const auto& [key, text] : state.metadata) contents.texts[part.name() + "." + key] = text;
  }
  return contents;
}

// Whether the fault is possible in this call.
bool applies(Fault fault, const std::string& call) {
  if (fault == Fault::interrupted) return is_interruptible(call);
  if (fault != Fault::nothing && fault != Fault::one_byte) return true;
  return call.starts_with("write ") || call.starts_with("read ");
}

// Calls `action` with the fault, and returns the message of its IoError, or nothing.
template <class Action>
std::string message_with(std::size_t number, Fault fault, Lasting lasting, const Action& action) {
  SystemCalls calls;
  calls.fail(number, fault, lasting);
  try {
    action();
  } catch (const IoError& error) {
    return error.what();
  }
  return "";
}

template <class Action>
std::vector<std::string> calls_of(const Action& action) {
  SystemCalls calls;
  action();
  return calls.names();
}

// Every fault, once and lasting; a call that is interrupted for ever has no end.
const auto kFaults = boost::unit_test::data::xrange(6) * boost::unit_test::data::xrange(2);

}  // namespace

BOOST_DATA_TEST_CASE(save_checkpoint_is_all_or_nothing_whichever_call_fails, kFaults, number,
                     again) {
  const auto fault = static_cast<Fault>(number);
  const Lasting lasting = again == 0 ? Lasting::no : Lasting::yes;
  if (fault == Fault::interrupted && lasting == Lasting::yes) return;
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Training training;
  training.steps(1);
  const auto save = [&] { save_checkpoint(path, training.parts()); };
  save();
  const std::string old_file = read_bytes(path);
  training.steps(1);
  const std::vector<std::string> names = calls_of(save);
  BOOST_TEST(names.size() > 15u);
  const std::string new_file = read_bytes(path);
  const Contents before = contents_of(training);
  int failures = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!applies(fault, names[i])) continue;
    write_bytes(path, old_file);
    const std::string message = message_with(i, fault, lasting, save);
    BOOST_TEST_CONTEXT(names[i] << ": " << message) {
      failures += !message.empty();
      const bool in_place = message.empty() || message.find("has its new content") != message.npos;
      BOOST_TEST((read_bytes(path) == (in_place ? new_file : old_file)));
      BOOST_TEST(folder.entries() == 1);
      BOOST_TEST((contents_of(training) == before));
      save();
      BOOST_TEST((read_bytes(path) == new_file));
      BOOST_TEST(folder.entries() == 1);
    }
  }
  const bool harmless = fault == Fault::interrupted || fault == Fault::one_byte;
  BOOST_TEST((failures == 0) == harmless);
}

BOOST_DATA_TEST_CASE(load_checkpoint_changes_nothing_whichever_call_fails, kFaults, number, again) {
  const auto fault = static_cast<Fault>(number);
  const Lasting lasting = again == 0 ? Lasting::no : Lasting::yes;
  if (fault == Fault::interrupted && lasting == Lasting::yes) return;
  const TemporaryDirectory folder;
  const std::string path = folder / "run.safetensors";
  Training saved;
  saved.steps(2);
  save_checkpoint(path, saved.parts());
  const Contents expected = contents_of(saved);
  Training other;
  const std::vector<std::string> names = calls_of([&] { load_checkpoint(path, other.parts()); });
  BOOST_TEST(names.size() > 5u);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!applies(fault, names[i])) continue;
    Training training;
    const Contents before = contents_of(training);
    std::string message;
    try {
      message = message_with(i, fault, lasting, [&] { load_checkpoint(path, training.parts()); });
    } catch (const xgrad::FormatError& error) {  // a file that seems to end
      message = error.what();
      BOOST_TEST((fault == Fault::nothing));
    }
    BOOST_TEST_CONTEXT(names[i] << ": " << message) {
      BOOST_TEST((contents_of(training) == (message.empty() ? expected : before)));
      if (fault == Fault::interrupted || fault == Fault::one_byte) BOOST_TEST(message.empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
