// Every allocation of data loaders, streams and scalers fails once: a typed error, and what follows is
// as if nothing had happened.
#include <xgrad/nn/data.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "out_of_memory/allocations.hpp"
#include "support/tensors.hpp"
#include <optional>

using namespace xgrad;
using namespace xgrad::nn::data;
using test::After;
using test::Outcome;

BOOST_AUTO_TEST_SUITE(out_of_memory_of_data)

namespace {

// Calls `attempt` after `prepare` with each of its first allocations failing, and `check` after each
// failure.
template <class Prepare, class Attempt, class Check>
void fail_each(const Prepare& prepare, const Attempt& attempt, const Check& check) {
  constexpr std::int64_t kMost = 60;
  int refused = 0;
  for (const After after : {After::enough, After::nothing}) {
    for (std::int64_t k = 1; k <= kMost; ++k) {
      prepare();
      const Outcome outcome = test::Failing{k, after}.call(attempt);
      if (outcome == Outcome::done) continue;
      BOOST_TEST(outcome == Outcome::out_of_memory, "allocation " << k << ": " << outcome);
      ++refused;
      check();
    }
  }
  BOOST_TEST(refused > 0);
}

void nothing() {}

DataLoader<TensorDataset<1>> make_loader() {
  return DataLoader(TensorDataset(test::counted({10, 3})),
                    {.batch_size = 4, .shuffle = true, .generator = Generator(1)});
}

}  // namespace

BOOST_AUTO_TEST_CASE(batch_that_fails_is_fetched_by_the_next_call) {
  auto expected = make_loader();
  const auto batch = test::values((*expected.next())[0]);
  std::optional<DataLoader<TensorDataset<1>>> loader;
  fail_each([&] { loader.emplace(make_loader()); }, [&] { loader->next(); },
            [&] {
              BOOST_TEST(loader->position() == 0);
              BOOST_TEST(test::values((*loader->next())[0]) == batch);
            });
}

BOOST_AUTO_TEST_CASE(state_dict_that_fails_changes_nothing) {
  auto saved = make_loader();
  saved.next();
  const StateDict state = saved.state_dict();
  fail_each(
      nothing, [&] { saved.state_dict(); }, [&] { BOOST_TEST(saved.position() == 1); });
  std::optional<DataLoader<TensorDataset<1>>> loader;
  fail_each([&] { loader.emplace(make_loader()); }, [&] { loader->load_state_dict(state); },
            [&] { BOOST_TEST(loader->position() == 0); });
}

BOOST_AUTO_TEST_CASE(segments_and_scalers_that_fail_throw_out_of_memory) {
  std::optional<Streams> streams;
  fail_each(
      [&] {
        streams.emplace(test::counted({40}),
                        StreamOptions{.batch_size = 2, .k1 = 4, .k2 = 6, .documents = {3}});
      },
      [&] { streams->next(); }, nothing);
  StandardScaler scaler;
  const Tensor data = test::counted({6, 2});
  scaler.fit(data);
  const StateDict state = scaler.state_dict();
  const auto scaled = test::values(scaler.transform(data));
  const auto unchanged = [&] { BOOST_TEST(test::values(scaler.transform(data)) == scaled); };
  fail_each(
      nothing, [&] { scaler.fit_transform(data); }, unchanged);
  fail_each(
      nothing, [&] { scaler.load_state_dict(state); }, unchanged);
}

BOOST_AUTO_TEST_SUITE_END()
