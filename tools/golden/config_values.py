#!/usr/bin/python3
"""Reference values for configuration reading and writing, from Python itself and PyYAML's safe loader.

Usage: /usr/bin/python3 tools/golden/config_values.py > tests/Thelper.Tests/Golden/config/python-values.json
"""

import json
import random
import re
import struct

import yaml


class Loader(yaml.SafeLoader):
    """The safe loader with floats that need neither a dot nor a signed exponent."""


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+0123456789."),
)

SCALARS = """1 -1 +1 0 00 07 010 08 0o17 0x1F 0xZ 0b101 -0b101 0b2 1_000 1_000.0 _1 1e5 1E5 1e-4 5e-6 1.e3 1. .5 -.5 +.5 .5e3 . + .. 1.2.3 1e 1e+ e5
-.inf .inf +.inf .Inf .INF .nan .NaN .NAN -.nan inf nan NaN Infinity null Null NULL ~ none None nil true True TRUE tRUE false False FALSE yes Yes YES no No NO on On ON off Off OFF
y n Y N 1:30 12:30:45 1:99 1:30.5 -1:30 190:20:30 01:30 0.0 -0.0 +0.0 1e400 -1e400 1e-400 123456789012 9223372036854775807 -9223372036854775808 1__0 1_ 0_ 0x_F abc a:b a.b 1a
3.14abc 1,000 12e03 0e0 00.5 1e5.0 --1 ++1 -0 +0 -0x10 +0b11 <<x 10% x$ 1-2 v1.0 0.6.2""".split()

TEXTS = ["", "a", "it's", 'say "x"', "it's \"both\"", "back\\slash", "tab\tnew\nline\rcr", "\x00\x1b\x7f\x80\xa0\xad", "é日本", "\u2028\u200b\ufeff", "😀\U0010ffff", "\ue000", "a b", "\u3000"]


def doubles():
    rng = random.Random(5)
    fixed = [0.0, -0.0, 1.0, 0.1, 1e-4, 1e-5, 9.9e-5, 0.00012, 123456789.0, 1e15, 1e16, 1e17, 1.5e16, 123456789012345680.0, 9999999999999998.0, 5e-324, 1.7976931348623157e308, 2.0**53,
             0.004, 0.00004, 1e22, 1e23, 4.35, 100.0, 1e2, 3e-7, 1 / 3, 2 / 3, 1e-10, 12345.678]
    while len(fixed) < 600:
        value = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))[0] if len(fixed) % 2 else rng.uniform(-1, 1) * 10 ** rng.randint(-6, 18)
        if value == value and abs(value) != float("inf"):
            fixed.append(value)
    return fixed


def scalar(text):
    value = yaml.load("v: " + text, Loader)["v"]
    return [text, type(value).__name__, repr(value)]


print(json.dumps(
    {
        "doubles": [["%016x" % struct.unpack("<Q", struct.pack("<d", value))[0], repr(value), json.dumps(value)] for value in doubles()],
        "texts": [[text, repr(text), json.dumps(text)] for text in TEXTS],
        "scalars": [scalar(text) for text in SCALARS],
    },
    indent=0,
))
