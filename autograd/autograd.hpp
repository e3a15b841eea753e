// Tensors and differentiable operations. To write formulas, also include
// <xgrad/autograd/formula.hpp>, whose SIMD templates take longer to compile.
#pragma once

#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/diagnostics/anomaly.hpp>
#include <xgrad/autograd/diagnostics/profiler.hpp>
#include <xgrad/autograd/diagnostics/to_dot.hpp>
#include <xgrad/autograd/distributions/distributions.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/function.hpp>
#include <xgrad/autograd/functional/functional.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/print.hpp>
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/autograd/state/checkpoint_file.hpp>
#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/autograd/tensor.hpp>
