// Callbacks on gradients, and what the graph knows about a tensor.
#include "callbacks.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <atomic>
#include <cstring>
#include <mutex>

namespace shim {

Callbacks callbacks{};
thread_local std::shared_ptr<void> pending;

ManagedException::ManagedException(void* exception) : held(hold(exception)) {}

namespace {

// The function sits in a list of the tensor or of its node, which dies with them; removing it frees the managed part at once.
struct Hook {
    explicit Hook(void* managed) : target(hold(managed)) {}

    std::shared_ptr<void> get() {
        std::lock_guard<std::mutex> lock(gate);
        return target;
    }

    void remove() {
        std::shared_ptr<void> last;
        std::lock_guard<std::mutex> lock(gate);
        std::swap(last, target);
    }

    std::mutex gate;
    std::shared_ptr<void> target;
};

at::Tensor call(const std::shared_ptr<Hook>& hook, const at::Tensor& gradient) {
    auto target = hook->get();
    if (!target || !gradient.defined()) return {};
    void* result = nullptr;
    void* exception = nullptr;
    if (callbacks.hook(target.get(), give(gradient), &result, &exception) < 0) throw ManagedException(exception);
    if (!result) return {};
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(result)));
}

}  // namespace
}  // namespace shim

using namespace shim;

SHIM void thelper_torch_set_callbacks(const Callbacks* given) { callbacks = *given; }

// The managed exception that made the last call of this thread fail: its GC handle, now the caller's; null when there is none.
SHIM void* thelper_torch_take_exception(void** owner) {
    auto taken = std::move(pending);
    pending.reset();
    if (!taken) return nullptr;
    void* target = taken.get();
    *owner = new std::shared_ptr<void>(std::move(taken));
    return target;
}
SHIM void thelper_torch_drop_exception(void* owner) { delete static_cast<std::shared_ptr<void>*>(owner); }

// Takes over the GC handle, whatever happens. The returned handle is released by remove_hook or forget_hook.
SHIM void* thelper_torch_register_hook(void* tensor, void* target) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        auto hook = std::make_shared<Hook>(target);
        borrow(tensor).register_hook([hook](const at::Tensor& gradient) -> at::Tensor { return call(hook, gradient); });
        return new std::weak_ptr<Hook>(hook);  // the tensor owns it
    });
}

// Ends the hook; it is never called again.
SHIM void thelper_torch_remove_hook(void* handle) {
    if (auto hook = static_cast<std::weak_ptr<Hook>*>(handle)->lock()) hook->remove();
    delete static_cast<std::weak_ptr<Hook>*>(handle);
}

// Gives up the means to remove the hook; it stays as long as the tensor.
SHIM void thelper_torch_forget_hook(void* handle) { delete static_cast<std::weak_ptr<Hook>*>(handle); }

SHIM int32_t thelper_torch_retain_grad(void* tensor) {
    return guard<>(-1, [&] {
        borrow(tensor).retain_grad();
        return 0;
    });
}

// Counts changes in place.
SHIM int64_t thelper_torch_version_of(void* tensor) {
    return guard<>(int64_t{-1}, [&]() -> int64_t { return borrow(tensor)._version(); });
}

// Name of the recorded operation that made the tensor, such as AddBackward0, to be freed; empty for a leaf.
SHIM char* thelper_torch_grad_fn(void* tensor) {
    return guard<>(static_cast<char*>(nullptr), [&]() -> char* {
        auto& node = borrow(tensor).grad_fn();
        return strdup(node ? node->name().c_str() : "");
    });
}
