// Layers without a state.
#pragma once

#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/dropout.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/layer_norm.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/layers/weight_norm.hpp>
