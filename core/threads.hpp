// Threads: their number, and the parallel loop.
#pragma once

#include <xgrad/core/threads/threads.hpp>
