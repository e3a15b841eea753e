// WAV files of Python are read exactly, written files are restored, and broken ones are refused.
#include "golden/readers/wav.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/nn/data/readers/audio/wav.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include <cmath>
#include <limits>

using namespace test;
using namespace xgrad;
using namespace golden::readers;
using nn::data::Audio, nn::data::parse_wav, nn::data::read_wav, nn::data::WavEncoding,
    nn::data::write_wav;

BOOST_AUTO_TEST_SUITE(wav_files)

namespace {

std::string written(const Tensor& samples, Index sample_rate, WavEncoding encoding) {
  const TemporaryDirectory directory;
  write_wav(directory / "x.wav", samples, sample_rate, encoding);
  return read_bytes(directory / "x.wav");
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_wav_scales_integers_to_one) {
  struct Case {
    std::string_view file;
    Index sample_rate;
    Shape shape;
    std::vector<double> samples;
  };
  const double of_16 = std::ldexp(1.0, -15), of_24 = std::ldexp(1.0, -23);
  const Case cases[] = {
      {wav_8, 8000, {4, 1}, {-1, 0, 127.0 / 128, 0.5}},
      {wav_16, 44100, {3, 2}, {-1, 1 - of_16, 0, of_16, -of_16, 0.5}},
      {wav_24, 96000, {2, 3}, {-1, 1 - of_24, 0, of_24, -of_24, 0.5}},
      {wav_32, 22050, {5, 1}, {-1, 1 - std::ldexp(1.0, -24), 0, std::ldexp(1.0, -24), -0.5}},
      {wav_float64, 48000, {2, 2}, {0.5, -1, double{0.1F}, 2}},
      {wav_extensible, 96000, {1, 3}, {-1, 0.5 - of_24, 0.5}},
  };
  for (const auto& [file, sample_rate, shape, samples] : cases) {
    const Audio audio = parse_wav(file, "file");
    BOOST_TEST(audio.sample_rate == sample_rate);
    BOOST_TEST(audio.samples.dtype() == float32);
    BOOST_TEST(audio.samples.shape() == shape);
    BOOST_TEST(close(audio.samples, samples));
  }
}

BOOST_AUTO_TEST_CASE(write_wav_restores_what_was_read) {
  const Tensor samples = parse_wav(wav_16, "file").samples;
  BOOST_TEST(written(samples, 44100, WavEncoding::pcm16) == wav_16);
  const Tensor floats = tensor({{0.1, -3.0, 1e-30}, {0.5, 1.0, 0.25}});
  const std::string file = written(floats, 8000, WavEncoding::float32);
  BOOST_TEST(close(parse_wav(file, "file").samples, floats));
  BOOST_TEST(file == written(floats, 8000, WavEncoding::float32));
  // A view, in float64.
  const Tensor view = transpose(tensor({{0.5, 0.25}, {-0.5, 0.0}}, float64), 0, 1);
  BOOST_TEST(close(parse_wav(written(view, 1, WavEncoding::pcm16), "file").samples, view));
  for (const WavEncoding encoding : {WavEncoding::pcm16, WavEncoding::float32}) {
    const Audio none = parse_wav(written(zeros({0, 2}), 8000, encoding), "file");
    BOOST_TEST(none.samples.shape() == (Shape{0, 2}));
    BOOST_TEST(none.sample_rate == 8000);
  }
}

BOOST_AUTO_TEST_CASE(write_wav_rounds_and_clips_samples_of_16_bits) {
  const double unit = std::ldexp(1.0, -15);
  const Tensor samples = tensor({{1.0}, {-1.5}, {1.4 * unit}, {1.6 * unit}, {-2e38}});
  BOOST_TEST(close(parse_wav(written(samples, 8000, WavEncoding::pcm16), "file").samples,
                   std::vector<double>{1 - unit, -1, unit, 2 * unit, -1}));
}

BOOST_AUTO_TEST_CASE(write_wav_refuses_what_is_not_sound) {
  const TemporaryDirectory directory;
  const auto write = [&](const Tensor& samples, Index rate = 8000) {
    write_wav(directory / "x.wav", samples, rate);
  };
  check_message([&] { write(ones({3})); },
                "write_wav: samples are float32 [3], expected [frames, channels]");
  BOOST_CHECK_THROW(write(ones({3, 0})), ShapeError);
  BOOST_CHECK_THROW(write(zeros({3, 1}, int64)), DTypeError);
  check_message([&] { write(ones({1, 1025})); }, "write_wav: 1025 channels, at most 1024");
  check_message([&] { write(ones({1, 1}), 0); }, "write_wav: sample_rate = 0 Hz, expected 1 to");
  check_message(
      [&] {
        write(ones({1, 1}), Index{1} << 31);
      },
      "write_wav: sample_rate = 2147483648");
  check_message(
      [&] {
        write(expand(ones({1, 1}), {Index{1} << 31, 1}));
      },
      "write_wav: 2147483648 samples are more than the format can hold");
  check_message(
      [&] {
        write_wav(directory / "x.wav", expand(ones({1, 1}), {Index{1} << 30, 1}), 8000,
                  WavEncoding::float32);
      },
      "write_wav: 1073741824 samples are more than the format can hold");
  check_message([&] { write(full({2, 1}, NAN)); }, "write_wav: sample 0 is NaN");
  BOOST_TEST(directory.entries() == 0);
  BOOST_CHECK_THROW(write_wav(directory / "missing/x.wav", ones({1, 1}), 8000), IoError);
  BOOST_CHECK_THROW(read_wav(directory / "missing"), IoError);
}

// Quoted by docs/data-files.md.
BOOST_AUTO_TEST_CASE(read_wav_gives_samples_and_their_rate) {
  const TemporaryDirectory directory;
  const std::string path = directory / "sound.wav", louder = directory / "louder.wav";
  write_bytes(path, wav_16);

  using namespace xgrad::nn::data;
  const auto [samples, sample_rate] = read_wav(path);  // float32 [frames, channels], in Hz
  write_wav(louder, samples * 2.0, sample_rate, WavEncoding::float32);
  BOOST_TEST(close(read_wav(louder).samples, samples * 2.0));
}

BOOST_AUTO_TEST_SUITE_END()
