// Sources: series in files, read by position, with little memory.
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include "data/examples.hpp"
#include "support/misuse.hpp"
#include "support/resident.hpp"
#include "support/temporary_directory.hpp"
#include <cstring>

using namespace xgrad;
using namespace xgrad::nn::data;
using namespace test;

BOOST_AUTO_TEST_SUITE(sources)

namespace {

template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  std::string bytes(numbers.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(file_source_reads_bytes_as_token_ids) {
  const TemporaryDirectory directory;
  write_bytes(directory / "text", std::string("ab\0\xff"
                                              "c",
                                              5));
  const FileSource source(directory / "text");
  BOOST_TEST(source.size() == 5);
  BOOST_TEST(values<Index>(source.read(1, 5)) == (std::vector<Index>{98, 0, 255, 99}));
  BOOST_TEST(source.read(2, 2).shape() == Shape{0});
  check_message([&] { source.read(3, 6); }, "FileSource: there are no time steps 3 to 6 in '");
  check_message([&] { source.read(-1, 2); }, "FileSource: there are no time steps -1 to 2 in '");
  check_message([&] { source.read(2, 1); }, "FileSource: there are no time steps 2 to 1 in '");
}

BOOST_AUTO_TEST_CASE(file_source_reads_numbers_with_features) {
  const TemporaryDirectory directory;
  write_bytes(directory / "single", "head" + bytes_of<float>({1, 2, 3, 4, 5, 6}));
  const FileSource single(directory / "single",
                          {.element = FileElement::float32, .features = {2}, .offset = 4});
  BOOST_TEST(single.size() == 3);
  BOOST_TEST(single.read(1, 3).shape() == (Shape{2, 2}));
  BOOST_TEST(values<float>(single.read(1, 3)) == (std::vector<float>{3, 4, 5, 6}));
  write_bytes(directory / "double", bytes_of<double>({0.5, -2}));
  const FileSource doubles(directory / "double", {.element = FileElement::float64});
  BOOST_TEST(values(doubles.read(0, 2)) == (std::vector<double>{0.5, -2}));
  write_bytes(directory / "integer", bytes_of<std::int64_t>({7, -8}));
  const FileSource integers(directory / "integer", {.element = FileElement::int64});
  BOOST_TEST(values<Index>(integers.read(1, 2)) == std::vector<Index>{-8});
}

BOOST_AUTO_TEST_CASE(streams_of_a_file_equal_those_of_a_tensor) {
  const TemporaryDirectory directory;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * i % 251);
  write_bytes(directory / "text", text);
  const auto source = std::make_shared<FileSource>(directory / "text");
  const StreamOptions options = {.batch_size = 4, .k1 = 7, .k2 = 10, .separator = 25};
  for (const Index prefetch : {0, 2}) {
    StreamOptions ahead = options;
    ahead.prefetch_factor = prefetch;
    Streams from_file(source, ahead), from_memory(source->read(0, 1000), options);
    while (auto segment = from_file.next()) {
      const auto expected = from_memory.next();
      BOOST_REQUIRE(expected);
      BOOST_TEST(values<Index>(segment->input) == values<Index>(expected->input));
      BOOST_TEST(values<Index>(segment->target) == values<Index>(expected->target));
      BOOST_TEST(values<bool>(segment->reset) == values<bool>(expected->reset));
    }
  }
}

BOOST_AUTO_TEST_CASE(mapped_source_translates_time_steps) {
  const Tensor table = constant<Index>({3}, {20, 10, 30});
  const auto text = std::make_shared<TensorSource>(constant<Index>({4}, {2, 0, 1, 1}));
  const MappedSource source(text,
                            [=](const Tensor& bytes) { return index_select(table, 0, bytes); });
  BOOST_TEST(source.size() == 4);
  BOOST_TEST(values<Index>(source.read(1, 4)) == (std::vector<Index>{20, 10, 10}));
  const MappedSource wrong(text, [](const Tensor& bytes) { return cat({bytes, bytes}); });
  check_message([&] { wrong.read(0, 2); },
                "MappedSource: the function returns [4] for 2 time steps");
}

// A file of 1 GiB without blocks on the disk.
BOOST_AUTO_TEST_CASE(streams_of_a_large_file_hold_only_their_segments) {
  const TemporaryDirectory directory;
  write_bytes(directory / "text", "");
  std::filesystem::resize_file(directory / "text", std::uintmax_t{1} << 30);
  const auto before = live_counts().bytes;
  Streams streams(std::make_shared<FileSource>(directory / "text"),
                  {.batch_size = 32, .k1 = 256, .prefetch_factor = 2});
  for (int i = 0; i < 100; ++i) {
    const auto segment = streams.next();
    BOOST_TEST(live_counts().bytes - before < 1 << 20);
  }
  BOOST_TEST(streams.size() == ((1 << 25) - 1 + 255) / 256);
}

// All of its segments, as of a text that is too large for the memory.
BOOST_AUTO_TEST_CASE(an_epoch_of_a_large_file_takes_at_most_32_mib) {
  const TemporaryDirectory directory;
  write_bytes(directory / "text", "");
  std::filesystem::resize_file(directory / "text", 256 * kMiB);
  for (const Index prefetch : {0, 2}) {
    Index steps = 0;
    const std::size_t peak = peak_of([&] {
      Streams streams(std::make_shared<FileSource>(directory / "text"),
                      {.batch_size = 32, .k1 = 256, .prefetch_factor = prefetch});
      while (const auto segment = streams.next()) steps += segment->target.numel();
    });
    BOOST_TEST(steps == static_cast<Index>(256 * kMiB) - 32);
    if (kMeasuresMemory) BOOST_TEST(peak < 32 * kMiB);
  }
}

BOOST_AUTO_TEST_CASE(file_source_refuses_files_that_do_not_fit) {
  const TemporaryDirectory directory;
  const std::string path = directory / "numbers";
  write_bytes(path, std::string(10, 'a'));
  check_message([&] { FileSource{directory / "missing"}; }, "cannot open '");
  check_message([&] { FileSource(path, {.element = FileElement::float32, .offset = 1}); },
                "FileSource: '" + path +
                    "' has 10 bytes, expected 1 and then a multiple of 4 for each time step");
  check_message([&] { FileSource(path, {.offset = 11}); },
                "FileSource: '" + path + "' has 10 bytes");
  check_message([&] { FileSource(path, {.offset = -1}); },
                "FileSource: offset is -1, must not be negative");
  check_message(
      [&] {
        FileSource(path, {.features = {2, 0}});
      },
      "FileSource: features [2, 0] have no elements");
  check_message(
      [&] {
        FileSource(path, {.features = {1, 1, 1, 1, 1, 1, 1, 1}});
      },
      "FileSource: features [1, 1, 1, 1, 1, 1, 1, 1] have 8 axes, expected fewer than 8");
  const FileSource source(path);
  std::filesystem::resize_file(path, 4);
  check_message([&] { source.read(0, 5); },
                "FileSource: '" + path + "' ends before time step 5, it had 10");
  BOOST_TEST(values<Index>(source.read(0, 4)).size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
