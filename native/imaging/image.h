// What every function of the imaging libraries shares: the image descriptor and the error channel.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <opencv2/core.hpp>

#define TH_EXPORT extern "C" __attribute__((visibility("default")))

// Raised whenever a signature or a meaning below changes; the managed side refuses another number.
constexpr int32_t TH_IMAGING_VERSION = 4;

// An image in memory that the caller owns: rows of interleaved channels, `row_stride` bytes apart.
// `depth` is OpenCV's element code: 0 uint8, 2 uint16, 3 int16, 4 int32, 5 float32, 6 float64.
struct th_image {
    void* data;
    int64_t row_stride;
    int32_t height;
    int32_t width;
    int32_t channels;
    int32_t depth;
};

enum th_status : int32_t {
    TH_OK = 0,
    TH_FAILED = 1,     // the last error holds the reason
    TH_TRUNCATED = 2,  // the file ends before the image does
    TH_UNREADABLE = 3, // no decoder knows the bytes, or the one that does gave up
    TH_REFUSED = 4,    // the caller would not allocate an image of that size
    TH_COSTLY = 6,     // a JPEG with so many scans (the last error holds their number) that decoding it would take minutes
};

namespace th {

inline std::string& last_error() {
    thread_local std::string text;
    return text;
}

// Managed code may leave the upper halves of the vector registers in use when it calls; OpenCV's code of the processor's base set
// (warpAffine and others) then runs at half its speed.
inline void clear_upper_registers() {
#if defined(__x86_64__)
    static const bool avx = __builtin_cpu_supports("avx");
    if (avx) {
        asm volatile("vzeroupper" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                     "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    }
#endif
}

// Runs `body`; an exception becomes a status and one line of text. Nothing is thrown across the C boundary.
template <typename Body>
th_status guarded(Body&& body) noexcept {
    clear_upper_registers();
    try {
        return body();
    } catch (const cv::Exception& e) {
        last_error() = e.func.empty() ? e.err : e.err + " (in cv::" + e.func + ")";
    } catch (const std::exception& e) {
        last_error() = e.what();
    } catch (...) {
        last_error() = "unknown failure";
    }
    return TH_FAILED;
}

inline cv::Mat mat(const th_image& image) {
    return cv::Mat(image.height, image.width, CV_MAKETYPE(image.depth, image.channels), image.data,
                   static_cast<size_t>(image.row_stride));
}

} // namespace th
