// Drawing into an image that the caller owns.
#include "image.h"

#include <stdexcept>
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

// Draws a rectangle whose corners belong to it; `thickness` below 0 fills it.
TH_EXPORT int32_t th_imaging_rectangle(const th_image* image, int32_t left, int32_t top, int32_t right, int32_t bottom,
                                       const double* color, int32_t thickness) {
    return th::guarded([&] {
        cv::Mat canvas = th::mat(*image);
        cv::rectangle(canvas, cv::Point(left, top), cv::Point(right, bottom),
                      cv::Scalar(color[0], color[1], color[2], color[3]), thickness);
        return TH_OK;
    });
}

// Draws a line. `line`: 8 hard edges, 16 smooth ones (uint8 only).
TH_EXPORT int32_t th_imaging_line(const th_image* image, int32_t x1, int32_t y1, int32_t x2, int32_t y2,
                                  const double* color, int32_t thickness, int32_t line) {
    return th::guarded([&] {
        cv::Mat canvas = th::mat(*image);
        cv::line(canvas, cv::Point(x1, y1), cv::Point(x2, y2), cv::Scalar(color[0], color[1], color[2], color[3]),
                 thickness, line);
        return TH_OK;
    });
}

// Draws a circle; `thickness` below 0 fills it.
TH_EXPORT int32_t th_imaging_circle(const th_image* image, int32_t x, int32_t y, int32_t radius, const double* color,
                                    int32_t thickness) {
    return th::guarded([&] {
        cv::Mat canvas = th::mat(*image);
        cv::circle(canvas, cv::Point(x, y), radius, cv::Scalar(color[0], color[1], color[2], color[3]), thickness);
        return TH_OK;
    });
}

// Writes ASCII text in Hershey's simplex font, smooth, with the left end of its base line at (x, y).
TH_EXPORT int32_t th_imaging_put_text(const th_image* image, const char* text, int32_t x, int32_t y, double scale,
                                      const double* color, int32_t thickness) {
    return th::guarded([&] {
        cv::Mat canvas = th::mat(*image);
        cv::putText(canvas, text, cv::Point(x, y), cv::FONT_HERSHEY_SIMPLEX, scale,
                    cv::Scalar(color[0], color[1], color[2], color[3]), thickness, cv::LINE_AA);
        return TH_OK;
    });
}

// The size of such a text: its width, its height above the base line, and how far it reaches below.
TH_EXPORT int32_t th_imaging_text_size(const char* text, double scale, int32_t thickness, int32_t* width,
                                       int32_t* height, int32_t* below) {
    return th::guarded([&] {
        const cv::Size size = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, thickness, below);
        *width = size.width;
        *height = size.height;
        return TH_OK;
    });
}

// Turns grey values (uint8) into colours (blue, green, red) by one of OpenCV's colour maps.
TH_EXPORT int32_t th_imaging_apply_color_map(const th_image* source, const th_image* target, int32_t map) {
    return th::guarded([&] {
        const cv::Mat grey = th::mat(*source);
        cv::Mat colors = th::mat(*target);
        cv::applyColorMap(grey, colors, map);
        if (colors.data != target->data) {
            throw std::runtime_error("the target has another size or element type than the result");
        }
        return TH_OK;
    });
}
