// What the tables of edges.hpp are made of.
#pragma once

#include <xgrad/core/numbers/dtype.hpp>

#include <initializer_list>
#include <limits>
