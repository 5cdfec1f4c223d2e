// What every file of the door shares: the tagged value, the error slot, and the ownership of handles.
#pragma once

#include <ATen/ATen.h>
#include <cstdint>
#include <memory>
#include <string>

#define SHIM extern "C" __attribute__((visibility("default")))

namespace shim {

// Raised whenever a function or the layout of a value changes; the managed side refuses another number.
constexpr int32_t abi = 5;

enum Tag : int64_t {
    Default = -1,  // take the schema's default
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 8,
    Device = 9,  // i = type << 8 | (index & 0xff)
    Generator = 10,
    Bools = 11,
    OptionalTensors = 12,
    Scalars = 13,  // n values
    Complex = 14,  // d = real part, n = bits of the imaginary part
};

// One argument or result. Lists point at n elements that the caller keeps alive during the call.
struct Value {
    int64_t tag;
    union {
        int64_t i;
        double d;
        void* p;
    };
    int64_t n;
};

extern thread_local std::string last_error;

// A handle is a TensorImpl* that owns one reference: borrow() adds one, give() hands ours to the caller.
inline at::Tensor borrow(void* handle) {
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
        static_cast<c10::TensorImpl*>(handle)));
}

inline void* give(at::Tensor tensor) { return tensor.unsafeReleaseTensorImpl(); }

inline c10::Device unpack_device(int64_t packed) {
    return c10::Device(static_cast<c10::DeviceType>(packed >> 8), static_cast<c10::DeviceIndex>(static_cast<int8_t>(packed & 0xff)));
}

inline int64_t pack_device(const c10::Device& device) {
    return static_cast<int64_t>(device.type()) << 8 | (static_cast<uint8_t>(device.index()));
}

// libtorch keeps its warning handler per thread; its default one prints to standard error.
void hear_warnings();

// So that managed code can raise NullReferenceException on this thread beside libtorch.
void enlarge_signal_stack();

// Managed code may leave the upper halves of the vector registers in use when it calls; libtorch's code of the processor's base
// set then runs at half its speed (an 8 x 8 convolution: 16.4 us instead of 13.3).
inline void clear_upper_registers() {
#if defined(__x86_64__)
    static const bool avx = __builtin_cpu_supports("avx");
    if (avx) asm volatile("vzeroupper" ::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#endif
}

// An exception of the managed side on its way through libtorch; the managed side takes it back from `pending`.
struct ManagedException : std::exception {
    explicit ManagedException(void* exception);
    const char* what() const noexcept override { return "an exception was thrown in managed code that libtorch called"; }
    std::shared_ptr<void> held;  // a GC handle, freed with the last copy
};

extern thread_local std::shared_ptr<void> pending;

// Runs the body; an exception becomes `failure` and a message without C++ backtrace.
template <class Body, class Result>
Result guard(Result failure, Body body) noexcept {
    try {
        clear_upper_registers();
        hear_warnings();
        return body();
    } catch (const ManagedException& error) {
        last_error = error.what();
        pending = error.held;
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "unknown C++ exception";
    }
    return failure;
}

}  // namespace shim
