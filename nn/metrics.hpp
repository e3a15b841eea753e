// Metrics and decoding of sequences.
#pragma once

#include <xgrad/nn/metrics/ctc_decode.hpp>
#include <xgrad/nn/metrics/edit_distance.hpp>
