// Devices with streams. What c10's guard interface offers works for every kind of device; memory statistics and properties need
// a libtorch with CUDA (THELPER_CUDA, set by CMake) and are refused with a clear message without.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/api/include/torch/version.h>
#include <cstring>
#include <thread>

#ifdef THELPER_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <cuda_runtime_api.h>
#endif

using namespace shim;

#define TORCH_AT_LEAST(major, minor) (TORCH_VERSION_MAJOR > major || (TORCH_VERSION_MAJOR == major && TORCH_VERSION_MINOR >= minor))

namespace {

// An absent number becomes that of the current device.
c10::Device device_of(int64_t packed, const c10::impl::DeviceGuardImplInterface*& impl) {
    auto device = unpack_device(packed);
    TORCH_CHECK(c10::impl::hasDeviceGuardImpl(device.type()), "this libtorch (", TORCH_VERSION, ") was built without support for ",
                c10::DeviceTypeName(device.type()), " devices");
    impl = c10::impl::getDeviceGuardImpl(device.type());
    TORCH_CHECK(impl->deviceCount() > 0, "no ", c10::DeviceTypeName(device.type()), " device is available");
#if TORCH_AT_LEAST(2, 5)
    if (device.is_cuda()) at::globalContext().lazyInitDevice(c10::kCUDA);
#else
    if (device.is_cuda()) at::globalContext().lazyInitCUDA();
#endif
    if (!device.has_index()) return impl->getDevice();
    TORCH_CHECK(device.index() < impl->deviceCount(), "device ", device, " does not exist: there are ", static_cast<int>(impl->deviceCount()));
    return device;
}

c10::Stream stream_of(int64_t device, int64_t id) {
    return c10::Stream(c10::Stream::UNSAFE, unpack_device(device), id);
}

void write(const c10::Stream& stream, int64_t* device, int64_t* id) {
    *device = pack_device(stream.device());
    *id = static_cast<int64_t>(stream.id());
}

template <class Body>
int32_t with_device(int64_t packed, Body body) {
    return guard<>(-1, [&] {
        const c10::impl::DeviceGuardImplInterface* impl = nullptr;
        auto device = device_of(packed, impl);
        body(*impl, device);
        return 0;
    });
}

}  // namespace

SHIM int32_t thelper_torch_device_count(int32_t type) {
    return guard<>(0, [&]() -> int32_t {
        auto kind = static_cast<c10::DeviceType>(type);
        return c10::impl::hasDeviceGuardImpl(kind) ? static_cast<int32_t>(c10::impl::getDeviceGuardImpl(kind)->deviceCount()) : 0;
    });
}

SHIM int32_t thelper_torch_current_device(int64_t device, int64_t* current) {
    return with_device(device, [&](auto& impl, auto) { *current = pack_device(impl.getDevice()); });
}
SHIM int32_t thelper_torch_set_device(int64_t device) {
    return with_device(device, [&](auto& impl, auto target) { impl.setDevice(target); });
}
SHIM int32_t thelper_torch_synchronize(int64_t device) {
    return with_device(device, [&](auto& impl, auto target) {
#if TORCH_AT_LEAST(2, 6)
        impl.synchronizeDevice(target.index());
#else
        TORCH_CHECK(target.is_cuda(), "this libtorch waits for CUDA devices only");
        at::detail::getCUDAHooks().deviceSynchronize(target.index());
#endif
    });
}

// A stream is its device and a number that libtorch gave it; it needs no release.
SHIM int32_t thelper_torch_current_stream(int64_t device, int64_t* stream_device, int64_t* id) {
    return with_device(device, [&](auto& impl, auto target) { write(impl.getStream(target), stream_device, id); });
}
SHIM int32_t thelper_torch_default_stream(int64_t device, int64_t* stream_device, int64_t* id) {
    return with_device(device, [&](auto& impl, auto target) { write(impl.getDefaultStream(target), stream_device, id); });
}
SHIM int32_t thelper_torch_new_stream(int64_t device, int32_t high_priority, int64_t* stream_device, int64_t* id) {
    return with_device(device, [&](auto& impl, auto target) { write(impl.getStreamFromGlobalPool(target, high_priority != 0), stream_device, id); });
}
// Makes it the thread's current stream on its device, and that device the current one.
SHIM int32_t thelper_torch_set_stream(int64_t device, int64_t id) {
    return with_device(device, [&](auto& impl, auto target) {
        impl.setDevice(target);
        impl.exchangeStream(stream_of(device, id));
    });
}
SHIM int32_t thelper_torch_query_stream(int64_t device, int64_t id) {
    return guard<>(-1, [&] {
        const c10::impl::DeviceGuardImplInterface* impl = nullptr;
        device_of(device, impl);
        return impl->queryStream(stream_of(device, id)) ? 1 : 0;
    });
}
SHIM int32_t thelper_torch_synchronize_stream(int64_t device, int64_t id) {
    return with_device(device, [&](auto& impl, auto) { impl.synchronizeStream(stream_of(device, id)); });
}
// The allocator does not hand the tensor's memory to others before the work now in the stream is done.
SHIM int32_t thelper_torch_record_stream(void* tensor, int64_t device, int64_t id) {
    return guard<>(-1, [&] {
        borrow(tensor).record_stream(stream_of(device, id));
        return 0;
    });
}

SHIM void* thelper_torch_new_event(int64_t device, int32_t timing) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        const c10::impl::DeviceGuardImplInterface* impl = nullptr;
        auto target = device_of(device, impl);
        return new c10::Event(target.type(), timing ? c10::EventFlag::BACKEND_DEFAULT : c10::EventFlag::PYTORCH_DEFAULT);
    });
}
SHIM void thelper_torch_release_event(void* event) { delete static_cast<c10::Event*>(event); }
SHIM int32_t thelper_torch_record_event(void* event, int64_t device, int64_t id) {
    return guard<>(-1, [&] {
        static_cast<c10::Event*>(event)->record(stream_of(device, id));
        return 0;
    });
}
SHIM int32_t thelper_torch_wait_event(void* event, int64_t device, int64_t id) {
    return guard<>(-1, [&] {
        static_cast<c10::Event*>(event)->block(stream_of(device, id));
        return 0;
    });
}
SHIM int32_t thelper_torch_query_event(void* event) {
    return guard<>(-1, [&] { return static_cast<c10::Event*>(event)->query() ? 1 : 0; });
}
SHIM int32_t thelper_torch_synchronize_event(void* event) {
    return guard<>(-1, [&] {
#if TORCH_AT_LEAST(2, 5)
        static_cast<c10::Event*>(event)->synchronize();
#else
        while (!static_cast<c10::Event*>(event)->query()) std::this_thread::yield();
#endif
        return 0;
    });
}
SHIM int32_t thelper_torch_event_elapsed(void* first, void* second, double* milliseconds) {
    return guard<>(-1, [&] {
#if TORCH_AT_LEAST(2, 5)
        *milliseconds = static_cast<c10::Event*>(first)->elapsedTime(*static_cast<c10::Event*>(second));
        return 0;
#else
        (void)first, (void)second, (void)milliseconds;
        TORCH_CHECK(false, "times between events need libtorch 2.5 or newer; this one is ", TORCH_VERSION);
        return -1;
#endif
    });
}

namespace {

[[noreturn]] void no_cuda() { TORCH_CHECK(false, "this program was built against a libtorch (", TORCH_VERSION, ") without CUDA"); }

}  // namespace

SHIM int32_t thelper_torch_built_with_cuda() {
#ifdef THELPER_CUDA
    return 1;
#else
    return 0;
#endif
}

SHIM int32_t thelper_torch_empty_cache() {
    return guard<>(-1, [&] {
#ifdef THELPER_CUDA
        c10::cuda::CUDACachingAllocator::emptyCache();
        return 0;
#else
        no_cuda();
        return -1;
#endif
    });
}

// Eight numbers: allocated now and at most, reserved now and at most, active now and at most (bytes), failed and repeated allocations.
SHIM int32_t thelper_torch_memory_stats(int64_t device, int64_t* numbers) {
    return with_device(device, [&](auto&, auto target) {
#ifdef THELPER_CUDA
        auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(target.index());
        auto write_pair = [&](auto& list, int64_t* pair) {
            pair[0] = list[0].current;  // all pools together
            pair[1] = list[0].peak;
        };
        write_pair(stats.allocated_bytes, numbers);
        write_pair(stats.reserved_bytes, numbers + 2);
        write_pair(stats.active_bytes, numbers + 4);
        numbers[6] = stats.num_ooms;
        numbers[7] = stats.num_alloc_retries;
#else
        (void)target, (void)numbers;
        no_cuda();
#endif
    });
}

SHIM int32_t thelper_torch_reset_peak_memory(int64_t device) {
    return with_device(device, [&](auto&, auto target) {
#ifdef THELPER_CUDA
        c10::cuda::CUDACachingAllocator::resetPeakStats(target.index());
#else
        (void)target;
        no_cuda();
#endif
    });
}

SHIM int32_t thelper_torch_memory_info(int64_t device, int64_t* free_bytes, int64_t* total_bytes) {
    return with_device(device, [&](auto& impl, auto target) {
#ifdef THELPER_CUDA
        auto before = impl.exchangeDevice(target);
        size_t free_now = 0, total = 0;
        auto status = cudaMemGetInfo(&free_now, &total);
        impl.setDevice(before);
        C10_CUDA_CHECK(status);
        *free_bytes = static_cast<int64_t>(free_now);
        *total_bytes = static_cast<int64_t>(total);
#else
        (void)impl, (void)target, (void)free_bytes, (void)total_bytes;
        no_cuda();
#endif
    });
}

// Name (to be freed), capability (major, minor), number of multiprocessors, bytes of memory.
SHIM int32_t thelper_torch_device_properties(int64_t device, char** name, int64_t* numbers) {
    return with_device(device, [&](auto&, auto target) {
#ifdef THELPER_CUDA
        cudaDeviceProp properties;
        C10_CUDA_CHECK(cudaGetDeviceProperties(&properties, target.index()));
        *name = strdup(properties.name);
        numbers[0] = properties.major;
        numbers[1] = properties.minor;
        numbers[2] = properties.multiProcessorCount;
        numbers[3] = static_cast<int64_t>(properties.totalGlobalMem);
#else
        (void)target, (void)name, (void)numbers;
        no_cuda();
#endif
    });
}
