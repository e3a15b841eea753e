// einsum: equations as labels of the axes of the operands.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/linalg/labelled.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/contract.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <algorithm>
#include <string>

namespace xgrad {
namespace {

// Letters are their own labels; axis i from the end of those that `...` covers is kEllipsis + i.
constexpr int kEllipsis = 256;

// The axes in the order of `labels`, which are all that `x` has.
Tensor ordered(const Labelled& x, const Labels& labels) {
  Axes order;
  for (const int label : labels) order.push_back(x.axis(label));
  return permute(x.tensor, order);
}

[[noreturn]] void throw_invalid(std::string_view equation, const std::string& reason) {
  throw ValueError(fmt::format("einsum \"{}\": {}", equation, reason));
}

// One side of an equation: its letters, with an ellipsis as kEllipsis.
Labels parse(std::string_view equation, std::string_view term) {
  Labels labels;
  for (std::size_t i = 0; i < term.size(); ++i) {
    const char c = term[i];
    if (c == ' ') continue;
    if (term.substr(i, 3) == "..." && !contains(labels, kEllipsis)) {
      labels.push_back(kEllipsis);
      i += 2;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      labels.push_back(c);
    } else {
      throw_invalid(equation, fmt::format("invalid '{}' in \"{}\"; expected letters and one "
                                          "ellipsis '...' per operand",
                                          c, term));
    }
  }
  return labels;
}

// Replaces an ellipsis by labels for `count` axes.
Labels with_ellipsis(const Labels& labels, std::size_t count) {
  Labels result;
  for (const int label : labels) {
    if (label != kEllipsis) {
      result.push_back(label);
      continue;
    }
    for (std::size_t i = count; i-- > 0;) result.push_back(kEllipsis + static_cast<int>(i));
  }
  return result;
}

// The diagonal over the axes of the first label that occurs twice, as long as there is one.
Labelled diagonals(std::string_view equation, Labelled x) {
  for (std::size_t i = 0; i < x.labels.size(); ++i) {
    const auto second = std::find(x.labels.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                  x.labels.end(), x.labels[i]);
    if (second == x.labels.end()) continue;
    const auto j = static_cast<std::size_t>(second - x.labels.begin());
    const Index size = x.tensor.shape()[i];
    if (x.tensor.shape()[j] != size) {
      throw ShapeError(fmt::format("einsum \"{}\": '{}' names axes of sizes {} and {} of {}",
                                   equation, static_cast<char>(x.labels[i]), size,
                                   x.tensor.shape()[j], x.tensor.shape()));
    }
    const int label = x.labels[i];
    x.tensor = diagonal(x.tensor, 0, static_cast<Index>(i), static_cast<Index>(j));
    x.labels.erase(x.labels.begin() + static_cast<std::ptrdiff_t>(j));
    x.labels.erase(x.labels.begin() + static_cast<std::ptrdiff_t>(i));
    x.labels.push_back(label);
    return diagonals(equation, x);
  }
  return x;
}

// Splits at commas.
std::vector<std::string_view> terms_of(std::string_view text) {
  std::vector<std::string_view> terms;
  for (;;) {
    const std::size_t comma = text.find(',');
    terms.push_back(text.substr(0, comma));
    if (comma == text.npos) return terms;
    text.remove_prefix(comma + 1);
  }
}

// The axes of an ellipsis, then the letters that occur once in all operands, in alphabetical order.
Labels implicit_output(std::string_view inputs, std::size_t ellipsis) {
  std::string letters(inputs);
  std::sort(letters.begin(), letters.end());
  Labels output = with_ellipsis({kEllipsis}, ellipsis);
  for (const char letter : letters) {
    if (letter < 'A' || std::count(letters.begin(), letters.end(), letter) > 1) continue;
    output.push_back(letter);
  }
  return output;
}

// Throws ShapeError unless all axes of a label have one size or size 1.
void check_sizes(std::string_view equation, const std::vector<Labelled>& operands) {
  for (std::size_t i = 0; i < operands.size(); ++i) {
    for (const int label : operands[i].labels) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!operands[j].has(label)) continue;
        const Index first = operands[j].size(label), second = operands[i].size(label);
        if (first == second || first == 1 || second == 1) continue;
        const std::string name =
            label < kEllipsis ? fmt::format("'{}'", static_cast<char>(label))
                              : fmt::format("axis {} from the end of '...'", label - kEllipsis + 1);
        throw ShapeError(
            fmt::format("einsum \"{}\": {} has size {} in operand {} and size {} in operand {}",
                        equation, name, first, j, second, i));
      }
    }
  }
}

// The operands with labels, and the most axes that an ellipsis covers.
std::vector<Labelled> labelled(std::string_view equation, std::string_view inputs,
                               const std::vector<Tensor>& operands, std::size_t& ellipsis) {
  const std::vector<std::string_view> terms = terms_of(inputs);
  if (terms.size() != operands.size()) {
    throw_invalid(equation, fmt::format("{} terms for {} operands", terms.size(), operands.size()));
  }
  std::vector<Labelled> result;
  result.reserve(operands.size());
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Labels labels = parse(equation, terms[i]);
    const bool open = contains(labels, kEllipsis);
    const std::size_t letters = labels.size() - (open ? 1 : 0), rank = operands[i].rank();
    if (open ? letters > rank : letters != rank) {
      throw ShapeError(fmt::format("einsum \"{}\": \"{}\" does not name the axes of operand {}, {}",
                                   equation, terms[i], i, operands[i].shape()));
    }
    if (open) ellipsis = std::max(ellipsis, rank - letters);
    result.push_back(diagonals(equation, {operands[i], with_ellipsis(labels, rank - letters)}));
  }
  check_sizes(equation, result);
  return result;
}

// Throws ValueError unless the labels of the result are distinct and those of operands.
void check_output(std::string_view equation, const Labels& output,
                  const std::vector<Labelled>& operands) {
  for (const int label : output) {
    if (label >= kEllipsis) continue;
    const char letter = static_cast<char>(label);
    if (std::count(output.begin(), output.end(), label) > 1) {
      throw_invalid(equation, fmt::format("'{}' occurs twice in the result", letter));
    }
    if (std::none_of(operands.begin(), operands.end(),
                     [&](const Labelled& operand) { return operand.has(label); })) {
      throw_invalid(equation, fmt::format("'{}' of the result names no axis", letter));
    }
  }
}

Tensor labelled_einsum(std::string_view equation, const std::vector<Tensor>& operands) {
  if (operands.empty()) throw_invalid(equation, "no operands");
  for (const Tensor& operand : operands) check_defined("einsum", operand);
  check_number_operands(fmt::format("einsum \"{}\"", equation).c_str(), operands);
  const std::size_t arrow = equation.find("->");
  std::size_t ellipsis = 0;
  std::vector<Labelled> rest = labelled(equation, equation.substr(0, arrow), operands, ellipsis);
  const Labels output = arrow == equation.npos
                            ? implicit_output(equation, ellipsis)
                            : with_ellipsis(parse(equation, equation.substr(arrow + 2)), ellipsis);
  check_output(equation, output, rest);
  Labelled result = rest[0];
  for (std::size_t i = 1; i < rest.size(); ++i) {
    Labels needed = output;
    for (std::size_t k = i + 1; k < rest.size(); ++k) {
      needed.insert(needed.end(), rest[k].labels.begin(), rest[k].labels.end());
    }
    result = contract(result, rest[i], needed);
  }
  Labels unneeded;
  for (const int label : result.labels) {
    if (!contains(output, label)) unneeded.push_back(label);
  }
  result.sum_over(unneeded);
  const Tensor value = ordered(result, output);
  return value.array().shares_buffer(operands[0].array()) ? value * 1.0 : value;
}

}  // namespace

Tensor einsum(std::string_view equation, const std::vector<Tensor>& operands) {
  return with_out_of_memory([&] { return labelled_einsum(equation, operands); });
}

}  // namespace xgrad
