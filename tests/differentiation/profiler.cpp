// Profiler, its trace file, and graphs as text.
#include <xgrad/autograd/diagnostics/profiler.hpp>
#include <xgrad/autograd/diagnostics/to_dot.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/nn.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include "support/occurrences.hpp"
#include "support/temporary_directory.hpp"
#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(profiling)

namespace {

ProfiledOperation row(const std::vector<ProfiledOperation>& rows, const std::string& name) {
  const auto found = std::ranges::find(rows, name, &ProfiledOperation::name);
  return found == rows.end() ? ProfiledOperation() : *found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(operations_are_counted_forward_and_backward) {
  const Tensor x = ones({100}, float64).requires_grad_();
  const Profiler profiler;
  const Tensor y = tanh(tanh(x));
  const Tensor loss = sum(y);
  loss.backward();
  {
    const NoGrad off;
    exp(x);
  }
  const auto rows = profiler.by_operation();
  BOOST_TEST(row(rows, "tanh").forward_count == 2);
  BOOST_TEST(row(rows, "tanh").backward_count == 2);
  BOOST_TEST(row(rows, "tanh").saved_bytes == 1600);
  BOOST_TEST(row(rows, "sum").forward_count == 1);
  BOOST_TEST(row(rows, "sum").backward_count == 1);
  BOOST_TEST(row(rows, "(not recorded)").forward_count == 1);
  BOOST_TEST(row(rows, "exp").forward_count == 0);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    BOOST_TEST(rows[i - 1].seconds() >= rows[i].seconds());
    BOOST_TEST(rows[i].forward_seconds >= 0);
  }
  const std::string table = profiler.table();
  BOOST_TEST(occurrences(table, "\n") == rows.size() + 1);
  BOOST_TEST(occurrences(table, "tanh") == 1u);
}

BOOST_AUTO_TEST_CASE(only_the_forward_pass_saves) {
  const Tensor x = ones({3, 4}).requires_grad_(), w = ones({4, 2}).requires_grad_();
  const auto saved_by = [&](int steps) {
    const Profiler profiler;
    for (int step = 0; step < steps; ++step) sum(matmul(x, w)).backward();
    Index bytes = 0;
    for (const ProfiledOperation& operation : profiler.by_operation()) {
      bytes += operation.saved_bytes;
    }
    return bytes;
  };
  BOOST_TEST(saved_by(1) > 0);
  BOOST_TEST(saved_by(2) == 2 * saved_by(1));
}

BOOST_AUTO_TEST_CASE(only_the_lifetime_is_profiled) {
  const Tensor x = ones({2}).requires_grad_();
  exp(x);
  {
    const Profiler profiler;
    BOOST_TEST(profiler.by_operation().empty());
    check_message([] { const Profiler second; }, "Profiler: another one is active");
    exp(x);
    BOOST_TEST(profiler.by_operation().size() == 1u);
  }
  const Profiler profiler;
  BOOST_TEST(profiler.by_operation().empty());
}

BOOST_AUTO_TEST_CASE(modules_are_told_apart) {
  const nn::Linear linear(2, 3);
  const Tensor input = ones({4, 2});
  const Profiler profiler;
  sum(linear(input)).backward();
  const auto rows = profiler.by_module();
  BOOST_TEST(row(rows, "model (Linear 2 -> 3)").forward_count == 1);
  BOOST_TEST(row(rows, "").forward_count == 1);
}

BOOST_AUTO_TEST_CASE(threads_are_profiled) {
  const Tensor x = ones({2}).requires_grad_();
  const Profiler profiler;
  std::thread other([&] { exp(x); });
  exp(x);
  other.join();
  BOOST_TEST(row(profiler.by_operation(), "exp").forward_count == 2);
}

BOOST_AUTO_TEST_CASE(a_trace_is_written) {
  const TemporaryDirectory directory;
  const std::string path = directory / "trace.json";
  const Tensor x = ones({2}).requires_grad_();
  const Profiler profiler;
  sum(exp(x)).backward();
  profiler.write_chrome_trace(path);
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  BOOST_TEST(occurrences(text.str(), "\"ph\":\"X\"") == 4u);
  BOOST_TEST(occurrences(text.str(), "\"name\":\"exp\"") == 2u);
  BOOST_TEST(occurrences(text.str(), "\"cat\":\"backward\"") == 2u);
  BOOST_CHECK_THROW(profiler.write_chrome_trace("/no/such/folder/trace.json"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(graphs_as_text)

BOOST_AUTO_TEST_CASE(operations_shapes_and_leaves_are_named) {
  const Tensor x = ones({2, 3}).requires_grad_(), w = ones({3}).requires_grad_();
  const Tensor loss = sum(exp(x * w) * w);
  const std::string text = to_dot(loss, {{"w \"quoted\"", w}});
  BOOST_TEST(text.starts_with("digraph {\n"));
  BOOST_TEST(text.ends_with("}\n"));
  BOOST_TEST(occurrences(text, "label=\"mul\\n[2, 3] float32\"") == 2u);
  BOOST_TEST(occurrences(text, "label=\"exp\\n[2, 3] float32\"") == 1u);
  BOOST_TEST(occurrences(text, "label=\"sum\\n[] float32\"") == 1u);
  BOOST_TEST(occurrences(text, "label=\"leaf\\n[2, 3] float32\", shape=ellipse") == 1u);
  BOOST_TEST(occurrences(text, "label=\"w \\\"quoted\\\"\\n[3] float32\", shape=ellipse") == 1u);
  BOOST_TEST(occurrences(text, " -> ") == 6u);
}

BOOST_AUTO_TEST_CASE(parameters_of_a_module_give_the_names) {
  const nn::Linear linear(2, 3);
  const std::vector<std::pair<std::string, Tensor>> names = {{"weight", linear.weight}};
  const std::string text = to_dot(linear(ones({4, 2})), names);
  BOOST_TEST(occurrences(text, "\"weight\\n[3, 2] float32\"") == 1u);
  BOOST_TEST(occurrences(text, "model (Linear 2 -> 3)") == 1u);
}

BOOST_AUTO_TEST_CASE(a_tensor_without_a_graph_is_refused) {
  check_message([] { to_dot(ones({2})); }, "to_dot: this tensor [2] has no graph");
  check_message([] { to_dot(Tensor()); }, "to_dot: an undefined tensor");
  const Tensor leaf = ones({2}).requires_grad_();
  BOOST_TEST(occurrences(to_dot(leaf), " -> ") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
