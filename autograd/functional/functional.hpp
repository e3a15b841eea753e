// Derivatives of functions: products with Jacobians and Hessians, and these matrices themselves.
#pragma once

#include <xgrad/autograd/functional/matrices.hpp>
#include <xgrad/autograd/functional/products.hpp>
