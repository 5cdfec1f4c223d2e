// What torchvision's operators for detectors share. They stand under their own names, for float32 and float64 on the CPU; tensors of other
// devices and smaller types are converted on the way in and out. The order of the additions is that of torchvision's CPU kernels, so that
// results agree to the last bit, whatever the number of threads.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace vision {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The CPU kernels know two element types.
inline Tensor computable(const Tensor& t) {
    auto type = t.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    return t.detach().to(at::TensorOptions().device(at::kCPU).dtype(type)).contiguous();
}

inline void check_boxes(const Tensor& boxes, int64_t columns, const char* name) {
    TORCH_CHECK(boxes.dim() == 2 && boxes.size(1) == columns, name, " must have the shape (count, ", columns, "), not ", boxes.sizes());
}

// How a region is pooled.
struct Pooling {
    double scale;
    int64_t height, width;  // of the output
    int64_t sampling;       // points per bin and direction; 0 or less: by the size of the region
    bool aligned;
};

inline void check_pooling(const Tensor& input, const Tensor& rois, const Pooling& p) {
    check_boxes(rois, 5, "rois");
    TORCH_CHECK(input.dim() == 4, "the feature map must have the shape (images, channels, height, width), not ", input.sizes());
    TORCH_CHECK(p.height > 0 && p.width > 0, "the output must have at least one row and column, not ", p.height, " x ", p.width);
}

// The first column says which image a region belongs to.
inline void check_images(const Tensor& rois, int64_t images) {
    if (rois.numel() == 0) return;
    auto index = rois.select(1, 0);
    TORCH_CHECK(index.ge(0).logical_and(index.lt(images)).all().item<bool>(), "a region names an image outside of the batch of ", images);
}

}  // namespace vision
