// Filters, tables and histograms: each function reads `source` and fills `target`, which the caller has sized like it.
#include "image.h"

#include <vector>

#include <opencv2/imgproc.hpp>

namespace {

// A reallocated target would mean that the result has another size or type than the caller computed.
template <typename Operation>
th_status into(const th_image& target, Operation&& operation) {
    cv::Mat out = th::mat(target);
    operation(out);
    if (out.data != target.data) {
        throw std::runtime_error("the target has another size or element type than the result");
    }
    return TH_OK;
}

} // namespace

// The mean over width x height pixels.
TH_EXPORT int32_t th_imaging_blur(const th_image* source, const th_image* target, int32_t width, int32_t height, int32_t border) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) { cv::blur(th::mat(*source), out, cv::Size(width, height), cv::Point(-1, -1), border); });
    });
}

// The median over size x size pixels, channel by channel where OpenCV does not know their number.
TH_EXPORT int32_t th_imaging_median_blur(const th_image* source, const th_image* target, int32_t size) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) {
            const cv::Mat in = th::mat(*source);
            if (in.channels() == 1 || in.channels() == 3 || in.channels() == 4) {
                cv::medianBlur(in, out, size);
                return;
            }
            std::vector<cv::Mat> planes;
            cv::split(in, planes);
            for (auto& plane : planes) {
                cv::medianBlur(plane.clone(), plane, size);
            }
            cv::merge(planes, out);
        });
    });
}

// A size of 0 follows from sigma, a sigma of 0 from the size.
TH_EXPORT int32_t th_imaging_gaussian_blur(const th_image* source, const th_image* target, int32_t width, int32_t height,
                                           double sigma_x, double sigma_y, int32_t border) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) {
            cv::GaussianBlur(th::mat(*source), out, cv::Size(width, height), sigma_x, sigma_y, border);
        });
    });
}

// Correlates every channel with `kernel`, width x height numbers, row after row.
TH_EXPORT int32_t th_imaging_filter(const th_image* source, const th_image* target, const float* kernel, int32_t width,
                                    int32_t height, int32_t border) {
    return th::guarded([&] {
        const cv::Mat weights(height, width, CV_32F, const_cast<float*>(kernel));
        return into(*target, [&](cv::Mat& out) {
            cv::filter2D(th::mat(*source), out, -1, weights, cv::Point(-1, -1), 0, border);
        });
    });
}

// Replaces every byte by that of a table of 256 for each channel, or of one table for all; `table` holds the values for 0, then those for 1, ...
TH_EXPORT int32_t th_imaging_lut(const th_image* source, const th_image* target, const uint8_t* table, int32_t tables) {
    return th::guarded([&] {
        const cv::Mat values(1, 256, CV_8UC(tables), const_cast<uint8_t*>(table));
        return into(*target, [&](cv::Mat& out) { cv::LUT(th::mat(*source), values, out); });
    });
}

// Equalises the histogram of one channel of bytes.
TH_EXPORT int32_t th_imaging_equalize(const th_image* source, const th_image* target) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) { cv::equalizeHist(th::mat(*source), out); });
    });
}

// first * alpha + second * beta, rounded and clipped to the element type. `target` may be one of the sources.
TH_EXPORT int32_t th_imaging_add_weighted(const th_image* first, double alpha, const th_image* second, double beta, const th_image* target) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) { cv::addWeighted(th::mat(*first), alpha, th::mat(*second), beta, 0, out); });
    });
}

// Every pixel times `matrix`, target channels x source channels numbers, rounded and clipped to the element type.
TH_EXPORT int32_t th_imaging_mix_channels(const th_image* source, const th_image* target, const float* matrix) {
    return th::guarded([&] {
        const cv::Mat weights(target->channels, source->channels, CV_32F, const_cast<float*>(matrix));
        return into(*target, [&](cv::Mat& out) { cv::transform(th::mat(*source), out, weights); });
    });
}

// Canny's edges (255) of one channel of bytes.
TH_EXPORT int32_t th_imaging_canny(const th_image* source, const th_image* target, double low, double high) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) { cv::Canny(th::mat(*source), out, low, high); });
    });
}

// The Euclidean distance (float32) of each byte to the nearest that is 0, with OpenCV's mask of 5 x 5.
TH_EXPORT int32_t th_imaging_distance(const th_image* source, const th_image* target) {
    return th::guarded([&] {
        return into(*target, [&](cv::Mat& out) { cv::distanceTransform(th::mat(*source), out, cv::DIST_L2, 5); });
    });
}
