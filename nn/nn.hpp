/// Modules: layers, the recurrent family and losses.
#pragma once

#include <xgrad/nn/activations.hpp>
#include <xgrad/nn/data/long_range.hpp>
#include <xgrad/nn/dropout.hpp>
#include <xgrad/nn/embedding.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/gradient_flow.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/init_recurrent.hpp>
#include <xgrad/nn/init_scaled.hpp>
#include <xgrad/nn/lambda.hpp>
#include <xgrad/nn/layer_norm.hpp>
#include <xgrad/nn/linear.hpp>
#include <xgrad/nn/loss.hpp>
#include <xgrad/nn/module.hpp>
#include <xgrad/nn/module_list.hpp>
#include <xgrad/nn/packed_sequence.hpp>
#include <xgrad/nn/parameter_vector.hpp>
#include <xgrad/nn/recurrent.hpp>
#include <xgrad/nn/select_output.hpp>
#include <xgrad/nn/sequential.hpp>
#include <xgrad/nn/single_step.hpp>
#include <xgrad/nn/spectral.hpp>
#include <xgrad/nn/variants.hpp>
#include <xgrad/nn/weight_norm.hpp>
