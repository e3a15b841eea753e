// Converts the columns of a table, each in one pass over its text.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/csv.hpp>
#include <xgrad/nn/data/readers/csv_scanner.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace xgrad::nn::data {
namespace {

using io::quote;

// Names of columns take memory that does not depend on the size of the file.
constexpr std::size_t kMostColumns = std::size_t{1} << 17;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Whether a number beyond the range of double is too small, not too large: its first digit other than 0
// is behind the decimal point.
bool is_tiny(std::string_view text) {
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  std::int64_t exponent = 0;
  if (mark < text.size()) {
    const bool negative = text[mark + 1] == '-';
    const char* const last = text.data() + text.size();
    const auto digits = text.substr(mark + 1 + (negative || text[mark + 1] == '+' ? 1 : 0));
    if (std::from_chars(digits.data(), last, exponent).ec != std::errc()) return negative;
    if (negative) exponent = -exponent;
  }
  const std::string_view mantissa = text.substr(0, mark);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return exponent < -place;
}

// The number that the whole text is, without a loss beyond rounding.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  using Parsed = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;
  Parsed value{};
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (end != last) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) {
    if (error == std::errc::result_out_of_range && is_tiny(text)) {
      return std::copysign(T{0}, text[0] == '-' ? T{-1} : T{1});
    }
  }
  if (error != std::errc()) return std::nullopt;
  if constexpr (std::is_same_v<T, float>) {
    if (std::isfinite(value) && std::abs(value) > std::numeric_limits<float>::max()) {
      return std::nullopt;
    }
  }
  return static_cast<T>(value);
}

}  // namespace

struct CsvTable::Place {
  std::size_t row, line, column;
  std::string_view value;
};

CsvTable::CsvTable(std::string text, std::string name, CsvOptions options)
    : text_(std::move(text)), name_(std::move(name)), options_(std::move(options)) {
  if (std::string_view("\"\r\n").find(options_.separator) != std::string_view::npos) {
    throw ValueError("CsvTable: the separator is a quote or the end of a line");
  }
  with_out_of_memory([&]() -> void { check_records(); });
}

void CsvTable::check_records() {
  CsvScanner scanner(text_, name_, options_.separator);
  const auto fail = [&](std::string_view reason) {
    throw FormatError(fmt::format("'{}': line {}: {}", name_, scanner.line(), reason));
  };
  std::size_t records = 0;
  while (scanner.next()) {
    const std::size_t column = scanner.column();
    if (records == 0) {
      if (column == kMostColumns) fail(fmt::format("more than {} columns", kMostColumns));
      columns_.push_back(options_.header ? std::string(scanner.value()) : std::to_string(column));
    }
    if (!scanner.ends_record()) continue;
    if (column + 1 != columns_.size()) {
      fail(fmt::format("a record of {} fields ends, expected {} as in the first record", column + 1,
                       columns_.size()));
    }
    ++records;
  }
  if (records == 0) throw FormatError(fmt::format("'{}': the table has no records", name_));
  rows_ = static_cast<Index>(records) - (options_.header ? 1 : 0);
  std::vector<std::string_view> names(columns_.begin(), columns_.end());
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) {
    throw FormatError(fmt::format("'{}': two columns have the name {}", name_, quote(*twice)),
                      "read the file with .header = false if it has no header");
  }
}

template <class Receive>
void CsvTable::for_each_value(const Receive& receive) const {
  CsvScanner scanner(text_, name_, options_.separator);
  std::size_t record = 0;
  while (scanner.next()) {
    if (record > 0 || !options_.header) {
      receive(Place{.row = record - (options_.header ? 1 : 0),
                    .line = scanner.line(),
                    .column = scanner.column(),
                    .value = scanner.value()});
    }
    record += scanner.ends_record();
  }
}

std::size_t CsvTable::find(std::string_view column) const {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) {
    throw ValueError(
        fmt::format("'{}' has no column {}{}", name_, quote(column), suggestion(column, columns_)));
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

bool CsvTable::is_missing(std::string_view value) const {
  return std::ranges::find(options_.missing, trimmed(value)) != options_.missing.end();
}

void CsvTable::check_missing(const Place& place) const {
  if (!options_.allow_missing) reject(place, "the value is missing");
}

void CsvTable::reject(const Place& place, std::string_view reason) const {
  throw FormatError(fmt::format("'{}': line {}, column {} ({}): {}", name_, place.line,
                                place.column + 1, quote(columns_[place.column]), reason));
}

ColumnType CsvTable::type(std::string_view column) const {
  const std::size_t wanted = find(column);
  bool integers = true, numbers = true;
  for_each_value([&](const Place& place) {
    if (place.column != wanted || is_missing(place.value)) return;
    const std::string_view value = trimmed(place.value);
    integers = integers && parse_number<std::int64_t>(value);
    numbers = numbers && parse_number<double>(value);
  });
  return integers ? ColumnType::int64 : numbers ? ColumnType::float64 : ColumnType::text;
}

Tensor CsvTable::tensor(const std::vector<std::string>& columns, DType dtype) const {
  return with_out_of_memory([&]() -> Tensor {
    if (dtype == bool_) throw DTypeError(fmt::format("'{}': a table has no bool columns", name_));
    const std::vector<std::string>& names = columns.empty() ? columns_ : columns;
    constexpr Index kNotWanted = -1;
    std::vector<Index> target(columns_.size(), kNotWanted);
    for (std::size_t i = 0; i < names.size(); ++i) {
      Index& position = target[columns.empty() ? i : find(names[i])];
      if (position != kNotWanted) {
        throw ValueError(fmt::format("'{}': duplicate column {}", name_, quote(names[i])));
      }
      position = static_cast<Index>(i);
    }
    const auto width = static_cast<Index>(names.size());
    Array result = Array::empty({rows_, width}, dtype);
    visit_dtype(dtype, [&]<class T>(T) {
      for_each_value([&](const Place& place) {
        const Index position = target[place.column];
        if (position == kNotWanted) return;
        T& element = result.mutable_data<T>()[static_cast<Index>(place.row) * width + position];
        if (is_missing(place.value)) {
          check_missing(place);
          if (!is_floating(dtype))
            reject(place, "the value is missing, which int64 cannot represent");
          element = std::numeric_limits<T>::quiet_NaN();
        } else if (const auto number = parse_number<T>(trimmed(place.value))) {
          if (std::isnan(static_cast<double>(*number))) check_missing(place);
          element = *number;
        } else {
          reject(place,
                 fmt::format("{} is not a number of {}", quote(place.value), name_of(dtype)));
        }
      });
    });
    return Tensor(std::move(result));
  });
}

std::vector<std::string> CsvTable::text(std::string_view column) const {
  return with_out_of_memory([&]() -> std::vector<std::string> {
    const std::size_t wanted = find(column);
    std::vector<std::string> values;
    values.reserve(static_cast<std::size_t>(rows_));
    for_each_value([&](const Place& place) {
      if (place.column == wanted) values.emplace_back(place.value);
    });
    return values;
  });
}

Categories CsvTable::categories(std::string_view column) const {
  return with_out_of_memory([&]() -> Categories {
    const std::size_t wanted = find(column);
    std::map<std::string, std::int64_t, std::less<>> index_of;
    for_each_value([&](const Place& place) {
      if (place.column != wanted) return;
      if (is_missing(place.value)) return check_missing(place);
      if (!index_of.contains(place.value)) index_of.emplace(place.value, 0);
    });
    Categories result;
    for (auto& [name, index] : index_of) {
      index = static_cast<std::int64_t>(result.names.size());
      result.names.push_back(name);
    }
    Array indices = Array::empty({rows_}, int64);
    for_each_value([&](const Place& place) {
      if (place.column != wanted) return;
      indices.mutable_data<std::int64_t>()[place.row] =
          is_missing(place.value) ? -1 : index_of.find(place.value)->second;
    });
    result.indices = Tensor(std::move(indices));
    return result;
  });
}

CsvTable read_csv(const std::string& path, const CsvOptions& options) {
  return with_out_of_memory([&]() -> CsvTable { return {read_bytes(path), path, options}; });
}

}  // namespace xgrad::nn::data
