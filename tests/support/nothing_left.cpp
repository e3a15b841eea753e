// A check around every test case of every suite: no buffer, byte or node stays alive, recording is
// on again and no module is left entered.
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/make_shared.hpp>
#include <boost/test/tree/fixture.hpp>
#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

namespace {

namespace ut = boost::unit_test;

class NothingLeft : public ut::test_unit_fixture {
  void setup() override { before_ = xgrad::live_counts(); }
  void teardown() override {
    const xgrad::LiveCounts after = xgrad::live_counts();
    BOOST_TEST(after.buffers == before_.buffers,
               "buffers left alive: " << after.buffers - before_.buffers << " with "
                                      << after.bytes - before_.bytes << " bytes");
    BOOST_TEST(after.bytes == before_.bytes);
    BOOST_TEST(after.nodes == before_.nodes, "nodes left alive: " << after.nodes - before_.nodes);
    BOOST_TEST(xgrad::grad_enabled());
    BOOST_TEST(xgrad::Scope::path() == "");
  }

  xgrad::LiveCounts before_;
};

struct AroundEveryCase : ut::test_tree_visitor {
  void visit(const ut::test_case& found) override {
    auto& fixtures = const_cast<ut::test_case&>(found).p_fixtures.value;
    fixtures.insert(fixtures.begin(), boost::make_shared<NothingLeft>());
  }
};

// Set up once all test cases, those of data sets included, are known.
struct Installer {
  static void setup() {
    AroundEveryCase visitor;
    ut::traverse_test_tree(ut::framework::master_test_suite(), visitor, true);
  }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(Installer);
