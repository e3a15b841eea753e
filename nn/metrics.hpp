// Metrics of evaluation, and decoding of sequences.
#pragma once

#include <xgrad/nn/metrics/accuracy.hpp>
#include <xgrad/nn/metrics/auroc.hpp>
#include <xgrad/nn/metrics/confusion_matrix.hpp>
#include <xgrad/nn/metrics/ctc_decode.hpp>
#include <xgrad/nn/metrics/edit_distance.hpp>
#include <xgrad/nn/metrics/mean_metrics.hpp>
#include <xgrad/nn/metrics/perplexity.hpp>
