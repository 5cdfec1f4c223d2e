// Position-sensitive pooling (R-FCN, arXiv:1605.06409, section 2.2; Light-Head R-CNN, arXiv:1711.07264): bin b of output channel c reads the
// input channel c * bins + b alone. Both kinds differ only in which pixels a bin reads, and with which weights.
#include "roi_points.h"

namespace {

using namespace vision;

// Bins that read between pixels. Samples lie as in RoIAlign with pixel centres at half coordinates.
template <class T>
struct Sampled {
    Points<T> points;

    void read(const T* roi, const Pooling& p, int64_t height, int64_t width) { points.read(roi, p, height, width); }

    T sum(const T* map, int64_t bin) const {
        T total = 0;
        for (int64_t k = 0; k < points.per_bin; k++) {
            const auto& point = points.all[bin * points.per_bin + k];
            if (point.at[0] < 0) continue;
            total += point.weight[0] * map[point.at[0]] + point.weight[1] * map[point.at[1]] + point.weight[2] * map[point.at[2]] + point.weight[3] * map[point.at[3]];
        }
        return total;
    }

    void spread(T* map, int64_t bin, T gradient, T count) const {
        for (int64_t k = 0; k < points.per_bin; k++) {
            const auto& point = points.all[bin * points.per_bin + k];
            if (point.at[0] < 0) continue;
            for (int corner = 0; corner < 4; corner++) map[point.at[corner]] += gradient * point.weight[corner] / count;
        }
    }

    int64_t count(int64_t) const { return points.per_bin; }
};

// The whole pixels of every bin. The map's last row and column belong to no bin, as in torchvision.
template <class T>
struct Whole {
    struct Span {
        int64_t y0, y1, x0, x1;
    };
    std::vector<Span> bins;
    int64_t width = 0;

    void read(const T* roi, const Pooling& p, int64_t rows, int64_t columns) {
        width = columns;
        const T scale = static_cast<T>(p.scale);
        const auto left = static_cast<int64_t>(std::round(roi[1] * scale)), top = static_cast<int64_t>(std::round(roi[2] * scale));
        const auto right = static_cast<int64_t>(std::round(roi[3] * scale)), bottom = static_cast<int64_t>(std::round(roi[4] * scale));
        const T bin_w = static_cast<T>(std::max<int64_t>(right - left, 1)) / static_cast<T>(p.width);
        const T bin_h = static_cast<T>(std::max<int64_t>(bottom - top, 1)) / static_cast<T>(p.height);
        auto edge = [](T at, int64_t start, int64_t size) { return std::min(std::max(static_cast<int64_t>(at) + start, int64_t{0}), size - 1); };
        bins.clear();
        for (int64_t ph = 0; ph < p.height; ph++) {
            for (int64_t pw = 0; pw < p.width; pw++) {
                bins.push_back({edge(std::floor(ph * bin_h), top, rows), edge(std::ceil((ph + 1) * bin_h), top, rows),
                                edge(std::floor(pw * bin_w), left, columns), edge(std::ceil((pw + 1) * bin_w), left, columns)});
            }
        }
    }

    T sum(const T* map, int64_t bin) const {
        const auto& b = bins[bin];
        T total = 0;
        for (int64_t y = b.y0; y < b.y1; y++) {
            for (int64_t x = b.x0; x < b.x1; x++) total += map[y * width + x];
        }
        return total;
    }

    void spread(T* map, int64_t bin, T gradient, T count) const {
        const auto& b = bins[bin];
        const T share = gradient / count;
        for (int64_t y = b.y0; y < b.y1; y++) {
            for (int64_t x = b.x0; x < b.x1; x++) map[y * width + x] += share;
        }
    }

    int64_t count(int64_t bin) const {
        const auto& b = bins[bin];
        return std::max<int64_t>(b.y1 - b.y0, 0) * std::max<int64_t>(b.x1 - b.x0, 0);
    }
};

template <class T, class Bins>
void pool_forward(const Tensor& features, const Tensor& rois, Tensor& out, const Pooling& p) {
    const int64_t channels = features.size(1), height = features.size(2), width = features.size(3), bins = p.height * p.width, outs = channels / bins;
    const T *maps = features.data_ptr<T>(), *regions = rois.data_ptr<T>();
    T* to = out.data_ptr<T>();
    at::parallel_for(0, rois.size(0), 1, [&](int64_t begin, int64_t end) {
        Bins places;
        for (int64_t n = begin; n < end; n++) {
            places.read(regions + 5 * n, p, height, width);
            for (int64_t i = 0; i < outs * bins; i++) {
                const T* map = maps + (static_cast<int64_t>(regions[5 * n]) * channels + i) * height * width;
                const int64_t count = places.count(i % bins);
                to[n * outs * bins + i] = count == 0 ? T(0) : places.sum(map, i % bins) / static_cast<T>(count);
            }
        }
    });
}

// Threads share the channels, so that every sum is made by one thread in the order of the regions.
template <class T, class Bins>
void pool_backward(const Tensor& gradients, const Tensor& rois, Tensor& out, const Pooling& p) {
    const int64_t channels = out.size(1), height = out.size(2), width = out.size(3), bins = p.height * p.width, used = channels / bins * bins;
    const T *given = gradients.data_ptr<T>(), *regions = rois.data_ptr<T>();
    T* to = out.data_ptr<T>();
    at::parallel_for(0, used, 8, [&](int64_t begin, int64_t end) {
        Bins places;
        for (int64_t n = 0; n < rois.size(0); n++) {
            places.read(regions + 5 * n, p, height, width);
            for (int64_t i = begin; i < end; i++) {
                const int64_t count = places.count(i % bins);
                if (count == 0) continue;
                places.spread(to + (static_cast<int64_t>(regions[5 * n]) * channels + i) * height * width, i % bins, given[n * used + i], static_cast<T>(count));
            }
        }
    });
}

template <template <class> class Bins>
struct PositionSensitive : torch::autograd::Function<PositionSensitive<Bins>> {
    static Tensor forward(AutogradContext* ctx, const Tensor& input, const Tensor& rois, double scale, int64_t height, int64_t width, int64_t sampling) {
        Pooling p{scale, height, width, sampling, true};
        check_pooling(input, rois, p);
        TORCH_CHECK(input.size(1) % (height * width) == 0, "the channels of the feature map (", input.size(1), ") must be a multiple of ", height, " x ", width, " bins");
        auto features = computable(input);
        auto regions = computable(rois).to(features.scalar_type());
        check_images(regions, input.size(0));
        auto out = at::empty({rois.size(0), input.size(1) / (height * width), height, width}, features.options());
        AT_DISPATCH_FLOATING_TYPES(features.scalar_type(), "ps_roi", [&] { pool_forward<scalar_t, Bins<scalar_t>>(features, regions, out, p); });
        ctx->save_for_backward({regions});
        ctx->saved_data["size"] = input.sizes();
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["sampling"] = sampling;
        return out.to(input.options());
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients) {
        auto regions = ctx->get_saved_variables()[0];
        auto given = gradients[0].detach().to(regions.options()).contiguous();
        Pooling p{ctx->saved_data["scale"].toDouble(), given.size(2), given.size(3), ctx->saved_data["sampling"].toInt(), true};
        auto sums = at::zeros(ctx->saved_data["size"].toIntVector(), given.options());
        AT_DISPATCH_FLOATING_TYPES(given.scalar_type(), "ps_roi_backward", [&] { pool_backward<scalar_t, Bins<scalar_t>>(given, regions, sums, p); });
        Tensor none;
        return {sums.to(gradients[0].options()), none, none, none, none, none};
    }
};

// Which input channel each output number was read from.
Tensor channel_mapping(const Tensor& output) {
    auto size = output.sizes();
    return at::arange(size[1] * size[2] * size[3], at::kInt).view({1, size[1], size[2], size[3]}).expand(size).contiguous().to(output.device());
}

std::tuple<Tensor, Tensor> ps_roi_align(const Tensor& input, const Tensor& rois, double spatial_scale, int64_t pooled_height, int64_t pooled_width, int64_t sampling_ratio) {
    auto output = PositionSensitive<Sampled>::apply(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio);
    return {output, channel_mapping(output)};
}

std::tuple<Tensor, Tensor> ps_roi_pool(const Tensor& input, const Tensor& rois, double spatial_scale, int64_t pooled_height, int64_t pooled_width) {
    auto output = PositionSensitive<Whole>::apply(input, rois, spatial_scale, pooled_height, pooled_width, 0);
    return {output, channel_mapping(output)};
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(torchvision, m) {
    m.def("ps_roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width, int sampling_ratio) -> (Tensor, Tensor)", ps_roi_align);
    m.def("ps_roi_pool(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width) -> (Tensor, Tensor)", ps_roi_pool);
}
