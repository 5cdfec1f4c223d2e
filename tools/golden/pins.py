"""Numbers that do not depend on the processor. Every script imports this first: the libraries read their settings when they are loaded.

The settings are those of src/Thelper.Torch/Native/ProcessorPins.cs, over whatever the caller's environment says, and two threads as in the tests.
"""
import ctypes
import os
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src/Thelper.Torch/Native/ProcessorPins.cs"
VALUES = dict(re.findall(r'\["([A-Z0-9_]+)"\] = "([\w-]+)"', SOURCE.read_text()))
VALUES["OPENCV_CPU_DISABLE"] = "AVX512-SKX" if " avx512vl" in pathlib.Path("/proc/cpuinfo").read_text() else ""
# NumPy chooses for itself.
NUMPY = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
THREADS = 2

if "ATEN_CPU_CAPABILITY" not in VALUES:
    sys.exit(f"the settings are not found in {SOURCE}")
if loaded := {"cv2", "numpy", "torch"} & sys.modules.keys():
    sys.exit(f"import pins before {', '.join(sorted(loaded))}")
os.environ.update(VALUES, NPY_DISABLE_CPU_FEATURES=NUMPY, OMP_NUM_THREADS=str(THREADS))
# OpenBLAS takes at most one thread per core from the environment.
ctypes.CDLL("libopenblas.so.0").openblas_set_num_threads(ctypes.c_int(THREADS))
