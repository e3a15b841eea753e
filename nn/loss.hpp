// Loss functions.
#pragma once

#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/loss/ctc.hpp>
#include <xgrad/nn/loss/likelihood.hpp>
#include <xgrad/nn/loss/margin.hpp>
#include <xgrad/nn/loss/regression.hpp>
#include <xgrad/nn/loss/similarity.hpp>
