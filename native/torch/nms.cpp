// Non-maximum suppression, and the same within groups.
#include "vision.h"

namespace {

using namespace vision;

// Boxes of one group in the order of their scores, coordinate by coordinate, so that the inner loop runs on vectors.
template <class T>
struct Ranked {
    std::vector<T> left, top, right, bottom, area;

    Ranked(const T* boxes, const int64_t* ranks, int64_t count) : left(count), top(count), right(count), bottom(count), area(count) {
        for (int64_t i = 0; i < count; i++) {
            const T* box = boxes + 4 * ranks[i];
            left[i] = box[0];
            top[i] = box[1];
            right[i] = box[2];
            bottom[i] = box[3];
            area[i] = (box[2] - box[0]) * (box[3] - box[1]);
        }
    }
};

// The largest number of the type that is not above the limit: comparing with it is comparing with the limit.
template <class T>
T not_above(double limit) {
    T rounded = static_cast<T>(limit);
    return static_cast<double>(rounded) > limit ? std::nextafter(rounded, -std::numeric_limits<T>::infinity()) : rounded;
}

// Marks the boxes that overlap a better one, which itself stays.
template <class T>
void suppress(const T* boxes, const int64_t* ranks, int64_t count, double threshold, uint8_t* dropped) {
    Ranked<T> r(boxes, ranks, count);
    const T limit = not_above<T>(threshold);
    const T zero = 0;
    const T *left = r.left.data(), *top = r.top.data(), *right = r.right.data(), *bottom = r.bottom.data(), *area = r.area.data();
    for (int64_t i = 0; i < count; i++) {
        if (dropped[i]) continue;
        const T l = left[i], t = top[i], rr = right[i], b = bottom[i], a = area[i];
        for (int64_t j = i + 1; j < count; j++) {
            T x1 = l > left[j] ? l : left[j];
            T y1 = t > top[j] ? t : top[j];
            T x2 = rr < right[j] ? rr : right[j];
            T y2 = b < bottom[j] ? b : bottom[j];
            T w = x2 - x1 > zero ? x2 - x1 : zero;
            T h = y2 - y1 > zero ? y2 - y1 : zero;
            T both = w * h;
            dropped[j] |= both / (a + area[j] - both) > limit ? 1 : 0;
        }
    }
}

Tensor by_score(const Tensor& scores) { return std::get<1>(scores.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true)); }

void check_scores(const Tensor& boxes, const Tensor& scores) {
    check_boxes(boxes, 4, "boxes");
    TORCH_CHECK(scores.dim() == 1 && scores.size(0) == boxes.size(0), "scores must have the shape (", boxes.size(0), "), not ", scores.sizes());
}

Tensor nms(const Tensor& dets, const Tensor& scores, double iou_threshold) {
    check_scores(dets, scores);
    auto boxes = computable(dets);
    auto order = by_score(computable(scores));
    std::vector<uint8_t> dropped(order.numel());
    AT_DISPATCH_FLOATING_TYPES(boxes.scalar_type(), "nms", [&] {
        suppress(boxes.data_ptr<scalar_t>(), order.data_ptr<int64_t>(), order.numel(), iou_threshold, dropped.data());
    });
    auto stays = at::from_blob(dropped.data(), {order.numel()}, at::kByte).eq(0);
    return order.masked_select(stays).to(dets.device());
}

// Suppression within groups only: true for the boxes that stay.
Tensor grouped_nms(const Tensor& dets, const Tensor& scores, const Tensor& groups, double iou_threshold) {
    check_scores(dets, scores);
    TORCH_CHECK(groups.dim() == 1 && groups.size(0) == dets.size(0), "groups must have the shape (", dets.size(0), "), not ", groups.sizes());
    auto boxes = computable(dets);
    auto order = by_score(computable(scores));
    auto group = groups.to(at::kCPU, at::kLong).contiguous();
    const auto* of = group.data_ptr<int64_t>();
    const int64_t count = order.numel();

    // Rows by group, and within a group by score.
    std::vector<int64_t> rows(order.data_ptr<int64_t>(), order.data_ptr<int64_t>() + count), starts;
    std::stable_sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) { return of[a] < of[b]; });
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || of[rows[i]] != of[rows[i - 1]]) starts.push_back(i);
    }
    starts.push_back(count);

    std::vector<uint8_t> dropped(count);
    AT_DISPATCH_FLOATING_TYPES(boxes.scalar_type(), "grouped_nms", [&] {
        const auto* data = boxes.data_ptr<scalar_t>();
        at::parallel_for(0, static_cast<int64_t>(starts.size()) - 1, 1, [&](int64_t begin, int64_t end) {
            for (int64_t g = begin; g < end; g++) suppress(data, rows.data() + starts[g], starts[g + 1] - starts[g], iou_threshold, dropped.data() + starts[g]);
        });
    });
    auto stays = at::empty({count}, at::kBool);
    for (int64_t i = 0; i < count; i++) stays.data_ptr<bool>()[rows[i]] = !dropped[i];
    return stays.to(dets.device());
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(torchvision, m) {
    m.def("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor", nms);
}

TORCH_LIBRARY_FRAGMENT(thelper, m) {
    m.def("grouped_nms(Tensor dets, Tensor scores, Tensor groups, float iou_threshold) -> Tensor", grouped_nms);
}
