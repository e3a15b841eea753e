// Modules: named parameters, buffers and children, hooks, state dicts, summaries.
#pragma once

#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/module/parameter_vector.hpp>
#include <xgrad/nn/module/summary.hpp>
