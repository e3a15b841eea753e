// Data: datasets, samplers, loaders, streams, windows and scalers.
#pragma once

#include <xgrad/nn/data/combine.hpp>
#include <xgrad/nn/data/data_loader.hpp>
#include <xgrad/nn/data/samplers/length_samplers.hpp>
#include <xgrad/nn/data/scalers.hpp>
#include <xgrad/nn/data/streams.hpp>
#include <xgrad/nn/data/tensor_dataset.hpp>
#include <xgrad/nn/data/windows.hpp>
