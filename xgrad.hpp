/// Everything a program that trains models needs.
#pragma once

#include <xgrad/core/version.hpp>
#include <xgrad/optim/optim.hpp>
