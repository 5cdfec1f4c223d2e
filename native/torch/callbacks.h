// What the managed side gives us to call. Objects of the managed side are GC handles here, freed by `release`.
#pragma once

#include "shim.h"

namespace shim {

struct Callbacks {
    // Both return 0, or -1 and an exception. `gradient` and the gradients are given; results are given back.
    int32_t (*hook)(void* target, void* gradient, void** result, void** exception);
    int32_t (*backward)(void* target, void* node, void** gradients, int64_t count, void** results, int64_t result_count, void** exception);
    // Where the managed caller is, as text of the managed side's process heap: valid until the thread asks again.
    const char* (*stack)();
    void (*release)(void* target);
};

extern Callbacks callbacks;

// A GC handle that is freed with its last owner.
inline std::shared_ptr<void> hold(void* target) {
    return std::shared_ptr<void>(target, [](void* p) {
        if (p) callbacks.release(p);
    });
}

}  // namespace shim
