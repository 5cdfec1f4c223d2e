// What a module's `forward` does, described for the exporters, and changed where a size was taken for a constant.
#include "jit.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/passes/remove_mutation.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <limits>
#include <sstream>

using namespace shim;

namespace {

std::string quoted(const std::string& text) {
    std::ostringstream out;
    out << '"';
    for (unsigned char c : text) {
        if (c == '"' || c == '\\') out << '\\' << c;
        else if (c < 0x20) out << "\\u" << std::hex << std::setw(4) << std::setfill('0') << int(c) << std::dec;
        else out << c;
    }
    out << '"';
    return out.str();
}

struct Writer {
    std::ostringstream out;
    std::vector<at::Tensor> tensors;

    void number(double value) {
        if (std::isfinite(value)) out << std::setprecision(std::numeric_limits<double>::max_digits10) << value;
        else out << (std::isnan(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"");
    }

    void constant(const c10::IValue& value) {
        if (value.isTensor()) {
            out << "{\"tensor\":" << tensors.size() << '}';
            tensors.push_back(value.toTensor());
        } else if (value.isInt()) {
            out << "{\"int\":" << value.toInt() << '}';
        } else if (value.isDouble()) {
            out << "{\"float\":";
            number(value.toDouble());
            out << '}';
        } else if (value.isBool()) {
            out << "{\"bool\":" << (value.toBool() ? "true" : "false") << '}';
        } else if (value.isString()) {
            out << "{\"text\":" << quoted(value.toStringRef()) << '}';
        } else if (value.isDevice()) {
            out << "{\"text\":" << quoted(value.toDevice().str()) << '}';
        } else if (value.isList() || value.isTuple()) {
            out << "{\"list\":[";
            bool first = true;
            auto items = value.isList() ? value.toListRef().vec() : value.toTupleRef().elements().vec();
            for (const auto& item : items) {
                if (!first) out << ',';
                first = false;
                constant(item);
            }
            out << "]}";
        } else {
            out << "null";
        }
    }

    void type(const torch::jit::Value* value) {
        if (auto tensor = value->type()->cast<c10::TensorType>()) {
            out << ",\"dtype\":" << (tensor->scalarType() ? static_cast<int>(*tensor->scalarType()) : -1);
            if (auto sizes = tensor->sizes().concrete_sizes()) {
                out << ",\"shape\":[";
                for (size_t k = 0; k < sizes->size(); k++) out << (k ? "," : "") << (*sizes)[k];
                out << ']';
            }
        } else {
            out << ",\"type\":" << quoted(value->type()->repr_str());
        }
    }

    template <class Values>
    void ids(const Values& values) {
        out << '[';
        bool first = true;
        for (const auto* value : values) {
            if (!first) out << ',';
            first = false;
            out << value->unique();
        }
        out << ']';
    }

    template <class Values>
    void definitions(const Values& values, Script& script) {
        out << '[';
        bool first = true;
        for (auto* value : values) {
            if (!first) out << ',';
            first = false;
            out << "{\"id\":" << value->unique() << ",\"name\":" << quoted(value->hasDebugName() ? value->debugNameBase() : "");
            type(value);
            out << '}';
            script.values[value->unique()] = value;
        }
        out << ']';
    }

    void node(torch::jit::Node* node, Script& script) {
        auto* schema = node->maybeSchema();
        out << "{\"kind\":" << quoted(node->kind().toQualString()) << ",\"overload\":" << quoted(schema ? schema->overload_name() : "")
            << ",\"scope\":" << quoted(node->scopeName()) << ",\"blocks\":" << node->blocks().size() << ",\"inputs\":";
        ids(node->inputs());
        out << ",\"outputs\":";
        definitions(node->outputs(), script);
        if (node->kind() == c10::prim::Constant) {
            out << ",\"value\":";
            auto value = torch::jit::toIValue(node->output());
            constant(value ? *value : c10::IValue());
        } else if (node->kind() == c10::prim::GetAttr) {
            out << ",\"attribute\":" << quoted(node->s(c10::attr::name));
        }
        out << '}';
        script.nodes.push_back(node);
    }
};

}  // namespace

// The graph as JSON, to be freed, and the tensors that are constants in it. Calls to the module's parts are replaced by what they do.
// With `functional`, changes in place are replaced by new values where that is possible.
SHIM char* thelper_torch_jit_graph(void* handle, int32_t functional, void*** tensors, int64_t* count) {
    return guard<>(static_cast<char*>(nullptr), [&]() -> char* {
        auto& script = *static_cast<Script*>(handle);
        auto graph = script.module.get_method("forward").graph();
        torch::jit::Inline(*graph);
        if (functional) torch::jit::RemoveTensorMutation(graph);
        torch::jit::EliminateDeadCode(graph);
        script.nodes.clear();
        script.values.clear();
        Writer writer;
        writer.out << "{\"inputs\":";
        writer.definitions(graph->inputs(), script);
        writer.out << ",\"nodes\":[";
        bool first = true;
        for (auto* node : graph->nodes()) {
            if (!first) writer.out << ",\n";
            first = false;
            writer.node(node, script);
        }
        writer.out << "],\"outputs\":";
        writer.ids(graph->outputs());
        writer.out << '}';
        auto text = writer.out.str();
        *count = static_cast<int64_t>(writer.tensors.size());
        *tensors = static_cast<void**>(std::malloc(std::max<size_t>(writer.tensors.size(), 1) * sizeof(void*)));
        for (size_t k = 0; k < writer.tensors.size(); k++) (*tensors)[k] = give(writer.tensors[k]);
        return strdup(text.c_str());
    });
}

// In the graph as it was last described: the node's input becomes value.size(dimension) * times / by.
SHIM int32_t thelper_torch_jit_use_size(void* handle, int64_t node, int64_t input, int64_t value, int64_t dimension, int64_t times, int64_t by) {
    return guard<>(-1, [&] {
        auto& script = *static_cast<Script*>(handle);
        auto* user = script.nodes.at(static_cast<size_t>(node));
        auto& graph = *user->owningGraph();
        torch::jit::WithInsertPoint here(user);
        auto* size = graph.insert(c10::aten::size, {script.values.at(static_cast<size_t>(value)), dimension});
        if (times != 1) size = graph.insert(c10::aten::mul, {size, times});
        if (by != 1) size = graph.insert(c10::aten::floordiv, {size, by});
        user->replaceInput(static_cast<size_t>(input), size);
        return 0;
    });
}
