// Functions with a backward pass of their own, written on the managed side.
#include "callbacks.h"

#include <c10/core/DeviceGuard.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <mutex>
#include <type_traits>
#include <unordered_set>

using namespace shim;
using torch::autograd::SavedVariable;
using torch::autograd::VariableInfo;
using torch::autograd::variable_list;

namespace {

struct ManagedNode : torch::autograd::Node {
    ManagedNode(void* managed, std::string its_name) : target(hold(managed)), label(std::move(its_name)) {}

    std::string name() const override { return label; }

    void release_variables() override {
        std::lock_guard<std::mutex> lock(mutex_);
        saved.clear();
        released = true;
    }

    variable_list apply(variable_list&& gradients) override {
        if (materialize) {
            at::OptionalDeviceGuard device;
            for (size_t k = 0; k < gradients.size() && k < outputs.size(); k++) {
                if (!gradients[k].defined() && outputs[k]) gradients[k] = outputs[k]->zeros(device);
            }
        }
        std::vector<void*> given(gradients.size());
        for (size_t k = 0; k < gradients.size(); k++) given[k] = gradients[k].defined() ? give(std::move(gradients[k])) : nullptr;
        std::vector<void*> results(num_outputs());
        void* exception = nullptr;
        if (callbacks.backward(target.get(), this, given.data(), given.size(), results.data(), results.size(), &exception) < 0) {
            throw ManagedException(exception);
        }
        variable_list found(results.size());
        for (size_t k = 0; k < results.size(); k++) {
            if (results[k]) {
                found[k] = at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(results[k])));
            }
        }
        return found;
    }

    std::shared_ptr<void> target;
    std::string label;
    bool materialize = true;
    bool released = false;
    std::vector<SavedVariable> saved;
    std::vector<c10::optional<VariableInfo>> outputs;
};

using Node = std::shared_ptr<ManagedNode>;
using Impls = std::unordered_set<at::TensorImpl*>;

Impls impls(void** handles, int64_t count) {
    Impls set;
    for (int64_t k = 0; k < count; k++) set.insert(static_cast<at::TensorImpl*>(handles[k]));
    return set;
}

variable_list no_forward_mode(variable_list, variable_list) {
    TORCH_CHECK(false, "forward-mode derivatives are not supported by functions with their own backward pass");
}

// libtorch has added parameters to this function over its versions; the call that fits is chosen from its declaration.
template <class Wrap>
auto wrap(Wrap function, const variable_list& inputs, const Impls& constant, const Impls& dirty,
          const std::vector<c10::optional<at::Tensor>>& results, const std::shared_ptr<torch::autograd::Node>& node) {
    if constexpr (std::is_invocable_v<Wrap, const variable_list&, const Impls&, const Impls&, const std::vector<c10::optional<at::Tensor>>&,
                                      const std::shared_ptr<torch::autograd::Node>&, decltype(&no_forward_mode)>) {
        return function(inputs, constant, dirty, results, node, no_forward_mode);
    } else if constexpr (std::is_invocable_v<Wrap, const variable_list&, const Impls&, const Impls&, const std::vector<c10::optional<at::Tensor>>&,
                                             const std::shared_ptr<torch::autograd::Node>&, decltype(&no_forward_mode), const Impls&>) {
        return function(inputs, constant, dirty, results, node, no_forward_mode, Impls{});
    } else {
        auto view_as_self = [](const at::Tensor& tensor) { return tensor.view_as(tensor); };
        if constexpr (std::is_invocable_v<Wrap, const variable_list&, const Impls&, const Impls&, const std::vector<c10::optional<at::Tensor>>&,
                                          const std::shared_ptr<torch::autograd::Node>&, decltype(&no_forward_mode), const Impls&, decltype(view_as_self)>) {
            return function(inputs, constant, dirty, results, node, no_forward_mode, Impls{}, view_as_self);
        } else {
            return function(inputs, constant, dirty, results, node, no_forward_mode, Impls{}, view_as_self, false);
        }
    }
}

variable_list borrow_list(void** handles, int64_t count) {
    variable_list list;
    list.reserve(count);
    for (int64_t k = 0; k < count; k++) list.push_back(handles[k] ? borrow(handles[k]) : at::Tensor());
    return list;
}

}  // namespace

// A node over the inputs. Takes over the GC handle, whatever happens.
SHIM void* thelper_torch_function_new(void* target, const char* name, void** inputs, int64_t count) {
    return guard<>(static_cast<void*>(nullptr), [&]() -> void* {
        Node node(new ManagedNode(target, name), torch::autograd::deleteNode);
        node->set_next_edges(torch::autograd::collect_next_edges(borrow_list(inputs, count)));
        node->clear_input_metadata();
        return new Node(node);
    });
}

SHIM void thelper_torch_function_release(void* node) { delete static_cast<Node*>(node); }

// Puts the node behind the outputs of the forward pass and stores what the backward pass needs. `node` may be null: then
// nothing is recorded. Writes one handle per output.
SHIM int32_t thelper_torch_function_finish(void* node_handle, void** inputs, int64_t input_count, void** outputs, void** results, int64_t output_count,
                                           void** dirty, int64_t dirty_count, void** constant, int64_t constant_count, void** save,
                                           int64_t save_count, int32_t materialize) {
    return guard<>(-1, [&] {
        Node node = node_handle ? *static_cast<Node*>(node_handle) : nullptr;
        std::vector<c10::optional<at::Tensor>> raw;
        for (auto& output : borrow_list(outputs, output_count)) raw.push_back(output.defined() ? c10::optional<at::Tensor>(output) : c10::nullopt);
        auto changed = impls(dirty, dirty_count);
        for (auto* impl : changed) impl->bump_version();
        auto wrapped = wrap(torch::autograd::_wrap_outputs, borrow_list(inputs, input_count), impls(constant, constant_count), changed, raw, node);
        if (node) {
            node->materialize = materialize != 0;
            for (auto& output : wrapped) {
                if (output.has_value()) node->outputs.emplace_back(VariableInfo(*output));
                else node->outputs.emplace_back(c10::nullopt);
            }
            for (int64_t k = 0; k < save_count; k++) {
                if (!save[k]) {
                    node->saved.emplace_back();
                    continue;
                }
                // An output of this node is saved without its history, or node and tensor would keep each other alive.
                at::Tensor tensor;
                for (int64_t j = 0; j < output_count; j++) {
                    if (outputs[j] == save[k] && wrapped[j].has_value()) tensor = *wrapped[j];
                }
                if (!tensor.defined()) tensor = borrow(save[k]);
                node->saved.emplace_back(tensor, tensor.grad_fn().get() == node.get());
            }
        }
        for (int64_t k = 0; k < output_count; k++) results[k] = wrapped[k].has_value() ? give(std::move(*wrapped[k])) : nullptr;
        return 0;
    });
}

// Number of saved tensors; -1 with an error when they were freed.
SHIM int64_t thelper_torch_function_saved_count(void* raw_node) {
    return guard<>(int64_t{-1}, [&]() -> int64_t {
        auto& node = *static_cast<ManagedNode*>(raw_node);
        TORCH_CHECK(!node.released, "the saved tensors of ", node.label,
                    " were freed by an earlier backward pass; pass retain_graph: true to that pass to go through the graph again");
        return static_cast<int64_t>(node.saved.size());
    });
}

SHIM int32_t thelper_torch_function_saved(void* raw_node, void** results, int64_t count) {
    return guard<>(-1, [&] {
        auto& node = *static_cast<ManagedNode*>(raw_node);
        auto self = node.shared_from_this();
        variable_list unpacked;
        for (int64_t k = 0; k < count; k++) unpacked.push_back(node.saved[k].unpack(self));
        for (int64_t k = 0; k < count; k++) results[k] = unpacked[k].defined() ? give(std::move(unpacked[k])) : nullptr;
        return 0;
    });
}

// Bit per forward input that wants a gradient in this pass.
SHIM int32_t thelper_torch_function_needs(void* raw_node, int64_t input) {
    return guard<>(-1, [&] { return static_cast<ManagedNode*>(raw_node)->task_should_compute_output(static_cast<size_t>(input)) ? 1 : 0; });
}
