// The checker checked: mistakes that people make in pullbacks, each of which it must find.
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/random_tensors.hpp"

using namespace xgrad;
using test::random_leaf;

BOOST_AUTO_TEST_SUITE(wrong_backwards)

namespace {

using Tensors = std::vector<Tensor>;

struct Mistake {
  const char* name;
  Tensor (*function)(const Tensors& t);
  // Shape of the second input for a first one of [m, n].
  Shape (*second)(Index m, Index n) = [](Index m, Index n) { return Shape{m, n}; };
};

std::ostream& operator<<(std::ostream& stream, const Mistake& mistake) {
  return stream << mistake.name;
}

Shape row(Index, Index n) {
  return {n};
}

Shape column(Index m, Index) {
  return {m, 1};
}

// x, with a wrong pullback.
template <class Pullback>
Tensor identity(const Tensor& x, Pullback pullback) {
  return record("identity", x.array(), {x}, pullback);
}

// x^2
template <class Pullback>
Tensor squared(const Tensor& x, Pullback pullback) {
  return record("squared", mul(x, x).array(), {x}, pullback);
}

// x w
template <class ForX, class ForW>
Tensor product(const Tensors& t, ForX for_x, ForW for_w) {
  return record("product", mul(t[0], t[1]).array(), {t[0], t[1]}, for_x, for_w);
}

// x with `change` made to the elements of a copy.
template <class Change>
Tensor edited(const Tensor& x, Change change) {
  Array copy = kernels::copy(x.array());
  change(copy.mutable_data<double>(), copy.numel());
  return Tensor(copy);
}

const Mistake mistakes[] = {
    {"sign",
     [](const Tensors& t) { return identity(t[0], [](const Tensor& g) { return neg(g); }); }},
    {"missing factor",
     [](const Tensors& t) {
       return squared(t[0], [x = saved(t[0])](const Tensor& g) { return g * x(); });
     }},
    {"factor 1 + 1e-6",
     [](const Tensors& t) {
       return squared(t[0], [x = saved(t[0])](const Tensor& g) { return g * x() * (2 + 2e-6); });
     }},
    {"transposed",
     [](const Tensors& t) {
       return identity(t[0],
                       [](const Tensor& g) { return reshape(transpose(g, 0, 1), g.shape()); });
     }},
    {"one entry off by 1e-6",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         return edited(g, [](double* d, Index) { d[9] *= 1 + 1e-6; });
       });
     }},
    {"one entry off by 1e-6 of derivatives of 1e-7",
     [](const Tensors& t) {
       return record("small", mul(t[0], 1e-7).array(), {t[0]}, [](const Tensor& g) {
         return edited(g * 1e-7, [](double* d, Index) { d[9] *= 1 + 1e-6; });
       });
     }},
    {"missing sum over axis 0",
     [](const Tensors& t) {
       return product(
           t, [w = saved(t[1])](const Tensor& g) { return g * w(); },
           [x = saved(t[0])](const Tensor& g) { return select(g * x(), 0, 0); });
     },
     row},
    {"missing sum over axis 1",
     [](const Tensors& t) {
       return product(
           t, [w = saved(t[1])](const Tensor& g) { return g * w(); },
           [x = saved(t[0])](const Tensor& g) { return narrow(g * x(), 1, 0, 1); });
     },
     column},
    {"sum over one axis too many",
     [](const Tensors& t) {
       return product(
           t, [w = saved(t[1])](const Tensor& g) { return g * w(); },
           [x = saved(t[0]), s = t[1].shape()](const Tensor& g) {
             return expand(sum(g * x()), s);
           });
     },
     row},
    {"mean instead of sum",
     [](const Tensors& t) {
       return product(
           t, [w = saved(t[1])](const Tensor& g) { return g * w(); },
           [x = saved(t[0])](const Tensor& g) { return mean(g * x(), 0); });
     },
     row},
    {"gradient for the wrong input",
     [](const Tensors& t) {
       return product(
           t, [w = saved(t[1])](const Tensor& g) { return g * w(); },
           [w = saved(t[1])](const Tensor& g) { return g * w(); });
     }},
    {"swapped inputs",
     [](const Tensors& t) {
       return product(
           t, [x = saved(t[0])](const Tensor& g) { return g * x(); },
           [w = saved(t[1])](const Tensor& g) { return g * w(); });
     }},
    {"zero instead of a gradient",
     [](const Tensors& t) { return identity(t[0], [](const Tensor& g) { return g * 0.0; }); }},
    {"no gradient",
     [](const Tensors& t) { return identity(t[0], [](const Tensor&) { return Tensor(); }); }},
    {"cut from the graph", [](const Tensors& t) { return mul(t[0].detach(), t[1]); }},
    {"stale saved value",
     [](const Tensors& t) {
       const Tensor old = t[0].detach(), doubled = old * 2.0;
       return record("stale", mul(doubled, doubled).array(), {t[0]},
                     [old = saved(old)](const Tensor& g) { return g * old() * 4.0; });
     }},
    {"saved value changed by the pullback",
     [](const Tensors& t) {
       const Tensor copy(kernels::copy(t[0].array()));
       return squared(t[0], [copy](const Tensor& g) {
         const Tensor gradient = g * copy * 2.0;
         Array alias = copy.array();
         alias.mutable_data<double>()[0] *= 2;
         return gradient;
       });
     }},
    {"writes to the incoming gradient",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         const Tensor gradient(kernels::copy(g.array()));
         Array alias = g.array();
         alias.mutable_data<double>()[0] += 1;
         return gradient;
       });
     }},
    {"writes to its input",
     [](const Tensors& t) {
       return identity(t[0], [x = t[0].array()](const Tensor& g) {
         Array alias = x;
         alias.mutable_data<double>()[0] += 1;
         return g;
       });
     }},
    {"overwrites instead of accumulating",
     [](const Tensors& t) { return mul(t[0].detach(), t[0]) + t[1]; }},
    {"ignores the incoming gradient",
     [](const Tensors& t) {
       return squared(t[0], [x = saved(t[0])](const Tensor&) { return x() * 2.0; });
     }},
    {"uses one incoming gradient for all",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         return expand(narrow(narrow(g, 0, 0, 1), 1, 0, 1), g.shape());
       });
     }},
    {"wrong dtype",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) { return to(g, float32); });
     }},
    {"wrong shape of the same size",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) { return transpose(g, 0, 1); });
     }},
    {"drops the last element",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         return edited(g, [](double* d, Index n) { d[n - 1] = 0; });
       });
     }},
    {"drops the last time step",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         const Index steps = g.size(0);
         return cat({narrow(g, 0, 0, steps - 1), narrow(g, 0, steps - 1, 1) * 0.0});
       });
     }},
    {"missing contribution of the reverse direction",
     [](const Tensors& t) { return t[0] * 2.0 + flip(t[0].detach(), {0}); }},
    {"missing gradient of the initial state",
     [](const Tensors& t) {
       Tensor h = select(t[1], 0, 0).detach();
       Tensors outputs;
       for (const Tensor& x : unbind(t[0])) outputs.push_back(h = tanh(x + h));
       return stack(outputs) + narrow(t[1], 0, 0, 1) * 0.0;
     }},
    {"not linear in the incoming gradient",
     [](const Tensors& t) { return identity(t[0], [](const Tensor& g) { return g * abs(g); }); }},
    {"something added",
     [](const Tensors& t) { return identity(t[0], [](const Tensor& g) { return g + 1e-3; }); }},
    {"clipped",
     [](const Tensors& t) {
       return squared(
           t[0], [x = saved(t[0])](const Tensor& g) { return clamp(g * x() * 2.0, -0.5, 0.5); });
     }},
    {"a NaN",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         return edited(g, [](double* d, Index n) { d[n / 2] = std::nan(""); });
       });
     }},
    {"shifted by one element",
     [](const Tensors& t) {
       return identity(t[0], [](const Tensor& g) {
         return edited(g, [](double* d, Index n) { std::rotate(d, d + 1, d + n); });
       });
     }},
    {"input taken for output",
     [](const Tensors& t) {
       return record("tanh", tanh(t[0]).array(), {t[0]},
                     [x = saved(t[0])](const Tensor& g) { return g * (1.0 - square(x())); });
     }},
    {"rounded to float32",
     [](const Tensors& t) {
       return squared(t[0], [x = saved(t[0])](const Tensor& g) {
         return to(to(g * x() * 2.0, float32), float64);
       });
     }},
    {"not deterministic",
     [](const Tensors& t) {
       static int calls = 0;
       return identity(t[0], [](const Tensor& g) { return g * (1 + 1e-12 * ++calls); });
     }},
};

GradcheckResult check(const Mistake& mistake, Index m, Index n) {
  Generator generator(17);
  const Tensors inputs = {random_leaf({m, n}, generator),
                          random_leaf(mistake.second(m, n), generator)};
  return gradcheck([&](const Tensors& t) { return mistake.function(t); }, inputs);
}

void expect_found(const Mistake& mistake, Index m, Index n) {
  try {
    const GradcheckResult result = check(mistake, m, n);
    BOOST_TEST(!result.ok, mistake.name << " on [" << m << ", " << n << "]: " << result.message);
  } catch (const GraphError& error) {  // from the engine: gradients of a wrong kind
    BOOST_TEST(std::string_view(mistake.name).starts_with("wrong"), error.what());
  }
}

}  // namespace

BOOST_DATA_TEST_CASE(gradcheck_finds_the_mistake, boost::unit_test::data::make(mistakes), mistake) {
  expect_found(mistake, 3, 4);
  expect_found(mistake, 40, 50);
}

BOOST_AUTO_TEST_CASE(gradcheck_names_the_wrong_entry) {
  for (const auto& [m, n] : {std::pair<Index, Index>{3, 4}, {40, 50}}) {
    const GradcheckResult result = check(mistakes[4], m, n);
    BOOST_REQUIRE(result.worst.has_value());
    const Dims index = {9 / n, 9 % n};
    BOOST_TEST(result.worst->input == "input 0");
    BOOST_TEST(result.worst->input_index == index);
    BOOST_TEST(result.worst->output_index == index);
    BOOST_TEST(result.worst->analytic == 1 + 1e-6, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(result.worst->numeric == 1.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(
        result.message.starts_with("input 0" + to_string(index) + ": analytic 1.000001, numeric "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
