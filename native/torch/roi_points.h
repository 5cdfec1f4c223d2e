// The points at which RoIAlign and its position-sensitive form read a feature map.
#pragma once

#include "vision.h"

namespace vision {

// One bilinear sample: four places of the feature map and their weights.
template <class T>
struct Point {
    int64_t at[4];
    T weight[4];
};

// The points of a region in the order of bins and, within a bin, of rows and columns.
template <class T>
struct Points {
    int64_t per_bin;
    std::vector<Point<T>> all;

    void read(const T* roi, const Pooling& p, int64_t height, int64_t width) {
        const T scale = static_cast<T>(p.scale), offset = static_cast<T>(p.aligned ? 0.5 : 0.0);
        const T left = roi[1] * scale - offset, top = roi[2] * scale - offset;
        T w = roi[3] * scale - offset - left, h = roi[4] * scale - offset - top;
        if (!p.aligned) {
            w = std::max(w, T(1));
            h = std::max(h, T(1));
        }
        const T bin_h = h / static_cast<T>(p.height), bin_w = w / static_cast<T>(p.width);
        const int64_t rows = p.sampling > 0 ? p.sampling : static_cast<int64_t>(std::ceil(bin_h));
        const int64_t columns = p.sampling > 0 ? p.sampling : static_cast<int64_t>(std::ceil(bin_w));
        per_bin = std::max<int64_t>(rows, 0) * std::max<int64_t>(columns, 0);
        all.clear();
        for (int64_t ph = 0; ph < p.height; ph++) {
            for (int64_t pw = 0; pw < p.width; pw++) {
                for (int64_t iy = 0; iy < rows; iy++) {
                    const T y = top + ph * bin_h + static_cast<T>(iy + .5f) * bin_h / static_cast<T>(rows);
                    for (int64_t ix = 0; ix < columns; ix++) {
                        all.push_back(sample(y, left + pw * bin_w + static_cast<T>(ix + .5f) * bin_w / static_cast<T>(columns), height, width));
                    }
                }
            }
        }
    }

    static Point<T> sample(T y, T x, int64_t height, int64_t width) {
        // Written so that a coordinate that is no number lies outside.
        if (!(y >= T(-1) && y <= static_cast<T>(height) && x >= T(-1) && x <= static_cast<T>(width))) return Point<T>{{-1, -1, -1, -1}, {0, 0, 0, 0}};
        int64_t y0, y1, x0, x1;
        const T ly = split(y, height, y0, y1), lx = split(x, width, x0, x1);
        const T hy = T(1) - ly, hx = T(1) - lx;
        return Point<T>{{y0 * width + x0, y0 * width + x1, y1 * width + x0, y1 * width + x1}, {hy * hx, hy * lx, ly * hx, ly * lx}};
    }

    // The two neighbours of a coordinate and the distance from the lower one.
    static T split(T v, int64_t size, int64_t& low, int64_t& high) {
        v = std::max(v, T(0));
        low = static_cast<int64_t>(v);
        if (low >= size - 1) {
            low = high = size - 1;
            return T(0);
        }
        high = low + 1;
        return v - static_cast<T>(low);
    }
};

}  // namespace vision
