// Images are read as they were written, and other files refused with what is wrong about them.
#include "support/images.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "long_range/setup.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using support::read_images;
using test::says;

BOOST_AUTO_TEST_SUITE(images)

namespace {

const std::string kImagesMagic("\0\0\x08\x03", 4), kLabelsMagic("\0\0\x08\x01", 4);

std::string big_endian(std::initializer_list<unsigned char> sizes) {
  std::string bytes;
  for (const unsigned char size : sizes) bytes += std::string(3, '\0') + static_cast<char>(size);
  return bytes;
}

// A folder with the files of the part "train", two images of 2 x 3, not packed.
struct Folder {
  Folder() {
    write_images(kImagesMagic + big_endian({2, 2, 3}) + std::string("\0\x33\x66\x99\xcc\xff", 6) +
                 std::string(6, '\x66'));
    write_labels(kLabelsMagic + big_endian({2}) + "\x07\x02");
  }
  void write_images(const std::string& bytes) const {
    test::write_bytes(path / "train-images-idx3-ubyte.gz", bytes);
  }
  void write_labels(const std::string& bytes) const {
    test::write_bytes(path / "train-labels-idx1-ubyte.gz", bytes);
  }
  template <class Exception>
  void refused(const char* message) const {
    BOOST_CHECK_EXCEPTION(read_images(path / ".", "train"), Exception, says(message));
  }

  test::TemporaryDirectory path;
};

}  // namespace

BOOST_AUTO_TEST_CASE(images_are_read_as_written) {
  const Folder folder;
  const auto [images, labels] = read_images(folder.path / ".", "train");
  BOOST_TEST(images.shape() == (Shape{2, 2, 3}));
  BOOST_TEST(labels.shape() == Shape{2});
  BOOST_TEST(test::values<float>(images) == (std::vector<float>{0, 0.2F, 0.4F, 0.6F, 0.8F, 1, 0.4F,
                                                                0.4F, 0.4F, 0.4F, 0.4F, 0.4F}));
  BOOST_TEST(test::values<std::int64_t>(labels) == (std::vector<std::int64_t>{7, 2}));
}

BOOST_AUTO_TEST_CASE(messages_name_what_is_wrong_with_a_file) {
  const Folder folder;
  const std::string sizes = big_endian({2, 2, 3});
  folder.write_images(kImagesMagic + sizes + "short");
  folder.refused<FormatError>("train-images-idx3-ubyte.gz' announces 2 x 2 x 3 bytes and has 5");
  folder.write_images(kImagesMagic + sizes + std::string(13, 'x'));
  folder.refused<FormatError>("announces 2 x 2 x 3 bytes and has 13");
  folder.write_images(kImagesMagic + std::string(12, '\xff') + "all");
  folder.refused<FormatError>("announces 4294967295 x 4294967295 x 4294967295 bytes and has 3");
  folder.write_images(kImagesMagic + sizes.substr(5));
  folder.refused<FormatError>("ends after 11 bytes");
  folder.write_images(kLabelsMagic + sizes + std::string(12, 'x'));
  folder.refused<FormatError>("begins with 0x00000801, expected 0x00000803, bytes of IDX with 3");
  folder.write_images("\x1f\x8b\x08");
  folder.refused<FormatError>("unexpected end of file");
}

BOOST_AUTO_TEST_CASE(labels_belong_to_images) {
  const Folder folder;
  folder.write_labels(kLabelsMagic + big_endian({3}) + "abc");
  folder.refused<FormatError>("train-*': there are 2 images and 3 labels");
  BOOST_CHECK_EXCEPTION(read_images(folder.path / ".", "t10k"), IoError,
                        says("t10k-images-idx3-ubyte.gz': No such file"));
}

BOOST_AUTO_TEST_CASE(measurements_use_images_of_their_own) {
  const Folder folder;
  for (const char* kind : {"images-idx3", "labels-idx1"}) {
    const auto file = [&](const char* part) {
      return folder.path / fmt::format("{}-{}-ubyte.gz", part, kind);
    };
    std::filesystem::copy_file(file("train"), file("t10k"));
  }
  folder.write_labels(kLabelsMagic + big_endian({2}) + "\x03\x03");
  Generator generator(1);
  auto task = long_range::make_task("digits", 2, folder.path / ".");
  BOOST_TEST(task.inputs == 3);
  BOOST_TEST(task.outputs == 10);
  for (const std::int64_t label : test::values<std::int64_t>(task.draw(20, generator).target))
    BOOST_TEST(label == 3);
  const auto [input, target] = task.draw_held_out(20, generator);
  BOOST_TEST(input.shape() == (Shape{2, 20, 3}));
  for (const std::int64_t label : test::values<std::int64_t>(target)) BOOST_TEST(label != 3);
  task.draw = {};
  BOOST_CHECK_NO_THROW(evaluate(long_range::Setup().model(task), task));
  const auto by_pixels = long_range::make_task("digits", 6, folder.path / ".");
  BOOST_TEST(by_pixels.draw(4, generator).input.shape() == (Shape{6, 4, 1}));
  BOOST_CHECK_EXCEPTION(long_range::make_task("digits", 3, folder.path / "."), ValueError,
                        says("digits: 3 time steps, expected 2, a row"));
}

BOOST_AUTO_TEST_SUITE_END()
