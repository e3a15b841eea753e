// Layers without a state.
#pragma once

#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/attention.hpp>
#include <xgrad/nn/layers/bilinear.hpp>
#include <xgrad/nn/layers/convolution.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/layer_norm.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/layers/normalization.hpp>
#include <xgrad/nn/layers/pooling.hpp>
#include <xgrad/nn/layers/reshaping.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
