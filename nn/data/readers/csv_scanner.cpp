// Scans quoted and plain fields, and counts the lines.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/csv_scanner.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::data {

using namespace std::string_view_literals;

CsvScanner::CsvScanner(std::string_view text, std::string_view name, char separator)
    : text_(text), name_(name), separator_(separator) {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    throw FormatError(fmt::format("'{}': the text is UTF-16", name_), "convert it to UTF-8");
  }
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

bool CsvScanner::next() {
  column_ = ends_record_ ? 0 : column_ + 1;
  while (ends_record_ && accept_line_end()) {
  }
  if (ends_record_ && at_ == text_.size()) return false;
  line_of_field_ = line_;
  if (text_.substr(at_).starts_with('"')) {
    scan_quoted();
  } else {
    scan_plain();
  }
  ends_record_ = at_ == text_.size() || accept_line_end();
  if (ends_record_) return true;
  if (text_[at_] == '"') reject("a quote inside a field that does not begin with one");
  if (text_[at_] == '\r') reject("a carriage return that no line feed follows");
  if (text_[at_] != separator_) reject("text after the closing quote");
  ++at_;
  return true;
}

void CsvScanner::scan_plain() {
  const char ends[] = {separator_, '\n', '\r', '"'};
  const std::size_t end = std::min(text_.find_first_of({ends, 4}, at_), text_.size());
  value_ = text_.substr(at_, end - at_);
  at_ = end;
}

// A quote inside a quoted field is written twice. Fields are copied only after their end was found, so
// that one without an end takes no memory.
void CsvScanner::scan_quoted() {
  const std::size_t begin = at_ + 1;
  std::size_t end = begin, quotes = 0;
  for (;; end += 2, ++quotes) {
    end = text_.find('"', end);
    if (end == text_.npos) reject("the quoted field has no end");
    if (!text_.substr(end + 1).starts_with('"')) break;
  }
  at_ = end + 1;
  value_ = text_.substr(begin, end - begin);
  line_ += static_cast<std::size_t>(std::ranges::count(value_, '\n'));
  if (quotes == 0) return;
  unescaped_.clear();
  unescaped_.reserve(value_.size() - quotes);
  for (std::size_t i = 0; i < value_.size(); ++i) {
    unescaped_ += value_[i];
    if (value_[i] == '"') ++i;
  }
  value_ = unescaped_;
}

bool CsvScanner::accept_line_end() {
  for (const auto end : {"\n"sv, "\r\n"sv}) {
    if (!text_.substr(at_).starts_with(end)) continue;
    at_ += end.size();
    ++line_;
    return true;
  }
  return false;
}

void CsvScanner::reject(std::string_view reason) const {
  throw FormatError(
      fmt::format("'{}': line {}, field {}: {}", name_, line_of_field_, column_ + 1, reason));
}

}  // namespace xgrad::nn::data
