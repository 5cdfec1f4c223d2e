// A TorchScript module as the door holds it, and how values with structure cross the door.
#pragma once

#include "shim.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace shim {

struct Script {
    torch::jit::Module module;
    // What the last description of the graph numbered, so that it can be changed by these numbers.
    std::vector<torch::jit::Node*> nodes;
    std::unordered_map<size_t, torch::jit::Value*> values;
};

// A value is a text and its tensors in order. T: tensor, N: nothing, I5; D0.5; B1: numbers, S3:abc: text,
// (..) tuple, [..] list, {Skey value ..} dictionary.
void flatten(const c10::IValue& value, std::string& text, std::vector<at::Tensor>& tensors);
c10::IValue unflatten(const std::string& text, const std::vector<at::Tensor>& tensors);

}  // namespace shim
