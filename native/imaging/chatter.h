// What libpng, libjpeg and OpenCV's decoders print about a damaged file: kept for the error message instead.
#pragma once

#include <string>

namespace th {

// Once per process: lets `Quiet` catch what is printed to standard error through C's stream and C++'s.
void catch_messages();

// While one lives, what the current thread prints to standard error is kept. Other threads are not concerned.
class Quiet {
public:
    Quiet();
    ~Quiet();
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

    // The first error that was printed, as one short line; empty if there was none.
    static std::string complaint();
};

} // namespace th
