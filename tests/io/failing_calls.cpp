// Whichever system call fails, and however: the old file or the new one is there whole, the error
// has its type and says which, and nothing else is left.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/file.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "io/system_calls.hpp"
#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <array>
#include <filesystem>

using test::Fault;
using test::read_bytes;
using test::SystemCalls;
using test::write_bytes;
using xgrad::IoError;

BOOST_AUTO_TEST_SUITE(failing_calls)

namespace {

const std::string kNew = "the new content";

void write_new(const std::string& path) {
  const std::array texts = {std::string_view(kNew).substr(0, 4), std::string_view(kNew).substr(4)};
  std::array<std::span<const std::byte>, 2> parts;
  for (std::size_t i = 0; i < 2; ++i) parts[i] = std::as_bytes(std::span(texts[i]));
  xgrad::io::write_file_atomically(path, parts);
}

// The calls of a write over an old file, without any fault.
std::vector<std::string> calls_of_a_write(const std::string& path) {
  SystemCalls calls;
  write_new(path);
  return calls.names();
}

std::ptrdiff_t place(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::ranges::find(names, name);
  BOOST_TEST_REQUIRE((found != names.end()), "no call '" << name << "'");
  return found - names.begin();
}

}  // namespace

BOOST_AUTO_TEST_CASE(write_file_atomically_syncs_the_file_before_its_name_and_the_folder_after) {
  const test::TemporaryDirectory directory;
  const std::string folder = std::filesystem::path(directory / "file").parent_path().filename();
  write_bytes(directory / "file", "old");
  const auto names = calls_of_a_write(directory / "file");
  BOOST_TEST(place(names, "write .file.tmp.*") < place(names, "fsync .file.tmp.*"));
  BOOST_TEST(place(names, "fsync .file.tmp.*") < place(names, "close .file.tmp.*"));
  BOOST_TEST(place(names, "close .file.tmp.*") < place(names, "renameat file"));
  BOOST_TEST(place(names, "open " + folder) < place(names, "renameat file"));
  BOOST_TEST(place(names, "renameat file") < place(names, "fsync " + folder));
  // The lock holds until the file has its name.
  BOOST_TEST(place(names, "renameat file") < place(names, "close file"));
}

BOOST_DATA_TEST_CASE(write_file_atomically_is_all_or_nothing, boost::unit_test::data::xrange(6),
                     number) {
  const auto fault = static_cast<Fault>(number);
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  write_bytes(path, "old");
  const auto names = calls_of_a_write(path);
  BOOST_TEST(names.size() > 8u);
  int failures = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool transfer = names[i].starts_with("write");
    if ((fault == Fault::nothing || fault == Fault::one_byte) && !transfer) continue;
    if (fault == Fault::interrupted && !test::is_interruptible(names[i])) continue;
    write_bytes(path, "old");
    std::string message;
    {
      SystemCalls calls;
      calls.fail(i, fault);
      try {
        write_new(path);
      } catch (const IoError& error) {
        message = error.what();
      }
    }
    BOOST_TEST_CONTEXT(names[i] << ": " << message) {
      failures += !message.empty();
      const bool in_place = message.empty() || message.find("has its new content") != message.npos;
      BOOST_TEST(read_bytes(path) == (in_place ? kNew : "old"));
      BOOST_TEST(directory.entries() == 1);
      if (!message.empty()) BOOST_TEST(message.find(path) != message.npos);
    }
  }
  const bool harmless = fault == Fault::interrupted || fault == Fault::one_byte;
  BOOST_TEST((failures == 0) == harmless);
}

BOOST_AUTO_TEST_CASE(a_failed_sync_of_the_folder_says_that_the_new_file_is_in_place) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  write_bytes(path, "old");
  const auto names = calls_of_a_write(path);
  const std::string folder = std::filesystem::path(path).parent_path().filename();
  write_bytes(path, "old");
  const auto fails_at = [&](const std::string& call, Fault fault, const char* message) {
    SystemCalls calls;
    calls.fail(static_cast<std::size_t>(place(names, call)), fault);
    BOOST_CHECK_EXCEPTION(write_new(path), IoError, test::says(message));
  };
  // As `chmod 333` has it: a folder that takes files and cannot be opened.
  fails_at("open " + folder, Fault::forbidden, "can be read and written");
  BOOST_TEST(read_bytes(path) == "old");
  fails_at("fsync " + folder, Fault::io_error, "has its new content, but may lose it");
  BOOST_TEST(read_bytes(path) == kNew);
}

BOOST_AUTO_TEST_CASE(a_link_that_cannot_be_resolved_is_not_replaced) {
  const test::TemporaryDirectory directory;
  const std::string link = directory / "link";
  write_bytes(directory / "file", "old");
  std::filesystem::create_symlink("file", link);
  const auto names = calls_of_a_write(link);
  write_bytes(directory / "file", "old");
  {
    SystemCalls calls;
    calls.fail(static_cast<std::size_t>(place(names, "realpath link")), Fault::io_error);
    BOOST_CHECK_EXCEPTION(write_new(link), IoError, test::says("cannot write '"));
  }
  BOOST_TEST(std::filesystem::is_symlink(link));
  BOOST_TEST(read_bytes(directory / "file") == "old");
}

BOOST_AUTO_TEST_CASE(a_write_that_takes_no_bytes_is_an_error) {
  const test::TemporaryDirectory directory;
  write_bytes(directory / "file", "old");
  const auto names = calls_of_a_write(directory / "file");
  SystemCalls calls;
  calls.fail(static_cast<std::size_t>(place(names, "write .file.tmp.*")), Fault::nothing);
  BOOST_CHECK_EXCEPTION(write_new(directory / "file"), IoError, test::says("accepts none"));
}

BOOST_AUTO_TEST_CASE(reads_go_on_after_interruptions_and_short_transfers) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  write_bytes(path, kNew);
  const auto read_file = [&] {
    auto file = xgrad::io::File::open(path);
    std::string text(kNew.size(), '\0');
    text.resize(file.read(std::as_writable_bytes(std::span(text))));
    return text;
  };
  std::vector<std::string> names;
  {
    const SystemCalls calls;
    read_file();
    names = calls.names();
  }
  const auto read_with = [&](const std::string& call, Fault fault) {
    SystemCalls calls;
    calls.fail(static_cast<std::size_t>(place(names, call)), fault);
    return read_file();
  };
  BOOST_TEST(read_with("open file", Fault::interrupted) == kNew);
  BOOST_TEST(read_with("read file", Fault::interrupted) == kNew);
  BOOST_TEST(read_with("read file", Fault::one_byte) == kNew);
  for (const char* call : {"open file", "fstat file", "read file"})
    BOOST_CHECK_THROW(read_with(call, Fault::io_error), IoError);
}

BOOST_AUTO_TEST_CASE(check_writable_changes_nothing) {
  const test::TemporaryDirectory directory;
  xgrad::io::check_writable(directory / "file");
  BOOST_TEST(directory.entries() == 0);
  write_bytes(directory / "file", "old");
  xgrad::io::check_writable(directory / "file");
  BOOST_TEST(read_bytes(directory / "file") == "old");
  BOOST_TEST(directory.entries() == 1);
  BOOST_CHECK_EXCEPTION(xgrad::io::check_writable("/proc/x"), IoError, test::says("'/proc/x'"));
  BOOST_CHECK_EXCEPTION(xgrad::io::check_writable(directory / std::string(300, 'n')), IoError,
                        test::says("File name too long"));
  BOOST_CHECK_EXCEPTION(xgrad::io::check_writable(""), IoError, test::says("name of the file"));
  BOOST_CHECK_EXCEPTION(xgrad::io::check_writable(directory / "missing/file"), IoError,
                        test::says("No such file"));
}

BOOST_AUTO_TEST_SUITE_END()
