// TorchScript: modules that carry the parameters' own names, traced, saved, loaded and called.
#include "jit.h"
#include "callbacks.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/runtime/operator.h>
#include <torch/csrc/jit/serialization/import.h>
#include <sys/stat.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <streambuf>

using namespace shim;

namespace {

// How managed code runs the model for the tracer. The inputs are given; the results are given back with the text of their structure.
// Returns 0, or -1 and an exception.
using Forward = int32_t (*)(void* target, void** inputs, int64_t count, void* receiver, void** exception);

struct Received {
    std::string text;
    std::vector<at::Tensor> tensors;
};

// A file that remembers that it could not be written and goes on: libtorch's own writer ends the process where it cannot close its archive.
struct Sink : std::streambuf {
    FILE* file;
    int error = 0;

    explicit Sink(const char* path) : file(std::fopen(path, "wb")) {
        if (!file) error = errno;
    }

    ~Sink() override { close(); }

    void close() {
        if (file && std::fclose(file) != 0 && error == 0) error = errno;
        file = nullptr;
    }

    std::streamsize xsputn(const char* data, std::streamsize size) override {
        if (error == 0 && std::fwrite(data, 1, static_cast<size_t>(size), file) != static_cast<size_t>(size)) error = errno;
        return size;
    }

    int_type overflow(int_type c) override {
        char one = traits_type::to_char_type(c);
        xsputn(&one, 1);
        return traits_type::not_eof(c);
    }
};

// Removes what was written of a file; a device stays.
void discard(const char* path) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) std::remove(path);
}

// The module of a dotted name without its last part, made on the way; the last part goes to `name`.
torch::jit::Module owner(torch::jit::Module module, const std::string& path, std::string& name) {
    size_t from = 0;
    for (size_t dot; (dot = path.find('.', from)) != std::string::npos; from = dot + 1) {
        auto part = path.substr(from, dot - from);
        if (!module.hasattr(part)) {
            // Each has a type of its own: modules of one type would have to have the same attributes.
            torch::jit::Module child("__torch__.Module", module._ivalue()->compilation_unit(), true);
            child.register_attribute("training", c10::BoolType::get(), true);
            module.register_module(part, child);
        }
        module = module.attr(part).toModule();
    }
    name = path.substr(from);
    return module;
}

void* to_array(const std::vector<at::Tensor>& tensors) {
    auto** out = static_cast<void**>(std::malloc(std::max<size_t>(tensors.size(), 1) * sizeof(void*)));
    for (size_t k = 0; k < tensors.size(); k++) out[k] = give(tensors[k]);
    return out;
}

char* to_text(const std::string& text) {
    auto* out = static_cast<char*>(std::malloc(text.size() + 1));
    std::memcpy(out, text.c_str(), text.size() + 1);
    return out;
}

}  // namespace

SHIM void* thelper_torch_jit_new(const char* name) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        torch::jit::Module module(std::string("__torch__.") + name);
        module.register_attribute("training", c10::BoolType::get(), true);
        return new Script{module, {}, {}};
    });
}

SHIM void thelper_torch_jit_release(void* script) { delete static_cast<Script*>(script); }

// Registers a parameter or buffer under its dotted name; the modules on the way are made.
SHIM int32_t thelper_torch_jit_register(void* script, const char* path, void* tensor, int32_t buffer) {
    return guard<>(-1, [&] {
        std::string name;
        auto module = owner(static_cast<Script*>(script)->module, path, name);
        if (buffer) module.register_buffer(name, borrow(tensor));
        else module.register_parameter(name, borrow(tensor), false);
        return 0;
    });
}

SHIM void thelper_torch_jit_receive(void* receiver, const char* text, int64_t size, void** tensors, int64_t count) {
    auto& received = *static_cast<Received*>(receiver);
    received.text.assign(text, static_cast<size_t>(size));
    for (int64_t k = 0; k < count; k++) received.tensors.push_back(borrow(tensors[k]));
}

// Runs the model once and makes what it did the module's `forward`.
SHIM int32_t thelper_torch_jit_trace(void* script, void** inputs, int64_t count, const char** names, Forward forward, void* target) {
    return guard<>(-1, [&] {
        auto& self = static_cast<Script*>(script)->module;
        torch::jit::Stack stack;
        std::vector<std::string> argument_names;
        for (int64_t k = 0; k < count; k++) {
            stack.emplace_back(borrow(inputs[k]));
            argument_names.emplace_back(names[k]);
        }
        auto run = [&](torch::jit::Stack given) -> torch::jit::Stack {
            std::vector<void*> handles;
            for (auto& value : given) handles.push_back(give(value.toTensor()));
            Received received;
            void* exception = nullptr;
            if (forward(target, handles.data(), count, &received, &exception) < 0) throw ManagedException(exception);
            return {unflatten(received.text, received.tensors)};
        };
        auto traced = torch::jit::tracer::trace(std::move(stack), run, [](const at::Tensor&) { return std::string(); }, false, false, &self, argument_names);
        auto graph = traced.first->graph;
        auto* function = self._ivalue()->compilation_unit()->create_function(c10::QualifiedName(*self.type()->name(), "forward"), graph);
        self.type()->addMethod(function);
        return 0;
    });
}

// Forgets where a tensor comes from: managed code wrote its contents, so it is a constant of the trace.
SHIM int32_t thelper_torch_jit_constant(void* tensor) {
    return guard<>(-1, [&] {
        if (torch::jit::tracer::isTracing()) torch::jit::tracer::delValueTrace(borrow(tensor));
        return 0;
    });
}

// Names the part of the model that works from here on; null ends the part.
SHIM void thelper_torch_jit_scope(const char* name) {
    if (const auto& state = torch::jit::tracer::getTracingState()) {
        // Not push_scope, which would make a call of the part's own method of it.
        auto scope = state->graph->current_scope();
        state->graph->set_current_scope(name ? scope->push(c10::Symbol::scope(name)) : scope->parent());
    }
}

// The extra files are pairs of a name and a text.
SHIM int32_t thelper_torch_jit_save(void* script, const char* path, const char** extra, int64_t count) {
    return guard<>(-1, [&] {
        torch::jit::ExtraFilesMap files;
        for (int64_t k = 0; k < count; k++) files[extra[2 * k]] = extra[2 * k + 1];
        Sink sink(path);
        if (sink.error == 0) {
            std::ostream out(&sink);
            static_cast<Script*>(script)->module.save(out, files);
        }
        const bool opened = sink.file != nullptr;
        sink.close();
        if (sink.error != 0 && opened) discard(path);
        TORCH_CHECK(sink.error == 0, std::strerror(sink.error));
        return 0;
    });
}

// Programs are data of strangers, and may run while they are loaded: unknown to all of them are the operator that writes files, and those that
// make a tensor of sizes and positions that nobody looks at, which reads and writes any memory. Here, others call them as before.
static void forget_dangers() {
    static const bool done = [] {
        std::vector<c10::FunctionSchema> schemas;
        for (const auto* name : {"save", "_reshape_alias", "_reshape_alias_copy", "_nested_view_from_buffer", "_nested_view_from_buffer_copy",
                 "_sparse_coo_tensor_with_dims_and_tensors", "_sparse_coo_tensor_unsafe", "_sparse_compressed_tensor_unsafe", "_sparse_csr_tensor_unsafe",
                 "_sparse_csc_tensor_unsafe", "_sparse_bsr_tensor_unsafe", "_sparse_bsc_tensor_unsafe"}) {
            for (const auto& danger : torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString(std::string("aten::") + name))) schemas.push_back(danger->schema());
        }
        for (const auto& schema : schemas) torch::jit::deregisterOperator(schema);
        return true;
    }();
    static_cast<void>(done);
}

// libtorch takes sizes and strides from the file as they are: a tensor that reaches beyond its data reads the memory behind it.
static void require_inside(const at::Tensor& tensor) {
    if (!tensor.defined() || !tensor.has_storage() || tensor.numel() == 0) return;
    __int128 last = tensor.storage_offset();
    bool sound = last >= 0;
    for (int64_t d = 0; d < tensor.dim(); d++) {
        sound = sound && tensor.size(d) > 0 && tensor.stride(d) >= 0;
        last += static_cast<__int128>(tensor.size(d) - 1) * tensor.stride(d);
    }
    TORCH_CHECK(sound && (last + 1) * static_cast<__int128>(tensor.itemsize()) <= static_cast<__int128>(tensor.storage().nbytes()), "a tensor of it reaches beyond its data");
}

static void require_inside(const torch::jit::Block* block) {
    for (const auto* node : block->nodes()) {
        if (node->kind() == c10::prim::Constant && node->hasAttribute(c10::attr::value)) {
            switch (node->kindOf(c10::attr::value)) {
                case torch::jit::AttributeKind::t: require_inside(node->t(c10::attr::value)); break;
                case torch::jit::AttributeKind::ts: for (const auto& tensor : node->ts(c10::attr::value)) require_inside(tensor); break;
                case torch::jit::AttributeKind::ival: node->ival(c10::attr::value).visit([](const c10::IValue& value) {
                    if (value.isTensor()) require_inside(value.toTensor());
                    return false;
                }); break;
                default: break;
            }
        }
        for (const auto* inner : node->blocks()) require_inside(inner);
    }
}

static void require_inside(const torch::jit::Module& module) {
    c10::IValue(module._ivalue()).visit([](const c10::IValue& value) {
        if (value.isTensor()) require_inside(value.toTensor());
        return false;
    });
    for (auto* function : module._ivalue()->compilation_unit()->get_functions()) {
        function->ensure_defined();
        if (auto* graph = torch::jit::tryToGraphFunction(*function)) require_inside(graph->graph()->block());
    }
}

// Loads a module onto the CPU. Extra files of the given names are handed to the callback.
SHIM void* thelper_torch_jit_load(const char* path, const char** extra, int64_t count, void (*receive)(void* context, const char* name, const char* text, int64_t size), void* context) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        forget_dangers();
        torch::jit::ExtraFilesMap files;
        for (int64_t k = 0; k < count; k++) files[extra[k]] = "";
        auto loaded = std::make_unique<Script>(Script{torch::jit::load(path, c10::Device(c10::kCPU), files), {}, {}});
        require_inside(loaded->module);
        for (auto& [name, text] : files) receive(context, name.c_str(), text.data(), static_cast<int64_t>(text.size()));
        return loaded.release();
    });
}

// Calls `forward`. The text and the array of results are the caller's, to be freed.
SHIM int64_t thelper_torch_jit_call(void* script, const char* text, int64_t size, void** tensors, int64_t count, char** result_text, void*** results) {
    return guard<>(static_cast<int64_t>(-1), [&]() -> int64_t {
        std::vector<at::Tensor> given;
        for (int64_t k = 0; k < count; k++) given.push_back(borrow(tensors[k]));
        auto arguments = unflatten(std::string(text, static_cast<size_t>(size)), given).toTupleRef().elements().vec();
        auto value = static_cast<Script*>(script)->module.forward(std::move(arguments));
        std::string structure;
        std::vector<at::Tensor> found;
        flatten(value, structure, found);
        *result_text = to_text(structure);
        *results = static_cast<void**>(to_array(found));
        return static_cast<int64_t>(found.size());
    });
}

// The module as a program for inference alone: weights are constants, normalisations part of convolutions, layouts those of the processor.
SHIM void* thelper_torch_jit_optimized(void* script) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        return new Script{torch::jit::optimize_for_inference(static_cast<Script*>(script)->module), {}, {}};
    });
}

SHIM int32_t thelper_torch_jit_train(void* script, int32_t on) {
    return guard<>(-1, [&] {
        static_cast<Script*>(script)->module.train(on != 0);
        return 0;
    });
}

SHIM int32_t thelper_torch_jit_to(void* script, int64_t device) {
    return guard<>(-1, [&] {
        static_cast<Script*>(script)->module.to(unpack_device(device));
        return 0;
    });
}

// Hands every parameter (kind 0) and buffer (kind 1) with its dotted name to the callback; the tensors are given.
SHIM int32_t thelper_torch_jit_tensors(void* script, void (*receive)(void* context, const char* name, void* tensor, int32_t kind), void* context) {
    return guard<>(-1, [&] {
        auto& module = static_cast<Script*>(script)->module;
        for (const auto& item : module.named_parameters()) receive(context, item.name.c_str(), give(item.value), 0);
        for (const auto& item : module.named_buffers()) receive(context, item.name.c_str(), give(item.value), 1);
        return 0;
    });
}
