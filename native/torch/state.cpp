// State of the process: version, threads, devices, random generators.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/CPUGeneratorImpl.h>
#include <cstring>
#include <mutex>
#include <torch/csrc/api/include/torch/version.h>

#include <atomic>
#include <c10/util/Exception.h>

namespace shim {

static std::atomic<void (*)(const char*)> warning_receiver{nullptr};

static void pass_on(const std::string& message) {
    if (auto receive = warning_receiver.load()) receive(message.c_str());
}

#if TORCH_VERSION_MAJOR >= 2
struct Warnings : c10::WarningHandler {
    void process(const c10::Warning& warning) override { pass_on(warning.msg()); }
};
#else
struct Warnings : c10::WarningHandler {
    void process(const c10::SourceLocation&, const std::string& message, const bool) override { pass_on(message); }
};
#endif

void hear_warnings() {
    static Warnings handler;
    static thread_local bool installed = false;
    if (!installed) {
#if TORCH_VERSION_MAJOR >= 2
        c10::WarningUtils::set_warning_handler(&handler);
#else
        c10::Warning::set_warning_handler(&handler);
#endif
        enlarge_signal_stack();

        // Takes the process's number of threads over for this one: oneDNN asks OpenMP, which counts by thread.
        at::get_num_threads();
        installed = true;
    }
}

}  // namespace shim

using namespace shim;

// Warnings go to this function, which may be called on any thread; they are dropped while there is none.
SHIM void thelper_torch_on_warning(void (*receive)(const char*)) { warning_receiver = receive; }

SHIM const char* thelper_torch_version() { return TORCH_VERSION; }

SHIM int32_t thelper_torch_threads() { return at::get_num_threads(); }
SHIM int32_t thelper_torch_set_threads(int32_t count) {
    return guard<>(-1, [&] {
        at::set_num_threads(count);
        return 0;
    });
}
SHIM int32_t thelper_torch_interop_threads() { return at::get_num_interop_threads(); }
SHIM int32_t thelper_torch_set_interop_threads(int32_t count) {
    return guard<>(-1, [&] {
        at::set_num_interop_threads(count);
        return 0;
    });
}

SHIM void thelper_torch_set_deterministic(int32_t value, int32_t warn_only) {
    at::globalContext().setDeterministicAlgorithms(value != 0, warn_only != 0);
}
SHIM int32_t thelper_torch_deterministic() { return at::globalContext().deterministicAlgorithms() ? 1 : 0; }
SHIM int32_t thelper_torch_deterministic_warns() { return at::globalContext().deterministicAlgorithmsWarnOnly() ? 1 : 0; }

// Switches of the process, by number; the managed side has the same list.
enum Flag : int32_t { CudnnEnabled = 0, CudnnBenchmark = 1, CudnnDeterministic = 2, CudnnTf32 = 3, MatmulTf32 = 4, MkldnnEnabled = 5, ReducedFp16 = 6 };

SHIM int32_t thelper_torch_flag(int32_t flag) {
    return guard<>(-1, [&]() -> int32_t {
        auto& context = at::globalContext();
        switch (flag) {
            case CudnnEnabled: return context.userEnabledCuDNN();
            case CudnnBenchmark: return context.benchmarkCuDNN();
            case CudnnDeterministic: return context.deterministicCuDNN();
            case CudnnTf32: return context.allowTF32CuDNN();
            case MatmulTf32: return context.allowTF32CuBLAS();
            case MkldnnEnabled: return context.userEnabledMkldnn();
            case ReducedFp16: return context.allowFP16ReductionCuBLAS();
            default: TORCH_CHECK(false, "no switch has the number ", flag);
        }
    });
}
SHIM int32_t thelper_torch_set_flag(int32_t flag, int32_t value) {
    return guard<>(-1, [&]() -> int32_t {
        auto& context = at::globalContext();
        bool on = value != 0;
        switch (flag) {
            case CudnnEnabled: context.setUserEnabledCuDNN(on); break;
            case CudnnBenchmark: context.setBenchmarkCuDNN(on); break;
            case CudnnDeterministic: context.setDeterministicCuDNN(on); break;
            case CudnnTf32: context.setAllowTF32CuDNN(on); break;
            case MatmulTf32: context.setAllowTF32CuBLAS(on); break;
            case MkldnnEnabled: context.setUserEnabledMkldnn(on); break;
            case ReducedFp16: context.setAllowFP16ReductionCuBLAS(on); break;
            default: TORCH_CHECK(false, "no switch has the number ", flag);
        }
        return 0;
    });
}
SHIM int32_t thelper_torch_has_cudnn() {
    return guard<>(0, [&]() -> int32_t { return at::hasCUDA() && at::detail::getCUDAHooks().compiledWithCuDNN() ? 1 : 0; });
}

SHIM int32_t thelper_torch_default_dtype() { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); }
SHIM int32_t thelper_torch_set_default_dtype(int32_t dtype) {
    return guard<>(-1, [&] {
        auto type = static_cast<c10::ScalarType>(dtype);
        TORCH_CHECK(c10::isFloatingType(type), "only floating-point types are supported as the default type");
        c10::set_default_dtype(c10::scalarTypeToTypeMeta(type));
        return 0;
    });
}

// 0 highest, 1 high, 2 medium.
SHIM int32_t thelper_torch_matmul_precision() {
    return guard<>(-1, [&] { return static_cast<int32_t>(at::globalContext().float32MatmulPrecision()); });
}
SHIM int32_t thelper_torch_set_matmul_precision(int32_t value) {
    return guard<>(-1, [&] {
        at::globalContext().setFloat32MatmulPrecision(static_cast<at::Float32MatmulPrecision>(value));
        return 0;
    });
}
SHIM int32_t thelper_torch_set_flush_denormal(int32_t value) {
    return guard<>(-1, [&] { return at::globalContext().setFlushDenormal(value != 0) ? 1 : 0; });
}
SHIM char* thelper_torch_parallel_info() {
    return guard<>(static_cast<char*>(nullptr), [&]() -> char* { return strdup(at::get_parallel_info().c_str()); });
}

// A generator handle owns one reference. The default generator of a device is shared with libtorch itself.
SHIM void* thelper_torch_default_generator(int64_t device) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* { return new at::Generator(at::globalContext().defaultGenerator(unpack_device(device))); });
}

SHIM void* thelper_torch_new_generator(uint64_t seed) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* { return new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed)); });
}

// On other devices than the processor: a copy of the device's default generator, with a seed of its own.
SHIM void* thelper_torch_new_generator_on(int64_t device, uint64_t seed) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        auto& standard = at::globalContext().defaultGenerator(unpack_device(device));
        auto copy = standard.clone();
        copy.set_current_seed(seed);
        return new at::Generator(std::move(copy));
    });
}

SHIM void thelper_torch_release_generator(void* generator) { delete static_cast<at::Generator*>(generator); }

SHIM int32_t thelper_torch_seed(void* generator, uint64_t seed) {
    return guard<>(-1, [&] {
        auto& g = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_current_seed(seed);
        return 0;
    });
}

SHIM uint64_t thelper_torch_initial_seed(void* generator) {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    return g.current_seed();
}

SHIM void* thelper_torch_random_state(void* generator) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        auto& g = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        return give(g.get_state());
    });
}

SHIM int32_t thelper_torch_set_random_state(void* generator, void* state) {
    return guard<>(-1, [&] {
        auto& g = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_state(borrow(state));
        return 0;
    });
}
