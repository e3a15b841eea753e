// Data: datasets, samplers and loaders.
#pragma once

#include <xgrad/nn/data/combine.hpp>
#include <xgrad/nn/data/data_loader.hpp>
#include <xgrad/nn/data/samplers/length_samplers.hpp>
#include <xgrad/nn/data/tensor_dataset.hpp>
