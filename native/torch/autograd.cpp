// Gradients: modes, backward passes, gradients of chosen inputs.
#include "shim.h"

#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>

using namespace shim;

static torch::autograd::variable_list borrow_all(void** handles, int64_t count) {
    torch::autograd::variable_list list;
    list.reserve(count);
    for (int64_t k = 0; k < count; k++) list.push_back(handles[k] ? borrow(handles[k]) : at::Tensor());
    return list;
}

SHIM int32_t thelper_torch_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }
SHIM void thelper_torch_set_grad_enabled(int32_t value) { c10::GradMode::set_enabled(value != 0); }

SHIM void* thelper_torch_inference_mode(int32_t value) { return new c10::InferenceMode(value != 0); }
SHIM void thelper_torch_end_inference_mode(void* guard_object) { delete static_cast<c10::InferenceMode*>(guard_object); }

SHIM int32_t thelper_torch_backward(void** tensors, void** gradients, int64_t count, int32_t retain_graph, int32_t create_graph) {
    return guard<>(-1, [&] {
        auto roots = borrow_all(tensors, count);
        auto seeds = gradients ? borrow_all(gradients, count) : torch::autograd::variable_list();
        torch::autograd::backward(roots, seeds, retain_graph != 0, create_graph != 0);
        return 0;
    });
}

// Writes one handle per input, null where an unused input was allowed.
SHIM int32_t thelper_torch_gradients(void** outputs, void** seeds, int64_t output_count, void** inputs, void** results, int64_t input_count,
                                     int32_t retain_graph, int32_t create_graph, int32_t allow_unused) {
    return guard<>(-1, [&] {
        auto roots = borrow_all(outputs, output_count);
        auto gradients = seeds ? borrow_all(seeds, output_count) : torch::autograd::variable_list();
        auto found = torch::autograd::grad(roots, borrow_all(inputs, input_count), gradients, retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (int64_t k = 0; k < input_count; k++) results[k] = found[k].defined() ? give(std::move(found[k])) : nullptr;
        return 0;
    });
}
