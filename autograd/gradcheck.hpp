// Gradient checks by finite differences.
#pragma once

#include <xgrad/autograd/gradcheck/gradcheck.hpp>
