// What a tensor is: metadata, memory, gradient slots.
#include "shim.h"

#include <ATen/ops/from_blob.h>

using namespace shim;

namespace {

struct Info {
    const int64_t* sizes;  // valid while the tensor keeps its shape
    const int64_t* strides;
    void* data;
    int64_t dimensions;
    int64_t elements;
    int64_t device;
    int32_t dtype;
    int32_t layout;
    int32_t flags;  // 1 requires_grad, 2 leaf, 4 contiguous, 8 has gradient, 16 conjugate or negative of what lies in memory
    int32_t reserved;
};

// Other tensors never hold one, and libtorch warns when asked.
bool has_gradient(const at::Tensor& tensor) { return (tensor.is_leaf() || tensor.retains_grad()) && tensor.grad().defined(); }

}  // namespace

SHIM void thelper_torch_release(void* handle) {
    c10::intrusive_ptr<c10::TensorImpl>::reclaim(static_cast<c10::TensorImpl*>(handle));
}

SHIM void* thelper_torch_share(void* handle) { return give(borrow(handle)); }

SHIM int32_t thelper_torch_info(void* handle, Info* info) {
    return guard<>(-1, [&]() -> int32_t {
        auto tensor = borrow(handle);
        bool strided = tensor.layout() == c10::kStrided;
        info->sizes = tensor.sizes().data();
        info->strides = strided ? tensor.strides().data() : nullptr;
        info->data = strided && tensor.has_storage() ? tensor.data_ptr() : nullptr;
        info->dimensions = tensor.dim();
        info->elements = tensor.numel();
        info->device = pack_device(tensor.device());
        info->dtype = static_cast<int32_t>(tensor.scalar_type());
        info->layout = static_cast<int32_t>(tensor.layout());
        info->flags = (tensor.requires_grad() ? 1 : 0) | (tensor.is_leaf() ? 2 : 0) |
                      (strided && tensor.is_contiguous() ? 4 : 0) | (has_gradient(tensor) ? 8 : 0) | (tensor.is_conj() || tensor.is_neg() ? 16 : 0);
        return 0;
    });
}

SHIM int32_t thelper_torch_set_requires_grad(void* handle, int32_t value) {
    return guard<>(-1, [&] {
        borrow(handle).set_requires_grad(value != 0);
        return 0;
    });
}

SHIM void* thelper_torch_grad(void* handle) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        auto tensor = borrow(handle);
        return has_gradient(tensor) ? give(tensor.grad()) : nullptr;
    });
}

SHIM int32_t thelper_torch_set_grad(void* handle, void* gradient) {
    return guard<>(-1, [&] {
        borrow(handle).mutable_grad() = gradient ? borrow(gradient) : at::Tensor();
        return 0;
    });
}

// Identity and place of the memory: two tensors with one storage share it.
SHIM int32_t thelper_torch_storage(void* handle, void** data, int64_t* bytes, int64_t* offset) {
    return guard<>(-1, [&] {
        auto tensor = borrow(handle);
        *data = tensor.storage().data_ptr().get();
        *bytes = static_cast<int64_t>(tensor.storage().nbytes());
        *offset = tensor.storage_offset();
        return 0;
    });
}

// A tensor over memory of the caller, who hears through the callback when the last user is gone.
SHIM void* thelper_torch_from_memory(void* data, const int64_t* sizes, int64_t dimensions, int32_t dtype, void (*release)(void*), void* context) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        return give(at::from_blob(data, c10::IntArrayRef(sizes, dimensions), [release, context](void*) { release(context); },
                                  at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype))));
    });
}
