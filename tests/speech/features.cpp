// Log-mel features against numpy's.
#include "speech/features.hpp"

#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/examples/log_mel.hpp"
#include "support/arrays.hpp"
#include "support/close.hpp"
#include <cmath>
#include <vector>

using namespace xgrad;
using namespace speech;
using test::close;

BOOST_AUTO_TEST_SUITE(features)

namespace {

// The signal of the golden values.
Tensor samples() {
  std::vector<float> values;
  for (double i = 0; i < 1500; ++i) {
    const double tones = 0.5 * std::sin(0.02 * i + 2e-4 * i * i) + 0.2 * std::sin(1.3 * i);
    values.push_back(static_cast<float>(std::exp(-i / 700) * tones));
  }
  return from_vector(values);
}

Tensor shown(const Tensor& features) {
  const std::vector<int> bands(std::begin(golden::examples::kShownBands),
                               std::end(golden::examples::kShownBands));
  return index_select(features, 1, from_vector(bands));
}

}  // namespace

BOOST_AUTO_TEST_CASE(log_mel_matches_numpy) {
  // Bands with little energy are sums of rounded products that cancel.
  const test::Tolerance rounding = {.absolute = 3e-4};
  const Tensor slow = LogMel(8000)(samples()), fast = LogMel(22050)(samples());
  BOOST_TEST(slow.shape() == (Shape{9, LogMel::kBands}));
  BOOST_TEST(fast.shape() == (Shape{3, LogMel::kBands}));
  BOOST_TEST(close(shown(slow).flatten(), golden::examples::log_mel_8000, rounding));
  BOOST_TEST(close(shown(fast).flatten(), golden::examples::log_mel_22050, rounding));
}

BOOST_AUTO_TEST_CASE(log_mel_does_not_depend_on_the_loudness) {
  const LogMel log_mel(16000);
  manual_seed(1);
  const Tensor noise = randn({1500}) * 0.1;
  BOOST_TEST(close(log_mel(noise * 0.5), log_mel(noise), {.absolute = 1e-4}));
  BOOST_TEST(close(log_mel(zeros({1500})), zeros({4, LogMel::kBands}), {.absolute = 2e-5}));
}

BOOST_AUTO_TEST_CASE(every_band_has_frequencies) {
  for (const Index rate : {4000, 8000, 11025, 16000, 22050, 44100, 48000, 200'000}) {
    manual_seed(1);
    const LogMel log_mel(rate);
    const Tensor features = log_mel(randn({rate}));
    BOOST_TEST(log_mel.sample_rate() == rate);
    BOOST_TEST(min(var(features, 0)).item<double>() > 0.1, rate << " Hz");
  }
}

BOOST_AUTO_TEST_CASE(log_mel_refuses_short_sounds_and_rates_of_no_sound) {
  BOOST_CHECK_EXCEPTION(LogMel(8000)(zeros({199})), ShapeError,
                        test::says("samples are [199], expected [n] with n >= 200"));
  BOOST_CHECK_EXCEPTION(LogMel(8000)(zeros({400, 1})), ShapeError, test::says("[400, 1]"));
  BOOST_CHECK_THROW(LogMel(3999), ValueError);
  BOOST_CHECK_EXCEPTION(LogMel(200'001), ValueError, test::says("expected 4000 to 200000"));
}

BOOST_AUTO_TEST_SUITE_END()
