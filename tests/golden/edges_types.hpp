// What the tables of edges.hpp are made of.
#pragma once

#include <xgrad/core/dtype.hpp>

#include <initializer_list>
#include <limits>
