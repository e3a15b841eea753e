// The choice among a formula's compilations for several instruction sets. This file is compiled for
// them as those of the library are.
#include <xgrad/core/formula/widest.hpp>

#include <boost/test/unit_test.hpp>

#include "run.hpp"

BOOST_AUTO_TEST_SUITE(widest_kernels)

namespace {

using formula_test::Columns;
using formula_test::pick;
using formula_test::run;
using namespace xgrad::formula;

struct First {};
struct Second {};

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

// Two formulas of the same shape in one function: only the number of the lambda tells them apart.
template <class F>
struct Compiled {
  static constexpr Kernels table = compile<F, 1, 0, 1>();
};
template <class F>
const Kernels& widest_of(const F&) {
  return widest<Compiled<F>>();
}
template <class F>
const Kernels& plain_of(const F&) {
  return Compiled<F>::table;
}

template <class T>
T value_at(const Kernels& kernels, const void* closure, T x) {
  return run<T>(pick<T>(kernels.forward), closure, {{x, x, x}}, 1)[0][2];
}

}  // namespace

BOOST_AUTO_TEST_CASE(widest_set_of_the_processor_is_chosen) {
  const int plain = 0, narrow = 1, wide = 2, other = 3;
  const auto set = [](InstructionSet s) { return static_cast<std::uint64_t>(s); };
  const WideTable tables[] = {{&typeid(Second), set(InstructionSet::avx512), &other},
                              {&typeid(First), set(InstructionSet::avx512), &wide},
                              {&typeid(First), set(InstructionSet::avx2), &narrow},
                              {nullptr, 0, nullptr}};
  const int* const expected = has_avx512() ? &wide : has_avx2() ? &narrow : &plain;
  BOOST_TEST(widest(tables, typeid(First), &plain) == expected);
  BOOST_TEST(widest(tables + 2, typeid(First), &plain) == (has_avx2() ? &narrow : &plain));
  BOOST_TEST(widest(tables, typeid(int), &plain) == &plain);
  BOOST_TEST(widest(tables + 3, typeid(First), &plain) == &plain);
}

BOOST_AUTO_TEST_CASE(every_formula_gets_its_own_kernels) {
  const auto twice = [](auto x) { return x + x; };
  const auto thrice = [](auto x) { return x + x + x; };
  BOOST_TEST(value_at(widest_of(twice), &twice, 5.0F) == 10);
  BOOST_TEST(value_at(widest_of(twice), &twice, 5.0) == 10);
  BOOST_TEST(value_at(widest_of(thrice), &thrice, 5.0F) == 15);
  BOOST_TEST(value_at(widest_of(thrice), &thrice, 5.0) == 15);
  const auto squared = [](auto x) { return x * x; };
  BOOST_TEST(value_at(widest_of(squared), &squared, 5.0F) == 25);
  BOOST_TEST(value_at(widest_of(squared), &squared, 5.0) == 25);
#ifdef XGRAD_WIDE_TABLES
  const bool wide = has_avx2();
#else
  const bool wide = false;
#endif
  BOOST_TEST((&widest_of(twice) != &plain_of(twice)) == wide);
  BOOST_TEST((&widest_of(thrice) != &plain_of(thrice)) == wide);
  BOOST_TEST((&widest_of(squared) != &plain_of(squared)) == wide);
}

BOOST_AUTO_TEST_SUITE_END()
