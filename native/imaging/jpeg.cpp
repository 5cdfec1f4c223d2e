// Baseline JPEG files in colour, whole or a region of them: the same pixels as OpenCV's, without the work for the rest of
// the image and without the libraries that opencv_imgcodecs needs. Whatever is unusual about a file is left to OpenCV.
#include "completeness.h"

#include <climits>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>
#include <vector>

#include <jpeglib.h>

#ifndef JCS_EXTENSIONS
#error "libjpeg-turbo is needed"
#endif

#define TH_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

// As TH_IMAGING_VERSION in image.h, which needs OpenCV's headers.
constexpr int32_t version = 4;

enum status : int32_t {
    OK = 0,
    LEFT_TO_OPENCV = 5,
};

// Fancy upsampling blends a pixel with its neighbours, which at a region's edge must therefore be decoded as well.
constexpr unsigned margin = 2;

struct Errors {
    jpeg_error_mgr base;
    std::jmp_buf jump;
};

[[noreturn]] void fail(j_common_ptr info) { std::longjmp(reinterpret_cast<Errors*>(info->err)->jump, 1); }

// Damage that libjpeg would paint over counts as a failure: OpenCV decides what becomes of the file.
void warn(j_common_ptr info, int level) {
    if (level < 0) {
        fail(info);
    }
}

void silent(j_common_ptr) {}

uint32_t number(const uint8_t* p, int bytes, bool little) {
    uint32_t value = 0;
    for (int i = 0; i < bytes; ++i) {
        value |= uint32_t(p[i]) << 8 * (little ? i : bytes - 1 - i);
    }
    return value;
}

// Whether EXIF data may ask for a rotation: tag 0x0112 in the first directory of the TIFF structure that follows "Exif\0\0".
bool rotated(const uint8_t* data, size_t size) {
    if (size < 14 || std::memcmp(data, "Exif\0\0", 6) != 0) {
        return false;
    }
    data += 6;
    size -= 6;
    const bool little = data[0] == 'I';
    const size_t at = number(data + 4, 4, little);
    if (at + 2 > size) {
        return true;
    }
    const size_t entries = number(data + at, 2, little);
    for (size_t i = 0; i < entries; ++i) {
        const size_t entry = at + 2 + i * 12;
        if (entry + 12 > size) {
            return true;
        }
        if (number(data + entry, 2, little) == 0x0112) {
            return number(data + entry + 8, 2, little) != 1;
        }
    }
    return false;
}

void open(jpeg_decompress_struct& info, const uint8_t* data, size_t size) {
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, data, size);
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info, TRUE);
}

void prepare(jpeg_decompress_struct& info, Errors& errors) {
    std::memset(&info, 0, sizeof info);
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = fail;
    errors.base.emit_message = warn;
    errors.base.output_message = silent;
}

} // namespace

TH_EXPORT int32_t th_jpeg_version() { return version; }

TH_EXPORT int32_t th_jpeg_initialize() { return OK; }

// Width and height of an image that th_jpeg_decode takes. The file must be whole; what its pixels are made of is not looked at.
TH_EXPORT int32_t th_jpeg_size(const uint8_t* data, int64_t size, int32_t* width, int32_t* height) {
    if (size < 4 || size > INT_MAX || data[0] != 0xFF || data[1] != 0xD8 || th::structure_of(data, static_cast<size_t>(size)) != th::Structure::WHOLE) {
        return LEFT_TO_OPENCV;
    }
    jpeg_decompress_struct info;
    Errors errors;
    prepare(info, errors);
    if (setjmp(errors.jump) != 0) {
        jpeg_destroy_decompress(&info);
        return LEFT_TO_OPENCV;
    }
    open(info, data, static_cast<size_t>(size));
    bool usual = info.num_components == 3 && info.jpeg_color_space == JCS_YCbCr && info.data_precision == 8
        && info.progressive_mode == FALSE && info.arith_code == FALSE;
    for (auto marker = info.marker_list; usual && marker != nullptr; marker = marker->next) {
        usual = !rotated(marker->data, marker->data_length);
    }
    *width = static_cast<int32_t>(info.image_width);
    *height = static_cast<int32_t>(info.image_height);
    jpeg_destroy_decompress(&info);
    return usual ? OK : LEFT_TO_OPENCV;
}

// Decodes rows `top` to `top + height` as blue, green, red into `rows`, `stride` bytes apart. The first `*pad` pixels of a row
// precede column `left`, because blocks are decoded as wholes: a row has up to 64 pixels more than `width`, but never more than the image.
TH_EXPORT int32_t th_jpeg_decode(const uint8_t* data, int64_t size, int32_t left, int32_t top, int32_t width, int32_t height,
                                 uint8_t* rows, int64_t stride, int32_t* pad) {
    jpeg_decompress_struct info;
    Errors errors;
    prepare(info, errors);
    if (setjmp(errors.jump) != 0) {
        jpeg_destroy_decompress(&info);
        return LEFT_TO_OPENCV;
    }
    open(info, data, static_cast<size_t>(size));
    info.out_color_space = JCS_EXT_BGR;
    jpeg_start_decompress(&info);
    JDIMENSION first = 0;
    const bool narrow = left > 0 || static_cast<JDIMENSION>(left + width) < info.output_width;
    if (narrow) {
        first = left > static_cast<int32_t>(margin) ? left - margin : 0;
        const JDIMENSION end = left + width + margin;
        JDIMENSION columns = (end < info.output_width ? end : info.output_width) - first;
        jpeg_crop_scanline(&info, &first, &columns);
    }
    *pad = left - static_cast<int32_t>(first);
    if (static_cast<int64_t>(info.output_width) * 3 > stride) {
        jpeg_destroy_decompress(&info);
        return LEFT_TO_OPENCV;
    }
    if (top > 0 && jpeg_skip_scanlines(&info, top) != static_cast<JDIMENSION>(top)) {
        fail(reinterpret_cast<j_common_ptr>(&info));
    }
    for (int32_t done = 0; done < height;) {
        constexpr int32_t most = 16;
        JSAMPROW lines[most];
        const int32_t count = height - done < most ? height - done : most;
        for (int32_t i = 0; i < count; ++i) {
            lines[i] = rows + (done + i) * stride;
        }
        done += static_cast<int32_t>(jpeg_read_scanlines(&info, lines, static_cast<JDIMENSION>(count)));
    }
    jpeg_destroy_decompress(&info); // no need of what lies below
    return OK;
}

// An image of which rows are decoded from the top, as many at a time as are asked for.
struct th_jpeg_rows {
    std::vector<uint8_t> bytes;
    jpeg_decompress_struct info;
    Errors errors;
};

namespace {

// Null without memory: no exception may reach managed code.
th_jpeg_rows* copy_of(const uint8_t* data, int64_t size) {
    try {
        return new th_jpeg_rows{std::vector<uint8_t>(data, data + size), {}, {}};
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

} // namespace

// Opens an image that th_jpeg_size takes. The bytes are copied. The caller closes what it gets.
TH_EXPORT int32_t th_jpeg_rows_open(const uint8_t* data, int64_t size, th_jpeg_rows** opened) {
    auto* const rows = copy_of(data, size);
    *opened = rows;
    if (rows == nullptr) {
        return LEFT_TO_OPENCV; // which says that there is no memory
    }
    prepare(rows->info, rows->errors);
    if (setjmp(rows->errors.jump) != 0) {
        return LEFT_TO_OPENCV;
    }
    open(rows->info, rows->bytes.data(), rows->bytes.size());
    rows->info.out_color_space = JCS_EXT_BGR;
    jpeg_start_decompress(&rows->info);
    return OK;
}

// Decodes the next `count` rows as blue, green, red, `stride` bytes apart.
TH_EXPORT int32_t th_jpeg_rows_read(th_jpeg_rows* rows, uint8_t* into, int64_t stride, int32_t count) {
    if (setjmp(rows->errors.jump) != 0) {
        return LEFT_TO_OPENCV;
    }
    if (static_cast<int64_t>(rows->info.output_width) * 3 > stride || static_cast<JDIMENSION>(count) > rows->info.output_height - rows->info.output_scanline) {
        return LEFT_TO_OPENCV;
    }
    for (int32_t done = 0; done < count;) {
        JSAMPROW line = into + done * stride;
        done += static_cast<int32_t>(jpeg_read_scanlines(&rows->info, &line, 1));
    }
    return OK;
}

TH_EXPORT void th_jpeg_rows_close(th_jpeg_rows* rows) {
    jpeg_destroy_decompress(&rows->info);
    delete rows;
}
