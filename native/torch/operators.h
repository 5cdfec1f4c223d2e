// An operator as the door holds it, and how values of the managed side become its arguments.
#pragma once

#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <memory>

namespace shim {

struct Operator;

// Calls an operator without a stack of boxed values. Returns false, having done nothing, where the values ask for the boxed way.
using Direct = bool (*)(const Operator& op, const Value* in, int32_t nin, Value& out);

struct Operator {
    explicit Operator(c10::OperatorHandle found);

    c10::OperatorHandle handle;
    std::shared_ptr<void> typed;  // the handle again, as the direct call knows its type
    Direct direct = nullptr;      // set for the commonest signatures
};

// Sets the direct call of an operator of a common signature.
void find_direct(Operator& op);

c10::Scalar to_scalar(const Value& v);

}  // namespace shim
