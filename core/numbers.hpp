// Element types, scalars, and the treatment of subnormal numbers.
#pragma once

#include <xgrad/core/numbers/denormals.hpp>
#include <xgrad/core/numbers/dtype.hpp>
#include <xgrad/core/numbers/scalar.hpp>
