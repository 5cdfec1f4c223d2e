// Image files in memory: decode into memory that the caller allocates, encode to bytes that the caller receives.
#include "chatter.h"
#include "completeness.h"
#include "image.h"

#include <climits>
#include <vector>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

// Gives memory for an image of height x width pixels without gaps between rows, or null to refuse that size.
typedef void* (*th_allocate)(void* context, int32_t height, int32_t width, int32_t channels, int32_t depth);

// Receives encoded bytes, valid during the call only.
typedef void (*th_receive)(void* context, const uint8_t* data, int64_t size);

namespace {

// Lets a decoder write into the caller's memory, once it knows the image's size and before it reads a pixel.
class CallerMemory final : public cv::MatAllocator {
public:
    CallerMemory(th_allocate allocate, void* context) : allocate_(allocate), context_(context) {}

    cv::UMatData* allocate(int dims, const int* sizes, int type, void*, size_t* step, cv::AccessFlag,
                           cv::UMatUsageFlags) const override {
        void* memory = nullptr;
        if (dims == 2) {
            memory = allocate_(context_, sizes[0], sizes[1], CV_MAT_CN(type), CV_MAT_DEPTH(type));
        }
        refused_ = memory == nullptr;
        // Mat::create answers a failed allocation with the default allocator; a wrong step makes it give up instead.
        step[1] = refused_ ? 0 : CV_ELEM_SIZE(type);
        step[0] = step[1] * static_cast<size_t>(sizes[1]);
        auto* record = new cv::UMatData(this);
        record->data = record->origdata = static_cast<uchar*>(memory);
        record->size = step[0] * static_cast<size_t>(sizes[0]);
        return record;
    }

    bool allocate(cv::UMatData* record, cv::AccessFlag, cv::UMatUsageFlags) const override { return record != nullptr; }

    void deallocate(cv::UMatData* record) const override { delete record; }

    bool refused() const { return refused_; }

private:
    th_allocate allocate_;
    void* context_;
    mutable bool refused_ = false;
};

} // namespace

TH_EXPORT int32_t th_codecs_version() { return TH_IMAGING_VERSION; }

TH_EXPORT const char* th_codecs_last_error() { return th::last_error().c_str(); }

// Once per process: one thread per call, and no chatter on standard error.
TH_EXPORT int32_t th_codecs_initialize() {
    return th::guarded([] {
        cv::setNumThreads(1);
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        th::catch_messages();
        return TH_OK;
    });
}

// `flags` are OpenCV's (-1 unchanged, 0 grey, 1 colour). `result` tells which of the allocated blocks holds the image:
// a rotation asked for by the file's EXIF data allocates a second one.
TH_EXPORT int32_t th_codecs_decode(const uint8_t* data, int64_t size, int32_t flags, th_allocate allocate, void* context,
                                   void** result) {
    th::last_error().clear();
    return th::guarded([&] {
        if (size <= 0 || size > INT_MAX) {
            return TH_UNREADABLE;
        }
        switch (th::structure_of(data, static_cast<size_t>(size))) {
        case th::Structure::TRUNCATED:
            return TH_TRUNCATED;
        case th::Structure::COSTLY:
            th::last_error() = std::to_string(th::scans_of(data, static_cast<size_t>(size)));
            return TH_COSTLY;
        case th::Structure::WHOLE:
            break;
        }
        const auto textless = th::without_texts(data, static_cast<size_t>(size));
        if (!textless.empty()) {
            data = textless.data();
            size = static_cast<int64_t>(textless.size());
        }
        const CallerMemory memory(allocate, context);
        try {
            const cv::Mat bytes(1, static_cast<int>(size), CV_8U, const_cast<uint8_t*>(data));
            cv::Mat image;
            image.allocator = const_cast<CallerMemory*>(&memory);
            const th::Quiet quiet;
            cv::imdecode(bytes, flags, &image);
            if (image.empty()) {
                th::last_error() = th::Quiet::complaint();
                return memory.refused() ? TH_REFUSED : TH_UNREADABLE;
            }
            *result = image.data;
            return TH_OK;
        } catch (const std::exception&) {
            if (memory.refused()) {
                return TH_REFUSED;
            }
            throw;
        }
    });
}

// `extension` with its dot chooses the format; `parameters` are OpenCV's pairs of flag and value.
TH_EXPORT int32_t th_codecs_encode(const th_image* image, const char* extension, const int32_t* parameters,
                                   int32_t count, th_receive receive, void* context) {
    return th::guarded([&] {
        std::vector<uchar> bytes;
        if (!cv::imencode(extension, th::mat(*image), bytes, std::vector<int>(parameters, parameters + count))) {
            throw std::runtime_error("the encoder gave up");
        }
        receive(context, bytes.data(), static_cast<int64_t>(bytes.size()));
        return TH_OK;
    });
}
