// Contrast limited adaptive histogram equalization (K. Zuiderveld, Graphics Gems IV, 1994, VIII.5), with the arithmetic of OpenCV 4.6 to the bit:
// each tile has a table of its own, and a pixel is the bilinear mean of what the tables of the four nearest tiles make of it.
// OpenCV looks four tables up for every pixel; here the four are one table of 32 bits for all pixels between the same four centres, and sixteen
// pixels are blended together.
#include "image.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace {

constexpr int values = 256;
constexpr int lanes = 4;
constexpr int block = lanes * lanes;
typedef float floats __attribute__((vector_size(16)));
typedef uint32_t words __attribute__((vector_size(16)));
typedef int32_t numbers __attribute__((vector_size(16)));

// Pixels from `first` to `end` lie between the centres of the tiles `before` and `after`, and `weights` are their shares of the two.
struct Stretch {
    int first, end, before, after;
    std::vector<float> weights_before, weights_after;
};

// Consecutive pixels with the same two tiles; beyond the outermost centres both are the outermost.
std::vector<Stretch> stretches(int length, int tile, int tiles) {
    std::vector<Stretch> all;
    const float inverse = 1.0f / static_cast<float>(tile);
    int last = -2;
    for (int i = 0; i < length; i++) {
        const float place = static_cast<float>(i) * inverse - 0.5f;
        const int index = cvFloor(place);
        if (index != last) {
            all.push_back({i, i, std::max(index, 0), std::min(index + 1, tiles - 1), {}, {}});
            last = index;
        }
        const float share = place - static_cast<float>(index);
        all.back().end = i + 1;
        all.back().weights_before.push_back(1.0f - share);
        all.back().weights_after.push_back(share);
    }
    return all;
}

// The order in which sixteen pixels are computed: every fourth together, so that their bytes come to lie side by side by shifts alone.
void interleave(std::vector<float>& weights) {
    std::vector<float> sorted(weights.size());
    const size_t whole = weights.size() / block * block;
    for (size_t i = 0; i < weights.size(); i++) {
        const size_t within = i % block;
        sorted[i < whole ? i - within + (within % lanes) * lanes + within / lanes : i] = weights[i];
    }
    weights.swap(sorted);
}

// What a tile makes of each value.
void equalize(const cv::Mat& tile, int limit, float scale, uchar* table) {
    // Neighbours are often equal, and would wait for one another with one count for all.
    int counts[lanes][values] = {};
    for (int y = 0; y < tile.rows; y++) {
        const uchar* row = tile.ptr(y);
        int x = 0;
        for (; x + lanes <= tile.cols; x += lanes) {
            for (int k = 0; k < lanes; k++) {
                counts[k][row[x + k]]++;
            }
        }
        for (; x < tile.cols; x++) {
            counts[0][row[x]]++;
        }
    }
    int cut = 0;
    for (int i = 0; i < values; i++) {
        counts[0][i] += counts[1][i] + counts[2][i] + counts[3][i];
        if (limit > 0 && counts[0][i] > limit) {
            cut += counts[0][i] - limit;
            counts[0][i] = limit;
        }
    }
    // What was cut off is spread over all values, the rest over values at equal distances.
    const int rest = cut % values;
    const int step = rest > 0 ? std::max(values / rest, 1) : values;
    int sum = 0;
    for (int i = 0; i < values; i++) {
        sum += counts[0][i] + cut / values + (i % step == 0 && i / step < rest ? 1 : 0);
        table[i] = cv::saturate_cast<uchar>(static_cast<float>(sum) * scale);
    }
}

// The tables of four tiles in one.
void join(const uchar* const (&tables)[4], uint32_t* joined) {
    for (int i = 0; i < values; i++) {
        joined[i] = tables[0][i] | tables[1][i] << 8 | tables[2][i] << 16 | static_cast<uint32_t>(tables[3][i]) << 24;
    }
}

floats of(const words& w) { return __builtin_convertvector(reinterpret_cast<numbers>(w), floats); }

floats load(const float* at) {
    floats loaded;
    std::memcpy(&loaded, at, sizeof loaded);
    return loaded;
}

void blend(const uint32_t* joined, const uchar* from, uchar* to, const Stretch& x, float above, float below) {
    const float* left = x.weights_before.data();
    const float* right = x.weights_after.data();
    const int count = x.end - x.first;
    int i = 0;
    for (; i + block <= count; i += block) {
        words bytes = {};
        for (int k = 0; k < lanes; k++) {
            const uchar* p = from + i + k;
            const words four = {joined[p[0]], joined[p[4]], joined[p[8]], joined[p[12]]};
            const floats l = load(left + i + k * lanes), r = load(right + i + k * lanes);
            const floats mean = (of(four & 255u) * l + of(four >> 8 & 255u) * r) * above + (of(four >> 16 & 255u) * l + of(four >> 24) * r) * below;
            // Numbers of this size have no bits behind the point: the sum is rounded, halves to even, and ends in the number from 0 to 255.
            const floats rounded = mean + 12582912.0f;
            bytes |= (reinterpret_cast<words>(rounded) & 255u) << (8 * k);
        }
        std::memcpy(to + i, &bytes, sizeof bytes);
    }
    for (; i < count; i++) {
        const uint32_t four = joined[from[i]];
        const auto part = [four](int k) { return static_cast<float>(four >> (8 * k) & 255u); };
        to[i] = cv::saturate_cast<uchar>((part(0) * left[i] + part(1) * right[i]) * above + (part(2) * left[i] + part(3) * right[i]) * below);
    }
}

} // namespace

// Equalises one channel of bytes tile by tile; `clip` is the limit to the contrast, 0 for none.
TH_EXPORT int32_t th_imaging_clahe(const th_image* source, const th_image* target, double clip, int32_t tiles_x, int32_t tiles_y) {
    return th::guarded([&] {
        const cv::Mat in = th::mat(*source);
        cv::Mat out = th::mat(*target);
        if (in.type() != CV_8UC1 || out.type() != CV_8UC1 || in.size() != out.size()) {
            throw std::runtime_error("CLAHE needs one channel of bytes, and a target like it");
        }
        cv::Mat whole = in;
        if (in.cols % tiles_x != 0 || in.rows % tiles_y != 0) {
            cv::copyMakeBorder(in, whole, 0, tiles_y - in.rows % tiles_y, 0, tiles_x - in.cols % tiles_x, cv::BORDER_REFLECT_101);
        }
        const cv::Size size(whole.cols / tiles_x, whole.rows / tiles_y);
        const int limit = clip > 0 ? std::max(static_cast<int>(clip * size.area() / values), 1) : 0;
        const float scale = static_cast<float>(values - 1) / static_cast<float>(size.area());
        std::vector<uchar> tables(static_cast<size_t>(tiles_x) * tiles_y * values);
        const auto table = [&](int row, int column) { return tables.data() + (static_cast<size_t>(row) * tiles_x + column) * values; };
        for (int row = 0; row < tiles_y; row++) {
            for (int column = 0; column < tiles_x; column++) {
                equalize(whole(cv::Rect(column * size.width, row * size.height, size.width, size.height)), limit, scale, table(row, column));
            }
        }
        std::vector<Stretch> across = stretches(in.cols, size.width, tiles_x);
        for (Stretch& x : across) {
            interleave(x.weights_before);
            interleave(x.weights_after);
        }
        uint32_t joined[values];
        for (const Stretch& y : stretches(in.rows, size.height, tiles_y)) {
            for (const Stretch& x : across) {
                const uchar* const four[4] = {table(y.before, x.before), table(y.before, x.after), table(y.after, x.before), table(y.after, x.after)};
                join(four, joined);
                for (int row = y.first; row < y.end; row++) {
                    blend(joined, in.ptr(row) + x.first, out.ptr(row) + x.first, x, y.weights_before[row - y.first], y.weights_after[row - y.first]);
                }
            }
        }
        return TH_OK;
    });
}
