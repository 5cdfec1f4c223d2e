#!/usr/bin/python3
"""Draws src/Thelper/Zoo/picture.png, the picture that 'thelper models verify' shows to a model. Run with Debian's python3-pil: /usr/bin/python3 tools/golden/verify_picture.py

Smooth colours, edges, thin stripes and grain, so that resizing, cropping and normalising otherwise would show in what a model answers.
"""
import os

from PIL import Image, ImageDraw

OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "Thelper", "Zoo", "picture.png")
WIDTH, HEIGHT = 352, 288


def main():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            grain = (x * 7919 + y * 104729) % 23
            image.putpixel((x, y), (40 + x * 150 // WIDTH + grain // 4, 150 - y * 90 // HEIGHT + grain // 4, 200 - (x + y) * 120 // (WIDTH + HEIGHT) + grain // 4))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 200, WIDTH, HEIGHT), fill=(96, 124, 62))
    for x in range(0, WIDTH, 6):
        draw.line((x, 200, x + 40, HEIGHT), fill=(70, 104, 50))
    draw.ellipse((110, 70, 250, 220), fill=(196, 132, 64), outline=(60, 36, 20), width=3)
    draw.ellipse((140, 110, 164, 134), fill=(245, 245, 240), outline=(20, 20, 20), width=2)
    draw.ellipse((196, 110, 220, 134), fill=(245, 245, 240), outline=(20, 20, 20), width=2)
    draw.ellipse((148, 118, 158, 128), fill=(20, 20, 20))
    draw.ellipse((202, 118, 212, 128), fill=(20, 20, 20))
    draw.polygon([(116, 100), (104, 30), (160, 78)], fill=(170, 104, 44))
    draw.polygon([(244, 100), (256, 30), (200, 78)], fill=(170, 104, 44))
    draw.polygon([(172, 150), (188, 150), (180, 160)], fill=(210, 110, 120))
    for dy in (-6, 0, 6):
        draw.line((190, 162, 244, 158 + dy), fill=(30, 24, 20))
        draw.line((170, 162, 116, 158 + dy), fill=(30, 24, 20))
    image.save(OUTPUT, optimize=True)
    print(OUTPUT, os.path.getsize(OUTPUT))


if __name__ == "__main__":
    main()
