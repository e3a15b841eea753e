// Readers and writers of data files that need no library of their own.
#pragma once

#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/csv.hpp>
#include <xgrad/nn/data/readers/idx.hpp>
#include <xgrad/nn/data/readers/npy.hpp>
#include <xgrad/nn/data/readers/text.hpp>
#include <xgrad/nn/data/readers/vocabulary.hpp>
#include <xgrad/nn/data/readers/vocabulary_file.hpp>
