// Every operator of libtorch through one boxed call.
#include "operators.h"

#include <ATen/core/stack.h>
#include <torch/csrc/api/include/torch/version.h>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace shim {

thread_local std::string last_error;

Operator::Operator(c10::OperatorHandle found) : handle(std::move(found)) { find_direct(*this); }

c10::Scalar to_scalar(const Value& v) {
    switch (v.tag) {
        case Int: return c10::Scalar(v.i);
        case Bool: return c10::Scalar(v.i != 0);
        case Complex: {
            double imaginary;
            std::memcpy(&imaginary, &v.n, sizeof(double));
            return c10::Scalar(c10::complex<double>(v.d, imaginary));
        }
        default: return c10::Scalar(v.d);
    }
}

static c10::IValue to_ivalue(const Value& v, const c10::Argument& argument) {
    switch (v.tag) {
        case Default:
            TORCH_CHECK(argument.default_value().has_value(), "argument '", argument.name(), "' has no default");
            return *argument.default_value();
        case None: return c10::IValue();
        case Tensor: return borrow(v.p);
        case Int: return v.i;
        case Double: return v.d;
        case Bool: return v.i != 0;
        case Complex: return to_scalar(v);
        case String: return std::string(static_cast<const char*>(v.p), v.n);
        case Device: return unpack_device(v.i);
        case Generator: return *static_cast<at::Generator*>(v.p);
        case Ints: {
            auto* first = static_cast<int64_t*>(v.p);
            return c10::IValue(c10::ArrayRef<int64_t>(first, v.n));
        }
        case Doubles: {
            auto* first = static_cast<double*>(v.p);
            return c10::IValue(c10::ArrayRef<double>(first, v.n));
        }
        case Bools: {
            c10::List<bool> list;
            for (int64_t k = 0; k < v.n; k++) list.push_back(static_cast<uint8_t*>(v.p)[k] != 0);
            return list;
        }
        case Tensors: {
            c10::List<at::Tensor> list;
            list.reserve(v.n);
            for (int64_t k = 0; k < v.n; k++) list.push_back(borrow(static_cast<void**>(v.p)[k]));
            return list;
        }
        case OptionalTensors: {
            c10::List<c10::optional<at::Tensor>> list;
            list.reserve(v.n);
            for (int64_t k = 0; k < v.n; k++) {
                void* handle = static_cast<void**>(v.p)[k];
                list.push_back(handle ? c10::optional<at::Tensor>(borrow(handle)) : c10::nullopt);
            }
            return list;
        }
        case Scalars: {
            c10::List<at::Scalar> list;
            for (int64_t k = 0; k < v.n; k++) list.push_back(to_scalar(static_cast<Value*>(v.p)[k]));
            return c10::IValue(list);
        }
        default: TORCH_CHECK(false, "unknown value tag ", v.tag);
    }
}

template <class T>
static T* copy_out(size_t count) {
    return static_cast<T*>(std::malloc(std::max<size_t>(count, 1) * sizeof(T)));
}

static void to_value(const c10::IValue& r, Value& v) {
    v.n = 0;
    if (r.isTensor()) {
        auto tensor = r.toTensor();
        if (tensor.defined()) {
            v.tag = Tensor;
            v.p = give(std::move(tensor));
        } else {
            v.tag = None;
        }
    } else if (r.isInt()) {
        v.tag = Int;
        v.i = r.toInt();
    } else if (r.isDouble()) {
        v.tag = Double;
        v.d = r.toDouble();
    } else if (r.isBool()) {
        v.tag = Bool;
        v.i = r.toBool();
    } else if (r.isComplexDouble()) {
        auto c = r.toComplexDouble();
        double imaginary = c.imag();
        v.tag = Complex;
        v.d = c.real();
        std::memcpy(&v.n, &imaginary, sizeof(double));
    } else if (r.isTensorList()) {
        auto list = r.toTensorList();
        auto** out = copy_out<void*>(list.size());
        for (size_t k = 0; k < list.size(); k++) {
            at::Tensor tensor = list.get(k);
            out[k] = tensor.defined() ? give(std::move(tensor)) : nullptr;
        }
        v.tag = Tensors;
        v.p = out;
        v.n = static_cast<int64_t>(list.size());
    } else if (r.isIntList()) {
        auto list = r.toIntVector();
        auto* out = copy_out<int64_t>(list.size());
        std::memcpy(out, list.data(), list.size() * sizeof(int64_t));
        v.tag = Ints;
        v.p = out;
        v.n = static_cast<int64_t>(list.size());
    } else {
        v.tag = None;
    }
}

}  // namespace shim

using namespace shim;

SHIM int32_t thelper_torch_abi() { return abi; }
SHIM const char* thelper_torch_error() { return last_error.c_str(); }
SHIM void thelper_torch_free(void* memory) { std::free(memory); }

SHIM void* thelper_torch_find(const char* name, const char* overload) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        auto found = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(found.has_value(), "this libtorch has no operator ", name, *overload ? "." : "", overload);
        return new Operator(*found);  // kept for the life of the process
    });
}

// The schema as text, to be freed.
SHIM char* thelper_torch_schema(void* op) {
    return guard<>(static_cast<char*>(nullptr), [&]() -> char* {
        std::ostringstream text;
        text << static_cast<Operator*>(op)->handle.schema();
        return strdup(text.str().c_str());
    });
}

// Arguments beyond nin take the schema's defaults. Writes at most nout results; returns their number, -1 on error.
SHIM int32_t thelper_torch_call(void* op, const Value* in, int32_t nin, Value* out, int32_t nout) {
    return guard<>(-1, [&]() -> int32_t {
        auto& known = *static_cast<Operator*>(op);
        if (known.direct && nout == 1 && known.direct(known, in, nin, *out)) return 1;
        auto& handle = known.handle;
        auto& arguments = handle.schema().arguments();
        TORCH_CHECK(static_cast<size_t>(nin) <= arguments.size(), "libtorch ", TORCH_VERSION, " takes ", arguments.size(), " arguments, not ", nin, ": ", handle.schema());
        // One stack per thread, taken while in use: a managed callback may call another operator.
        static thread_local torch::jit::Stack spare;
        torch::jit::Stack stack;
        std::swap(stack, spare);
        stack.clear();
        for (int32_t k = 0; k < nin; k++) stack.emplace_back(to_ivalue(in[k], arguments[k]));
        for (size_t k = nin; k < arguments.size(); k++) {
            TORCH_CHECK(arguments[k].default_value().has_value(), "missing argument '", arguments[k].name(), "'");
            stack.emplace_back(*arguments[k].default_value());
        }
        handle.callBoxed(&stack);
        int32_t count = std::min<int32_t>(nout, static_cast<int32_t>(stack.size()));
        for (int32_t k = 0; k < count; k++) to_value(stack[k], out[k]);
        stack.clear();
        std::swap(stack, spare);
        return count;
    });
}

// Hands every registered schema, as text, to the callback: the input of the generator of typed operators.
SHIM void thelper_torch_schemas(void (*receive)(const char*)) {
    auto& dispatcher = c10::Dispatcher::singleton();
    for (const auto& name : dispatcher.getAllOpNames()) {
        auto found = dispatcher.findSchema(name);
        if (!found.has_value()) continue;
        std::ostringstream text;
        text << found->schema();
        receive(text.str().c_str());
    }
}
