// Containers of modules.
#pragma once

#include <xgrad/nn/containers/lambda.hpp>
#include <xgrad/nn/containers/module_list.hpp>
#include <xgrad/nn/containers/select_output.hpp>
#include <xgrad/nn/containers/sequential.hpp>
