// Two plug-ins, each with a version of xgrad in it, in one process.
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <dlfcn.h>

BOOST_AUTO_TEST_SUITE(plug_ins)

namespace {

/// A plug-in that stays loaded, with its names for itself.
class PlugIn {
 public:
  explicit PlugIn(const char* path) : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    BOOST_REQUIRE_MESSAGE(handle_ != nullptr, dlerror());
  }

  double call(const char* name, double argument) const {
    void* const function = dlsym(handle_, name);
    BOOST_REQUIRE_MESSAGE(function != nullptr, dlerror());
    return reinterpret_cast<double (*)(double)>(function)(argument);
  }

 private:
  void* handle_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(two_versions_in_a_process_run_their_own_formulas) {
  const PlugIn one(PLUG_IN_ONE), two(PLUG_IN_TWO);
  for (int round = 0; round < 2; ++round) {
    BOOST_TEST(one.call("lstm_hidden", 0.5) == 0.5 * std::tanh(0.25),
               boost::test_tools::tolerance(1e-15));
    BOOST_TEST(two.call("lstm_hidden", 0.5) == 0.5 * 3 * 0.25);
    BOOST_TEST(one.call("scaled", 5) == 5);
    BOOST_TEST(two.call("scaled", 5) == 10);
    BOOST_TEST(one.call("scaled_cell", 7) == 7);
    BOOST_TEST(two.call("scaled_cell", 7) == 14);
  }
}

BOOST_AUTO_TEST_SUITE_END()
