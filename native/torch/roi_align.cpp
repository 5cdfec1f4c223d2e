// RoIAlign (arXiv:1703.06870, section 3)
#include "roi_points.h"

namespace {

using namespace vision;

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

}  // namespace

TORCH_LIBRARY_FRAGMENT(torchvision, m) {
    m.def("roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width, int sampling_ratio, bool aligned) -> Tensor", roi_align);
}
