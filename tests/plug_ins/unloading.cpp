// A plug-in whose workers wait for their next loop cannot be taken out of the process.
#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <dlfcn.h>
#include <filesystem>
#include <thread>

BOOST_AUTO_TEST_SUITE(plug_ins)

BOOST_AUTO_TEST_CASE(dlclose_leaves_a_plug_in_with_workers) {
  const test::TemporaryDirectory directory;
  const std::string path = directory / "plug_in.so";  // one that nobody else has loaded
  std::filesystem::copy_file(PLUG_IN_ONE, path);
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE_MESSAGE(handle != nullptr, dlerror());
  void* const function = dlsym(handle, "sum_of_ones");
  BOOST_REQUIRE_MESSAGE(function != nullptr, dlerror());
  double sum = 0;
  // A thread's own objects, which are destroyed by the plug-in's code, keep that only so long.
  std::thread([&] { sum = reinterpret_cast<double (*)(double)>(function)(1000); }).join();
  BOOST_TEST(sum == 1000);
  BOOST_TEST(dlclose(handle) == 0);
  void* const again = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  BOOST_TEST_REQUIRE(again != nullptr);
  BOOST_TEST(dlsym(again, "sum_of_ones") == function);
}

BOOST_AUTO_TEST_SUITE_END()
