// Tables in files of comma-separated values, as RFC 4180 defines them.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// Options of reading a table.
struct CsvOptions {
  /// The character between fields.
  char separator = ',';
  /// If false, the first line is a row, and the columns are called "0", "1" and so on.
  bool header = true;
  /// Texts of fields without a value, compared without the spaces around them. In a column of numbers,
  /// NaN in any other spelling is missing, too.
  std::vector<std::string> missing = {"", "NA", "N/A", "NaN", "nan", "null"};
  /// If false, reading a column with a missing value throws FormatError.
  bool allow_missing = true;
};

/// What all values of a column are: integers, numbers, or any text.
enum class ColumnType : std::uint8_t { int64, float64, text };

/// The values of a column as class indices.
struct Categories {
  /// The position of each row's value in `names`, -1 for a missing value.   [rows]
  Tensor indices;
  /// The distinct values in the order of their bytes.
  std::vector<std::string> names;
};

/// A table whose columns are converted when they are asked for. Holds the text of its file.
class CsvTable {
 public:
  /// Checks the quotes and the number of fields of every line; `name` is the file in messages.
  /// Throws FormatError with the line, ValueError for an invalid separator.
  CsvTable(std::string text, std::string name, CsvOptions options = {});

  Index rows() const { return rows_; }
  /// The names of the columns from left to right.
  const std::vector<std::string>& columns() const { return columns_; }

  /// The narrowest type of all values of a column that are not missing.
  /// Throws ValueError for an unknown column.
  ColumnType type(std::string_view column) const;

  /// The values of the named columns, by default of all; a missing value is NaN. Numbers have a
  /// decimal point in every locale, and may have spaces around them.   -> [rows, columns]
  /// Throws ValueError for an unknown column, DTypeError for bool; FormatError with the line and the
  /// column for a value that `dtype` cannot represent, and for missing integers.
  Tensor tensor(const std::vector<std::string>& columns = {}, DType dtype = float32) const;

  /// The values of a column as they are in the file, without quotes.
  /// Throws ValueError for an unknown column.
  std::vector<std::string> text(std::string_view column) const;

  /// The values of a column as class indices.
  /// Throws ValueError for an unknown column, FormatError for a missing value unless it is allowed.
  Categories categories(std::string_view column) const;

 private:
  struct Place;
  void check_records();
  std::size_t find(std::string_view column) const;
  bool is_missing(std::string_view value) const;
  void check_missing(const Place& place) const;
  [[noreturn]] void reject(const Place& place, std::string_view reason) const;
  template <class Receive>
  void for_each_value(const Receive& receive) const;

  std::string text_, name_;
  CsvOptions options_;
  std::vector<std::string> columns_;
  Index rows_ = 0;
};

/// Reads a table. Throws as CsvTable, IoError.
CsvTable read_csv(const std::string& path, const CsvOptions& options = {});

}  // namespace xgrad::nn::data
