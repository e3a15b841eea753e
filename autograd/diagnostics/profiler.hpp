// A profiler of operations: counts, times and saved bytes.
#pragma once

#include <xgrad/autograd/diagnostics/instruments.hpp>

#include <memory>
#include <string>
#include <vector>

namespace xgrad {

/// The runs that a Profiler collected.
struct Profile;

/// The sums over all runs of one operation. Times are in seconds.
struct ProfiledOperation {
  /// The name of the operation; "(not recorded)" for results without a graph.
  std::string name;
  Index forward_count = 0, backward_count = 0;
  double forward_seconds = 0, backward_seconds = 0;
  /// The tensors that forward runs saved for the backward pass; one that several operations saved
  /// counts for each. Outputs that a pullback reuses, as that of `exp`, are not included.
  Index saved_bytes = 0;

  double seconds() const { return forward_seconds + backward_seconds; }
};

/// Collects all operations and pullbacks on all threads during its lifetime. The forward time of an
/// operation begins at the end of the previous one on the thread, so it includes the code between
/// them. The backward time is that of the pullback and includes forward runs within it.
class Profiler {
 public:
  /// Throws ValueError while another Profiler exists.
  Profiler();
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  /// The operations so far, longest total time first.
  std::vector<ProfiledOperation> by_operation() const;
  /// These sums by the path of the module, such as "model.lstm (LSTM 65 -> 128)"; "" outside modules.
  std::vector<ProfiledOperation> by_module() const;
  /// `by_operation` as text, one operation per line.
  std::string table() const;
  /// Writes all runs as JSON for chrome://tracing and Perfetto. Throws IoError.
  void write_chrome_trace(const std::string& path) const;

 private:
  Instrument instrument_;
  std::unique_ptr<Profile> profile_;
};

}  // namespace xgrad
