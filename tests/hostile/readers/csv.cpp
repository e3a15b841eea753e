// Row: tables of comma-separated values.
#include "golden/readers/csv.hpp"

#include <xgrad/nn/data/readers/csv.hpp>

#include "hostile/table.hpp"

using namespace test;
using namespace xgrad::nn::data;
using namespace std::string_literals;

namespace {

// Reads a table and every value of it. Whatever is text is a table: columns of numbers are asked for where
// the first column has the name "number".
void parse_csv(std::string_view bytes) {
  const CsvTable table(std::string(bytes), "file");
  for (const std::string& column : table.columns()) {
    table.text(column);
    read_elements(table.categories(column).indices);
    const bool wanted = column == "number" || table.type(column) != ColumnType::text;
    if (wanted) read_elements(table.tensor({column}, xgrad::float64));
  }
}

FileReader csv_reader() {
  return {
      .name = "csv",
      .parse = parse_csv,
      .valid = {std::string(golden::readers::csv_excel), std::string(golden::readers::csv_unix),
                "day,temperature,rain\r\nMon,21.5,0\r\nTue,,3\r\nWed,-1e1,12\r\n",
                "a,b\r\n1,2\r\n3,4\r\n", "number\n1e-400\n-inf\nNA\n"},
      .hostile =
          {
              {"", "the table has no records"},
              {"\n\r\n", "the table has no records"},
              {"\xFF\xFE"
               "a",
               "the text is UTF-16"},
              {"a,a\n1,2", "two columns have the name \"a\""},
              {"a,b\n1\n", "line 2: a record of 1 fields ends, expected 2"},
              {"a,b\n1,2,3\n", "line 2: a record of 3 fields ends, expected 2"},
              {"a,b\n1,\"2", "line 2, field 2: the quoted field has no end"},
              {"a,b\n\"x\ny\",1\n\"z", "line 4, field 1: the quoted field has no end"},
              {"a,b\n\"1\"x,2", "line 2, field 1: text after the closing quote"},
              {"a,b\n\"1\"\"", "the quoted field has no end"},
              {"a,b\n1\"2,3", "field 1: a quote inside a field that does not begin with one"},
              {"a,b\r1,2", "a carriage return that no line feed follows"},
              {"a\n\"1\"\r2", "a carriage return that no line feed follows"},
              {",\n1,2\n", "two columns have the name \"\""},
              {",,\n", "two columns have the name \"\""},
              {"\xFE\xFF\0a"s, "the text is UTF-16"},
              {"\"", "line 1, field 1: the quoted field has no end"},
              {"\"\"\"", "line 1, field 1: the quoted field has no end"},
              {"\"a\"b\"", "text after the closing quote"},
              {"a\"", "a quote inside a field"},
              {"\r", "a carriage return that no line feed follows"},
              {"a\r", "a carriage return that no line feed follows"},
              {"\xEF\xBB\xBF", "the table has no records"},
              {"a,b\n1,2\n\xEF\xBB\xBF"
               "3\n",
               "a record of 1 fields ends, expected 2"},
              {"number\n1\n2\nx\n", "line 4, column 1 (\"number\"): \"x\" is not a number"},
              {"number\n0x10\n", "is not a number"},
              {"number\n1,5\n", "a record of 2 fields ends, expected 1"},
              {"number\n1e\n", "is not a number"},
              {"number\n1e400\n", "is not a number"},
              {"number\n1e99999999999999999999\n", "is not a number"},
              {"number\n1\0\n"s, "is not a number"},
              {"number\n\0"s, "is not a number"},
              {"number\n--1\n", "is not a number"},
              {"number\n1 000\n", "is not a number"},
              {"number\n\xD9\xA1\n", "is not a number"},  // digits of other scripts
              {"number\n\xE2\x88\x92"
               "1\n",
               "is not a number"},  // and another minus
              {"number\n" + repeated("9", 100'000) + "\n", "is not a number"},
              {"number\n" + repeated("x", 100'000) + "\n", "is not a number"},
              {repeated("n", 100'000) + "," + repeated("n", 100'000), "two columns have the name"},
              {repeated(",", (1 << 17) + 1), "more than 131072 columns"},
          },
      .large = {
          [] {
            return HostileFile{std::string(24 << 20, ','), "line 1: more than 131072 columns"};
          },
          [] {
            return HostileFile{std::string(24 << 20, '\n'), "the table has no records"};
          },
          [] {
            return HostileFile{std::string((24 << 20) + 1, '"'),
                               "line 1, field 1: the quoted field has no end"};
          },
          [] {
            return HostileFile{"a\n" + std::string(24 << 20, 'x') + ",",
                               "line 2: a record of 2 fields ends, expected 1"};
          },
          [] {
            return HostileFile{"a\n" + repeated("\n", 12 << 20) + repeated("1\n", 6 << 20) + "1,2",
                               "a record of 2 fields ends, expected 1"};
          }},
  };
}

const Row kCsvRow(csv_reader);

}  // namespace
