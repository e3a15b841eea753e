// Row: WAV files. libsndfile, which reads them, does not detect truncated ones.
#include <xgrad/nn/data/readers/audio/wav.hpp>

#include "golden/readers/wav.hpp"
#include "hostile/table.hpp"

using namespace test;
using namespace golden::readers;
using namespace std::string_literals;

namespace {

const std::string kFile(wav_16);  // 44 bytes of headers, and 3 frames of 4 bytes

// A chunk of this name and size.
std::string chunk(const std::string& name, const std::string& content) {
  return name + little(content.size(), 4) + content;
}

// A file of these chunks.
std::string wav(const std::string& chunks) {
  return "RIFF" + little(chunks.size() + 4, 4) + "WAVE" + chunks;
}

// The chunk of the format.
std::string format(int encoding, int channels, std::uint64_t rate, int frame_bytes, int bits) {
  const auto number = [](int value) { return little(static_cast<std::uint64_t>(value), 2); };
  return chunk("fmt ", number(encoding) + number(channels) + little(rate, 4) +
                           little(rate * static_cast<std::uint64_t>(frame_bytes), 4) +
                           number(frame_bytes) + number(bits));
}

FileReader audio_reader() {
  const std::string samples = chunk("data", "\1\2\3\4"), mono = format(1, 1, 8000, 2, 16);
  return {
      .name = "audio",
      .parse =
          [](std::string_view bytes) {
            read_elements(xgrad::nn::data::parse_wav(bytes, "file").samples);
          },
      .valid = {kFile, std::string(wav_8), std::string(wav_24), std::string(wav_32),
                std::string(wav_float64), std::string(wav_extensible), wav(mono + samples)},
      .hostile =
          {
              {"", "truncated: RIFF header of 4 bytes"},
              {"FLAC file", "not a WAV file: it does not begin with RIFF"},
              {replaced(kFile, 0, "RIFX"), "not a WAV file: it does not begin with RIFF"},
              {replaced(kFile, 8, "AVI "), "not a WAV file: its RIFF type is not WAVE"},
              {kFile.substr(0, 12), "truncated: it has no chunk of samples"},
              {kFile.substr(0, 36), "truncated: it has no chunk of samples"},
              {kFile.substr(0, 50), "truncated: samples of 12 bytes at byte 44, only 6"},
              {replaced(kFile, 40, "\xFF\xFF\xFF\xFF"), "samples of 4294967295 bytes"},
              {replaced(kFile, 16, "\xFF\xFF\xFF\x7F"), "truncated: chunk of 2147483647 bytes"},
              {replaced(kFile, 20, "\7\0"s), "unsupported encoding"},
              {replaced(kFile, 22, "\0\0"s), "not a valid WAV file"},
              {replaced(kFile, 4, "\x94\0"s),
               "its header declares 148 bytes after the first 8, but 48 are there"},
              {replaced(kFile, 4, "\x2C\0"s), "its header declares 44 bytes"},
              {replaced(kFile, 4, "\0\0"s), "its header declares 0 bytes"},
              {replaced(kFile, 4, "\x31\0"s), "its header declares 49 bytes"},
              {replaced(replaced(kFile.substr(0, 50), 40, "\6"), 4, "\x2A"),
               "its 6 bytes of samples are not whole frames of 4 bytes"},
              {replaced(kFile, 32, "\0\0"s), "the size of its frames is missing"},
              {replaced(kFile, 32, "\2\0"s), "has 6 frames, of which libsndfile reads 3"},
              {replaced(kFile + "data\0\0\0\0"s, 4, "\x38"), "it has two chunks of samples"},
              {wav(""), "truncated: it has no chunk of samples"},
              {wav(mono), "truncated: it has no chunk of samples"},
              {wav(samples), "the size of its frames is missing"},
              {wav(samples + mono), "the size of its frames is missing"},
              {wav(chunk("fmt ", "") + samples), "truncated: format"},
              {wav(chunk("fmt ", "\1\0\1\0"s) + samples), "'file' ("},
              {wav("LIST"), "truncated: chunk header"},
              {wav(mono + samples + "LIST\xFF\xFF\xFF\xFF"),
               "truncated: chunk of 4294967295 bytes"},
              {wav(format(1, 0, 8000, 2, 16) + samples), "'file' ("},
              {wav(format(1, 0xFFFF, 8000, 2, 16) + samples), "'file' ("},
              {wav(format(1, 1, 0, 2, 16) + samples), "'file' ("},
              {wav(format(1, 1, 0xFFFF'FFFF, 2, 16) + samples), "'file' ("},
              {wav(format(1, 1, 8000, 0, 16) + samples), "the size of its frames is missing"},
              {wav(format(1, 1, 8000, 0xFFFF, 16) + samples), "'file' ("},
              {wav(format(1, 1, 8000, 2, 0) + samples), "'file' ("},
              {wav(format(1, 1, 8000, 2, 0xFFFF) + samples), "'file' ("},
              {wav(format(2, 1, 8000, 2, 4) + samples), "'file' ("},        // ADPCM
              {wav(format(0x55, 1, 8000, 2, 16) + samples), "'file' ("},    // MP3
              {wav(format(0xFFFE, 1, 8000, 2, 16) + samples), "'file' ("},  // without its extension
              {wav(format(3, 1, 8000, 2, 16) + samples), "'file' ("},       // floats of 16 bits
              {wav(mono + chunk("data", "123")), "3 bytes of samples are not whole frames of 2"},
              {replaced(kFile, 0, "RF64"), "not a WAV file: it does not begin with RIFF"},
              {"OggS" + kFile.substr(4), "not a WAV file: it does not begin with RIFF"},
              {"fLaC" + kFile.substr(4), "not a WAV file: it does not begin with RIFF"},
              {"FORM" + kFile.substr(4, 4) + "AIFF", "not a WAV file: it does not begin with RIFF"},
              {wav(wav(mono + samples)), "truncated: it has no chunk of samples"},
          },
      .large = {[] {
                  return HostileFile{wav(repeated(chunk("junk", ""), 3 << 20)),
                                     "truncated: it has no chunk of samples"};
                },
                [mono, samples] {
                  return HostileFile{wav(mono + samples + repeated(samples, 2 << 20)),
                                     "it has two chunks of samples"};
                },
                [] {  // samples that are announced, but not there
                  const std::string declared = "data" + little(0xFFFF'FF00, 4);
                  return HostileFile{
                      wav(format(3, 1, 8000, 8, 64) + declared + std::string(24 << 20, '\1')),
                      "truncated: samples of 4294967040 bytes"};
                }},
  };
}

const Row kAudioRow(audio_reader);

}  // namespace
