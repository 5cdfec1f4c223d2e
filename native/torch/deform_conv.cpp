// Deformable convolution (arXiv:1703.06211, section 2.1) with modulation (arXiv:1811.11168, section 3.1): the kernel's points are moved by
// given offsets and weighted by a given mask. The moved samples of every output pixel make a column; the rest is a matrix product.
#include "vision.h"

namespace {

using namespace vision;

struct Geometry {
    int64_t images, channels, height, width;      // of the input
    int64_t kernel_h, kernel_w, out_h, out_w;
    int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    int64_t groups;                               // of channels that share their offsets

    int64_t points() const { return kernel_h * kernel_w; }
    int64_t pixels() const { return out_h * out_w; }
    int64_t per_group() const { return channels / groups; }
    bool blank() const { return height * width == 0; }  // padding alone, which is 0: there is no pixel to read
};

// Four neighbours of a place between pixels; those outside of the map count as zeros.
template <class T>
struct Corners {
    int64_t at[4];
    T weight[4], slope_y[4], slope_x[4];

    Corners(T y, T x, int64_t height, int64_t width) {
        const bool far = !(y > T(-1) && y < static_cast<T>(height) && x > T(-1) && x < static_cast<T>(width));
        const auto top = far ? 0 : static_cast<int64_t>(std::floor(y)), left = far ? 0 : static_cast<int64_t>(std::floor(x));
        const T ly = y - static_cast<T>(top), lx = x - static_cast<T>(left), hy = T(1) - ly, hx = T(1) - lx;
        const T weights[4] = {hy * hx, hy * lx, ly * hx, ly * lx}, slopes_y[4] = {-hx, -lx, hx, lx}, slopes_x[4] = {-hy, hy, -ly, ly};
        for (int i = 0; i < 4; i++) {
            const int64_t row = top + i / 2, column = left + i % 2;
            const bool inside = !far && row >= 0 && row < height && column >= 0 && column < width;
            at[i] = inside ? row * width + column : 0;
            weight[i] = inside ? weights[i] : T(0);
            slope_y[i] = inside ? slopes_y[i] : T(0);
            slope_x[i] = inside ? slopes_x[i] : T(0);
        }
    }

    T read(const T* map, const T* by) const { return by[0] * map[at[0]] + by[1] * map[at[1]] + by[2] * map[at[2]] + by[3] * map[at[3]]; }
};

// Visits the moved points of one image, group and kernel point: the pixel of the output, and where the map is read.
template <class T, class Visit>
void each_place(const Geometry& g, const T* offsets, int64_t image, int64_t group, int64_t point, Visit visit) {
    const T* dy = offsets + ((image * g.groups + group) * 2 * g.points() + 2 * point) * g.pixels();
    const T* dx = dy + g.pixels();
    const int64_t i = point / g.kernel_w, j = point % g.kernel_w;
    for (int64_t p = 0; p < g.pixels(); p++) {
        const T y = static_cast<T>(p / g.out_w * g.stride_h - g.pad_h + i * g.dilation_h) + dy[p];
        const T x = static_cast<T>(p % g.out_w * g.stride_w - g.pad_w + j * g.dilation_w) + dx[p];
        visit(p, Corners<T>(y, x, g.height, g.width));
    }
}

template <class T>
void read_columns(const Geometry& g, const T* input, const T* offsets, const T* mask, T* columns) {
    at::parallel_for(0, g.images * g.groups * g.points(), 1, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; r++) {
            const int64_t point = r % g.points(), group = r / g.points() % g.groups, image = r / (g.points() * g.groups);
            const T* factor = mask ? mask + r * g.pixels() : nullptr;
            each_place<T>(g, offsets, image, group, point, [&](int64_t p, const Corners<T>& place) {
                for (int64_t c = group * g.per_group(); c < (group + 1) * g.per_group(); c++) {
                    const int64_t channel = image * g.channels + c;
                    const T value = place.read(input + channel * g.height * g.width, place.weight);
                    columns[(channel * g.points() + point) * g.pixels() + p] = factor ? factor[p] * value : value;
                }
            });
        }
    });
}

// Gradients of offsets and mask: each thread owns the rows that it writes.
template <class T>
void offset_gradients(const Geometry& g, const T* input, const T* offsets, const T* mask, const T* given, T* to_offsets, T* to_mask) {
    at::parallel_for(0, g.images * g.groups * g.points(), 1, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; r++) {
            const int64_t point = r % g.points(), group = r / g.points() % g.groups, image = r / (g.points() * g.groups);
            T* to_y = to_offsets + ((image * g.groups + group) * 2 * g.points() + 2 * point) * g.pixels();
            each_place<T>(g, offsets, image, group, point, [&](int64_t p, const Corners<T>& place) {
                T by_y = 0, by_x = 0, by_mask = 0;
                const T factor = mask ? mask[r * g.pixels() + p] : T(1);
                for (int64_t c = group * g.per_group(); c < (group + 1) * g.per_group(); c++) {
                    const int64_t channel = image * g.channels + c;
                    const T gradient = given[(channel * g.points() + point) * g.pixels() + p];
                    const T* map = input + channel * g.height * g.width;
                    by_y += factor * place.read(map, place.slope_y) * gradient;
                    by_x += factor * place.read(map, place.slope_x) * gradient;
                    by_mask += place.read(map, place.weight) * gradient;
                }
                to_y[p] = by_y;
                to_y[g.pixels() + p] = by_x;
                if (mask) to_mask[r * g.pixels() + p] = by_mask;
            });
        }
    });
}

// Gradient of the input: each thread owns whole images and groups of channels.
template <class T>
void input_gradient(const Geometry& g, const T* offsets, const T* mask, const T* given, T* to) {
    at::parallel_for(0, g.images * g.groups, 1, [&](int64_t begin, int64_t end) {
        for (int64_t r = begin * g.points(); r < end * g.points(); r++) {
            const int64_t point = r % g.points(), group = r / g.points() % g.groups, image = r / (g.points() * g.groups);
            each_place<T>(g, offsets, image, group, point, [&](int64_t p, const Corners<T>& place) {
                const T factor = mask ? mask[r * g.pixels() + p] : T(1);
                for (int64_t c = group * g.per_group(); c < (group + 1) * g.per_group(); c++) {
                    const int64_t channel = image * g.channels + c;
                    const T gradient = factor * given[(channel * g.points() + point) * g.pixels() + p];
                    for (int i = 0; i < 4; i++) to[channel * g.height * g.width + place.at[i]] += place.weight[i] * gradient;
                }
            });
        }
    });
}

Geometry geometry(const Tensor& input, const Tensor& offset, at::IntArrayRef kernel, at::IntArrayRef steps, int64_t groups) {
    return {input.size(0), input.size(1), input.size(2), input.size(3), kernel[0], kernel[1], offset.size(2), offset.size(3),
            steps[0], steps[1], steps[2], steps[3], steps[4], steps[5], groups};
}

// (images, channels x kernel points, output pixels)
struct Columns : torch::autograd::Function<Columns> {
    static Tensor forward(AutogradContext* ctx, const Tensor& input, const Tensor& offset, const Tensor& mask, at::IntArrayRef kernel, at::IntArrayRef steps, int64_t groups, bool use_mask) {
        auto maps = computable(input);
        auto moves = computable(offset).to(maps.scalar_type());
        auto factors = computable(mask).to(maps.scalar_type());
        auto g = geometry(input, offset, kernel, steps, groups);
        const int64_t size[] = {g.images, g.channels * g.points(), g.pixels()};
        auto out = g.blank() ? at::zeros(size, maps.options()) : at::empty(size, maps.options());
        AT_DISPATCH_FLOATING_TYPES(maps.scalar_type(), "deform_conv2d", [&] {
            if (!g.blank()) read_columns<scalar_t>(g, maps.data_ptr<scalar_t>(), moves.data_ptr<scalar_t>(), use_mask ? factors.data_ptr<scalar_t>() : nullptr, out.data_ptr<scalar_t>());
        });
        ctx->save_for_backward({maps, moves, factors});
        ctx->saved_data["kernel"] = kernel;
        ctx->saved_data["steps"] = steps;
        ctx->saved_data["groups"] = groups;
        ctx->saved_data["use_mask"] = use_mask;
        ctx->saved_data["like"] = at::empty({0}, offset.options());
        return out.to(input.options());
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients) {
        auto saved = ctx->get_saved_variables();
        auto &maps = saved[0], &moves = saved[1], &factors = saved[2];
        const bool use_mask = ctx->saved_data["use_mask"].toBool();
        auto kernel = ctx->saved_data["kernel"].toIntVector(), steps = ctx->saved_data["steps"].toIntVector();
        auto g = geometry(maps, moves, kernel, steps, ctx->saved_data["groups"].toInt());
        auto given = gradients[0].detach().to(maps.options()).contiguous();
        auto to_input = at::zeros_like(maps), to_offset = at::zeros_like(moves), to_mask = at::zeros_like(factors);
        AT_DISPATCH_FLOATING_TYPES(maps.scalar_type(), "deform_conv2d_backward", [&] {
            const scalar_t *o = moves.data_ptr<scalar_t>(), *d = given.data_ptr<scalar_t>(), *m = use_mask ? factors.data_ptr<scalar_t>() : nullptr;
            if (g.blank()) return;
            input_gradient<scalar_t>(g, o, m, d, to_input.data_ptr<scalar_t>());
            offset_gradients<scalar_t>(g, maps.data_ptr<scalar_t>(), o, m, d, to_offset.data_ptr<scalar_t>(), to_mask.data_ptr<scalar_t>());
        });
        auto like = ctx->saved_data["like"].toTensor().options();
        Tensor none;
        return {to_input.to(gradients[0].options()), to_offset.to(like), use_mask ? to_mask.to(like) : none, none, none, none, none};
    }
};

Tensor deform_conv2d(
    const Tensor& input, const Tensor& weight, const Tensor& offset, const Tensor& mask, const Tensor& bias, int64_t stride_h, int64_t stride_w, int64_t pad_h, int64_t pad_w,
    int64_t dilation_h, int64_t dilation_w, int64_t groups, int64_t offset_groups, bool use_mask) {
    TORCH_CHECK(input.dim() == 4 && weight.dim() == 4 && offset.dim() == 4 && (!use_mask || mask.dim() == 4), "input, weight, offset and mask must have four dimensions");
    TORCH_CHECK(stride_h > 0 && stride_w > 0 && dilation_h > 0 && dilation_w > 0 && pad_h >= 0 && pad_w >= 0, "stride and dilation must be at least 1, the padding at least 0");
    const int64_t points = weight.size(2) * weight.size(3), channels = input.size(1), outs = weight.size(0);
    TORCH_CHECK(groups > 0 && weight.size(1) * groups == channels, "a weight of the shape ", weight.sizes(), " does not fit an input of ", channels, " channels in ", groups, " groups");
    TORCH_CHECK(outs % groups == 0, "the output's channels (", outs, ") must be a multiple of the groups (", groups, ")");
    TORCH_CHECK(offset_groups > 0 && channels % offset_groups == 0, "the input's channels (", channels, ") must be a multiple of the groups of offsets (", offset_groups, ")");
    const int64_t out_h = (input.size(2) + 2 * pad_h - (dilation_h * (weight.size(2) - 1) + 1)) / stride_h + 1;
    const int64_t out_w = (input.size(3) + 2 * pad_w - (dilation_w * (weight.size(3) - 1) + 1)) / stride_w + 1;
    auto fits = [&](const Tensor& t, int64_t values) { return t.size(0) == input.size(0) && t.size(1) == values && t.size(2) == out_h && t.size(3) == out_w; };
    TORCH_CHECK(out_h > 0 && out_w > 0, "the kernel is larger than the padded input of ", input.size(2), " x ", input.size(3));
    TORCH_CHECK(fits(offset, 2 * offset_groups * points), "offset must have the shape (", input.size(0), ", ", 2 * offset_groups * points, ", ", out_h, ", ", out_w, "), not ", offset.sizes());
    TORCH_CHECK(!use_mask || fits(mask, offset_groups * points), "mask must have the shape (", input.size(0), ", ", offset_groups * points, ", ", out_h, ", ", out_w, "), not ", mask.sizes());
    const int64_t kernel[] = {weight.size(2), weight.size(3)}, steps[] = {stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w};
    auto columns = Columns::apply(input, offset, mask, at::IntArrayRef(kernel), at::IntArrayRef(steps), offset_groups, use_mask);
    auto rows = weight.reshape({1, groups, outs / groups, -1});
    auto product = at::matmul(rows, columns.view({input.size(0), groups, channels / groups * points, out_h * out_w}));
    return product.reshape({input.size(0), outs, out_h, out_w}) + bias.view({1, outs, 1, 1});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(torchvision, m) {
    m.def(
        "deform_conv2d(Tensor input, Tensor weight, Tensor offset, Tensor mask, Tensor bias, int stride_h, int stride_w, int pad_h, int pad_w, int dilation_h, int dilation_w, "
        "int groups, int offset_groups, bool use_mask) -> Tensor",
        deform_conv2d);
}
