// Calls that must fail: the kind of error, its text, and that nothing was changed.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "ops/table.hpp"
#include "support/arrays.hpp"
#include <ostream>
#include <set>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(errors)

namespace {

// Operands of all kinds that do not go together.
struct Operands {
  Tensor x = ones({2, 3}), y = ones({2, 4}), d = ones({2, 3}, float64), i = ones({2, 3}, int64),
         b = ones({2, 3}, bool_), s = ones({}), e = ones({0, 3}), k = xgrad::tensor({0, 5}),
         f = xgrad::tensor({0.0, 1.0}), cube = ones({2, 3, 4}), other = ones({3, 4, 5});
};

struct Failure {
  const char* text;  // begins with the name of the operation
  bool (*kind)(const Error&);
  void (*call)(const Operands& o);
};

std::ostream& operator<<(std::ostream& stream, const Failure& failure) {
  return stream << failure.text;
}

template <class Kind>
bool is(const Error& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

const Failure failures[] = {
    {"add: shapes [2, 3], [2, 4] do not broadcast: axis 1 from the end is 3 and 4\n  hint: sizes",
     is<ShapeError>, [](const Operands& o) { add(o.x, o.y); }},
    {"lt: shapes [2, 3], [2, 4] do not broadcast", is<ShapeError>,
     [](const Operands& o) { lt(o.x, o.y); }},
    {"where: shapes [3, 3], [2, 3], [2, 3] do not broadcast: axis 2 from the end is 3 and 2",
     is<ShapeError>,
     [](const Operands& o) {
       where(ones({3, 3}, bool_), o.x, o.x);
     }},
    {"where: a condition must be bool, this one [2, 3] is float32\n  hint: compare first: ne(x, 0)",
     is<DTypeError>, [](const Operands& o) { where(o.x, o.x, o.x); }},
    {"clamp: low = 2 is greater than high = 1", is<ValueError>,
     [](const Operands& o) { clamp(o.x, 2, 1); }},

    {"matmul: inner sizes differ: a is [2, 3], b is [2, 4]", is<ShapeError>,
     [](const Operands& o) { matmul(o.x, o.y); }},
    {"matmul: a factor is a scalar: a is [2, 3], b is []", is<ShapeError>,
     [](const Operands& o) { matmul(o.x, o.s); }},
    {"matmul: a is float32 [2, 3], b is float64 [3, 2]", is<DTypeError>,
     [](const Operands& o) { matmul(o.x, transpose(o.d, 0, 1)); }},
    {"matmul: leading axes do not broadcast: a is [2, 3, 4], b is [3, 4, 5]", is<ShapeError>,
     [](const Operands& o) { matmul(o.cube, o.other); }},
    {"matmul: a is bool [2, 3], expected numbers", is<DTypeError>,
     [](const Operands& o) { matmul(o.i > 0, transpose(o.i > 0, 0, 1)); }},
    {"matmul: a is int64 [2, 3], b is float32 [3, 2]", is<DTypeError>,
     [](const Operands& o) { matmul(o.i, transpose(o.x, 0, 1)); }},
    {"linear: input [2, 3] is int64, expected float32 or float64", is<DTypeError>,
     [](const Operands& o) { linear(o.i, o.i); }},
    {"bmm: a is [2, 3], b is [2, 4], expected [b, m, k] and [b, k, n]\n  hint: matmul broadcasts",
     is<ShapeError>, [](const Operands& o) { bmm(o.x, o.y); }},
    {"bmm: a is [2, 3, 4], b is [3, 4, 5]", is<ShapeError>,
     [](const Operands& o) { bmm(o.cube, o.other); }},
    {"linear: input [2, 3] does not have 4 features on its last axis, as weight [2, 4] expects",
     is<ShapeError>, [](const Operands& o) { linear(o.x, o.y); }},
    {"linear: bias [3] does not fit weight [2, 3], expected [2]", is<ShapeError>,
     [](const Operands& o) { linear(o.x, o.x, ones({3})); }},
    {"linear: the input is float32, the weight is float64", is<DTypeError>,
     [](const Operands& o) { linear(o.x, o.d); }},

    {"sum: axis 2 is out of range for shape [2, 3] (valid: -2 to 1)", is<IndexError>,
     [](const Operands& o) { sum(o.x, 2); }},
    {"sum: axes [0, 0] name axis 0 of [2, 3] twice", is<ValueError>,
     [](const Operands& o) {
       sum(o.x, {0, 0});
     }},
    {"mean: int64 elements have no mean of their own type", is<DTypeError>,
     [](const Operands& o) { mean(o.i); }},
    {"max: [0, 3] has no elements", is<ShapeError>, [](const Operands& o) { max(o.e); }},
    {"max: bool elements have no order", is<DTypeError>, [](const Operands& o) { max(o.b); }},
    {"min: [0, 3] has no elements over axes [0]", is<ShapeError>,
     [](const Operands& o) { min(o.e, 0); }},
    {"argmax: [0, 3] has no elements", is<ShapeError>, [](const Operands& o) { argmax(o.e); }},
    {"logsumexp: input [2, 3] is int64, expected float32 or float64", is<DTypeError>,
     [](const Operands& o) { logsumexp(o.i); }},
    {"softmax: axis 2 is out of range for shape [2, 3] (valid: -2 to 1)", is<IndexError>,
     [](const Operands& o) { softmax(o.x, 2); }},
    {"softmax: input [2, 3] is int64", is<DTypeError>, [](const Operands& o) { softmax(o.i, 0); }},
    {"log_softmax: axis -3 is out of range for shape [2, 3]", is<IndexError>,
     [](const Operands& o) { log_softmax(o.x, -3); }},
    {"sum_to: shapes [2, 3] and [4] do not broadcast", is<ShapeError>,
     [](const Operands& o) { sum_to(o.x, {4}); }},

    {"layer_norm: the input is int64, not float32 or float64", is<DTypeError>,
     [](const Operands& o) { layer_norm(o.i); }},
    {"layer_norm: a scalar (shape []) has no axis of features", is<ShapeError>,
     [](const Operands& o) { layer_norm(o.s); }},
    {"layer_norm: eps is -1, expected 0 or more", is<ValueError>,
     [](const Operands& o) { layer_norm(o.x, {}, {}, -1); }},
    {"layer_norm: weight [2, 3] does not fit input [2, 3], expected [3]", is<ShapeError>,
     [](const Operands& o) { layer_norm(o.x, o.x); }},
    {"layer_norm: bias [4] does not fit input [2, 3], expected [3]", is<ShapeError>,
     [](const Operands& o) { layer_norm(o.x, {}, ones({4})); }},
    {"layer_norm: the bias is float64, the input is float32\n  hint: cast one", is<DTypeError>,
     [](const Operands& o) { layer_norm(o.x, {}, ones({3}, float64)); }},
    {"linear_scan: a is [2, 3], b is [2, 4], expected [time, ...] of both\n  hint: expand(x, "
     "shape) "
     "repeats what is the same at all steps",
     is<ShapeError>, [](const Operands& o) { linear_scan(o.x, o.y); }},
    {"linear_scan: a is [], b is [], expected [time, ...] of both", is<ShapeError>,
     [](const Operands& o) { linear_scan(o.s, o.s); }},
    {"linear_scan: h0 is [2, 3], expected [3], a step of a [2, 3]", is<ShapeError>,
     [](const Operands& o) { linear_scan(o.x, o.x, o.x); }},
    {"linear_scan: a is float32 [2, 3], b is float32 [2, 3], h0 is float64 [2, 3], expected one",
     is<DTypeError>, [](const Operands& o) { linear_scan(o.x, o.x, o.d); }},
    {"linear_scan: a is int64 [2, 3], b is int64 [2, 3], expected one floating type",
     is<DTypeError>, [](const Operands& o) { linear_scan(o.i, o.i); }},

    {"reshape: [2, 3] has 6 elements, requested [4, 2] needs 8", is<ShapeError>,
     [](const Operands& o) {
       reshape(o.x, {4, 2});
     }},
    {"reshape: requested [-1, -1] from [2, 3]", is<ShapeError>,
     [](const Operands& o) {
       reshape(o.x, {-1, -1});
     }},
    {"flatten: axis 1 lies behind axis 0 of [2, 3]", is<ValueError>,
     [](const Operands& o) { flatten(o.x, 1, 0); }},
    {"permute: axes [0, 0] do not name each axis of [2, 3] once", is<ShapeError>,
     [](const Operands& o) {
       permute(o.x, {0, 0});
     }},
    {"transpose: axis 2 is out of range for shape [2, 3]", is<IndexError>,
     [](const Operands& o) { transpose(o.x, 0, 2); }},
    {"squeeze: axis 2 is out of range for shape [2, 3]", is<IndexError>,
     [](const Operands& o) { squeeze(o.x, 2); }},
    {"unsqueeze: axis 3 is out of range for shape [2, 3] (valid: -3 to 2)", is<IndexError>,
     [](const Operands& o) { unsqueeze(o.x, 3); }},
    {"expand: [2, 3] does not expand to [3, 3]", is<ShapeError>,
     [](const Operands& o) {
       expand(o.x, {3, 3});
     }},
    {"slice: step is 0", is<ValueError>, [](const Operands& o) { slice(o.x, 0, 0, 2, 0); }},
    {"narrow: 2 elements from 1 do not lie inside axis 0 of [2, 3]", is<IndexError>,
     [](const Operands& o) { narrow(o.x, 0, 1, 2); }},
    {"select: index 2 is out of range for axis 0 of [2, 3]", is<IndexError>,
     [](const Operands& o) { select(o.x, 0, 2); }},
    {"flip: axes [0, 0] name axis 0 of [2, 3] twice", is<ValueError>,
     [](const Operands& o) {
       flip(o.x, {0, 0});
     }},

    {"cat: there are no tensors to join", is<ValueError>, [](const Operands&) { cat({}); }},
    {"cat: tensor 1 is [2, 4], which differs from tensor 0, [2, 3], off axis 0; all shapes: [2, "
     "3], [2, 4]",
     is<ShapeError>,
     [](const Operands& o) {
       cat({o.x, o.y});
     }},
    {"cat: tensor 1 is float64, tensor 0 is float32", is<DTypeError>,
     [](const Operands& o) {
       cat({o.x, o.d});
     }},
    {"cat: scalars (shape []) have no axis to join along\n  hint: use stack", is<ShapeError>,
     [](const Operands& o) {
       cat({o.s, o.s});
     }},
    {"stack: there are no tensors to join", is<ValueError>, [](const Operands&) { stack({}); }},
    {"stack: tensor 1 is [2, 4], tensor 0 is [2, 3]; all shapes: [2, 3], [2, 4]", is<ShapeError>,
     [](const Operands& o) {
       stack({o.x, o.y});
     }},
    {"unbind: a scalar (shape []) has no axes", is<IndexError>,
     [](const Operands& o) { unbind(o.s); }},
    {"chunk: 0 parts, expected at least 1", is<ValueError>,
     [](const Operands& o) { chunk(o.x, 0); }},
    {"split: parts of size 0, expected at least 1", is<ValueError>,
     [](const Operands& o) { split(o.x, 0); }},
    {"split: the sizes add up to 3, axis 0 of [2, 3] has 2", is<ShapeError>,
     [](const Operands& o) {
       split(o.x, {1, 2});
     }},

    {"index_select: index 5 at position [1] is out of range 0..1", is<IndexError>,
     [](const Operands& o) { index_select(o.x, 0, o.k); }},
    {"index_select: the index is float32, not int64", is<DTypeError>,
     [](const Operands& o) { index_select(o.x, 0, o.f); }},
    {"scatter_rows: index 5 at position [1] is out of range 0..3", is<IndexError>,
     [](const Operands& o) { scatter_rows(o.x, o.k, 4); }},
    {"scatter_rows: position [1] names place 0 again", is<ValueError>,
     [](const Operands& o) {
       scatter_rows(o.x, xgrad::tensor({0, 0}), 4);
     }},
    {"scatter_rows: index [3] does not name a place for each row of [2, 3]", is<ShapeError>,
     [](const Operands& o) {
       scatter_rows(o.x, xgrad::tensor({0, 1, 2}), 4);
     }},
    {"scatter_rows: the index is float32, not int64", is<DTypeError>,
     [](const Operands& o) { scatter_rows(o.x, o.f, 4); }},
    {"gather: index [2] does not fit into [2, 3] along axis 1", is<ShapeError>,
     [](const Operands& o) { gather(o.x, 1, o.k); }},
    {"gather: index 3 at position [0, 1] is out of range 0..2", is<IndexError>,
     [](const Operands& o) {
       gather(o.x, 1, xgrad::tensor({{0, 3}, {0, 0}}));
     }},
    {"embedding: index 5 at position [1] is out of range 0..1", is<IndexError>,
     [](const Operands& o) { embedding(o.x, o.k); }},
    {"embedding: the index is float32, not int64", is<DTypeError>,
     [](const Operands& o) { embedding(o.x, o.f); }},
    {"one_hot: index -1 at position [0] is out of range 0..4", is<IndexError>,
     [](const Operands&) { one_hot(xgrad::tensor({-1}), 5); }},
};

// The name of the operation in the text of a row: up to the first blank, or the colon.
std::string first_word(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of(" :")));
}

}  // namespace

BOOST_DATA_TEST_CASE(messages_name_the_cause, boost::unit_test::data::make(failures), failure) {
  const Operands operands;
  try {
    failure.call(operands);
    BOOST_ERROR("no error");
  } catch (const Error& error) {
    BOOST_TEST(failure.kind(error), error.what());
    BOOST_TEST(std::string_view(error.what()).starts_with(failure.text), error.what());
  }
  const Operands fresh;
  BOOST_TEST(values<float>(operands.x.array()) == values<float>(fresh.x.array()));
  BOOST_TEST(operands.x.array().version() == 0U);
  BOOST_TEST(operands.y.array().version() == 0U);
}

BOOST_DATA_TEST_CASE(undefined_inputs_are_refused, op_table(), op) {
  const std::size_t inputs = op.samples.front().inputs.size();
  if (first_word(op.name) == "one_hot") return;  // its row takes its index from elsewhere
  BOOST_CHECK_EXCEPTION(op.function(Tensors(inputs)), ValueError, says("an undefined tensor"));
}

BOOST_DATA_TEST_CASE(element_types_do_not_mix, op_table(), op) {
  const bool element_wise = op.kind == Kind::element_wise || op.kind == Kind::comparison;
  const golden::Sample sample = op.samples.front();
  if (!element_wise || sample.inputs.size() != 2 || first_word(op.name).starts_with("logical_"))
    return;
  const Tensors mixed = {inputs_of(sample, float32)[0], inputs_of(sample, float64)[1]};
  BOOST_CHECK_EXCEPTION(op.function(mixed), DTypeError, says("floating types never mix"));
}

BOOST_DATA_TEST_CASE(functions_take_floating_types, op_table(), op) {
  const std::string name = first_word(op.name);
  const std::set<std::string> others = {
      "add",  "sub",   "mul", "div",  "neg",   "minimum", "maximum", "floor_divide", "remainder",
      "fmod", "where", "abs", "sign", "floor", "ceil",    "round",   "trunc",        "reciprocal"};
  if (op.kind != Kind::element_wise || others.contains(name)) return;
  BOOST_CHECK_EXCEPTION(op.function(inputs_of(op.samples.front(), int64)), DTypeError,
                        says("is int64, expected float32 or float64"));
}

BOOST_AUTO_TEST_SUITE_END()
