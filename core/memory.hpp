// Memory pool, buffers and allocation statistics.
#pragma once

#include <xgrad/core/memory/memory.hpp>
