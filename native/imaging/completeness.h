// Does a file hold the whole image? OpenCV's decoders fill the rest with grey or zeros and report success.
#pragma once

#include <cstddef>
#include <cstdint>

namespace th {

// False if `data` is a PNG, JPEG, BMP or WebP file whose own structure says that bytes are missing at the end.
// Other formats, and bytes that are no image at all, count as whole: their decoder will tell.
bool is_whole(const uint8_t* data, size_t size);

} // namespace th
