// Every recurrent layer with every option: first and second derivatives against differences.
#include "support/derivatives.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "every_option/settings.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(every_option)

using Tensors = std::vector<Tensor>;

namespace {

const auto kEveryLayer = boost::unit_test::data::make(test::every_layer());

}  // namespace

BOOST_DATA_TEST_CASE(derivatives, kEveryLayer* boost::unit_test::data::make(test::settings()), kind,
                     setting) {
  if (!setting.fits(kind)) {
    Generator generator(1);
    BOOST_CHECK_THROW(kind.make(setting.options, generator), ValueError);
    return;
  }
  const test::Call call(kind, setting);
  const auto run = [&](const Tensors&) { return call(); };
  // The second in random directions: whole, the second derivatives of all would take a minute.
  test::check_derivatives(run, call.leaves(), {.whole_jacobian = 256});
}

BOOST_AUTO_TEST_SUITE_END()
