// What a file's own structure says before it is decoded: whether the image is all there (OpenCV's decoders fill the rest with grey or zeros
// and report success), and whether decoding it would take more time or memory than any honest image does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace th {

enum class Structure {
    WHOLE,
    TRUNCATED, // a PNG, JPEG, BMP or WebP file whose bytes end before the image does
    COSTLY,    // a JPEG whose scans pass over the picture too often
};

// Other formats, and bytes that are no image at all, count as whole: their decoder will tell.
Structure structure_of(const uint8_t* data, size_t size);

// The number of scans of a JPEG; 0 for anything else.
int64_t scans_of(const uint8_t* data, size_t size);

// A whole PNG without its texts, if some of them are compressed: libpng keeps up to a thousand, each unpacked to 8 MB, and nothing here
// reads them. Empty where there are none.
std::vector<uint8_t> without_texts(const uint8_t* data, size_t size);

} // namespace th
