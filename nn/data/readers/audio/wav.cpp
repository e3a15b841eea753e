// Reads and writes WAV files with libsndfile, which does not detect truncated files.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/readers/audio/memory_file.hpp>
#include <xgrad/nn/data/readers/audio/wav.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace xgrad::nn::data {
namespace {

// Checks that a RIFF file contains all bytes that its header and its chunks declare, among them whole
// frames of samples. Returns the number of frames.
std::uint64_t check_chunks(Input input) {
  const auto tag = [&](const char* what) { return input.take(4, what); };
  const auto number = [&](std::size_t size, const char* what) {
    return input.take_unsigned(size, ByteOrder::little, what);
  };
  if (tag("RIFF header") != "RIFF") input.reject("not a WAV file: it does not begin with RIFF");
  const std::uint64_t declared = number(4, "RIFF header");
  if (tag("RIFF header") != "WAVE") input.reject("not a WAV file: its RIFF type is not WAVE");
  std::uint64_t frame_bytes = 0, padding = 0;
  std::optional<std::uint64_t> frames;
  while (!input.rest().empty()) {
    const std::string_view name = tag("chunk header");
    const std::uint64_t size = number(4, "chunk header");
    if (name == "fmt ") {
      constexpr std::size_t kBlockAlign = 12;  // the position of the size of a frame
      Input format(input.rest(), input.name());
      format.take(kBlockAlign, "format");
      frame_bytes = format.take_unsigned(2, ByteOrder::little, "format");
    } else if (name == "data") {
      if (frames) input.reject("it has two chunks of samples");
      if (frame_bytes == 0) input.reject("not a valid WAV file: the size of its frames is missing");
      if (size % frame_bytes != 0 && size <= input.rest().size())
        input.reject(fmt::format("its {} bytes of samples are not whole frames of {} bytes", size,
                                 frame_bytes));
      frames = size / frame_bytes;
    }
    input.take(size, name == "data" ? "samples" : "chunk");
    padding = size % 2;
    if (padding != 0 && !input.rest().empty()) input.take(1, "padding");
  }
  if (!frames) input.reject("truncated: it has no chunk of samples");
  // Writers disagree on whether the last byte of padding is there and is counted.
  const std::uint64_t found = input.offset() - 8;
  if (declared > found + padding || found > declared + padding)
    input.reject(fmt::format("its header declares {} bytes after the first 8, but {} are there",
                             declared, found));
  return *frames;
}

Audio parse(const Input& input) {
  const std::uint64_t declared_frames = check_chunks(input);
  MemoryFile file(input.rest());
  ::SF_INFO info = {};
  const Sound sound = file.open(SFM_READ, info);
  if (!sound) input.reject(fmt::format("not a valid WAV file: {}", ::sf_strerror(nullptr)));
  const int container = info.format & SF_FORMAT_TYPEMASK;
  const int encoding = info.format & SF_FORMAT_SUBMASK;
  constexpr int kEncodings[] = {SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                                SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,  SF_FORMAT_DOUBLE};
  if ((container != SF_FORMAT_WAV && container != SF_FORMAT_WAVEX) ||
      std::ranges::find(kEncodings, encoding) == std::end(kEncodings)) {
    input.reject(fmt::format("unsupported encoding {:#x}", info.format),
                 "supported are integers of 8, 16, 24 and 32 bits, float32 and float64");
  }
  const Index frames = info.frames, channels = info.channels;
  if (frames < 0 || channels < 1 || info.samplerate < 1 ||
      saturating_product(frames, channels) > static_cast<Index>(input.rest().size())) {
    input.reject(fmt::format("{} frames of {} channels at {} Hz are not possible in this file",
                             frames, channels, info.samplerate));
  }
  if (static_cast<std::uint64_t>(frames) != declared_frames) {
    input.reject(fmt::format("its chunk of samples has {} frames, of which libsndfile reads {}",
                             declared_frames, frames));
  }
  Array samples = Array::empty({frames, channels}, float32);
  if (::sf_readf_float(sound.get(), samples.mutable_data<float>(), frames) != frames) {
    input.reject(
        fmt::format("its {} frames cannot be read: {}", frames, ::sf_strerror(sound.get())));
  }
  return {.samples = Tensor(std::move(samples)), .sample_rate = info.samplerate};
}

void check_samples(const Array& samples, Index sample_rate, WavEncoding encoding) {
  check_floating("write_wav", samples);
  constexpr Index kMostChannels = 1024;                                           // of libsndfile
  constexpr Index kMostBytes = std::numeric_limits<std::uint32_t>::max() - 4096;  // with the header
  if (samples.rank() != 2 || samples.shape()[1] < 1) {
    throw ShapeError(
        fmt::format("write_wav: samples are {}, expected [frames, channels]", samples));
  }
  if (samples.shape()[1] > kMostChannels) {
    throw ValueError(fmt::format("write_wav: {} channels, at most {} are supported",
                                 samples.shape()[1], kMostChannels));
  }
  if (samples.numel() > kMostBytes / (encoding == WavEncoding::pcm16 ? 2 : 4)) {
    throw ValueError(
        fmt::format("write_wav: {} samples are more than the format can hold", samples.numel()));
  }
  if (sample_rate < 1 || sample_rate > std::numeric_limits<std::int32_t>::max()) {
    throw ValueError(
        fmt::format("write_wav: sample_rate = {} Hz, expected 1 to 2147483647", sample_rate));
  }
}

// Multiples of 2^-15, as they are read.
std::vector<std::int16_t> quantized(std::span<const float> samples) {
  std::vector<std::int16_t> result;
  result.reserve(samples.size());
  for (const float sample : samples) {
    if (std::isnan(sample)) {
      throw NumericError(fmt::format("write_wav: sample {} is NaN", result.size()),
                         "WavEncoding::float32 stores NaN");
    }
    const float scaled = std::clamp(sample * 32768.0F, -32768.0F, 32767.0F);
    result.push_back(static_cast<std::int16_t>(std::lrint(scaled)));
  }
  return result;
}

void write(const std::string& path, const Array& samples, Index sample_rate, WavEncoding encoding) {
  check_samples(samples, sample_rate, encoding);
  const Array elements = kernels::contiguous(kernels::cast(samples, float32));
  const std::span values(elements.data<float>(), static_cast<std::size_t>(elements.numel()));
  const Index frames = elements.shape()[0];
  const bool integers = encoding == WavEncoding::pcm16;
  ::SF_INFO info = {};
  info.channels = static_cast<int>(elements.shape()[1]);
  info.samplerate = static_cast<int>(sample_rate);
  info.format = SF_FORMAT_WAV | (integers ? SF_FORMAT_PCM_16 : SF_FORMAT_FLOAT);
  MemoryFile file;
  Sound sound = file.open(SFM_WRITE, info);
  if (!sound) {
    throw IoError(fmt::format("cannot write '{}': {}", path, ::sf_strerror(nullptr)));
  }
  // A chunk with the time of writing: equal samples shall give equal files.
  ::sf_command(sound.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  const auto count = integers ? ::sf_writef_short(sound.get(), quantized(values).data(), frames)
                              : ::sf_writef_float(sound.get(), values.data(), frames);
  if (count != frames || ::sf_close(sound.release()) != 0) {
    throw IoError(
        fmt::format("cannot write '{}': libsndfile accepts {} of {} frames", path, count, frames));
  }
  io::write_file_atomically(path, file.written());
}

}  // namespace

Audio read_wav(const std::string& path) {
  return with_out_of_memory([&]() -> Audio { return parse_wav(read_bytes(path), path); });
}

Audio parse_wav(std::string_view bytes, const std::string& name) {
  return with_out_of_memory([&]() -> Audio { return parse(Input(bytes, name)); });
}

void write_wav(const std::string& path, const Tensor& samples, Index sample_rate,
               WavEncoding encoding) {
  with_out_of_memory(
      [&]() -> void { write(path, samples.array("write_wav"), sample_rate, encoding); });
}

}  // namespace xgrad::nn::data
