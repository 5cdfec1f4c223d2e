// The short way into the commonest signatures (not operators): typed arguments, no stack of boxed values. Saves about a tenth of a
// microsecond a call; whatever is not here, or comes with an unusual value, goes the boxed way in operators.cpp with the same result.
#include "operators.h"

#include <ATen/core/IListRef.h>
#include <memory>
#include <tuple>
#include <utility>

namespace shim {
namespace {

// One argument on its way: reads the value, holds what the kernel refers to.
template <class T>
struct Argument;

template <>
struct Argument<const at::Tensor&> {
    at::Tensor held;
    bool read(const Value& v) {
        if (v.tag != Tensor) return false;
        held = borrow(v.p);
        return true;
    }
    const at::Tensor& get() const { return held; }
};

template <>
struct Argument<const c10::optional<at::Tensor>&> {
    c10::optional<at::Tensor> held;
    bool read(const Value& v) {
        if (v.tag == Tensor) held = borrow(v.p);
        return v.tag == Tensor || v.tag == None;
    }
    const c10::optional<at::Tensor>& get() const { return held; }
};

template <>
struct Argument<const at::Scalar&> {
    at::Scalar held;
    bool read(const Value& v) {
        if (v.tag == Default) {
            held = 1;  // find_direct takes no operator with another default
            return true;
        }
        if (v.tag != Int && v.tag != Double) return false;
        held = to_scalar(v);
        return true;
    }
    const at::Scalar& get() const { return held; }
};

template <>
struct Argument<int64_t> {
    int64_t held = 0;
    bool read(const Value& v) {
        held = v.i;
        return v.tag == Int;
    }
    int64_t get() const { return held; }
};

template <>
struct Argument<at::IntArrayRef> {
    at::IntArrayRef held;
    bool read(const Value& v) {
        held = at::IntArrayRef(static_cast<int64_t*>(v.p), v.n);
        return v.tag == Ints;
    }
    at::IntArrayRef get() const { return held; }
};

struct TensorsArgument {
    c10::SmallVector<at::Tensor, 8> held;
    bool read(const Value& v) {
        if (v.tag != Tensors) return false;
        for (int64_t k = 0; k < v.n; k++) held.push_back(borrow(static_cast<void**>(v.p)[k]));
        return true;
    }
};

template <>
struct Argument<at::TensorList> : TensorsArgument {
    at::TensorList get() const { return held; }
};

template <>
struct Argument<const at::ITensorListRef&> : TensorsArgument {
    at::ITensorListRef get() const { return at::ITensorListRef(at::TensorList(held)); }
};

template <class Signature>
struct Call;

template <class... Args>
struct Call<at::Tensor(Args...)> {
    using Typed = c10::TypedOperatorHandle<at::Tensor(Args...)>;

    template <size_t... K>
    static bool run(const Operator& op, const Value* in, Value& out, std::index_sequence<K...>) {
        std::tuple<Argument<Args>...> arguments;
        if (!(std::get<K>(arguments).read(in[K]) && ...)) return false;
        auto result = static_cast<const Typed*>(op.typed.get())->call(std::get<K>(arguments).get()...);
        if (!result.defined()) {
            out.tag = None;
        } else {
            out.tag = Tensor;
            out.p = give(std::move(result));
        }
        return true;
    }

    static bool direct(const Operator& op, const Value* in, int32_t nin, Value& out) {
        return nin == sizeof...(Args) && run(op, in, out, std::index_sequence_for<Args...>());
    }

    // False for the same schema with other C++ types (such as symbolic sizes), which stays with the boxed way.
    static bool match(Operator& op) {
        try {
            op.typed = std::make_shared<Typed>(op.handle.typed<at::Tensor(Args...)>());
        } catch (const c10::Error&) {
            return false;
        }
        op.direct = &direct;
        return true;
    }
};

std::string signature(const c10::FunctionSchema& schema) {
    std::string text;
    for (const auto& argument : schema.arguments()) {
        // In-place operators give back their argument; the boxed way keeps that in one place.
        if (argument.alias_info() && argument.alias_info()->isWrite()) return "";
        if (argument.type()->kind() == c10::TypeKind::NumberType && argument.default_value() && !argument.default_value()->toScalar().equal(1)) return "";
        text += (text.empty() ? "" : ", ") + argument.type()->str();
    }
    for (const auto& result : schema.returns()) text += " -> " + result.type()->str();
    return text;
}

}  // namespace

void find_direct(Operator& op) {
    auto text = signature(op.handle.schema());
    using T = const at::Tensor&;
    using O = const c10::optional<at::Tensor>&;
    using S = const at::Scalar&;
    using I = at::IntArrayRef;
    if (text == "Tensor -> Tensor") Call<at::Tensor(T)>::match(op);
    if (text == "Tensor, Tensor -> Tensor") Call<at::Tensor(T, T)>::match(op);
    if (text == "Tensor, Scalar -> Tensor") Call<at::Tensor(T, S)>::match(op);
    if (text == "Tensor, Tensor, Scalar -> Tensor") Call<at::Tensor(T, T, S)>::match(op);
    if (text == "Tensor, Scalar, Scalar -> Tensor") Call<at::Tensor(T, S, S)>::match(op);
    if (text == "Tensor, Tensor, Tensor? -> Tensor") Call<at::Tensor(T, T, O)>::match(op);
    if (text == "Tensor, Tensor, Tensor?, int[], int[], int[], int -> Tensor") Call<at::Tensor(T, T, O, I, I, I, int64_t)>::match(op);
    if (text == "Tensor[], int -> Tensor" && !Call<at::Tensor(const at::ITensorListRef&, int64_t)>::match(op)) Call<at::Tensor(at::TensorList, int64_t)>::match(op);
}

}  // namespace shim
