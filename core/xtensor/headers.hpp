// The headers of xtensor, whose folders differ between versions: containers, adaptors and functions.
// They take seconds to compile, so only .cpp files and <xgrad/autograd/xtensor.hpp> include them.
#pragma once

// xtensor 0.26 moved its headers to subfolders.
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>
#endif
