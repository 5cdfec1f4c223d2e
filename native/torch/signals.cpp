// A larger stack for signals. .NET gives a thread some 16 kB, from which it raises NullReferenceException; once libtorch has used the
// processor's matrix registers (AMX), the 8 kB of their state that the kernel saves with every signal leave too little of it.
#include "shim.h"

#if defined(__linux__)
#include <csignal>
#include <sys/mman.h>
#include <unistd.h>

namespace shim {

namespace {

constexpr size_t stack_size = 256 << 10;

// .NET frees its own stack when the thread ends, which it knows by its address: ours only stands in for it until then.
class SignalStack {
public:
    SignalStack() {
        if (sigaltstack(nullptr, &before_) != 0 || (before_.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0 || before_.ss_size >= stack_size) return;
        void* memory = mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (memory == MAP_FAILED) return;
        stack_t larger{};
        larger.ss_sp = memory;
        larger.ss_size = stack_size;
        // The lowest page stays out of reach, as a guard.
        if (mprotect(memory, static_cast<size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE) == 0 && sigaltstack(&larger, nullptr) == 0)
            memory_ = memory;
        else
            munmap(memory, stack_size);
    }

    ~SignalStack() {
        if (memory_ == nullptr) return;
        stack_t now{};
        if (sigaltstack(nullptr, &now) == 0 && now.ss_sp == memory_ && (now.ss_flags & SS_DISABLE) == 0 && sigaltstack(&before_, nullptr) != 0)
            return; // still in use: better lost than freed
        munmap(memory_, stack_size);
    }

    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

private:
    stack_t before_{};
    void* memory_ = nullptr;
};

}  // namespace

void enlarge_signal_stack() { static thread_local SignalStack stack; }

}  // namespace shim
#else
namespace shim {
void enlarge_signal_stack() {}
}  // namespace shim
#endif
