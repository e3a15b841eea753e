// What memory training a layer takes: resident memory when the program starts, and how far its peak
// grows, once the layer is built, up to the second training step. The same for xgrad and its peer.
#pragma once

#include "recurrent.hpp"
#include <fstream>
#include <string>

namespace bench {

/// A figure of this process as the kernel keeps it in /proc/self/status, in megabytes: "VmRSS:" is
/// the resident memory, "VmHWM:" its peak.
inline double memory_megabytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kibibytes = 0;
    if (word == name && status >> kibibytes) return kibibytes * 1024 / 1e6;
  }
  return 0;
}

/// Measures a layer and prints the figures; the first thing a program does.
template <class Layer>
void report_memory() {
  const double start = memory_megabytes("VmRSS:");
  const RecurrentShape shape{"lstm", 100, 64, 256, 512};
  Layer layer(shape);
  const double built = memory_megabytes("VmRSS:");
  for (int step = 0; step < 2; ++step) layer.train();
  const double peak = memory_megabytes("VmHWM:");
  print_figure("memory at program start, MB", start);
  print_figure(name_of(shape) + " two training steps, MB", peak - built);
}

}  // namespace bench
