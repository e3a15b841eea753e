// The fields of a CSV text one after the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// Splits a text by the rules of RFC 4180. Lines end with LF or CRLF; empty lines and a byte order
/// mark are skipped.
class CsvScanner {
 public:
  /// `name` is the file in messages.
  CsvScanner(std::string_view text, std::string_view name, char separator);

  /// Goes to the next field; false at the end of the text. Throws FormatError for invalid quotes and
  /// for a carriage return without a line feed.
  bool next();

  /// The field without its quotes, valid until the next call.
  std::string_view value() const { return value_; }
  /// Its position, from 0, in its record.
  std::size_t column() const { return column_; }
  /// The line of the file on which it begins, from 1.
  std::size_t line() const { return line_of_field_; }
  /// True for the last field of a record.
  bool ends_record() const { return ends_record_; }

 private:
  void scan_plain();
  void scan_quoted();
  bool accept_line_end();
  [[noreturn]] void reject(std::string_view reason) const;

  std::string_view text_, name_, value_;
  char separator_;
  std::size_t at_ = 0, line_ = 1, line_of_field_ = 1, column_ = 0;
  bool ends_record_ = true;
  std::string unescaped_;
};

}  // namespace xgrad::nn::data
