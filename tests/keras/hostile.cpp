// Valid HDF5 files that are refused, and what hostile ones may cost.
#include <boost/test/unit_test.hpp>

#include "keras/files.hpp"
#include "support/misuse.hpp"
#include "support/resident.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(hostile_files_of_keras)

namespace {

std::string number(std::size_t bytes, std::uint64_t value) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}

// A message of an object header of version 2.
std::string message(unsigned kind, const std::string& body) {
  return number(1, kind) + number(2, body.size()) + number(1, 0) + body;
}

// A file whose root has these messages, and more bytes after it.
std::string file(const std::string& messages, const std::string& rest = "") {
  const std::string header = "OHDR" + number(1, 2) + number(1, 3) + number(8, messages.size()) +
                             messages + number(4, 0) + rest;
  constexpr std::size_t kSuperblock = 48;
  return "\x89HDF\r\n\x1A\n" + number(1, 2) + number(1, 8) + number(1, 8) + number(1, 0) +
         number(8, 0) + number(8, ~std::uint64_t{0}) + number(8, kSuperblock + header.size()) +
         number(8, kSuperblock) + number(4, 0) + header;
}

// A message with a link to the object at an address.
std::string link(const std::string& name, std::uint64_t address) {
  return message(6,
                 number(1, 1) + number(1, 1) + number(2, name.size()) + name + number(8, address));
}

// A message that makes the root a group, without links.
std::string group() {
  return message(2, number(2, 0) + number(8, ~std::uint64_t{0}) + number(8, ~std::uint64_t{0}));
}

// A text again and again, as many bytes as a file of 24 MiB takes.
std::string many(const std::string& text) {
  std::string all;
  while (all.size() < 24 * kMiB) all += text;
  return all;
}

// The messages of a root with an attribute, whose value is the first text of the heap after the root.
std::string named_text(const std::string& name) {
  const std::string type = number(1, 0x19) + number(3, 1) + number(4, 16) + number(1, 0x13) +
                           number(3, 0) + number(4, 1);
  const std::string space =
      number(1, 2) + number(1, 1) + number(1, 0) + number(1, 1) + number(8, 1);
  const std::string start = number(1, 3) + number(1, 0) + number(2, name.size() + 1) +
                            number(2, type.size()) + number(2, space.size()) + number(1, 0) + name +
                            number(1, 0) + type + space + number(4, 0xFFFFFF);
  const auto messages = [&](std::uint64_t address) {
    return group() + message(12, start + number(8, address) + number(4, 1));
  };
  constexpr std::size_t kSuperblock = 48, kPrefix = 14, kChecksum = 4;
  return messages(kSuperblock + kPrefix + messages(0).size() + kChecksum);
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_keras_refuses_hostile_files) {
  const std::pair<const char*, const char*> reasons[] = {
      {"chunk_index", "\"layers/a/vars/0\": byte "},
      {"chunk_index", "layout 2 of version 4 is not supported\n  hint: the program h5repack"},
      {"complex_numbers", "elements of 8 bytes are not numbers of a supported type"},
      {"cycle", "\"layers/a/again\": the object is in two places, or in itself"},
      {"deep_configuration", "model_config is not a configuration in JSON: values are nested more"},
      {"explosion", "bytes of elements are too many for a file of its size\n  hint: the program"},
      {"external_elements", "the elements are in another file, which is not read"},
      {"external_link", "\"1\" is a external link, which is not followed"},
      {"huge_product", "shape [1099511627776, 1099511627776] is too large"},
      {"large_integers", "an unsigned integer is larger than those of int64"},
      {"many_explosions", "bytes of elements are too many for a file of its size"},
      {"missing_chunk", "1 of 2 chunks were never written"},
      {"missing_layer", "\"b\": the group of the layer is missing"},
      {"missing_weight", "\"a/a/kernel:0\": the weight is missing"},
      {"missing_weight_names", "\"a\": attribute \"weight_names\" is missing"},
      {"named_type", "\"layers/type\": the object is neither a group nor a dataset"},
      {"never_written", "its elements were never written"},
      {"nine_axes", "9 axes, at most 8 are supported"},
      {"no_configuration", "model_config is not a configuration in JSON: syntax error at its byte"},
      {"no_layer_names", "\"model_weights\": attribute \"layer_names\" is missing"},
      {"no_layers", "not a file of Keras: it has neither"},
      {"numbers_as_names", "attribute \"layer_names\" is not a text or a list of texts"},
      {"old_soft_link", "\"1\" is a soft link, which is not followed"},
      {"other_filter", "filter 32000 is not supported\n  hint: the program h5repack"},
      {"shared_type", "shared messages are not supported"},
      {"soft_link", "\"1\" is a soft link, which is not followed"},
      {"texts", "elements of 1 bytes are not numbers of a supported type"},
      {"two_layers", "\"a\": two layers have this name"},
      {"two_places", "the object is in two places, or in itself"},
      {"two_weights", "\"a/kernel:0\": two weights have this name"},
      {"user_block", "not an HDF5 file: its signature is missing"},
      {"weight_is_group", "\"a/kernel\": the weight is missing"},
  };
  std::vector<HostileFile> files;
  for (const auto& [name, reason] : reasons) {
    files.push_back({keras_file("hostile/" + std::string(name) + ".h5"), reason});
  }
  const std::string root = file("");
  files.push_back({"", "not an HDF5 file: its signature is missing"});
  files.push_back({root.substr(0, root.size() - 1), "truncated: 66 bytes are expected"});
  files.push_back({file(link("a", 48)), "\"a\": the object is in two places, or in itself"});
  files.push_back({file(link("a", 1000)), "truncated: object header of 4 bytes at byte 1000"});
  files.push_back({file(link("", 48)), "a link has no name"});
  files.push_back({file(link("\xFF", 48)), "is not UTF-8"});
  files.push_back({file(message(16, number(8, 48) + number(8, 16))), "its signature is \"OHDR\""});
  const std::string empty_heap = "GCOL" + number(1, 1) + number(3, 0) + number(8, 16);
  files.push_back({file(named_text("layer_names"), empty_heap), "a global heap has no object 1"});
  files.push_back({file(named_text("layer_names")), "truncated: global heap of 16 bytes"});
  check_refused(files, kParseKeras);
}

BOOST_AUTO_TEST_CASE(read_keras_bounds_the_memory_of_hostile_files) {
  std::string objects;
  for (std::size_t i = 1; i < 65536; ++i) objects += number(2, i) + number(14, 0);
  const std::string collection = many(objects);
  const std::string heap =
      "GCOL" + number(1, 1) + number(3, 0) + number(8, 16 + collection.size()) + collection;
  const std::string text = number(2, 1) + number(6, 0) + number(8, 24 * kMiB);
  const std::string long_text = "GCOL" + number(1, 1) + number(3, 0) +
                                number(8, 16 + text.size() + 24 * kMiB) + text +
                                std::string(24 * kMiB, 'x');
  const std::pair<std::string, const char*> files[] = {
      {file(many(link("a", 48))), "more than 65536 messages"},
      {file(many(link(std::string(5000, 'x'), 48))),
       "the names and attributes take too much memory"},
      {file(link(std::string(5000, 'x'), 48), std::string(24 * kMiB, '\0')),
       "a path has more than 4096 bytes"},
      {file(many(message(1, ""))), "more than 65536 messages"},
      {file(group() + many(message(0, ""))), "not a file of Keras"},
      {file(named_text("layer_names"), heap), "the names and attributes take too much memory"},
      {file(named_text("model_config"), long_text),
       "the names and attributes take too much memory"},
  };
  const TemporaryDirectory directory;
  for (const auto& [bytes, reason] : files) {
    BOOST_TEST_CONTEXT(reason) {
      write_bytes(directory / "file", bytes);
      std::string message;
      const std::size_t peak = peak_of(
          [&] { message = message_of([&] { xgrad::nn::data::read_keras(directory / "file"); }); });
      BOOST_TEST(message.size() < 500);
      BOOST_TEST(message.find(reason) != message.npos, message);
      if (kMeasuresMemory) {
        BOOST_TEST(peak > bytes.size() / 2);  // it is measured
        BOOST_TEST(peak < 2 * bytes.size() + 16 * kMiB);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
