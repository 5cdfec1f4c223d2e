// OpenCV 4.6 leaves the message functions of libpng and libjpeg as they are, and these print to C's standard error;
// imdecode prints a decoder's exception to C++'s. Both streams are replaced by ones that ask, for every text, whether
// the thread that prints it wants it kept. Nothing else that the process prints is touched.
#include "chatter.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <streambuf>

#include <unistd.h>

namespace {

constexpr size_t KEPT_LENGTH = 400;
constexpr size_t LINE_LENGTH = 120;

struct Caught {
    bool quiet = false;
    std::string text;
};

Caught& caught() {
    thread_local Caught value;
    return value;
}

void keep(const char* text, size_t size) {
    auto& kept = caught().text;
    kept.append(text, kept.size() < KEPT_LENGTH ? std::min(size, KEPT_LENGTH - kept.size()) : 0);
}

ssize_t write_c(void*, const char* text, size_t size) {
    if (caught().quiet) {
        keep(text, size);
        return static_cast<ssize_t>(size);
    }
    return ::write(STDERR_FILENO, text, size);
}

class QuietableBuffer final : public std::streambuf {
public:
    explicit QuietableBuffer(std::streambuf* inner) : inner_(inner) {}

protected:
    int overflow(int c) override {
        return caught().quiet || c == EOF ? 0 : inner_->sputc(static_cast<char>(c));
    }
    std::streamsize xsputn(const char* text, std::streamsize n) override {
        return caught().quiet ? n : inner_->sputn(text, n);
    }
    int sync() override { return inner_->pubsync(); }

private:
    std::streambuf* inner_;
};

} // namespace

namespace {

// C's standard error is replaced only while some thread decodes, so that whoever else writes to it, the runtime's own report of a crash
// above all, finds the real one.
std::mutex gate;
int decoding = 0;
FILE* real = nullptr;
FILE* filter = nullptr;

} // namespace

void th::catch_messages() {
    static auto* buffer = new QuietableBuffer(std::cerr.rdbuf()); // lives as long as std::cerr
    std::cerr.rdbuf(buffer);
    cookie_io_functions_t functions = {};
    functions.write = write_c;
    filter = fopencookie(nullptr, "w", functions);
    if (filter != nullptr) {
        std::setvbuf(filter, nullptr, _IONBF, 0);
        // A stream of this kind has no descriptor; the runtime asks for standard error's by fileno(stderr), and gives up without a word.
        filter->_fileno = STDERR_FILENO;
    }
}

th::Quiet::Quiet() {
    caught().quiet = true;
    caught().text.clear();
    const std::lock_guard<std::mutex> lock(gate);
    if (decoding++ == 0 && filter != nullptr) {
        real = stderr;
        stderr = filter;
    }
}

th::Quiet::~Quiet() {
    caught().quiet = false;
    const std::lock_guard<std::mutex> lock(gate);
    if (--decoding == 0 && filter != nullptr) {
        stderr = real;
    }
}

std::string th::Quiet::complaint() {
    const auto& text = caught().text;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, std::min(end - at, LINE_LENGTH));
        at = end + 1;
        if (line.rfind("libpng warning: ", 0) == 0) {
            continue;
        }
        if (line.rfind("libpng error: ", 0) == 0) {
            line.erase(0, 14);
        }
        for (char& c : line) {
            c = c >= ' ' && c <= '~' ? c : '?';
        }
        if (!line.empty()) {
            return line;
        }
    }
    return {};
}
