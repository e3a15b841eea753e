// Files of the library with formulas in them are compiled for every instruction set.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <algorithm>
#include <set>

BOOST_AUTO_TEST_SUITE(formulas)

BOOST_AUTO_TEST_CASE(all_are_compiled_for_every_instruction_set) {
  const std::set<std::string> makers = {"xgrad/autograd/formula/pointwise.hpp",
                                        "xgrad/nn/recurrent/cells/compile.hpp",
                                        "xgrad/core/formula/widest.hpp"};
  const auto build = tree::lines("CMakeLists.txt");
  std::vector<std::string> offenders;
  int files = 0;
  for (const auto& file : tree::files({"core", "autograd", "nn", "optim"}, {".cpp"})) {
    const auto includes = tree::includes(file);
    if (file == "core/formula/widest.cpp" ||
        std::ranges::none_of(includes, [&](const auto& name) { return makers.contains(name); }))
      continue;
    ++files;
    if (std::ranges::none_of(
            build, [&](const auto& line) { return line.find(file.string()) != line.npos; }))
      offenders.push_back(file.string() + " is not named in CMakeLists.txt: xgrad_add_formulas");
  }
  BOOST_TEST(files >= 10);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_SUITE_END()
