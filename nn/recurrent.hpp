// Recurrent layers and cells, their states, packed sequences and initialisation.
#pragma once

#include <xgrad/nn/recurrent/init.hpp>
#include <xgrad/nn/recurrent/layers.hpp>
#include <xgrad/nn/recurrent/packed_sequence.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
#include <xgrad/nn/recurrent/stepper.hpp>
