// Values with structure: what TorchScript modules take and return.
#include "jit.h"

#include <charconv>
#include <cmath>

namespace shim {

namespace {

void append_text(const std::string& value, std::string& text) { text += 'S' + std::to_string(value.size()) + ':' + value; }

struct Reader {
    const std::string& text;
    const std::vector<at::Tensor>& tensors;
    size_t at = 0;
    size_t tensor = 0;

    char peek() const {
        TORCH_CHECK(at < text.size(), "a value ends too early: ", text);
        return text[at];
    }

    // The number up to the mark, which is skipped.
    std::string until(char mark) {
        auto end = text.find(mark, at);
        TORCH_CHECK(end != std::string::npos, "a number without an end: ", text);
        auto number = text.substr(at, end - at);
        at = end + 1;
        return number;
    }

    std::vector<c10::IValue> items(char close) {
        std::vector<c10::IValue> found;
        while (peek() != close) found.push_back(value());
        at++;
        return found;
    }

    // A tensor's own type has its shape, which the others need not have.
    static c10::TypePtr type_of(const std::vector<c10::IValue>& found, size_t k) {
        return found.empty() || found[k].isTensor() ? c10::TypePtr(c10::TensorType::get()) : found[k].type();
    }

    c10::IValue value() {
        switch (char mark = peek(); at++, mark) {
            case 'T': TORCH_CHECK(tensor < tensors.size(), "a tensor is missing: ", text); return tensors[tensor++];
            case 'N': return {};
            case 'I': return static_cast<int64_t>(std::stoll(until(';')));
            case 'D': return std::stod(until(';'));
            case 'B': return until(';') == "1";
            case 'S': {
                auto size = static_cast<size_t>(std::stoull(until(':')));
                TORCH_CHECK(size <= text.size() - at, "a text ends too early: ", text);
                at += size;
                return text.substr(at - size, size);
            }
            case '(': return c10::ivalue::Tuple::create(items(')'));
            case '[': {
                auto found = items(']');
                c10::impl::GenericList list(type_of(found, 0));
                for (auto& item : found) list.push_back(item);
                return list;
            }
            case '{': {
                auto found = items('}');
                TORCH_CHECK(found.size() % 2 == 0, "a dictionary has a key without a value: ", text);
                c10::impl::GenericDict map(c10::StringType::get(), type_of(found, 1));
                for (size_t k = 0; k < found.size(); k += 2) map.insert(found[k], found[k + 1]);
                return map;
            }
            default: TORCH_CHECK(false, "a value has the unknown mark '", mark, "': ", text);
        }
    }
};

}  // namespace

void flatten(const c10::IValue& value, std::string& text, std::vector<at::Tensor>& tensors) {
    if (value.isTensor()) {
        text += 'T';
        tensors.push_back(value.toTensor());
    } else if (value.isNone()) {
        text += 'N';
    } else if (value.isInt()) {
        text += 'I' + std::to_string(value.toInt()) + ';';
    } else if (value.isDouble()) {
        char digits[64];
        auto end = std::to_chars(digits, digits + sizeof digits, value.toDouble()).ptr;
        text += 'D' + std::string(digits, end) + ';';
    } else if (value.isBool()) {
        text += value.toBool() ? "B1;" : "B0;";
    } else if (value.isString()) {
        append_text(value.toStringRef(), text);
    } else if (value.isTuple()) {
        text += '(';
        for (const auto& item : value.toTupleRef().elements()) flatten(item, text, tensors);
        text += ')';
    } else if (value.isList()) {
        text += '[';
        for (const auto& item : value.toListRef()) flatten(item, text, tensors);
        text += ']';
    } else if (value.isGenericDict()) {
        text += '{';
        for (const auto& item : value.toGenericDict()) {
            TORCH_CHECK(item.key().isString(), "a dictionary with keys that are no texts");
            append_text(item.key().toStringRef(), text);
            flatten(item.value(), text, tensors);
        }
        text += '}';
    } else {
        TORCH_CHECK(false, "a value of type ", value.type()->repr_str(), ", which is neither tensor, number, text, tuple, list nor dictionary");
    }
}

c10::IValue unflatten(const std::string& text, const std::vector<at::Tensor>& tensors) {
    Reader reader{text, tensors};
    auto value = reader.value();
    TORCH_CHECK(reader.at == text.size() && reader.tensor == tensors.size(), "a value goes on after its end: ", text);
    return value;
}

}  // namespace shim
