// What libpng and libjpeg say about a damaged file: kept for the error message instead of printed.
#pragma once

#include <string>

namespace th {

// The first complaint of a codec on this thread since it was cleared; empty if there was none.
std::string& codec_complaint();

} // namespace th
