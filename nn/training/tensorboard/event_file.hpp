// The file of a SummaryWriter. Internal.
#pragma once

#include <xgrad/core/io/file.hpp>

#include <string>

namespace xgrad::nn::training {

/// Creates a folder, if it is missing, and a file in it with the name of an event file. If there is
/// one with this name, as of another writer in the same second, ".1", ".2", ... are appended. Throws
/// IoError.
io::File create_event_file(const std::string& folder, double wall_time);

}  // namespace xgrad::nn::training
