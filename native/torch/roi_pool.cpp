// RoIPool (arXiv:1504.08083, section 2.1): the greatest value of each bin, and where it is; 0 and -1 for a bin without a pixel.
#include "vision.h"

namespace {

using namespace vision;

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

TORCH_LIBRARY_FRAGMENT(torchvision, m) {
    m.def("roi_pool(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width) -> (Tensor, Tensor)", roi_pool);
}
