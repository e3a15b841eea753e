// Neural networks: modules, layers, recurrent layers, losses, initialisation and data.
#pragma once

#include <xgrad/nn/containers.hpp>
#include <xgrad/nn/data.hpp>
#include <xgrad/nn/flow.hpp>
#include <xgrad/nn/gradcheck.hpp>
#include <xgrad/nn/init.hpp>
#include <xgrad/nn/layers.hpp>
#include <xgrad/nn/loss.hpp>
#include <xgrad/nn/metrics.hpp>
#include <xgrad/nn/module.hpp>
#include <xgrad/nn/recurrent.hpp>
