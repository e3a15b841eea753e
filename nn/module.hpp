// Modules: named parameters, buffers and children, hooks, and what is saved of them.
#pragma once

#include <xgrad/nn/module/module.hpp>
#include <xgrad/nn/module/parameter_vector.hpp>
