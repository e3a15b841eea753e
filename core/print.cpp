// Printing in the style of NumPy and PyTorch: aligned, wrapped at 80 columns, summarised if large.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/print.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xgrad {
namespace {

constexpr Index kMostPrinted = 1000;
constexpr Index kEdge = 3;  // positions shown at each end of a summarised axis
constexpr std::size_t kLineWidth = 80;

// The common format of all finite elements: integers, four decimals, or scientific notation if
// these would lose digits.
std::string_view pick_format(const Array& values) {
  double largest = 0;
  double smallest = std::numeric_limits<double>::infinity();
  bool whole = true;
  for (Index i = 0; i < values.numel(); ++i) {
    const double size = std::abs(values.data<double>()[i]);
    if (!std::isfinite(size)) continue;
    whole = whole && size == std::floor(size);
    largest = std::max(largest, size);
    if (size > 0) smallest = std::min(smallest, size);
  }
  if (largest >= 1e5 || (!whole && smallest < 1e-3)) return "{:.4e}";
  return whole ? "{:.0f}." : "{:.4f}";
}

// True for more than kMostPrinted elements, or as many brackets around no elements.
bool is_large(const Shape& shape) {
  Index count = 1;
  for (const Index size : shape) {
    if (size > kMostPrinted) return true;
    count *= std::max<Index>(size, 1);
    if (count > kMostPrinted) return true;
  }
  return false;
}

// The printed part of an array: the first and last positions of summarised axes. All axes are
// sliced before elements are copied, so that the cost does not depend on the size.
Array shown_part(const Array& x) {
  if (!is_large(x.shape())) return kernels::contiguous(x);
  Shape shape = x.shape();
  for (Index& size : shape) size = std::min(size, 2 * kEdge);
  Array part = Array::empty(shape, x.dtype());
  const auto copy_corners = [&](const auto& self, Array target, Array source,
                                std::size_t axis) -> void {
    if (axis == shape.size()) return kernels::copy_into(target, source);
    const auto at = static_cast<Index>(axis);
    const Index size = x.shape()[axis];
    if (size <= 2 * kEdge) return self(self, target, source, axis + 1);
    for (const bool back : {false, true}) {
      self(self, kernels::narrow(target, at, back ? kEdge : 0, kEdge),
           kernels::narrow(source, at, back ? size - kEdge : 0, kEdge), axis + 1);
    }
  };
  copy_corners(copy_corners, part, x, 0);
  return part;
}

std::vector<std::string> element_texts(const Array& part) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(part.numel()));
  const auto add_all = [&]<class T>(T, auto&& text) {
    for (Index i = 0; i < part.numel(); ++i) texts.push_back(text(part.data<T>()[i]));
  };
  if (part.dtype() == bool_) {
    add_all(bool{}, [](bool value) { return std::string(value ? "true" : "false"); });
  } else if (part.dtype() == int64) {
    add_all(Index{}, [](Index value) { return std::to_string(value); });
  } else {
    const Array doubles = kernels::cast(part, float64);
    const std::string_view format = pick_format(doubles);
    for (Index i = 0; i < doubles.numel(); ++i) {
      const double value = doubles.data<double>()[i];
      texts.push_back(std::isfinite(value) ? fmt::format(fmt::runtime(format), value)
                                           : fmt::format("{}", value));
    }
  }
  std::size_t width = 0;
  for (const std::string& text : texts) width = std::max(width, text.size());
  for (std::string& text : texts) text.insert(0, width - text.size(), ' ');
  return texts;
}

// Writes nested brackets around the texts in order.
class Writer {
 public:
  Writer(const Shape& full, const Shape& shown, const std::vector<std::string>& texts)
      : full_(full), shown_(shown), next_(texts.begin()) {}

  std::string write() {
    write_axis(0);
    return std::move(text_);
  }

 private:
  void write_axis(std::size_t axis) {
    if (axis == shown_.size()) {
      text_ += *next_++;
      return;
    }
    text_ += '[';
    const bool last = axis + 1 == shown_.size();
    const std::size_t indent = axis + 1;
    for (Index i = 0; i < shown_[axis]; ++i) {
      if (i > 0) {
        text_ += ',';
        separate(last, indent, shown_.size() - axis - 1, last ? next_->size() : 0);
      }
      if (i == kEdge && shown_[axis] != full_[axis]) {
        text_ += "...,";
        separate(last, indent, shown_.size() - axis - 1, last ? next_->size() : 0);
      }
      write_axis(axis + 1);
    }
    text_ += ']';
  }

  // Writes a blank between elements, or a newline if the next one does not fit; newlines between
  // blocks.
  void separate(bool in_row, std::size_t indent, std::size_t lines, std::size_t next_width) {
    const std::size_t start = text_.rfind('\n') == std::string::npos ? 0 : text_.rfind('\n') + 1;
    if (in_row && text_.size() - start + next_width + 2 <= kLineWidth) {
      text_ += ' ';
      return;
    }
    text_.append(in_row ? 1 : lines, '\n');
    text_.append(indent, ' ');
  }

  Shape full_;
  Shape shown_;
  std::vector<std::string>::const_iterator next_;
  std::string text_;
};

}  // namespace

std::string to_string(const Array& x) {
  return with_out_of_memory([&]() -> std::string {
    if (!x.defined()) return "undefined";
    const Array part = shown_part(x);
    const std::vector<std::string> texts = element_texts(part);
    return fmt::format("{}  {} {}", Writer(x.shape(), part.shape(), texts).write(), x.dtype(),
                       x.shape());
  });
}

std::string nonfinite_elements(const Array& x, bool with_infinities) {
  const Array dense = kernels::contiguous(x);
  return visit_floating(dense.dtype(), [&]<class T>(T) -> std::string {
    const std::span elements(dense.data<T>(), static_cast<std::size_t>(dense.numel()));
    const auto is_bad = [&](T value) {
      return with_infinities ? !std::isfinite(value) : std::isnan(value);
    };
    const auto first = std::ranges::find_if(elements, is_bad);
    if (first == elements.end()) return "";
    const auto count = std::count_if(first, elements.end(), is_bad);
    return fmt::format("{} of {} elements {} not finite, the first, at {}, is {}", count,
                       elements.size(), count == 1 ? "is" : "are",
                       to_string(unravel(first - elements.begin(), dense.shape())), *first);
  });
}

}  // namespace xgrad
