// Where tensors on the CPU live.
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/alignment.h>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

constexpr size_t alignment = c10::gAlignment;
constexpr size_t margin = alignment + sizeof(void*);

// What malloc gave stands before the block.
void give_back(void* data) {
    if (data) std::free(static_cast<void**>(data)[-1]);
}

// libtorch asks glibc for aligned blocks. Those do not fit into the gaps that others of their size left: glibc looks for a larger one and gives the rest back, which small blocks then take. With freed blocks kept in the
// heap it grew by each block of a loop. Blocks of malloc fit to the byte, so they are taken and aligned here.
struct Heap final : c10::Allocator {
    at::DataPtr make(size_t bytes) const {
        const c10::Device cpu(c10::DeviceType::CPU);
        if (bytes == 0) return {nullptr, nullptr, &give_back, cpu};
        void* base = bytes < static_cast<size_t>(PTRDIFF_MAX) - margin ? std::malloc(bytes + margin) : nullptr;
        // It says what there is no memory for.
        if (!base) return c10::GetDefaultCPUAllocator()->allocate(bytes);
        void* data = reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(base) + margin) & ~(alignment - 1));
        static_cast<void**>(data)[-1] = base;
        return {data, data, &give_back, cpu};
    }

    // Versions of libtorch differ in whether it is constant, and in what else there is.
    at::DataPtr allocate(size_t bytes) { return make(bytes); }
    at::DataPtr allocate(size_t bytes) const { return make(bytes); }
    void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
};

}  // namespace

// From here on new tensors on the CPU are blocks of malloc.
SHIM void thelper_torch_use_heap() {
    static Heap heap;
    c10::SetCPUAllocator(&heap, 1);
}
