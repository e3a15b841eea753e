// The public parts of core: dtypes, shapes, errors, random generators and threads.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/memory.hpp>
#include <xgrad/core/numbers.hpp>
#include <xgrad/core/shape.hpp>
#include <xgrad/core/threads.hpp>
#include <xgrad/core/version.hpp>
#include <xgrad/core/warning.hpp>
