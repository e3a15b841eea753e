// For files that define formulas; includes SIMD templates.
#pragma once

#include <xgrad/autograd/formula/pointwise.hpp>
