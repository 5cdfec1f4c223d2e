// Geometry and colour: each function reads `source` and fills `target`, which the caller has sized.
#include "image.h"

#include <cstring>
#include <vector>

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

// OpenCV interpolates and weighs no int32 images. Values of 16 bits, such as those of decoded files, go as uint16, so that
// results are rounded and clipped as for such an image; others go as float64.
int stand_in(const cv::Mat& image) {
    const cv::Mat numbers = image.reshape(1);
    double low = 0, high = 0;
    cv::minMaxLoc(numbers, &low, &high);
    return low >= 0 && high <= 65535 ? CV_16U : CV_64F;
}

// Calls `operation(source, target, first channel, channel count)` once, or once per plane. `depth` is the element type to
// work in, if not the image's own.
template <typename Operation>
th_status by_planes(const th_image& source, const th_image& target, Operation&& operation, int depth = -1) {
    const auto convert_and_run = [&](const cv::Mat& in, cv::Mat& out, int first, int count) {
        if (depth < 0) {
            operation(in, out, first, count);
            return;
        }
        cv::Mat before, after(out.rows, out.cols, CV_MAKETYPE(depth, out.channels()));
        in.convertTo(before, depth);
        operation(before, after, first, count);
        after.convertTo(out, out.depth());
    };
    cv::Mat out = th::mat(target);
    if (source.channels <= max_interleaved) {
        convert_and_run(th::mat(source), out, 0, source.channels);
    } else if (source.channels <= CV_CN_MAX) {
        std::vector<cv::Mat> planes;
        cv::split(th::mat(source), planes);
        for (int c = 0; c < source.channels; ++c) {
            cv::Mat plane(target.height, target.width, target.depth);
            convert_and_run(planes[c], plane, c, 1);
            planes[c] = plane;
        }
        cv::merge(planes, out);
    } else {
        cv::Mat in(source.height, source.width, source.depth);
        cv::Mat plane(target.height, target.width, target.depth);
        for (int c = 0; c < source.channels; ++c) {
            copy_plane(source, c, in, false);
            const uchar* before = plane.data;
            convert_and_run(in, plane, c, 1);
            same_memory(plane, before);
            copy_plane(target, c, plane, true);
        }
        return TH_OK;
    }
    same_memory(out, target.data);
    return TH_OK;
}

// The element type to interpolate in, or -1 for the image's own. A header of one channel serves any number of them.
int interpolation_depth(const th_image& source, bool native) {
    if (source.depth != CV_32S || native) {
        return -1;
    }
    const cv::Mat numbers(source.height, source.width * source.channels, CV_32S, source.data,
                          static_cast<size_t>(source.row_stride));
    return stand_in(numbers);
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
        }, interpolation_depth(*source, interpolation == cv::INTER_NEAREST || interpolation == cv::INTER_NEAREST_EXACT));
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
        }, interpolation_depth(*source, (flags & cv::INTER_MAX) == cv::INTER_NEAREST));
    });
}

// `matrix` holds 3x3 numbers, row after row.
TH_EXPORT int32_t th_imaging_warp_perspective(const th_image* source, const th_image* target, const double* matrix,
                                              int32_t flags, int32_t border, const double* value) {
    return th::guarded([&] {
        const cv::Mat transform(3, 3, CV_64F, const_cast<double*>(matrix));
        return by_planes(*source, *target, [&](const cv::Mat& in, cv::Mat& out, int first, int count) {
            cv::warpPerspective(in, out, transform, out.size(), flags, border, border_value(value, first, count));
        }, interpolation_depth(*source, (flags & cv::INTER_MAX) == cv::INTER_NEAREST));
    });
}

// `x` and `y` hold a place of the source for each pixel of the target, row after row.
TH_EXPORT int32_t th_imaging_remap(const th_image* source, const th_image* target, const float* x, const float* y,
                                   int32_t interpolation, int32_t border, const double* value) {
    return th::guarded([&] {
        const cv::Mat columns(target->height, target->width, CV_32F, const_cast<float*>(x));
        const cv::Mat rows(target->height, target->width, CV_32F, const_cast<float*>(y));
        return by_planes(*source, *target, [&](const cv::Mat& in, cv::Mat& out, int first, int count) {
            cv::remap(in, out, columns, rows, interpolation, border, border_value(value, first, count));
        }, interpolation_depth(*source, interpolation == cv::INTER_NEAREST));
    });
}

TH_EXPORT int32_t th_imaging_convert_color(const th_image* source, const th_image* target, int32_t code) {
    return th::guarded([&] {
        const cv::Mat in = th::mat(*source);
        cv::Mat out = th::mat(*target);
        const bool known = in.depth() == CV_8U || in.depth() == CV_16U || in.depth() == CV_32F;
        const int depth = in.depth() == CV_32S ? stand_in(in) : in.depth() == CV_16S ? CV_32F : in.depth();
        if (known || (code != cv::COLOR_BGR2GRAY && depth == CV_64F)) {
            cv::cvtColor(in, out, code, target->channels); // float64 fails here, with OpenCV's own words
        } else {
            cv::Mat before, after;
            in.convertTo(before, depth);
            if (depth == CV_64F) {
                cv::transform(before, after, cv::Matx13d(0.114, 0.587, 0.299));
            } else {
                cv::cvtColor(before, after, code, target->channels);
            }
            after.convertTo(out, out.depth());
        }
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

// Channel i of the target is channel `from[i]` of the source; at most CV_CN_MAX channels on either side.
TH_EXPORT int32_t th_imaging_select_channels(const th_image* source, const th_image* target, const int32_t* from) {
    return th::guarded([&] {
        const cv::Mat in = th::mat(*source);
        cv::Mat out = th::mat(*target);
        std::vector<int> pairs;
        for (int i = 0; i < target->channels; ++i) {
            pairs.push_back(from[i]);
            pairs.push_back(i);
        }
        cv::mixChannels(&in, 1, &out, 1, pairs.data(), static_cast<size_t>(target->channels));
        return TH_OK;
    });
}
