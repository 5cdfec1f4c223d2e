// Switches of autocast, all of them per thread.
#include "shim.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/api/include/torch/version.h>

using namespace shim;

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)

SHIM int32_t thelper_torch_autocast_enabled(int32_t device) {
    return guard<>(-1, [&] { return at::autocast::is_autocast_enabled(static_cast<c10::DeviceType>(device)) ? 1 : 0; });
}
SHIM int32_t thelper_torch_set_autocast_enabled(int32_t device, int32_t value) {
    return guard<>(-1, [&] {
        at::autocast::set_autocast_enabled(static_cast<c10::DeviceType>(device), value != 0);
        return 0;
    });
}
SHIM int32_t thelper_torch_autocast_dtype(int32_t device) {
    return guard<>(-1, [&] { return static_cast<int32_t>(at::autocast::get_autocast_dtype(static_cast<c10::DeviceType>(device))); });
}
SHIM int32_t thelper_torch_set_autocast_dtype(int32_t device, int32_t dtype) {
    return guard<>(-1, [&] {
        at::autocast::set_autocast_dtype(static_cast<c10::DeviceType>(device), static_cast<c10::ScalarType>(dtype));
        return 0;
    });
}

#else

static c10::DeviceType known(int32_t device) {
    auto type = static_cast<c10::DeviceType>(device);
    TORCH_CHECK(type == c10::kCPU || type == c10::kCUDA, "this libtorch has no autocast for device type ", type);
    return type;
}

SHIM int32_t thelper_torch_autocast_enabled(int32_t device) {
    return guard<>(-1, [&] { return (known(device) == c10::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled()) ? 1 : 0; });
}
SHIM int32_t thelper_torch_set_autocast_enabled(int32_t device, int32_t value) {
    return guard<>(-1, [&] {
        known(device) == c10::kCPU ? at::autocast::set_cpu_enabled(value != 0) : at::autocast::set_enabled(value != 0);
        return 0;
    });
}
SHIM int32_t thelper_torch_autocast_dtype(int32_t device) {
    return guard<>(-1, [&] { return static_cast<int32_t>(known(device) == c10::kCPU ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype()); });
}
SHIM int32_t thelper_torch_set_autocast_dtype(int32_t device, int32_t dtype) {
    return guard<>(-1, [&] {
        auto type = static_cast<c10::ScalarType>(dtype);
        known(device) == c10::kCPU ? at::autocast::set_autocast_cpu_dtype(type) : at::autocast::set_autocast_gpu_dtype(type);
        return 0;
    });
}

#endif

SHIM int32_t thelper_torch_autocast_cache() { return at::autocast::is_autocast_cache_enabled() ? 1 : 0; }
SHIM void thelper_torch_set_autocast_cache(int32_t value) { at::autocast::set_autocast_cache_enabled(value != 0); }
SHIM int32_t thelper_torch_autocast_enter() { return at::autocast::increment_nesting(); }
SHIM int32_t thelper_torch_autocast_leave() { return at::autocast::decrement_nesting(); }
SHIM void thelper_torch_clear_autocast_cache() { at::autocast::clear_cache(); }
