// For files with formulas of their own: brings SIMD templates.
#pragma once

#include <xgrad/autograd/formula/pointwise.hpp>
