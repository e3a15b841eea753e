// Sound in WAV files. Link xgrad::audio, which needs libsndfile (Debian's libsndfile1-dev).
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// Samples of all channels, and how many of them are a second.
struct Audio {
  /// float32; integers in the file are scaled to [-1, 1), those of 32 bits, which are rounded, to
  /// [-1, 1].   [frames, channels]
  Tensor samples;
  /// In Hz.
  Index sample_rate = 0;
};

/// How a WAV file stores samples.
enum class WavEncoding : std::uint8_t { pcm16, float32 };

/// The sound in a WAV file with any number of channels, of integers of 8, 16, 24 or 32 bits, or of
/// float32 or float64, which are not scaled; also with an extensible header.
/// Throws FormatError for a violation of the format, a truncated file, sizes that contradict each other,
/// or another encoding; IoError.
Audio read_wav(const std::string& path);

/// The sound in the bytes of such a file; `name` is the file in messages. Throws as `read_wav`.
Audio parse_wav(std::string_view bytes, const std::string& name);

/// Writes samples to a WAV file, replacing an existing one atomically. With 16 bits, samples are
/// rounded to multiples of 2^-15, and those beyond [-1, 1) are clipped.   [frames, channels]
/// Throws ShapeError for samples without two axes or channels, DTypeError unless they are floating,
/// ValueError for a sample rate below 1 Hz and for a sound that the format cannot hold, NumericError
/// for NaN with 16 bits, IoError; an existing file is unchanged then.
void write_wav(const std::string& path, const Tensor& samples, Index sample_rate,
               WavEncoding encoding = WavEncoding::pcm16);

}  // namespace xgrad::nn::data
