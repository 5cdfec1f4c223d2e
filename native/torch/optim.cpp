// The steps of optimizers in one pass over memory: a parameter, its gradient and its state are read once and written once.
// Every operation rounds as the chain of separate operators in PyTorch does, fused multiply-adds included, so results are equal to the bit.
#include "shim.h"

#include <c10/core/GradMode.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <vector>

using namespace shim;

namespace {

// What the managed side passes for all parameters of a group.
struct AdamOptions {
    double lr, beta1, beta2, eps, weight_decay;
    int32_t amsgrad, maximize, decoupled, reserved;
};

struct SgdOptions {
    double lr, momentum, dampening, weight_decay;
    int32_t nesterov, maximize;
};

// Handles of one parameter and its state; `greatest` is null without amsgrad.
struct AdamSlot {
    void *parameter, *step, *mean, *square, *greatest;
};

// `buffer` is null without momentum; a fresh one takes the first direction whole.
struct SgdSlot {
    void *parameter, *buffer;
    int64_t fresh;
};

enum Kind : uint8_t { Nothing = 0, Dense = 1, Other = 2, Sparse = 3 };

template <class T>
struct AdamNumbers {
    T shrink, decay, beta1, rest1, beta2, rest2, root, eps, rate;
    bool amsgrad, maximize, shrinks, decays;
};

template <class T>
struct SgdNumbers {
    T rate, momentum, rest, decay;
    bool nesterov, maximize, decays, moves, fresh;
};

template <class T>
struct AdamSpan {
    T *p, *m, *v, *w;
    const T* g;
    int64_t first, count;
    AdamNumbers<T> k;
};

template <class T>
struct SgdSpan {
    T *p, *b;
    const T* g;
    int64_t first, count;
    SgdNumbers<T> k;
};

#define INLINE inline __attribute__((always_inline))

// a * b + c: in one rounding where libtorch's own kernels do so.
template <bool Fma> INLINE float fused(float a, float b, float c) { return Fma ? __builtin_fmaf(a, b, c) : a * b + c; }
template <bool Fma> INLINE double fused(double a, double b, double c) { return Fma ? __builtin_fma(a, b, c) : a * b + c; }
INLINE float root(float x) { return __builtin_sqrtf(x); }
INLINE double root(double x) { return __builtin_sqrt(x); }

template <bool Fma, bool Amsgrad, class T>
INLINE void adam_loop(T* __restrict p, const T* __restrict g, T* __restrict m, T* __restrict v, T* __restrict w, int64_t count, AdamNumbers<T> k) {
    const T sign = k.maximize ? T(-1) : T(1);
    const T shrink = k.shrinks ? k.shrink : T(1);
    for (int64_t i = 0; i < count; i++) {
        T gradient = g[i] * sign;
        T parameter = p[i] * shrink;
        if (k.decays) gradient = fused<Fma>(parameter, k.decay, gradient);
        T mean = fused<Fma>(gradient, k.rest1, m[i] * k.beta1);
        T square = fused<Fma>(k.rest2 * gradient, gradient, v[i] * k.beta2);
        m[i] = mean;
        v[i] = square;
        if (Amsgrad) {
            T old = w[i];
            square = (old != old) | (old > square) ? old : square;
            w[i] = square;
        }
        p[i] = parameter + k.rate * mean / (root(square) / k.root + k.eps);
    }
}

template <bool Fma, class T>
INLINE void adam_run(const AdamSpan<T>& s, int64_t from, int64_t count) {
    if (s.k.amsgrad)
        adam_loop<Fma, true>(s.p + from, s.g + from, s.m + from, s.v + from, s.w + from, count, s.k);
    else
        adam_loop<Fma, false>(s.p + from, s.g + from, s.m + from, s.v + from, static_cast<T*>(nullptr), count, s.k);
}

template <bool Fma, bool Moves, class T>
INLINE void sgd_loop(T* __restrict p, const T* __restrict g, T* __restrict b, int64_t count, SgdNumbers<T> k) {
    const T sign = k.maximize ? T(-1) : T(1);
    for (int64_t i = 0; i < count; i++) {
        T direction = g[i] * sign;
        if (k.decays) direction = fused<Fma>(p[i], k.decay, direction);
        if (Moves) {
            T moved = k.fresh ? direction : fused<Fma>(direction, k.rest, b[i] * k.momentum);
            b[i] = moved;
            direction = k.nesterov ? fused<Fma>(moved, k.momentum, direction) : moved;
        }
        p[i] = fused<Fma>(direction, k.rate, p[i]);
    }
}

template <bool Fma, class T>
INLINE void sgd_run(const SgdSpan<T>& s, int64_t from, int64_t count) {
    if (s.k.moves)
        sgd_loop<Fma, true>(s.p + from, s.g + from, s.b + from, count, s.k);
    else
        sgd_loop<Fma, false>(s.p + from, s.g + from, static_cast<T*>(nullptr), count, s.k);
}

// The same loops for processors with and without fused multiply-adds.
#define PLAIN(T, Span, name, loop) \
    void name##_plain(const Span<T>& s, int64_t from, int64_t count) { loop<false, T>(s, from, count); }
#if defined(__x86_64__)
#define WIDE(T, Span, name, loop) \
    __attribute__((target("avx2,fma"))) void name##_wide(const Span<T>& s, int64_t from, int64_t count) { loop<true, T>(s, from, count); }
#define PASS(T, Span, name, loop) \
    PLAIN(T, Span, name, loop) WIDE(T, Span, name, loop) \
    void pass(const Span<T>& s, int64_t from, int64_t count) { (has_fma ? name##_wide : name##_plain)(s, from, count); }
const bool has_fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#elif defined(__aarch64__)
#define PASS(T, Span, name, loop) \
    void pass(const Span<T>& s, int64_t from, int64_t count) { loop<true, T>(s, from, count); }
#else
#define PASS(T, Span, name, loop) \
    PLAIN(T, Span, name, loop) void pass(const Span<T>& s, int64_t from, int64_t count) { name##_plain(s, from, count); }
#endif
PASS(float, AdamSpan, adam_float, adam_run)
PASS(double, AdamSpan, adam_double, adam_run)
PASS(float, SgdSpan, sgd_float, sgd_run)
PASS(double, SgdSpan, sgd_double, sgd_run)

// Threads share the elements of all spans together, however they are spread over parameters.
template <class Span>
void sweep(const std::vector<Span>& spans) {
    if (spans.empty()) return;
    int64_t total = spans.back().first + spans.back().count;
    at::parallel_for(0, total, 1 << 15, [&](int64_t begin, int64_t end) {
        auto span = std::upper_bound(spans.begin(), spans.end(), begin, [](int64_t at, const Span& s) { return at < s.first; }) - 1;
        for (; span != spans.end() && span->first < end; ++span) {
            int64_t from = std::max<int64_t>(begin - span->first, 0);
            int64_t until = std::min(end - span->first, span->count);
            if (until > from) pass(*span, from, until - from);
        }
    });
}

template <class Span>
void append(std::vector<Span>& spans, Span span) {
    span.first = spans.empty() ? 0 : spans.back().first + spans.back().count;
    if (span.count > 0) spans.push_back(span);
}

bool dense(const at::Tensor& t) { return t.layout() == c10::kStrided && t.device().is_cpu() && t.is_non_overlapping_and_dense() && !t.is_neg() && !t.is_conj(); }

// Whether two tensors have their elements in one order, so that a flat loop meets the same elements.
bool alike(const at::Tensor& a, const at::Tensor& b) {
    return dense(b) && a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && (a.strides() == b.strides() || (a.is_contiguous() && b.is_contiguous()));
}

bool passable(const at::Tensor& parameter, const at::Tensor& gradient) {
    return (parameter.scalar_type() == at::kFloat || parameter.scalar_type() == at::kDouble) && dense(parameter) && alike(parameter, gradient);
}

bool fits(const at::Tensor& parameter, void* state) { return !state || alike(parameter, borrow(state)); }

template <class T>
T* elements(void* state) { return state ? borrow(state).data_ptr<T>() : nullptr; }

template <class T>
void add_adam(std::vector<AdamSpan<T>>& spans, const AdamSlot& slot, const at::Tensor& parameter, double step, const AdamOptions& o) {
    AdamNumbers<T> k;
    k.shrinks = o.decoupled;
    k.decays = !o.decoupled && o.weight_decay != 0;
    k.shrink = static_cast<T>(1 - o.lr * o.weight_decay);
    k.decay = static_cast<T>(o.weight_decay);
    k.beta1 = static_cast<T>(o.beta1);
    k.rest1 = static_cast<T>(1 - o.beta1);
    k.beta2 = static_cast<T>(o.beta2);
    k.rest2 = static_cast<T>(1 - o.beta2);
    k.root = static_cast<T>(std::sqrt(1 - std::pow(o.beta2, step)));
    k.eps = static_cast<T>(o.eps);
    k.rate = static_cast<T>(-(o.lr / (1 - std::pow(o.beta1, step))));
    k.amsgrad = o.amsgrad;
    k.maximize = o.maximize;
    append(spans, AdamSpan<T>{parameter.data_ptr<T>(), elements<T>(slot.mean), elements<T>(slot.square),
                              elements<T>(slot.greatest), parameter.grad().data_ptr<T>(), 0, parameter.numel(), k});
}

template <class T>
void add_sgd(std::vector<SgdSpan<T>>& spans, const SgdSlot& slot, const at::Tensor& parameter, const SgdOptions& o) {
    SgdNumbers<T> k;
    k.rate = static_cast<T>(-o.lr);
    k.momentum = static_cast<T>(o.momentum);
    k.rest = static_cast<T>(1 - o.dampening);
    k.decay = static_cast<T>(o.weight_decay);
    k.nesterov = o.nesterov;
    k.maximize = o.maximize;
    k.decays = o.weight_decay != 0;
    k.moves = o.momentum != 0;
    k.fresh = slot.fresh != 0;
    append(spans, SgdSpan<T>{parameter.data_ptr<T>(), elements<T>(slot.buffer), parameter.grad().data_ptr<T>(), 0, parameter.numel(), k});
}

// Autograd must notice that values saved for a backward pass have changed.
void mark_changed(const at::Tensor& tensor) { tensor.unsafeGetTensorImpl()->bump_version(); }

}  // namespace

// Says of each parameter whether it has no gradient (0), one that a single pass handles (1), another dense one (2), or a sparse one (3).
SHIM int32_t thelper_torch_gradient_kinds(void** parameters, uint8_t* kinds, int64_t count) {
    return guard<>(-1, [&] {
        for (int64_t i = 0; i < count; i++) {
            auto parameter = borrow(parameters[i]);
            auto gradient = parameter.grad();
            kinds[i] = !gradient.defined() ? Nothing : gradient.layout() == c10::kSparse ? Sparse : passable(parameter, gradient) ? Dense : Other;
        }
        return 0;
    });
}

// One step of Adam or AdamW for parameters of kind 1; counts the step in the float32 scalars of the slots.
// Leaves out those whose state is laid out otherwise, and says which it has done.
SHIM int32_t thelper_torch_adam(const AdamSlot* slots, uint8_t* done, int64_t count, const AdamOptions* options) {
    return guard<>(-1, [&] {
        std::vector<AdamSpan<float>> floats;
        std::vector<AdamSpan<double>> doubles;
        floats.reserve(count);
        for (int64_t i = 0; i < count; i++) {
            auto parameter = borrow(slots[i].parameter);
            auto step = borrow(slots[i].step);
            done[i] = passable(parameter, parameter.grad()) && fits(parameter, slots[i].mean) && fits(parameter, slots[i].square) && fits(parameter, slots[i].greatest) &&
                      step.device().is_cpu() && step.scalar_type() == at::kFloat && step.numel() == 1;
            if (!done[i]) continue;
            double now = *step.data_ptr<float>() += 1;
            if (parameter.scalar_type() == at::kFloat)
                add_adam(floats, slots[i], parameter, now, *options);
            else
                add_adam(doubles, slots[i], parameter, now, *options);
            mark_changed(parameter);
        }
        sweep(floats);
        sweep(doubles);
        return 0;
    });
}

// One step of SGD for parameters of kind 1, likewise.
SHIM int32_t thelper_torch_sgd(const SgdSlot* slots, uint8_t* done, int64_t count, const SgdOptions* options) {
    return guard<>(-1, [&] {
        std::vector<SgdSpan<float>> floats;
        std::vector<SgdSpan<double>> doubles;
        floats.reserve(count);
        for (int64_t i = 0; i < count; i++) {
            auto parameter = borrow(slots[i].parameter);
            done[i] = passable(parameter, parameter.grad()) && fits(parameter, slots[i].buffer);
            if (!done[i]) continue;
            if (parameter.scalar_type() == at::kFloat)
                add_sgd(floats, slots[i], parameter, *options);
            else
                add_sgd(doubles, slots[i], parameter, *options);
            mark_changed(parameter);
        }
        sweep(floats);
        sweep(doubles);
        return 0;
    });
}

// Zeroes gradients, cut off from any graph that made them, or drops them.
SHIM int32_t thelper_torch_zero_gradients(void** parameters, int64_t count, int32_t drop) {
    return guard<>(-1, [&] {
        c10::NoGradGuard no_grad;
        for (int64_t i = 0; i < count; i++) {
            auto parameter = borrow(parameters[i]);
            auto& gradient = parameter.mutable_grad();
            if (!gradient.defined()) continue;
            if (drop) {
                gradient = at::Tensor();
            } else {
                if (gradient.grad_fn()) {
                    gradient.detach_();
                } else {
                    gradient.set_requires_grad(false);
                }
                gradient.zero_();
            }
        }
        return 0;
    });
}
