#include "completeness.h"

#include <algorithm>
#include <cstring>

namespace {

// Each scan of a JPEG passes over the whole picture, even one of a few bytes. All of them together may pass over this many pixels: 32 scans of
// the largest picture that is decoded, 512 of one of 16 million pixels (encoders make about ten). Small pictures count as 65,536 pixels.
constexpr uint64_t MAX_SCANNED_PIXELS = uint64_t(1) << 33;
constexpr uint64_t LEAST_PIXELS = 1 << 16;

struct Jpeg {
    bool whole = false;
    uint64_t scans = 0;
    uint64_t pixels = LEAST_PIXELS;

    bool costly() const { return scans > MAX_SCANNED_PIXELS / pixels; }
};

uint32_t big32(const uint8_t* p) { return uint32_t(p[0]) << 24 | uint32_t(p[1]) << 16 | uint32_t(p[2]) << 8 | p[3]; }
uint32_t big16(const uint8_t* p) { return uint32_t(p[0]) << 8 | p[1]; }
uint32_t little32(const uint8_t* p) { return uint32_t(p[3]) << 24 | uint32_t(p[2]) << 16 | uint32_t(p[1]) << 8 | p[0]; }

bool starts_with(const uint8_t* data, size_t size, const char* signature, size_t length) {
    return size >= length && std::memcmp(data, signature, length) == 0;
}

// PNG (RFC 2083): 8 bytes of signature, then chunks of length, type, content, checksum, the last of which is IEND.
bool png(const uint8_t* data, size_t size) {
    size_t at = 8;
    while (size - at >= 12) {
        const size_t length = big32(data + at);
        if (length > size - at - 12) {
            return false;
        }
        if (std::memcmp(data + at + 4, "IEND", 4) == 0) {
            return true;
        }
        at += 12 + length;
    }
    return false;
}

// JPEG (ITU T.81, B.1): markers are FF xx; a scan's entropy-coded bytes follow SOS and hide FF as FF 00; EOI is FF D9.
// Segments are stepped over by their length, so that the end of an embedded thumbnail is not taken for the image's.
Jpeg jpeg(const uint8_t* data, size_t size) {
    Jpeg found;
    size_t at = 2;
    bool in_scan = false;
    while (at + 1 < size) {
        if (in_scan || data[at] != 0xFF) {
            const void* next = std::memchr(data + at, 0xFF, size - at - 1);
            if (next == nullptr) {
                return found;
            }
            at = static_cast<size_t>(static_cast<const uint8_t*>(next) - data);
        }
        const uint8_t marker = data[at + 1];
        if (marker == 0xFF) {
            at += 1; // fill byte
            continue;
        }
        if (marker == 0xD9) {
            found.whole = true;
            return found;
        }
        at += 2;
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {
            continue; // hidden FF, TEM, restart: no segment follows, and a scan goes on
        }
        if (size - at < 2) {
            return found;
        }
        const size_t length = big16(data + at);
        if (length < 2 || length > size - at) {
            return found;
        }
        // Frame headers are C0 to CF but for tables (C4, CC) and C8: length, depth, height, width.
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC && length >= 7) {
            found.pixels = std::max(found.pixels, uint64_t(big16(data + at + 3)) * big16(data + at + 5));
        }
        at += length;
        in_scan = marker == 0xDA;
        found.scans += in_scan ? 1 : 0;
    }
    return found;
}

// BMP: bytes 2 to 5 hold the file's size; some writers leave 0 or the size without the header, so only less data than
// the uncompressed rows need counts as missing.
bool bmp(const uint8_t* data, size_t size) {
    if (size < 54) {
        return false;
    }
    const uint64_t offset = little32(data + 10);
    const uint64_t width = little32(data + 18);
    const auto signed_height = static_cast<int32_t>(little32(data + 22));
    const uint64_t height = signed_height < 0 ? -static_cast<int64_t>(signed_height) : signed_height;
    const uint64_t bits = uint64_t(data[28]) | uint64_t(data[29]) << 8;
    const uint32_t compression = little32(data + 30);
    if (little32(data + 14) < 40 || (compression != 0 && compression != 3)) {
        return true; // an old header or run lengths: left to the decoder
    }
    return offset + (width * bits + 31) / 32 * 4 * height <= size;
}

// WebP: "RIFF", the number of bytes that follow the first 8, "WEBP".
bool webp(const uint8_t* data, size_t size) { return uint64_t(little32(data + 4)) + 8 <= size; }

bool is_png(const uint8_t* data, size_t size) { return starts_with(data, size, "\x89PNG\r\n\x1a\n", 8); }

bool is_jpeg(const uint8_t* data, size_t size) { return starts_with(data, size, "\xFF\xD8\xFF", 3); }

bool is_text(const uint8_t* chunk) { return std::memcmp(chunk + 4, "zTXt", 4) == 0 || std::memcmp(chunk + 4, "iTXt", 4) == 0; }

} // namespace

th::Structure th::structure_of(const uint8_t* data, size_t size) {
    bool whole = true;
    if (is_png(data, size)) {
        whole = png(data, size);
    } else if (is_jpeg(data, size)) {
        const Jpeg found = jpeg(data, size);
        if (found.costly()) {
            return Structure::COSTLY;
        }
        whole = found.whole;
    } else if (starts_with(data, size, "BM", 2)) {
        whole = bmp(data, size);
    } else if (size >= 12 && starts_with(data, size, "RIFF", 4) && std::memcmp(data + 8, "WEBP", 4) == 0) {
        whole = webp(data, size);
    }
    return whole ? Structure::WHOLE : Structure::TRUNCATED;
}

int64_t th::scans_of(const uint8_t* data, size_t size) {
    return is_jpeg(data, size) ? static_cast<int64_t>(jpeg(data, size).scans) : 0;
}

std::vector<uint8_t> th::without_texts(const uint8_t* data, size_t size) {
    std::vector<uint8_t> rest;
    if (!is_png(data, size)) {
        return rest;
    }
    // Chunks fit into the file: png() has looked. What follows the last of them is of no use.
    for (size_t at = 8; size - at >= 12;) {
        const size_t length = big32(data + at) + size_t(12);
        const bool text = is_text(data + at);
        if (text && rest.empty()) {
            rest.reserve(size);
            rest.assign(data, data + at);
        } else if (!text && !rest.empty()) {
            rest.insert(rest.end(), data + at, data + at + length);
        }
        if (std::memcmp(data + at + 4, "IEND", 4) == 0) {
            break;
        }
        at += length;
    }
    return rest;
}
