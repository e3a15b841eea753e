// Threads: how many there are, and the parallel loop.
#pragma once

#include <xgrad/core/threads/threads.hpp>
