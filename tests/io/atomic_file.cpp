// Files are replaced whole or not at all, and keep their permissions.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/temporary_directory.hpp"
#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using test::read_bytes;
using test::says;
using test::write_bytes;
using xgrad::IoError;

BOOST_AUTO_TEST_SUITE(atomic_file)

namespace {

void write(const std::string& path, std::vector<std::string_view> texts) {
  std::vector<std::span<const std::byte>> parts;
  for (const std::string_view text : texts) parts.push_back(std::as_bytes(std::span(text)));
  xgrad::io::write_file_atomically(path, parts);
}

fs::perms permissions(const std::string& path) {
  return fs::status(path).permissions();
}

// Writes beyond `bytes` fail while it lives, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(::rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const ::rlimit limit = {bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  ::rlimit before_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(write_file_atomically_joins_its_parts) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  write(path, {"one ", "", "two"});
  BOOST_TEST(read_bytes(path) == "one two");
  write(path, {"3"});
  BOOST_TEST(read_bytes(path) == "3");
  write(path, {});
  BOOST_TEST(read_bytes(path) == "");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(a_path_without_directory_is_in_the_working_directory) {
  const test::TemporaryDirectory directory;
  const fs::path before = fs::current_path();
  fs::current_path(directory / "");
  write("file", {"here"});
  fs::current_path(before);
  BOOST_TEST(read_bytes(directory / "file") == "here");
}

BOOST_AUTO_TEST_CASE(permissions_are_kept_and_new_files_obey_the_mask) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  const ::mode_t mask = ::umask(027);
  write(path, {"new"});
  BOOST_TEST(permissions(path) == fs::perms{0640});
  for (const fs::perms kept : {fs::perms{0600}, fs::perms{0666}}) {
    fs::permissions(path, kept);
    write(path, {"again"});
    BOOST_TEST(permissions(path) == kept);
  }
  ::umask(mask);
}

BOOST_AUTO_TEST_CASE(symbolic_links_are_followed) {
  const test::TemporaryDirectory directory;
  fs::create_directory(directory / "real");
  write_bytes(directory / "real/file", "old");
  fs::create_symlink("real/file", directory / "link");
  write(directory / "link", {"new"});
  BOOST_TEST(fs::is_symlink(directory / "link"));
  BOOST_TEST(read_bytes(directory / "real/file") == "new");
}

BOOST_AUTO_TEST_CASE(the_longest_file_name_can_be_written) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / std::string(255, 'n');
  write(path, {"text"});
  BOOST_TEST(read_bytes(path) == "text");
}

BOOST_AUTO_TEST_CASE(leftovers_of_this_process_id_are_removed) {
  const test::TemporaryDirectory directory;
  for (int i = 0; i < 100; ++i) {
    write_bytes(directory / (".file.tmp." + std::to_string(::getpid()) + "." + std::to_string(i)),
                "leftover");
  }
  write(directory / "file", {"text"});
  BOOST_TEST(read_bytes(directory / "file") == "text");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(a_failed_write_leaves_the_old_file_and_nothing_else) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  write_bytes(path, "old");
  const std::string text(5000, 'x');
  const FileSizeLimit limit(4096);
  BOOST_CHECK_EXCEPTION(write(path, {text}), IoError, says("File too large"));
  BOOST_TEST(read_bytes(path) == "old");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_regular_file_is_refused) {
  const test::TemporaryDirectory directory;
  const std::string pipe = directory / "pipe";
  BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  BOOST_CHECK_EXCEPTION(write(pipe, {"text"}), IoError, says("not a regular file"));
  BOOST_TEST(fs::is_fifo(pipe));
  BOOST_CHECK_EXCEPTION(write(directory / "", {"text"}), IoError, says("not a regular file"));
  BOOST_CHECK_EXCEPTION(write("", {"text"}), IoError, says("cannot write ''"));
}

BOOST_AUTO_TEST_CASE(directories_that_cannot_be_written_are_reported) {
  const test::TemporaryDirectory directory;
  BOOST_CHECK_EXCEPTION(write(directory / "missing/file", {"text"}), IoError,
                        says("missing/file': No such file or directory"));
  write_bytes(directory / "file", "text");
  BOOST_CHECK_EXCEPTION(write(directory / "file/below", {"text"}), IoError,
                        says("Not a directory"));
  fs::permissions(directory / "", fs::perms{0500});
  if (::access((directory / "").c_str(), W_OK) != 0) {  // the superuser may write anyway
    BOOST_CHECK_EXCEPTION(write(directory / "file", {"new"}), IoError, says("Permission denied"));
    BOOST_TEST(read_bytes(directory / "file") == "text");
  }
  fs::permissions(directory / "", fs::perms{0700});
}

BOOST_AUTO_TEST_SUITE_END()
