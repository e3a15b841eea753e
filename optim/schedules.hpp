// Learning rate schedules.
#pragma once

#include <xgrad/optim/schedules/combined.hpp>
#include <xgrad/optim/schedules/cosine.hpp>
#include <xgrad/optim/schedules/cyclic.hpp>
#include <xgrad/optim/schedules/decay.hpp>
#include <xgrad/optim/schedules/lambda.hpp>
#include <xgrad/optim/schedules/one_cycle.hpp>
#include <xgrad/optim/schedules/plateau.hpp>
#include <xgrad/optim/schedules/warmup.hpp>
