// All differentiable operations.
#pragma once

#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/index/index.hpp>
#include <xgrad/autograd/ops/linalg/products.hpp>
#include <xgrad/autograd/ops/reduce/reduce.hpp>
#include <xgrad/autograd/ops/sequence/normalize.hpp>
#include <xgrad/autograd/ops/sequence/scan.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/autograd/ops/shape/shape.hpp>
#include <xgrad/autograd/tensor.hpp>
