"""Writes what OpenCV and NumPy make of a photograph by the formulas that albumentations 1.3 documents: the expectations of its pixel-level operations.

Every parameter that chance decides is given. Run from the root of the repository with a Python that has numpy 1.24, cv2 4.6, scipy and sklearn (its
photograph "china" by danielbuechele, CC BY 2.0, made small):
    /usr/bin/python3 tools/golden/albumentations_pixels.py
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import math
import pathlib

import cv2
import numpy as np
import scipy.ndimage
import scipy.special
import sklearn.datasets

OUT = pathlib.Path("tests/Thelper.Vision.Tests/Golden/albumentations")
cv2.setNumThreads(1)
random = np.random.RandomState(3)
PHOTOS = pathlib.Path(sklearn.datasets.__file__).parent / "images"


def photo(name, width, height):
    return cv2.resize(cv2.imread(str(PHOTOS / name))[..., ::-1], (width, height), interpolation=cv2.INTER_AREA)


COLOR = photo("china.jpg", 48, 36)
OTHER = photo("flower.jpg", 40, 30)
GREY = cv2.cvtColor(COLOR, cv2.COLOR_RGB2GRAY)
REAL = (COLOR[6:26, 10:34] / np.float32(255)).astype(np.float32)
INPUTS = {"color": COLOR, "grey": GREY, "real": REAL, "real_grey": REAL[..., 1].copy()}
cases = []


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def case(op, name, expected, draw=None, exact=True, **params):
    assert expected.dtype == INPUTS[name].dtype or op in ("ToFloat", "FromFloat", "Normalize"), op
    cases.append({"op": op, "input": name, "params": params, "draw": draw, "expected": array(expected), "exact": exact})


def finish(values, like):
    """Clipped to the type's values and cut off."""
    return np.clip(values, 0, 255 if like.dtype == np.uint8 else 1).astype(like.dtype)


def lut(image, function):
    return np.clip(np.array([function(np.float32(i)) for i in range(256)]), 0, 255).astype(np.uint8)[image]


def spread(kernel):
    return (kernel / kernel.sum()).astype(np.float32)


for name in ("color", "grey", "real"):
    image = INPUTS[name]
    for size in (3, 6, 7):
        case("Blur", name, cv2.blur(image, (size, size)), size)
    for size in (3, 5) + ((9,) if name != "real" else ()):
        case("MedianBlur", name, cv2.medianBlur(image, size), size)
    for size, sigma in ((3, 0.0), (7, 0.0), (0, 1.3), (5, 2.5)):
        case("GaussianBlur", name, cv2.GaussianBlur(image, (size, size), sigma), [size, sigma])
    for size, x1, y1, x2, y2 in ((5, 0, 1, 4, 3), (6, 2, 0, 2, 5), (3, 0, 0, 2, 2)):
        line = cv2.line(np.zeros((size, size), np.uint8), (x1, y1), (x2, y2), 1)
        case("MotionBlur", name, cv2.filter2D(image, -1, spread(line)), [size, x1, y1, x2, y2])
    for size, sx, sy, angle, beta in ((3, 0.4, 0.9, 30.0, 0.7), (7, 1.0, 0.3, -75.0, 4.0)):
        noise = random.uniform(0.9, 1.1, (size, size))
        turn = np.array([[math.cos(math.radians(angle)), -math.sin(math.radians(angle))], [math.sin(math.radians(angle)), math.cos(math.radians(angle))]])
        inverse = np.linalg.inv(turn @ np.diag([sx ** 2, sy ** 2]) @ turn.T)
        at = np.stack(np.meshgrid(*2 * [np.arange(size) - size // 2]), 2)
        kernel = np.exp(-0.5 * np.einsum("yxi,ij,yxj->yx", at, inverse, at) ** beta) * noise
        case("AdvancedBlur", name, cv2.filter2D(image, -1, spread(kernel)), [size, sx, sy, angle, beta, noise.ravel().tolist()], exact=False)
    for radius, alias in ((3, 0.5), (9, 0.2)):
        reach = max(8, radius)
        x, y = np.meshgrid(*2 * [np.arange(-reach, reach + 1)])
        disk = spread((x ** 2 + y ** 2 <= radius ** 2).astype(float))
        side = 3 if radius <= 8 else 5
        case("Defocus", name, cv2.filter2D(image, -1, cv2.GaussianBlur(disk, (side, side), alias)), [radius, alias], exact=False)
    zooms = [1.0, 1.02, 1.1, 1.31]
    total = image.astype(np.float32)
    height, width = image.shape[:2]
    for zoom in zooms:
        rows, columns = math.ceil(height / zoom), math.ceil(width / zoom)
        top, left = (height - rows) // 2, (width - columns) // 2
        part = image[top:top + rows, left:left + columns]
        part = cv2.resize(part, (int(columns * zoom), int(rows * zoom)))
        top, left = (part.shape[0] - height) // 2, (part.shape[1] - width) // 2
        total += part[top:top + height, left:left + width]
    case("ZoomBlur", name, (total / (len(zooms) + 1)).astype(image.dtype), zooms)
    noise = random.normal(0, 6 if image.dtype == np.uint8 else 0.03, image.shape).astype(np.float32)
    case("GaussNoise", name, finish(image.astype(np.float32) + noise, image), array(noise))
    factors = random.uniform(0.7, 1.4, image.shape).astype(np.float32)
    case("MultiplicativeNoise", name, finish(image * factors, image), array(factors))
    case("MultiplicativeNoise", name, finish(image * np.float32(1.27), image), array(np.float32([1.27])))
    for alpha, lightness in ((0.3, 0.6), (0.5, 1.0)):
        kernel = np.full((3, 3), -alpha)
        kernel[1, 1] = 1 - alpha + alpha * (8 + lightness)
        case("Sharpen", name, cv2.filter2D(image, -1, kernel.astype(np.float32)), [alpha, lightness], exact=False)
        strength = lightness
        effect = np.array([[-1 - strength, -strength, 0], [-strength, 1, strength], [0, strength, 1 + strength]])
        plain = np.zeros((3, 3))
        plain[1, 1] = 1
        case("Emboss", name, cv2.filter2D(image, -1, ((1 - alpha) * plain + alpha * effect).astype(np.float32)), [alpha, strength], exact=False)
    for size, cutoff in ((7, 0.9), (15, 1.5)):
        distance = np.hypot(*np.meshgrid(*2 * [np.arange(size) - size // 2]))
        with np.errstate(invalid="ignore"):
            kernel = cutoff * scipy.special.j1(cutoff * distance) / (2 * np.pi * distance)
        kernel[size // 2, size // 2] = cutoff ** 2 / (4 * np.pi)
        case("RingingOvershoot", name, cv2.filter2D(image, -1, spread(kernel)), [size, cutoff], exact=False)
    for size, sigma, alpha, threshold in ((3, 0.0, 0.5, 10), (7, 1.2, 0.3, 0)):
        real = image.astype(np.float32) / 255 if image.dtype == np.uint8 else image
        lost = real - cv2.GaussianBlur(real, (size, size), sigma)
        soft = cv2.GaussianBlur((np.abs(lost) * 255 > threshold).astype(np.float32), (size, size), sigma)
        mixed = soft * np.clip(real + alpha * lost, 0, 1) + (1 - soft) * real
        result = finish(mixed * 255, image) if image.dtype == np.uint8 else mixed.astype(np.float32)
        case("UnsharpMask", name, result, [size, sigma, alpha], exact=False, threshold=threshold)
    for scale, down, up in ((0.25, 0, 0), (0.4, 3, 1), (0.61, 1, 2)):
        real = image if (down, up) == (0, 0) or image.dtype != np.uint8 else image.astype(np.float32) / 255
        result = cv2.resize(cv2.resize(real, None, fx=scale, fy=scale, interpolation=down), (width, height), interpolation=up)
        if (down, up) != (0, 0):
            result = np.clip(result, 0, 1)
        result = (result * 255).astype(np.uint8) if result.dtype != image.dtype else result
        case("Downscale", name, result, scale, exact=False, interpolation={"downscale": down, "upscale": up})
    dropped = random.uniform(size=image.shape[:2]) < 0.1
    where = dropped[..., None] if image.ndim == 3 else dropped
    case("PixelDropout", name, np.where(where, np.array(0, image.dtype), image), [array(where), None])
    values = (random.randint(0, 256, image.shape) if image.dtype == np.uint8 else random.uniform(size=image.shape)).astype(image.dtype)
    case("PixelDropout", name, np.where(where, values, image), [array(where), array(values)], drop_value=None)
    case("InvertImg", name, (255 if image.dtype == np.uint8 else np.float32(1)) - image)
    case("ToFloat", name, image.astype(np.float32) / (255 if image.dtype == np.uint8 else 1))
    mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    if image.ndim == 3:
        most = 255 if image.dtype == np.uint8 else 1
        case("Normalize", name, ((image - mean * most) / (std * most)).astype(np.float32), exact=False, max_pixel_value=float(most))

for threshold in (100.5, 128.0):
    case("Solarize", "color", np.where(COLOR < threshold, COLOR, 255 - COLOR), threshold)
case("Solarize", "real", np.where(REAL < np.float32(0.4), REAL, 1 - REAL), 0.4)
case("FromFloat", "real", (REAL * 65535).astype(np.int32))
case("FromFloat", "real", (REAL * 255).astype(np.uint8), dtype="uint8")
for bits in ([4], [1, 0, 8]):
    keep = np.array([0xFF00 >> b & 0xFF for b in bits], np.uint8)
    case("Posterize", "color", COLOR & keep, bits, num_bits=bits[0] if len(bits) == 1 else bits)
for gamma in (0.8, 1.23):
    case("RandomGamma", "color", lut(COLOR, lambda i: (float(i) * (1 / 255)) ** gamma * 255), gamma)
    case("RandomGamma", "real", np.power(REAL, gamma).astype(np.float32), gamma, exact=False)
for low, high in ((0.25, 0.75), (0.11, 0.93)):
    t = np.linspace(0, 1, 256)
    curve = 3 * (1 - t) ** 2 * t * low + 3 * (1 - t) * t ** 2 * high + t ** 3
    case("RandomToneCurve", "color", np.rint(curve * 255).astype(np.uint8)[COLOR], [low, high])
for alpha, beta in ((1.1, 0.13), (0.85, -0.2), (1.0, 0.05)):
    case("RandomBrightnessContrast", "color", lut(COLOR, lambda i: i * np.float32(alpha) + np.float32(beta * 255)), [alpha, beta])
    case("RandomBrightnessContrast", "color", lut(COLOR, lambda i: i * np.float32(alpha) + np.float32(alpha * beta * COLOR.mean())), [alpha, beta], brightness_by_max=False)
    case("RandomBrightnessContrast", "real", np.clip(REAL * np.float32(alpha) + np.float32(beta), 0, 1), [alpha, beta], exact=False)
for shift in ((-13.4, 20.0, 7.7), (0.0, -20.0, 19.5)):
    case("RGBShift", "color", np.stack([lut(COLOR[..., c], lambda i: i + np.float32(shift[c])) for c in range(3)], 2), shift)
case("RGBShift", "real", np.clip(REAL + np.float32([0.1, -0.2, 0.03]), 0, 1), [0.1, -0.2, 0.03], exact=False)
for hue, saturation, value in ((-17.5, 22.3, -9.1), (20.0, -30.0, 20.0)):
    hsv = cv2.cvtColor(COLOR, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = np.mod(np.arange(256) + hue, 180).astype(np.uint8)[hsv[..., 0]]
    hsv[..., 1], hsv[..., 2] = lut(hsv[..., 1], lambda i: float(i) + saturation), lut(hsv[..., 2], lambda i: float(i) + value)
    case("HueSaturationValue", "color", cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), [hue, saturation, value])
    hsv = cv2.cvtColor(REAL, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = np.mod(hsv[..., 0] + np.float32(hue), 360)
    hsv[..., 1:] = np.clip(hsv[..., 1:] + np.float32([saturation, value]) / 100, 0, 1)
    case("HueSaturationValue", "real", cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), [hue, saturation / 100, value / 100], exact=False)


def jitter(image, brightness, contrast, saturation, hue, order):
    byte = image.dtype == np.uint8
    for step in order:
        if step == 0:
            image = lut(image, lambda i: i * np.float32(brightness)) if byte else np.clip(image * np.float32(brightness), 0, 1)
        elif step == 1:
            mean = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).mean(dtype=np.float64)
            shift = np.float32(mean * (1 - contrast))
            image = lut(image, lambda i: i * np.float32(contrast) + shift) if byte else np.clip(image * np.float32(contrast) + shift, 0, 1)
        elif step == 2:
            grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            image = cv2.addWeighted(image, saturation, grey, 1 - saturation, 0)
            image = image if byte else np.clip(image, 0, 1)
        else:
            hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
            hsv[..., 0] = np.mod(np.arange(256) + 180 * hue, 180).astype(np.uint8)[hsv[..., 0]] if byte else np.mod(hsv[..., 0] + np.float32(360 * hue), 360)
            image = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return image


for factors in ((1.2, 0.8, 1.15, 0.1, [0, 1, 2, 3]), (0.83, 1.19, 0.4, -0.2, [3, 1, 0, 2])):
    case("ColorJitter", "color", jitter(COLOR, *factors), factors, exact=False)
    case("ColorJitter", "real", jitter(REAL, *factors), factors, exact=False)
for clip in (1.5, 4.0):
    clahe = cv2.createCLAHE(clip, (8, 8))
    case("CLAHE", "grey", clahe.apply(GREY), clip)
    lab = cv2.cvtColor(COLOR, cv2.COLOR_RGB2LAB)
    lab[..., 0] = clahe.apply(lab[..., 0])
    case("CLAHE", "color", cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), clip)
    for tiles in ((2, 1), (1, 5)):
        case("CLAHE", "grey", cv2.createCLAHE(clip, tiles).apply(GREY), clip, tile_grid_size=tiles)
case("Equalize", "grey", cv2.equalizeHist(GREY))
case("Equalize", "color", np.stack([cv2.equalizeHist(COLOR[..., c].copy()) for c in range(3)], 2))
ycc = cv2.cvtColor(COLOR, cv2.COLOR_RGB2YCrCb)
ycc[..., 0] = cv2.equalizeHist(ycc[..., 0])
case("Equalize", "color", cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB), by_channels=False)


def pil_equalize(plane):
    counts = np.bincount(plane.ravel(), minlength=256)
    step = counts[counts > 0][:-1].sum() // 255
    return plane if step == 0 else np.minimum((step // 2 + np.concatenate([[0], np.cumsum(counts)[:-1]])) // step, 255).astype(np.uint8)[plane]


case("Equalize", "color", np.stack([pil_equalize(COLOR[..., c]) for c in range(3)], 2), mode="pil")
case("ChannelDropout", "color", np.where([True, False, True], np.uint8(9), COLOR), [0, 2], channel_drop_range=[1, 2], fill_value=9.0)
case("ChannelShuffle", "color", COLOR[..., [2, 0, 1]], [2, 0, 1])
case("ToGray", "color", np.repeat(GREY[..., None], 3, 2))
case("ToRGB", "grey", np.repeat(GREY[..., None], 3, 2))
SEPIA = np.float32([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
case("ToSepia", "color", cv2.transform(COLOR, SEPIA))
case("ToSepia", "real", np.clip(cv2.transform(REAL, SEPIA), 0, 1), exact=False)
for kind, extension, flag in ((0, ".jpg", cv2.IMWRITE_JPEG_QUALITY), (1, ".webp", cv2.IMWRITE_WEBP_QUALITY)):
    for quality in (20, 80):
        for name in ("color", "grey"):
            if kind == 1 and name == "grey":
                continue
            data = cv2.imencode(extension, INPUTS[name], [flag, quality])[1]
            case("ImageCompression", name, cv2.imdecode(data, -1), quality, exact=False, compression_type=kind)

# Weather: uint8 alone.
polygons = [[2, 20, 30, 34, 45, 22], [10, 18, 47, 30, 20, 35, 5, 30]]
hls = cv2.cvtColor(COLOR, cv2.COLOR_RGB2HLS)
shadow = np.zeros(COLOR.shape[:2], np.uint8)
for polygon in polygons:
    cv2.fillPoly(shadow, [np.array(polygon).reshape(-1, 2)], 255)
hls[..., 1][shadow == 255] = (hls[..., 1][shadow == 255] * 0.5).astype(np.uint8)
case("RandomShadow", "color", cv2.cvtColor(hls, cv2.COLOR_HLS2RGB), polygons)

places, density, alpha = [(3, 2), (-4, 10), (20, 18), (30, -3), (18, 12)], 0.9, 0.3
side = max(int(48 // 3 * density), 10)
fog = COLOR.copy()
for x, y in places:
    disk = cv2.circle(fog.copy(), (x + side // 2, y + side // 2), side // 2, (255, 255, 255), -1)
    fog = cv2.addWeighted(disk, alpha * density, fog, 1 - alpha * density, 0)
case("RandomFog", "color", cv2.blur(fog, (side // 10, side // 10)), [density, places], alpha_coef=alpha)

drops, slant, length = [(5, 3), (20, 10), (40, 0), (-2, 12), (33, 25)], 4, 9
rain = COLOR.copy()
for x, y in drops:
    cv2.line(rain, (x, y), (x + slant, y + length), (200, 200, 200), 1)
hsv = cv2.cvtColor(cv2.blur(rain, (3, 3)), cv2.COLOR_RGB2HSV).astype(np.float32)
hsv[..., 2] *= np.float32(0.7)
case("RandomRain", "color", cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB), [slant, length, drops], blur_value=3)

for point in (0.15, 0.3):
    hls = cv2.cvtColor(COLOR, cv2.COLOR_RGB2HLS).astype(np.float32)
    light = hls[..., 1]
    light[light < point * 127.5 + 85] *= np.float32(2.5)
    case("RandomSnow", "color", cv2.cvtColor(np.clip(hls, 0, 255).astype(np.uint8), cv2.COLOR_HLS2RGB), point)

sun, radius = (12, 8), 60
circles = [[0.1, 30, 20, 8, 250, 230, 210], [0.2, 5, 30, 1, 255, 255, 255], [0.15, 40, 5, 27, 215, 240, 255]]
overlay, output = COLOR.copy(), COLOR.copy()
for share, x, y, r, *color in circles:
    cv2.circle(overlay, (x, y), r, color, -1)
    output = cv2.addWeighted(overlay, share, output, 1 - share, 0)
overlay = output.copy()
shares, radii = np.linspace(0, 1, radius // 10), np.linspace(1, radius, radius // 10)
for share, r in zip(shares[::-1] ** 3, radii):
    cv2.circle(overlay, sun, int(r), (255, 255, 255), -1)
    output = cv2.addWeighted(overlay, share, output, 1 - share, 0)
case("RandomSunFlare", "color", output, [*sun, circles], src_radius=radius)

stones = [[4, 5, 6, 8, 200], [20, 20, 23, 23, 30], [0, 0, 0, 3, 99], [40, 30, 41, 33, 254]]
hls = cv2.cvtColor(COLOR, cv2.COLOR_RGB2HLS)
for left, top, right, bottom, light in stones:
    hls[top:bottom, left:right, 1] = light
case("RandomGravel", "color", cv2.cvtColor(hls, cv2.COLOR_HLS2RGB), stones)

hue_noise = random.normal(0, 5, COLOR.shape[:2]).astype(np.float32)
light_noise = random.poisson(9, COLOR.shape[:2]).astype(np.float32)
hls = cv2.cvtColor(COLOR.astype(np.float32) / 255, cv2.COLOR_RGB2HLS)
hls[..., 0] += hue_noise
hls[..., 0][hls[..., 0] < 0] += 360
hls[..., 0][hls[..., 0] > 360] -= 360
hls[..., 1] += light_noise / 255 * (1 - hls[..., 1])
noisy = cv2.cvtColor(hls, cv2.COLOR_HLS2RGB) * 255
case("ISONoise", "color", np.clip(noisy, 0, 255).astype(np.uint8), [array(hue_noise), array(light_noise)], exact=False)

for mode, color in (("rain", [238, 238, 175]), ("mud", [20, 42, 63])):
    noise = random.normal(0.65, 0.3, COLOR.shape[:2]).astype(np.float32)
    sigma, threshold, intensity = 1.2, 0.66, 0.6
    liquid = scipy.ndimage.gaussian_filter(noise, sigma, mode="nearest")
    liquid[liquid < threshold] = 0
    share = np.array(color) / 255
    if mode == "rain":
        distance = cv2.distanceTransform(255 - cv2.Canny(np.clip(liquid * 255, 0, 255).astype(np.uint8), 50, 150), cv2.DIST_L2, 5)
        even = cv2.equalizeHist(cv2.blur(np.minimum(distance, 20), (3, 3)).astype(np.uint8))
        relief = cv2.blur(cv2.filter2D(even, -1, np.float32([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])), (3, 3))
        drops = liquid * relief.astype(np.float32)
        result = COLOR / 255 + (drops / drops.max())[..., None] * share * intensity
    else:
        spots = scipy.ndimage.gaussian_filter((liquid > threshold).astype(np.float32), sigma, mode="nearest")
        spots[spots < 1.2 * threshold] = 0
        result = COLOR / 255 * (1 - spots[..., None]) + spots[..., None] * share
    case("Spatter", "color", np.clip(result * 255, 0, 255).astype(np.uint8), [mode, sigma, threshold, intensity, array(noise)], exact=False, mode=mode)

for iterations in (1, 2):
    steps = random.randint(-2, 2, (iterations, (48 - 4) * (36 - 4), 2))
    glass = cv2.GaussianBlur(COLOR, (0, 0), 0.7)
    for iteration in range(iterations):
        xs, ys = np.repeat(np.arange(48 - 2, 2, -1), 36 - 4), np.tile(np.arange(36 - 2, 2, -1), 48 - 4)
        dy, dx = steps[iteration].T
        glass[ys, xs], glass[ys + dy, xs + dx] = glass[ys + dy, xs + dx], glass[ys, xs]
    case("GlassBlur", "color", cv2.GaussianBlur(glass, (0, 0), 0.7), steps.ravel().tolist(), max_delta=2, iterations=iterations)
    glass = cv2.GaussianBlur(COLOR, (0, 0), 0.7)
    for iteration in range(iterations):
        for (dy, dx), (x, y) in zip(steps[iteration], [(x, y) for x in range(46, 2, -1) for y in range(34, 2, -1)]):
            here = glass[y, x].copy()
            glass[y, x] = glass[y + dy, x + dx]
            glass[y + dy, x + dx] = here
    case("GlassBlur", "color", cv2.GaussianBlur(glass, (0, 0), 0.7), steps.ravel().tolist(), max_delta=2, iterations=iterations, mode="exact")


def axes(image):
    colors = image.reshape(-1, 3) / 255
    values, vectors = np.linalg.eigh(np.cov(colors, rowvar=False))
    return colors.mean(0), vectors * np.where(vectors.sum(0) < 0, -1, 1), values


for alpha in (0.25, -3.0):
    _, vectors, values = axes(COLOR)
    case("FancyPCA", "color", np.clip(COLOR + 255 * (vectors @ (alpha * values)), 0, 255).astype(np.uint8), alpha, exact=False)

# With a reference image, whose file stands beside the expectations; files give blue first.
cv2.imwrite(str(OUT / "flower.png"), OTHER)
reference = cv2.resize(OTHER, (48, 36))


def matched(plane, other):
    counts, targets = np.bincount(plane.ravel(), minlength=256), np.bincount(other.ravel(), minlength=256)
    present = np.nonzero(targets)[0]
    shares = np.cumsum(targets[present]) / targets.sum()
    return np.interp(np.cumsum(counts) / counts.sum(), shares, present).astype(np.uint8)[plane]


both = np.stack([matched(COLOR[..., c], reference[..., c]) for c in range(3)], 2)
for blend in (0.6, 1.0):
    case("HistogramMatching", "color", cv2.addWeighted(both, blend, COLOR, 1 - blend, 0), [0, blend])
for beta in (0.1, 0.31):
    own, other = (np.fft.fftshift(np.fft.fft2(image.astype(float), axes=(0, 1)), axes=(0, 1)) for image in (COLOR, reference))
    reach = int(np.floor(36 * beta))
    low = np.s_[18 - reach:18 + reach, 24 - reach:24 + reach]
    own[low] = np.abs(other[low]) * np.exp(1j * np.angle(own[low]))
    case("FDA", "color", np.clip(np.fft.ifft2(np.fft.ifftshift(own, axes=(0, 1)), axes=(0, 1)).real, 0, 255).astype(np.uint8), [0, beta], exact=False)
for kind in ("pca", "standard", "minmax"):
    own, other = COLOR.reshape(-1, 3) / 255, reference.reshape(-1, 3) / 255
    if kind == "pca":
        (mean, vectors, _), (other_mean, other_vectors, _) = axes(COLOR), axes(reference)
        adapted = (own - mean) @ vectors @ other_vectors.T + other_mean
    elif kind == "standard":
        adapted = (own - own.mean(0)) / own.std(0) * other.std(0) + other.mean(0)
    else:
        adapted = (own - own.min(0)) / (own.max(0) - own.min(0)) * (other.max(0) - other.min(0)) + other.min(0)
    result = np.clip((adapted * 0.7 + own * 0.3) * 255, 0, 255).astype(np.uint8).reshape(COLOR.shape)
    case("PixelDistributionAdaptation", "color", result, [0, 0.7], exact=False, transform_type=kind)
case("TemplateTransform", "color", cv2.addWeighted(COLOR, 0.4, reference, 0.7, 0), [0, 0.4, 0.7])

golden = {"opencv": cv2.__version__, "inputs": {name: array(image) for name, image in INPUTS.items()}, "cases": cases}
(OUT / "pixels.json").write_text(json.dumps(golden).replace('{"op"', '\n{"op"') + "\n")
print(len(cases), "cases of", len({c["op"] for c in cases}), "operations,", (OUT / "pixels.json").stat().st_size, "bytes")
