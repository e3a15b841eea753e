// Training: the Trainer, and its components for loops of your own.
#pragma once

#include <xgrad/nn/training/early_stopping.hpp>
#include <xgrad/nn/training/evaluation.hpp>
#include <xgrad/nn/training/interruption.hpp>
#include <xgrad/nn/training/log.hpp>
#include <xgrad/nn/training/progress.hpp>
#include <xgrad/nn/training/report/report.hpp>
#include <xgrad/nn/training/settings.hpp>
#include <xgrad/nn/training/trainer.hpp>
