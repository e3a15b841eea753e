// Temporary files that killed processes left are removed by the next write of the same target, and
// those of living processes never.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/file.hpp>
#include <xgrad/core/io/temporary_file.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using test::read_bytes;
using test::write_bytes;
using xgrad::io::write_file_atomically;

BOOST_AUTO_TEST_SUITE(abandoned_files)

namespace {

xgrad::io::File opened_folder(const test::TemporaryDirectory& directory) {
  const std::string path = directory / "";
  return {::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), path};
}

// A child that has begun to write `name` and waits for its end, which comes when this dies.
class Writer {
 public:
  Writer(const test::TemporaryDirectory& directory, const std::string& name) {
    int ready[2];
    BOOST_TEST_REQUIRE(::pipe(ready) == 0);
    child_ = ::fork();
    if (child_ == 0) {
      const xgrad::io::File folder = opened_folder(directory);
      xgrad::io::TemporaryFile file(folder, name, 0666, name);
      file.file().write(std::as_bytes(std::span("half", 4)));
      if (::write(ready[1], "!", 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    char answer = 0;
    BOOST_TEST_REQUIRE(::read(ready[0], &answer, 1) == 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~Writer() { kill(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  ::pid_t child_ = -1;
};

}  // namespace

BOOST_AUTO_TEST_CASE(write_file_atomically_removes_what_a_killed_process_left) {
  const test::TemporaryDirectory directory;
  {
    Writer first(directory, "file"), second(directory, "file"), other(directory, "other");
    BOOST_TEST(directory.entries() == 3);
    first.kill();
    write_file_atomically(directory / "file", "text");
    BOOST_TEST(directory.entries() == 3);  // the file, and those of the living
    second.kill();
    other.kill();
    write_file_atomically(directory / "file", "text");
    BOOST_TEST(directory.entries() == 2);  // another target's file is not its business
  }
  write_file_atomically(directory / "other", "text");
  BOOST_TEST(directory.entries() == 2);
}

BOOST_AUTO_TEST_CASE(a_killed_writer_leaves_the_old_file_or_the_new_one) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file", text(1 << 20, 'n');
  write_file_atomically(path, text);
  for (int round = 0; round < 20; ++round) {
    const ::pid_t child = ::fork();
    if (child == 0) {
      for (;;) write_file_atomically(path, text);
    }
    ::usleep(static_cast<unsigned>(500 + 700 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    BOOST_TEST(read_bytes(path) == text);
  }
  write_file_atomically(path, "last");
  BOOST_TEST(read_bytes(path) == "last");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_CASE(only_names_of_temporary_files_are_removed) {
  const test::TemporaryDirectory directory;
  for (const char* kept : {".file.tmp.", ".file.tmp.1", ".file.tmp.1.", ".file.tmp.1.2.3",
                           ".file.tmp.1.x", "file.tmp.1.2", ".file2.tmp.1.2", ".file"}) {
    write_bytes(directory / kept, "kept");
  }
  fs::create_directory(directory / ".file.tmp.7.7");
  fs::create_symlink("file", directory / ".file.tmp.8.8");
  write_bytes(directory / ".file.tmp.123.45", "abandoned");
  write_file_atomically(directory / "file", "text");
  BOOST_TEST(!fs::exists(directory / ".file.tmp.123.45"));
  BOOST_TEST(directory.entries() == 11);
}

BOOST_AUTO_TEST_CASE(concurrent_writers_keep_each_others_temporary_files) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "file";
  std::vector<::pid_t> children;
  for (int process = 0; process < 2; ++process) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    int failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&] {
        try {
          for (int round = 0; round < 50; ++round) write_file_atomically(path, "text");
        } catch (const xgrad::IoError&) {
          failed = 1;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    ::_exit(failed);
  }
  for (const ::pid_t child : children) {
    int status = -1;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
  }
  BOOST_TEST(read_bytes(path) == "text");
  BOOST_TEST(directory.entries() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
