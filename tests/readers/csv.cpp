// Tables are read as RFC 4180 says and as Python writes them; broken ones are refused with the line.
#include "golden/readers/csv.hpp"

#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/data/readers/csv.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"
#include "support/tensors.hpp"
#include <clocale>
#include <cmath>
#include <locale>

using namespace test;
using namespace xgrad;
using nn::data::Categories, nn::data::ColumnType, nn::data::CsvOptions, nn::data::CsvTable,
    nn::data::read_csv;

BOOST_AUTO_TEST_SUITE(csv_files)

using Texts = std::vector<std::string>;

namespace {

CsvTable parse(std::string_view text, const CsvOptions& options = {}) {
  return {std::string(text), "file", options};
}

constexpr std::string_view kWeather =
    "day,temperature,rain\r\n"
    "Mon,21.5,0\r\n"
    "Tue,,3\r\n"
    "Wed,-1e1,12\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(csv_tables_hold_what_python_wrote) {
  using namespace golden::readers;
  const std::pair<std::string_view, char> files[] = {
      {csv_excel, ','}, {csv_unix, ','}, {csv_tabs, '\t'}, {csv_semicolons, ';'}};
  for (const auto& [file, separator] : files) {
    const CsvTable table = parse(file, {.separator = separator, .header = false});
    BOOST_TEST(table.rows() == 5);
    BOOST_TEST(table.columns() == (Texts{"0", "1", "2"}));
    for (std::size_t column = 0; column < 3; ++column) {
      const Texts values = table.text(std::to_string(column));
      for (std::size_t row = 0; row < 5; ++row) BOOST_TEST(values[row] == csv_rows[row][column]);
    }
    const CsvTable named = parse(file, {.separator = separator});
    BOOST_TEST(named.columns() == (Texts{"name", "x, y", "say \"hi\""}));
    BOOST_TEST(close(named.tensor({"x, y"}, float64), std::vector{1.5, -2e3, 7.0, 0.1}));
  }
}

BOOST_AUTO_TEST_CASE(csv_tensor_has_the_selected_columns_in_their_order) {
  const CsvTable table = parse(kWeather);
  const Tensor x = table.tensor({"rain", "temperature"});
  BOOST_TEST(x.dtype() == float32);
  BOOST_TEST(x.shape() == (Shape{3, 2}));
  const auto elements = x.to_vector<float>();
  BOOST_TEST(std::isnan(elements[3]));
  BOOST_TEST(elements[1] == 21.5F);
  BOOST_TEST(elements[4] == 12);
  BOOST_TEST(elements[5] == -10);
  BOOST_TEST(table.tensor({"rain"}, int64).to_vector<std::int64_t>() ==
             (std::vector<std::int64_t>{0, 3, 12}));
}

BOOST_AUTO_TEST_CASE(csv_text_and_categories_give_columns_of_words) {
  const CsvTable table = parse("kind\nb\na\nNA\nb\n");
  BOOST_TEST(table.text("kind") == (Texts{"b", "a", "NA", "b"}));
  const auto [indices, names] = table.categories("kind");
  BOOST_TEST(names == (Texts{"a", "b"}));
  BOOST_TEST(indices.to_vector<std::int64_t>() == (std::vector<std::int64_t>{1, 0, -1, 1}));
}

BOOST_AUTO_TEST_CASE(csv_type_is_the_narrowest_of_all_values) {
  const CsvTable table = parse(
      "a,b,c,d,e,f\n"
      "1,1, 2 ,9223372036854775808,,x\n"
      "-3,0.5,NA,1,,2\n");
  const std::vector<ColumnType> expected = {ColumnType::int64, ColumnType::float64,
                                            ColumnType::int64, ColumnType::float64,
                                            ColumnType::int64, ColumnType::text};
  std::vector<ColumnType> types;
  for (const std::string& column : table.columns()) types.push_back(table.type(column));
  BOOST_TEST(types == expected);
}

BOOST_AUTO_TEST_CASE(csv_tables_without_a_header_number_their_columns) {
  const CsvTable table = parse("1,2\n3,4", {.header = false});
  BOOST_TEST(close(table.tensor(), tensor({{1.0, 2.0}, {3.0, 4.0}})));
  BOOST_TEST(close(table.tensor({"1"}), tensor({{2.0}, {4.0}})));
}

BOOST_AUTO_TEST_CASE(csv_lines_may_end_in_several_ways) {
  const Tensor expected = tensor({{1.0, 2.0}, {3.0, 4.0}});
  for (const char* text : {"a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n",
                           "\xEF\xBB\xBF"
                           "a,b\n1,2\n3,4\n",
                           "\n\na,b\n\n1,2\r\n\r\n3,4\n\n", "\"a\",\"b\"\n\"1\",2\n3,\"4\""}) {
    const CsvTable table = parse(text);
    BOOST_TEST(table.columns() == (Texts{"a", "b"}));
    BOOST_TEST(close(table.tensor(), expected));
  }
  BOOST_TEST(parse("a,b\n").tensor().shape() == (Shape{0, 2}));
  BOOST_TEST(parse("a,b\n1,").text("b") == Texts{""});
  BOOST_TEST(parse("a\n\"\"\n").rows() == 1);
}

// Sets a locale with decimal commas: that of C++, and, where one is installed, that of C, which strtod
// and printf follow.
class DecimalCommas {
 public:
  DecimalCommas() {
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"})
      if (std::setlocale(LC_NUMERIC, name)) break;
  }
  ~DecimalCommas() {
    std::locale::global(cpp_);
    std::setlocale(LC_NUMERIC, c_.c_str());
  }
  DecimalCommas(const DecimalCommas&) = delete;
  DecimalCommas& operator=(const DecimalCommas&) = delete;

 private:
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
  };
  std::string c_ = std::setlocale(LC_NUMERIC, nullptr);
  std::locale cpp_ = std::locale::global(std::locale(std::locale::classic(), new Comma));
};

BOOST_AUTO_TEST_CASE(csv_numbers_do_not_depend_on_the_locale) {
  const DecimalCommas commas;
  BOOST_TEST(parse("a\n1.5\n").tensor({}, float64).item<double>() == 1.5);
  check_message([] { parse("a\n\"1,5\"\n").tensor(); }, "'file': line 2, column 1");
}

BOOST_AUTO_TEST_CASE(csv_nan_in_any_spelling_is_a_missing_value) {
  for (const char* value : {"nan", "-nan", "NAN", "nan(abc)", "-NaN"}) {
    const std::string text = std::string("a\n") + value + "\n";
    BOOST_TEST(std::isnan(parse(text).tensor().item<double>()));
    check_message([&] { parse(text, {.allow_missing = false}).tensor(); },
                  "'file': line 2, column 1 (\"a\"): the value is missing");
  }
}

BOOST_AUTO_TEST_CASE(csv_numbers_are_rounded_correctly_and_never_overflow) {
  const CsvTable table = parse("a\n0.1\n1e-50\n-inf\n 5e-324\t\n123456789012345678901\n");
  BOOST_TEST(table.tensor({}, float64).to_vector<double>() ==
             (std::vector<double>{0.1, 1e-50, -INFINITY, 5e-324, 123456789012345678901.0}));
  BOOST_TEST(table.tensor().to_vector<float>() ==
             (std::vector<float>{0.1F, 0, -INFINITY, 0, 123456789012345678901.0F}));
  const CsvTable tiny =
      parse("a\n1e-400\n-1e-400\n1e-99999999999999999999\n0.0001e-400\n+1E-400\n");
  BOOST_TEST((tiny.type("a") == ColumnType::float64));
  for (const double value : tiny.tensor({}, float64).to_vector<double>()) BOOST_TEST(value == 0);
  BOOST_TEST(std::signbit(tiny.tensor({}, float64).to_vector<double>()[1]));
  const std::string zeros(400, '0');
  BOOST_TEST(parse("a\n0." + zeros + "1\n").tensor({}, float64).item<double>() == 0);
  const auto refused = [](const char* value, DType dtype) {
    check_message(
        [&] { parse(std::string("a\n") + value).tensor({}, dtype); },
        "'file': line 2, column 1 (\"a\"): \"" + std::string(value) + "\" is not a number");
  };
  for (const char* value :
       {"1e400", "-1e99999999999999999999", "0x10", "1 2", "++1", "+-1", "1e", "."}) {
    refused(value, float64);
  }
  check_message([&] { parse("a\n1" + zeros + "e-50").tensor({}, float64); },
                "'file': line 2, column 1 (\"a\"): \"1000");
  refused("1e39", float32);
  refused("1.0", int64);
  refused("9223372036854775808", int64);
}

BOOST_AUTO_TEST_CASE(csv_missing_values_are_refused_where_they_are_not_allowed) {
  const CsvTable strict = parse(kWeather, {.allow_missing = false});
  BOOST_TEST(strict.tensor({"rain"}).numel() == 3);
  const char* message = "'file': line 3, column 2 (\"temperature\"): the value is missing";
  check_message([&] { strict.tensor({"temperature"}); }, message);
  check_message([&] { strict.categories("temperature"); }, message);
  check_message(
      [] { parse("a,b\n1,2\nNA,4\n").tensor({}, int64); },
      "'file': line 3, column 1 (\"a\"): the value is missing, which int64 cannot represent");
  const CsvTable custom = parse("a\n-999\n\"\"\n", {.missing = {"-999"}});
  check_message([&] { custom.tensor(); }, "'file': line 3, column 1 (\"a\"): \"\" is not a number");
}

BOOST_AUTO_TEST_CASE(csv_names_the_line_of_the_file_after_quoted_line_breaks) {
  const CsvTable table = parse("a,b\n\"x\ny\",1\n\nz,w\n");
  check_message([&] { table.tensor({"b"}); }, "'file': line 5, column 2 (\"b\"): \"w\" is not");
}

BOOST_AUTO_TEST_CASE(csv_refuses_unknown_columns_and_options) {
  const CsvTable table = parse(kWeather);
  check_message([&] { table.tensor({"temprature"}); }, "'file' has no column \"temprature\"");
  check_message([&] { table.text("x"); }, "'file' has no column \"x\"");
  check_message([&] { table.tensor({"rain", "rain"}); }, "'file': duplicate column \"rain\"");
  BOOST_CHECK_THROW(table.tensor({"rain"}, bool_), DTypeError);
  BOOST_CHECK_THROW(parse("a", {.separator = '"'}), ValueError);
  const TemporaryDirectory directory;
  BOOST_CHECK_THROW(read_csv(directory / "missing"), IoError);
  write_bytes(directory / "weather.csv", kWeather);
  BOOST_TEST(read_csv(directory / "weather.csv").rows() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
