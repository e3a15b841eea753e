// Buffers, their pool, and how much they hold.
#pragma once

#include <xgrad/core/memory/memory.hpp>
