// torchvision's operators for detectors, under their own names: non-maximum suppression, RoIAlign, RoIPool; float32 and float64 on the CPU.
// Tensors of other devices and smaller types are converted on the way in and out. The order of the additions is that of torchvision's
// CPU kernels, so that results agree to the last bit, whatever the number of threads.
#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The CPU kernels know two element types.
Tensor computable(const Tensor& t) {
    auto type = t.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    return t.detach().to(at::TensorOptions().device(at::kCPU).dtype(type)).contiguous();
}

void check_boxes(const Tensor& boxes, int64_t columns, const char* name) {
    TORCH_CHECK(boxes.dim() == 2 && boxes.size(1) == columns, name, " must have the shape (count, ", columns, "), not ", boxes.sizes());
}

// Non-maximum suppression

// Boxes of one group in the order of their scores, coordinate by coordinate, so that the inner loop runs on vectors.
template <class T>
struct Ranked {
    std::vector<T> left, top, right, bottom, area;

    Ranked(const T* boxes, const int64_t* ranks, int64_t count) : left(count), top(count), right(count), bottom(count), area(count) {
        for (int64_t i = 0; i < count; i++) {
            const T* box = boxes + 4 * ranks[i];
            left[i] = box[0];
            top[i] = box[1];
            right[i] = box[2];
            bottom[i] = box[3];
            area[i] = (box[2] - box[0]) * (box[3] - box[1]);
        }
    }
};

// The largest number of the type that is not above the limit: comparing with it is comparing with the limit.
template <class T>
T not_above(double limit) {
    T rounded = static_cast<T>(limit);
    return static_cast<double>(rounded) > limit ? std::nextafter(rounded, -std::numeric_limits<T>::infinity()) : rounded;
}

// Marks the boxes that overlap a better one, which itself stays.
template <class T>
void suppress(const T* boxes, const int64_t* ranks, int64_t count, double threshold, uint8_t* dropped) {
    Ranked<T> r(boxes, ranks, count);
    const T limit = not_above<T>(threshold);
    const T zero = 0;
    const T *left = r.left.data(), *top = r.top.data(), *right = r.right.data(), *bottom = r.bottom.data(), *area = r.area.data();
    for (int64_t i = 0; i < count; i++) {
        if (dropped[i]) continue;
        const T l = left[i], t = top[i], rr = right[i], b = bottom[i], a = area[i];
        for (int64_t j = i + 1; j < count; j++) {
            T x1 = l > left[j] ? l : left[j];
            T y1 = t > top[j] ? t : top[j];
            T x2 = rr < right[j] ? rr : right[j];
            T y2 = b < bottom[j] ? b : bottom[j];
            T w = x2 - x1 > zero ? x2 - x1 : zero;
            T h = y2 - y1 > zero ? y2 - y1 : zero;
            T both = w * h;
            dropped[j] |= both / (a + area[j] - both) > limit ? 1 : 0;
        }
    }
}

Tensor by_score(const Tensor& scores) { return std::get<1>(scores.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true)); }

void check_scores(const Tensor& boxes, const Tensor& scores) {
    check_boxes(boxes, 4, "boxes");
    TORCH_CHECK(scores.dim() == 1 && scores.size(0) == boxes.size(0), "scores must have the shape (", boxes.size(0), "), not ", scores.sizes());
}

Tensor nms(const Tensor& dets, const Tensor& scores, double iou_threshold) {
    check_scores(dets, scores);
    auto boxes = computable(dets);
    auto order = by_score(computable(scores));
    std::vector<uint8_t> dropped(order.numel());
    AT_DISPATCH_FLOATING_TYPES(boxes.scalar_type(), "nms", [&] {
        suppress(boxes.data_ptr<scalar_t>(), order.data_ptr<int64_t>(), order.numel(), iou_threshold, dropped.data());
    });
    auto stays = at::from_blob(dropped.data(), {order.numel()}, at::kByte).eq(0);
    return order.masked_select(stays).to(dets.device());
}

// Suppression within groups only: true for the boxes that stay.
Tensor grouped_nms(const Tensor& dets, const Tensor& scores, const Tensor& groups, double iou_threshold) {
    check_scores(dets, scores);
    TORCH_CHECK(groups.dim() == 1 && groups.size(0) == dets.size(0), "groups must have the shape (", dets.size(0), "), not ", groups.sizes());
    auto boxes = computable(dets);
    auto order = by_score(computable(scores));
    auto group = groups.to(at::kCPU, at::kLong).contiguous();
    const auto* of = group.data_ptr<int64_t>();
    const int64_t count = order.numel();

    // Rows by group, and within a group by score.
    std::vector<int64_t> rows(order.data_ptr<int64_t>(), order.data_ptr<int64_t>() + count), starts;
    std::stable_sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) { return of[a] < of[b]; });
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || of[rows[i]] != of[rows[i - 1]]) starts.push_back(i);
    }
    starts.push_back(count);

    std::vector<uint8_t> dropped(count);
    AT_DISPATCH_FLOATING_TYPES(boxes.scalar_type(), "grouped_nms", [&] {
        const auto* data = boxes.data_ptr<scalar_t>();
        at::parallel_for(0, static_cast<int64_t>(starts.size()) - 1, 1, [&](int64_t begin, int64_t end) {
            for (int64_t g = begin; g < end; g++) suppress(data, rows.data() + starts[g], starts[g + 1] - starts[g], iou_threshold, dropped.data() + starts[g]);
        });
    });
    auto stays = at::empty({count}, at::kBool);
    for (int64_t i = 0; i < count; i++) stays.data_ptr<bool>()[rows[i]] = !dropped[i];
    return stays.to(dets.device());
}

// RoIAlign (arXiv:1703.06870, section 3)

struct Pooling {
    double scale;
    int64_t height, width;  // of the output
    int64_t sampling;       // points per bin and direction; 0 or less: by the size of the region
    bool aligned;
};

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

// Channels come last inside, so that all of them go through one point together.
template <class T>
void align_forward(const T* features, const T* rois, T* out, int64_t count, int64_t images, int64_t channels, int64_t height, int64_t width, const Pooling& p) {
    const int64_t bins = p.height * p.width;
    at::parallel_for(0, count, 4, [&](int64_t begin, int64_t end) {
        Points<T> points;
        std::vector<T> sums(bins * channels);
        for (int64_t n = begin; n < end; n++) {
            points.read(rois + 5 * n, p, height, width);
            const T* image = features + static_cast<int64_t>(rois[5 * n]) * channels * height * width;
            const T divisor = static_cast<T>(std::max<int64_t>(points.per_bin, 1));
            std::fill(sums.begin(), sums.end(), T(0));
            for (int64_t b = 0; b < bins; b++) {
                T* __restrict sum = sums.data() + b * channels;
                for (int64_t k = 0; k < points.per_bin; k++) {
                    const auto& point = points.all[b * points.per_bin + k];
                    if (point.at[0] < 0) continue;
                    const T w1 = point.weight[0], w2 = point.weight[1], w3 = point.weight[2], w4 = point.weight[3];
                    const T *v1 = image + point.at[0] * channels, *v2 = image + point.at[1] * channels;
                    const T *v3 = image + point.at[2] * channels, *v4 = image + point.at[3] * channels;
                    for (int64_t c = 0; c < channels; c++) sum[c] += w1 * v1[c] + w2 * v2[c] + w3 * v3[c] + w4 * v4[c];
                }
            }
            T* __restrict to = out + n * channels * bins;
            for (int64_t c = 0; c < channels; c++) {
                for (int64_t b = 0; b < bins; b++) to[c * bins + b] = sums[b * channels + c] / divisor;
            }
        }
    });
}

// Threads share the channels, so that every sum is made by one thread in the order of the regions.
template <class T>
void align_backward(const T* gradients, const T* rois, T* out, int64_t count, int64_t channels, int64_t height, int64_t width, const Pooling& p) {
    const int64_t bins = p.height * p.width;
    at::parallel_for(0, channels, 16, [&](int64_t begin, int64_t end) {
        Points<T> points;
        const int64_t mine = end - begin;
        std::vector<T> given(bins * mine);
        for (int64_t n = 0; n < count; n++) {
            points.read(rois + 5 * n, p, height, width);
            T* image = out + static_cast<int64_t>(rois[5 * n]) * channels * height * width + begin;
            const T divisor = static_cast<T>(points.per_bin);
            const T* from = gradients + (n * channels + begin) * bins;
            for (int64_t c = 0; c < mine; c++) {
                for (int64_t b = 0; b < bins; b++) given[b * mine + c] = from[c * bins + b];
            }
            for (int64_t b = 0; b < bins; b++) {
                const T* __restrict g = given.data() + b * mine;
                for (int64_t k = 0; k < points.per_bin; k++) {
                    const auto& point = points.all[b * points.per_bin + k];
                    if (point.at[0] < 0) continue;
                    for (int corner = 0; corner < 4; corner++) {
                        const T w = point.weight[corner];
                        T* __restrict to = image + point.at[corner] * channels;
                        for (int64_t c = 0; c < mine; c++) to[c] += g[c] * w / divisor;
                    }
                }
            }
        }
    });
}

void check_pooling(const Tensor& input, const Tensor& rois, const Pooling& p) {
    check_boxes(rois, 5, "rois");
    TORCH_CHECK(input.dim() == 4, "the feature map must have the shape (images, channels, height, width), not ", input.sizes());
    TORCH_CHECK(p.height > 0 && p.width > 0, "the output must have at least one row and column, not ", p.height, " x ", p.width);
}

// The first column says which image a region belongs to.
void check_images(const Tensor& rois, int64_t images) {
    if (rois.numel() == 0) return;
    auto index = rois.select(1, 0);
    TORCH_CHECK(index.ge(0).logical_and(index.lt(images)).all().item<bool>(), "a region names an image outside of the batch of ", images);
}

struct RoiAlign : torch::autograd::Function<RoiAlign> {
    static Tensor forward(AutogradContext* ctx, const Tensor& input, const Tensor& rois, double scale, int64_t height, int64_t width, int64_t sampling, bool aligned) {
        Pooling p{scale, height, width, sampling, aligned};
        check_pooling(input, rois, p);
        auto features = computable(input);
        auto regions = computable(rois).to(features.scalar_type());
        check_images(regions, input.size(0));
        auto last = features.permute({0, 2, 3, 1}).contiguous();
        auto out = at::empty({rois.size(0), input.size(1), height, width}, features.options());
        AT_DISPATCH_FLOATING_TYPES(features.scalar_type(), "roi_align", [&] {
            align_forward(last.data_ptr<scalar_t>(), regions.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(), rois.size(0), input.size(0), input.size(1), input.size(2), input.size(3), p);
        });
        ctx->save_for_backward({regions});
        ctx->saved_data["size"] = input.sizes();
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["sampling"] = sampling;
        ctx->saved_data["aligned"] = aligned;
        return out.to(input.options());
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients) {
        auto regions = ctx->get_saved_variables()[0];
        auto size = ctx->saved_data["size"].toIntVector();
        auto given = gradients[0].detach().to(regions.options()).contiguous();
        Pooling p{ctx->saved_data["scale"].toDouble(), given.size(2), given.size(3), ctx->saved_data["sampling"].toInt(), ctx->saved_data["aligned"].toBool()};
        auto sums = at::zeros({size[0], size[2], size[3], size[1]}, given.options());
        AT_DISPATCH_FLOATING_TYPES(given.scalar_type(), "roi_align_backward", [&] {
            align_backward(given.data_ptr<scalar_t>(), regions.data_ptr<scalar_t>(), sums.data_ptr<scalar_t>(), given.size(0), size[1], size[2], size[3], p);
        });
        Tensor none;
        return {sums.permute({0, 3, 1, 2}).contiguous().to(gradients[0].options()), none, none, none, none, none, none};
    }
};

Tensor roi_align(const Tensor& input, const Tensor& rois, double spatial_scale, int64_t pooled_height, int64_t pooled_width, int64_t sampling_ratio, bool aligned) {
    return RoiAlign::apply(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio, aligned);
}

// RoIPool (arXiv:1504.08083, section 2.1): the greatest value of each bin, and where it is; 0 and -1 for a bin without a pixel.

template <class T>
void pool_forward(const T* features, const T* rois, T* out, int64_t* argmax, int64_t count, int64_t channels, int64_t height, int64_t width, const Pooling& p) {
    const int64_t bins = p.height * p.width;
    auto edge = [](T at, int64_t start, int64_t size) { return std::min(std::max(static_cast<int64_t>(at) + start, int64_t{0}), size); };
    at::parallel_for(0, count, 4, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; n++) {
            const T* roi = rois + 5 * n;
            const T scale = static_cast<T>(p.scale);
            const int64_t left = std::llround(roi[1] * scale), top = std::llround(roi[2] * scale);
            const int64_t right = std::llround(roi[3] * scale), bottom = std::llround(roi[4] * scale);
            const T bin_w = static_cast<T>(std::max<int64_t>(right - left + 1, 1)) / static_cast<T>(p.width);
            const T bin_h = static_cast<T>(std::max<int64_t>(bottom - top + 1, 1)) / static_cast<T>(p.height);
            for (int64_t b = 0; b < bins; b++) {
                const int64_t ph = b / p.width, pw = b % p.width;
                const int64_t y0 = edge(std::floor(ph * bin_h), top, height), y1 = edge(std::ceil((ph + 1) * bin_h), top, height);
                const int64_t x0 = edge(std::floor(pw * bin_w), left, width), x1 = edge(std::ceil((pw + 1) * bin_w), left, width);
                for (int64_t c = 0; c < channels; c++) {
                    const T* map = features + (static_cast<int64_t>(roi[0]) * channels + c) * height * width;
                    int64_t best = -1;
                    T greatest = y1 <= y0 || x1 <= x0 ? T(0) : std::numeric_limits<T>::lowest();
                    for (int64_t y = y0; y < y1; y++) {
                        for (int64_t x = x0; x < x1; x++) {
                            if (map[y * width + x] > greatest) {
                                best = y * width + x;
                                greatest = map[best];
                            }
                        }
                    }
                    out[(n * channels + c) * bins + b] = greatest;
                    argmax[(n * channels + c) * bins + b] = best;
                }
            }
        }
    });
}

template <class T>
void pool_backward(const T* gradients, const T* rois, const int64_t* argmax, T* out, int64_t count, int64_t channels, int64_t pixels, int64_t bins) {
    at::parallel_for(0, channels, 4, [&](int64_t begin, int64_t end) {
        for (int64_t n = 0; n < count; n++) {
            for (int64_t c = begin; c < end; c++) {
                T* map = out + (static_cast<int64_t>(rois[5 * n]) * channels + c) * pixels;
                for (int64_t i = (n * channels + c) * bins; i < (n * channels + c + 1) * bins; i++) {
                    if (argmax[i] >= 0) map[argmax[i]] += gradients[i];
                }
            }
        }
    });
}

struct RoiPool : torch::autograd::Function<RoiPool> {
    static variable_list forward(AutogradContext* ctx, const Tensor& input, const Tensor& rois, double scale, int64_t height, int64_t width) {
        Pooling p{scale, height, width, 0, false};
        check_pooling(input, rois, p);
        auto features = computable(input);
        auto regions = computable(rois).to(features.scalar_type());
        check_images(regions, input.size(0));
        auto out = at::empty({rois.size(0), input.size(1), height, width}, features.options());
        auto argmax = at::empty(out.sizes(), at::kLong);
        AT_DISPATCH_FLOATING_TYPES(features.scalar_type(), "roi_pool", [&] {
            pool_forward(features.data_ptr<scalar_t>(), regions.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(), argmax.data_ptr<int64_t>(), rois.size(0), input.size(1), input.size(2), input.size(3), p);
        });
        ctx->save_for_backward({regions, argmax});
        ctx->saved_data["size"] = input.sizes();
        auto places = argmax.to(input.device(), at::kInt);
        ctx->mark_non_differentiable({places});
        return {out.to(input.options()), places};
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients) {
        auto saved = ctx->get_saved_variables();
        auto size = ctx->saved_data["size"].toIntVector();
        auto given = gradients[0].detach().to(saved[0].options()).contiguous();
        auto sums = at::zeros(size, given.options());
        AT_DISPATCH_FLOATING_TYPES(given.scalar_type(), "roi_pool_backward", [&] {
            pool_backward(given.data_ptr<scalar_t>(), saved[0].data_ptr<scalar_t>(), saved[1].data_ptr<int64_t>(), sums.data_ptr<scalar_t>(), given.size(0), size[1], size[2] * size[3], given.size(2) * given.size(3));
        });
        Tensor none;
        return {sums.to(gradients[0].options()), none, none, none, none};
    }
};

std::tuple<Tensor, Tensor> roi_pool(const Tensor& input, const Tensor& rois, double spatial_scale, int64_t pooled_height, int64_t pooled_width) {
    auto results = RoiPool::apply(input, rois, spatial_scale, pooled_height, pooled_width);
    return {results[0], results[1]};
}

}  // namespace

TORCH_LIBRARY(torchvision, m) {
    m.def("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor", nms);
    m.def("roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width, int sampling_ratio, bool aligned) -> Tensor", roi_align);
    m.def("roi_pool(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width) -> (Tensor, Tensor)", roi_pool);
}

TORCH_LIBRARY(thelper, m) {
    m.def("grouped_nms(Tensor dets, Tensor scores, Tensor groups, float iou_threshold) -> Tensor", grouped_nms);
}
