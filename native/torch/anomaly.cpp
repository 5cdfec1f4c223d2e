// Anomaly mode: backward passes that meet NaN fail, naming the forward call, with the managed stack where it was made.
#include "callbacks.h"

#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>
#include <cstring>
#include <mutex>
#include <sstream>

using namespace shim;

namespace {

std::mutex gate;
std::string report;  // where the calls of the last failed pass were made

struct ManagedMetadata : torch::autograd::AnomalyMetadata {
    void store_stack() override {
        if (callbacks.stack) stack = callbacks.stack();
    }

    void assign_parent(const std::shared_ptr<torch::autograd::Node>& node) override { parent = node; }

    void print_stack(const std::string& name) override {
        std::ostringstream text;
        text << "Error detected in " << name << ". The forward call was made here:\n" << stack;
        for (auto node = parent; node;) {
            auto* metadata = dynamic_cast<ManagedMetadata*>(node->metadata());
            text << "\nThat call belongs to the backward pass of " << node->name() << ", whose forward call was made here:\n" << (metadata ? metadata->stack : "");
            node = metadata ? metadata->parent : nullptr;
        }
        TORCH_WARN(text.str());
        std::lock_guard<std::mutex> lock(gate);
        report = text.str();
    }

    std::string stack;
    std::shared_ptr<torch::autograd::Node> parent;
};

struct ManagedEngine : torch::autograd::Engine {
    std::unique_ptr<torch::autograd::AnomalyMetadata> make_anomaly_metadata() override { return std::make_unique<ManagedMetadata>(); }

    static torch::autograd::Engine& get() {
        static auto* engine = new ManagedEngine();  // its threads may outlive every static object
        return *engine;
    }
};

}  // namespace

SHIM void thelper_torch_use_engine() { torch::autograd::set_default_engine_stub(ManagedEngine::get); }

SHIM void thelper_torch_set_anomaly(int32_t enabled, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); }
SHIM int32_t thelper_torch_anomaly() { return torch::autograd::AnomalyMode::is_enabled() ? 1 : 0; }
SHIM int32_t thelper_torch_anomaly_checks_nan() { return torch::autograd::AnomalyMode::should_check_nan() ? 1 : 0; }

// The report of the last failed pass, once, to be freed; null when there is none.
SHIM char* thelper_torch_anomaly_report() {
    std::lock_guard<std::mutex> lock(gate);
    if (report.empty()) return nullptr;
    auto* text = strdup(report.c_str());
    report.clear();
    return text;
}
