// The comparison of a Jacobian from pullbacks with finite differences.
#pragma once

#include <xgrad/autograd/gradcheck/gradcheck.hpp>
#include <xgrad/autograd/gradcheck/line.hpp>
#include <xgrad/autograd/gradcheck/random.hpp>

namespace xgrad::check {

/// Compares at the point of the subject or, near a kink, at up to twenty points around it.
GradcheckResult compare(Subject& subject, const GradcheckOptions& options);

/// The comparison at one point.
class Comparison {
 public:
  Comparison(Subject& subject, Random& random)
      : subject_(subject),
        random_(random),
        inputs_(subject.point().size()),
        outputs_(subject.size()) {}

  /// Compares every entry of the Jacobian; returns nothing when the function is not smooth at an
  /// entry.
  std::optional<GradcheckResult> whole();
  /// Compares random directions, rows and columns; returns nothing when the function is not smooth
  /// there.
  std::optional<GradcheckResult> sampled();
  /// An entry at which no finite difference was reliable.
  const GradcheckResult::Entry& rough() const { return rough_; }

 private:
  double unit(std::size_t input) const;
  Line along(std::size_t input);
  Line along_all();
  GradcheckResult::Entry entry(std::size_t output, std::size_t input, double analytic,
                               double numeric) const;
  double disagreement(const Vector& weights, const Vector& direction);
  GradcheckResult::Entry find(Vector weights, Vector direction);

  Subject& subject_;
  Random& random_;
  std::size_t inputs_, outputs_;
  GradcheckResult::Entry rough_;
};

/// The unit vector of an entry.
Vector one_hot(std::size_t size, std::size_t entry);

/// The result that reports the entry with the largest disagreement.
GradcheckResult failure(const GradcheckResult::Entry& worst, std::string_view extent);

}  // namespace xgrad::check
