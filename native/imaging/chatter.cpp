// OpenCV 4.6 leaves the message functions of libpng and libjpeg as they are, and these print to standard error.
// The two functions below stand in front of those of the same name: OpenCV's codecs are loaded as a dependency of
// this library, so that the dynamic linker finds these first. They call the real ones and then set the functions
// that receive messages.
#include "chatter.h"

#include <cstddef>

#include <dlfcn.h>

namespace {

constexpr size_t MESSAGE_LENGTH = 200; // JMSG_LENGTH_MAX of libjpeg

using png_message = void (*)(void* png, const char* text);

void keep(const char* text) {
    auto& kept = th::codec_complaint();
    if (kept.empty() && text != nullptr) {
        for (size_t i = 0; i < MESSAGE_LENGTH && text[i] != '\0'; i++) {
            kept += text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
        }
    }
}

// The error function of libpng must not return.
[[noreturn]] void png_failed(void* png, const char* text) {
    keep(text);
    static const auto jump = reinterpret_cast<void (*)(void*, int)>(dlsym(RTLD_NEXT, "png_longjmp"));
    jump(png, 1);
    __builtin_unreachable();
}

void png_warned(void*, const char*) {}

// The head of libjpeg's jpeg_error_mgr (jpeglib.h), the same in every version of its interface.
struct jpeg_errors {
    void (*error_exit)(void* info);
    void (*emit_message)(void* info, int level);
    void (*output_message)(void* info);
    void (*format_message)(void* info, char* buffer);
};

// The head of jpeg_common_struct.
struct jpeg_info {
    jpeg_errors* errors;
};

void jpeg_said(void* info) {
    char text[MESSAGE_LENGTH] = {};
    static_cast<jpeg_info*>(info)->errors->format_message(info, text);
    text[MESSAGE_LENGTH - 1] = '\0';
    keep(text);
}

} // namespace

std::string& th::codec_complaint() {
    thread_local std::string text;
    return text;
}

extern "C" __attribute__((visibility("default"))) void* png_create_read_struct(const char* version, void* context,
                                                                               png_message failed, png_message warned) {
    static const auto real =
        reinterpret_cast<void* (*)(const char*, void*, png_message, png_message)>(dlsym(RTLD_NEXT, "png_create_read_struct"));
    return real(version, context, failed != nullptr ? failed : png_failed, warned != nullptr ? warned : png_warned);
}

extern "C" __attribute__((visibility("default"))) void* jpeg_std_error(void* errors) {
    static const auto real = reinterpret_cast<void* (*)(void*)>(dlsym(RTLD_NEXT, "jpeg_std_error"));
    void* result = real(errors);
    static_cast<jpeg_errors*>(errors)->output_message = jpeg_said;
    return result;
}
