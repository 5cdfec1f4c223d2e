// Drawing into an image that the caller owns.
#include "image.h"

#include <vector>

#include <opencv2/imgproc.hpp>

// Fills the area that `contours` closed polygons enclose (even-odd rule). `points` holds x, y pairs with `shift`
// fractional bits, polygon after polygon, `counts` their numbers of points. `line`: 8 hard edges, 16 smooth ones (uint8 only).
TH_EXPORT int32_t th_imaging_fill_polygons(const th_image* image, const int32_t* points, const int32_t* counts,
                                           int32_t contours, const double* color, int32_t line, int32_t shift) {
    return th::guarded([&] {
        std::vector<const cv::Point*> starts;
        auto* next = reinterpret_cast<const cv::Point*>(points);
        for (int i = 0; i < contours; ++i) {
            starts.push_back(next);
            next += counts[i];
        }
        cv::Mat canvas = th::mat(*image);
        cv::fillPoly(canvas, starts.data(), counts, contours, cv::Scalar(color[0], color[1], color[2], color[3]), line,
                     shift);
        return TH_OK;
    });
}
