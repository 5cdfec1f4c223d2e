// Geometry and colour: each function reads `source` and fills `target`, which the caller has sized.
#include "image.h"

#include <cstring>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>

namespace {

// OpenCV's geometric functions and border values stop at four channels; wider images go plane by plane.
constexpr int max_interleaved = 4;

void copy_plane(const th_image& image, int channel, cv::Mat& plane, bool into_image) {
    const size_t size = CV_ELEM_SIZE1(image.depth);
    const size_t pixel = size * static_cast<size_t>(image.channels);
    for (int y = 0; y < image.height; ++y) {
        auto* wide = static_cast<uchar*>(image.data) + y * image.row_stride + channel * size;
        auto* narrow = plane.ptr(y);
        for (int x = 0; x < image.width; ++x, wide += pixel, narrow += size) {
            into_image ? std::memcpy(wide, narrow, size) : std::memcpy(narrow, wide, size);
        }
    }
}

// A reallocated target would mean that the caller computed another size or type than OpenCV did.
void same_memory(const cv::Mat& target, const void* expected) {
    if (target.data != expected) {
        throw std::runtime_error("the target has another size or element type than the result");
    }
}

cv::Scalar border_value(const double* value, int first, int count) {
    cv::Scalar result;
    for (int i = 0; i < count && first + i < max_interleaved; ++i) {
        result[i] = value[first + i];
    }
    return result;
}

// Calls `operation(source, target, first channel, channel count)` once, or once per plane.
template <typename Operation>
th_status by_planes(const th_image& source, const th_image& target, Operation&& operation) {
    if (source.channels <= max_interleaved) {
        cv::Mat out = th::mat(target);
        operation(th::mat(source), out, 0, source.channels);
        same_memory(out, target.data);
        return TH_OK;
    }
    cv::Mat in(source.height, source.width, source.depth);
    cv::Mat out(target.height, target.width, target.depth);
    for (int c = 0; c < source.channels; ++c) {
        copy_plane(source, c, in, false);
        const uchar* before = out.data;
        operation(in, out, c, 1);
        same_memory(out, before);
        copy_plane(target, c, out, true);
    }
    return TH_OK;
}

} // namespace

TH_EXPORT int32_t th_imaging_version() { return TH_IMAGING_VERSION; }

TH_EXPORT const char* th_imaging_last_error() { return th::last_error().c_str(); }

// One thread per call (loader threads are the parallelism) and no chatter on standard error.
TH_EXPORT int32_t th_imaging_initialize() {
    return th::guarded([] {
        cv::setNumThreads(1);
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return TH_OK;
    });
}

// With positive factors the target's size is round(size * factor), as OpenCV computes it; otherwise the target's size rules.
TH_EXPORT int32_t th_imaging_resize(const th_image* source, const th_image* target, double fx, double fy,
                                    int32_t interpolation) {
    return th::guarded([&] {
        const cv::Size size = fx > 0 ? cv::Size() : cv::Size(target->width, target->height);
        return by_planes(*source, *target, [&](const cv::Mat& in, cv::Mat& out, int, int) {
            cv::resize(in, out, size, fx, fy, interpolation);
        });
    });
}

// `value` holds four numbers, one per channel; channels after the fourth get 0.
TH_EXPORT int32_t th_imaging_copy_make_border(const th_image* source, const th_image* target, int32_t top,
                                              int32_t bottom, int32_t left, int32_t right, int32_t border,
                                              const double* value) {
    return th::guarded([&] {
        return by_planes(*source, *target, [&](const cv::Mat& in, cv::Mat& out, int first, int count) {
            cv::copyMakeBorder(in, out, top, bottom, left, right, border, border_value(value, first, count));
        });
    });
}

// `matrix` holds 2x3 numbers, row after row.
TH_EXPORT int32_t th_imaging_warp_affine(const th_image* source, const th_image* target, const double* matrix,
                                         int32_t flags, int32_t border, const double* value) {
    return th::guarded([&] {
        const cv::Mat transform(2, 3, CV_64F, const_cast<double*>(matrix));
        return by_planes(*source, *target, [&](const cv::Mat& in, cv::Mat& out, int first, int count) {
            cv::warpAffine(in, out, transform, out.size(), flags, border, border_value(value, first, count));
        });
    });
}

TH_EXPORT int32_t th_imaging_convert_color(const th_image* source, const th_image* target, int32_t code) {
    return th::guarded([&] {
        cv::Mat out = th::mat(*target);
        cv::cvtColor(th::mat(*source), out, code, target->channels);
        same_memory(out, target->data);
        return TH_OK;
    });
}

// `axis`: 0 upside down, 1 left to right, -1 both.
TH_EXPORT int32_t th_imaging_flip(const th_image* source, const th_image* target, int32_t axis) {
    return th::guarded([&] {
        return by_planes(*source, *target,
                         [&](const cv::Mat& in, cv::Mat& out, int, int) { cv::flip(in, out, axis); });
    });
}
