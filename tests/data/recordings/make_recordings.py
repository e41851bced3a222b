"""Recordings in every format that is read, each with what it holds: NAME.f32, little-endian floats, as NumPy, SciPy and Pillow see it.

Run in this folder with Debian's python3-numpy, python3-scipy and python3-pil. Stored, so that the tests need none of them.
"""
import struct
import zlib

import numpy as np
from PIL import Image
from scipy.io import wavfile

rng = np.random.default_rng(7)


def expect(name, values):
    np.asarray(values, dtype="<f4").tofile(name + ".f32")


# Sound: a chirp that reaches full scale.
t = np.arange(300) / 8000
chirp = np.sin(2 * np.pi * (200 * t + 20000 * t * t))
stereo = np.stack([chirp, 0.5 * chirp[::-1]], axis=1)


def wave(name, rate, data, expected):
    wavfile.write(name, rate, data)
    read_rate, read = wavfile.read(name)
    assert read_rate == rate and np.array_equal(read, data)
    expect(name, expected)


u8 = np.clip(np.round(chirp * 128) + 128, 0, 255).astype(np.uint8)
wave("u8.wav", 8000, u8, (u8.astype(np.float64) - 128) / 128)
s16 = np.clip(np.round(chirp * 32768), -32768, 32767).astype(np.int16)
wave("s16.wav", 16000, s16, s16 / 32768.0)
s16x2 = np.clip(np.round(stereo * 32768), -32768, 32767).astype(np.int16)
wave("s16x2.wav", 44100, s16x2, s16x2 / 32768.0)
s32 = np.clip(np.round(chirp * 2147483648.0), -2147483648, 2147483647).astype(np.int32)
wave("s32.wav", 8000, s32, s32 / 2147483648.0)
wave("f32.wav", 8000, chirp.astype(np.float32), chirp)
# 24 bits as WAVE_FORMAT_EXTENSIBLE, with chunks of odd length before the data; written by hand, read back by SciPy.
s24 = np.clip(np.round(chirp * 8388608), -8388608, 8388607).astype(np.int32)
raw = b"".join(struct.pack("<i", v)[:3] for v in s24)
guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 48000, 144000, 3, 24, 22, 24, 4) + guid
chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt
chunks += b"LIST" + struct.pack("<I", 5) + b"INFO." + b"\0"
chunks += b"data" + struct.pack("<I", len(raw)) + raw
with open("s24.wav", "wb") as f:
    f.write(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
assert np.array_equal(wavfile.read("s24.wav")[1] >> 8, s24)
expect("s24.wav", s24 / 8388608.0)

# Arrays.
m = rng.normal(size=(37, 3))
for name, array in [("f4.npy", m[:, 0].astype("<f4")), ("f8.npy", m), ("big.npy", m.astype(">f4")), ("i2.npy", (m * 1000).astype("<i2")),
                    ("u1.npy", (np.abs(m) * 50).astype("u1")), ("i8.npy", (m * 1e6).astype("<i8")[:, :1])]:
    np.save(name, array)
    expect(name, np.load(name).astype(np.float64))
np.save("fortran.npy", np.asfortranarray(m))
np.save("complex.npy", m[:, 0] + 1j)

# Pictures.
h, w = 13, 21
y, x = np.mgrid[0:h, 0:w]
smooth = np.stack([128 + 100 * np.sin(x / 4 + y / 9), 128 + 90 * np.cos(y / 3), 40 + 9 * x], axis=2)
rgb = np.clip(smooth + rng.normal(0, 6, smooth.shape), 0, 255).astype(np.uint8)
grey = rgb[:, :, 0].copy()
alpha = (x * 12).astype(np.uint8)


def png(name, image, levels, **options):
    image.save(name, **options)
    expect(name, np.asarray(levels, dtype=np.float64))


png("grey.png", Image.fromarray(grey), grey / 255.0)
png("rgb.png", Image.fromarray(rgb), rgb / 255.0, optimize=True)
png("rgba.png", Image.fromarray(np.dstack([rgb, alpha])), rgb / 255.0)
png("greyalpha.png", Image.fromarray(np.dstack([grey, alpha]), "LA"), grey / 255.0)
one = Image.fromarray((grey > 128).astype(np.uint8) * 255).convert("1")
png("one.png", one, np.asarray(one).astype(np.float64))
palette = Image.fromarray(rgb).quantize(13)
png("palette.png", palette, np.asarray(palette.convert("RGB")) / 255.0)
wide = (grey.astype(np.uint16) * 257) ^ 5
png("wide.png", Image.fromarray(wide), wide / 65535.0)


def adam7(name, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = b""
    for y0, x0, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]:
        part = pixels[y0::dy, x0::dx]
        if part.shape[1]:
            data += b"".join(b"\0" + row.tobytes() for row in part)
    packed = zlib.compress(data)
    with open(name, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1))
                + chunk(b"IDAT", packed[:100]) + chunk(b"IDAT", packed[100:]) + chunk(b"IEND", b""))
    assert np.array_equal(np.asarray(Image.open(name)), pixels)
    expect(name, pixels / 255.0)


adam7("interlaced.png", rgb)


def jpeg(name, image, **options):
    image.save(name, quality=90, **options)
    expect(name, np.asarray(Image.open(name)) / 255.0)


jpeg("grey.jpg", Image.fromarray(grey))
jpeg("c444.jpg", Image.fromarray(rgb), subsampling=0)
jpeg("c422.jpg", Image.fromarray(rgb), subsampling=1)
jpeg("c420.jpg", Image.fromarray(rgb), subsampling=2, optimize=True)
Image.fromarray(rgb).save("progressive.jpg", progressive=True)

Image.fromarray(grey).save("grey.pgm")
expect("grey.pgm", grey / 255.0)
Image.fromarray(rgb).save("rgb.ppm")
expect("rgb.ppm", rgb / 255.0)
with open("text.ppm", "w") as f:
    f.write("P3 # in text\n%d %d\n# the largest value\n255\n" % (w, h) + "\n".join(" ".join(map(str, row.ravel())) for row in rgb) + "\n")
expect("text.ppm", rgb / 255.0)

# Another size, by Pillow's triangle filter, in reals.
for name, size in [("smaller", (8, 5)), ("larger", (40, 31))]:
    expect(name, np.asarray(Image.fromarray(grey.astype(np.float32) / 255).resize(size, Image.BILINEAR)))
