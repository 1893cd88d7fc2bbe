"""Makes the images beside this file and the pixels that are expected of them. Needs Python 3 and Pillow (9.4 was used).

    python3 make.py FOLDER

For each input FOLDER/NAME.EXT there is FOLDER/expected/NAME.png: upright, over white, 8-bit RGB, as Pillow decodes it,
or by the formula where Pillow is known to do otherwise (each such place says so).
"""
import base64, io, os, random, struct, sys, zlib
from PIL import Image, ImageDraw, ImageOps

OUT = sys.argv[1]
os.makedirs(OUT + "/expected", exist_ok=True)
W, H = 21, 13


def picture(w=W, h=H, seed=1):
    """A gradient with a few sharp shapes."""
    r = random.Random(seed)
    im = Image.new("RGB", (w, h))
    for y in range(h):
        for x in range(w):
            im.putpixel((x, y), (255 * x // max(1, w - 1), 255 * y // max(1, h - 1), 128 + 100 * ((x + y) % 9) // 9))
    d = ImageDraw.Draw(im)
    for _ in range(3):
        x, y = r.randrange(w), r.randrange(h)
        d.rectangle([x, y, x + w // 5, y + h // 4], fill=tuple(r.randrange(256) for _ in range(3)))
    return im


def alpha(w=W, h=H):
    im = Image.new("L", (w, h))
    im.putdata([min(255, max(0, (x * 37 + y * 11) % 300)) for y in range(h) for x in range(w)])
    return im


def over(im, background=255):
    """RGBA over a background, exactly."""
    out = Image.new("RGB", im.size)
    out.putdata([tuple((c * p[3] + background * (255 - p[3]) + 127) // 255 for c in p[:3]) for p in im.getdata()])
    return out


def expect(name, im):
    im.save(f"{OUT}/expected/{name}.png", optimize=True)


def usual(im):
    im = ImageOps.exif_transpose(im)
    if im.mode in ("LA", "RGBA", "PA") or "transparency" in im.info:
        return over(im.convert("RGBA"))
    return im.convert("RGB")


def put(name, ext, data, expected=None):
    path = f"{OUT}/{name}.{ext}"
    if isinstance(data, bytes):
        open(path, "wb").write(data)
    else:
        data(path)
    expect(name, expected if expected is not None else usual(Image.open(path)))


# JPEG ---------------------------------------------------------------------------------------------------------------

def jpeg(im, **kw):
    b = io.BytesIO()
    im.save(b, "JPEG", **kw)
    return b.getvalue()


def segments(data):
    """The segments before the first scan, and the rest."""
    at, out = 2, []
    while data[at + 1] != 0xDA:
        n = struct.unpack(">H", data[at + 2:at + 4])[0] + 2
        out.append(data[at:at + n])
        at += n
    return out, data[at:]


def rebuilt(data, drop=(), first=(), frame=lambda s: s):
    parts, rest = segments(data)
    parts = [frame(s) if 0xC0 <= s[1] <= 0xC2 else s for s in parts if s[1] not in drop]
    return b"\xff\xd8" + b"".join(first) + b"".join(parts) + rest


def adobe(transform):
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])


def ids(names):
    def change(s):
        s = bytearray(s)
        for i, n in enumerate(names):
            s[10 + 3 * i] = n
        return bytes(s)
    return change


def renamed(data, names):
    """With other component ids, in the frame and in the scan's header."""
    parts, rest = segments(rebuilt(data, drop=(0xE0,), frame=ids(names)))
    rest = bytearray(rest)
    for i, n in enumerate(names):
        rest[5 + 2 * i] = n
    return b"\xff\xd8" + b"".join(parts) + bytes(rest)


def jpegs():
    p = picture()
    for sub, s in (("444", 0), ("422", 1), ("420", 2)):
        put(f"jpeg-{sub}", "jpg", jpeg(p, quality=90, subsampling=s))
        put(f"jpeg-{sub}-progressive", "jpg", jpeg(p, quality=85, subsampling=s, progressive=True))
    put("jpeg-grey", "jpg", jpeg(p.convert("L"), quality=90))
    put("jpeg-1x1", "jpg", jpeg(picture(1, 1)))
    put("jpeg-1x19", "jpg", jpeg(picture(1, 19)))
    put("jpeg-33x1", "jfif", jpeg(picture(33, 1)))
    put("jpeg-17x9", "JPEG", jpeg(picture(17, 9), subsampling=2))
    put("jpeg-profile", "jpg", jpeg(p, icc_profile=b"not a profile at all"))
    base = jpeg(p, quality=92, subsampling=2)
    for names in ((0, 1, 2), (1, 2, 3), (34, 35, 36), (82, 71, 67)):
        put("jpeg-ids-%d-%d-%d" % names, "jpg", renamed(base, names))
    raw = jpeg(Image.merge("YCbCr", p.split()), quality=95, subsampling=0)
    put("jpeg-rgb-adobe", "jpg", rebuilt(raw, drop=(0xE0,), first=[adobe(0)]))
    put("jpeg-rgb-ids", "jpg", renamed(raw, (82, 71, 66)))
    put("jpeg-ycc-adobe", "jpg", rebuilt(base, drop=(0xE0,), first=[adobe(1)]))
    put("jpeg-jfif-and-adobe-0", "jpg", rebuilt(base, drop=(0xE0,), first=[segments(base)[0][0], adobe(0)]))
    # Four components. Pillow writes CMYK as Adobe does, inverted, and reads all CMYK so.
    inks = Image.merge("CMYK", [*picture(seed=2).split(), alpha()])
    cmyk = jpeg(inks, quality=95)
    put("jpeg-cmyk-adobe", "jpg", cmyk)
    put("jpeg-ycck", "jpg", rebuilt(cmyk, drop=(0xEE,), first=[adobe(2)]))
    # Without Adobe's marker 255 is full ink: by the formula R = 255 (1 - C)(1 - K), from Pillow's inks inverted back.
    plain = rebuilt(cmyk, drop=(0xEE,))
    put("jpeg-cmyk-plain", "jpg", plain, by_formula(Image.open(f"{OUT}/jpeg-cmyk-adobe.jpg"), 255))
    for o in range(1, 9):
        e = Image.Exif()
        e[0x0112] = o
        put(f"jpeg-exif-{o}", "jpg", jpeg(turned(p, o), quality=95, subsampling=0, exif=e))


def by_formula(inks, flip=0):
    out = Image.new("RGB", inks.size)
    out.putdata([tuple((255 - (c ^ flip)) * (255 - (q[3] ^ flip)) // 255 for c in q[:3]) for q in inks.getdata()])
    return out


STORED = {1: [], 2: [Image.FLIP_LEFT_RIGHT], 3: [Image.ROTATE_180], 4: [Image.FLIP_TOP_BOTTOM], 5: [Image.TRANSPOSE],
          6: [Image.ROTATE_90], 7: [Image.TRANSVERSE], 8: [Image.ROTATE_270]}


def turned(im, o):
    for t in STORED[o]:
        im = im.transpose(t)
    return im


# PNG ----------------------------------------------------------------------------------------------------------------

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def png(w, h, bits, kind, samples, interlaced=False, chunks=(), after=()):
    """A PNG file of `samples`, rows of pixels that are tuples."""
    def rows(xs, ys):
        out = b""
        for y in ys:
            n, v, row = 0, 0, bytearray()
            for x in xs:
                for c in samples[y][x]:
                    v, n = v << bits | c, n + bits
                    while n >= 8:
                        row.append(v >> (n - 8) & 255)
                        n -= 8
                        v &= (1 << n) - 1
            if n:
                row.append(v << (8 - n) & 255)
            out += b"\0" + bytes(row)
        return out
    data = b""
    if interlaced:
        for x0, dx, y0, dy in ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)):
            xs, ys = range(x0, w, dx), range(y0, h, dy)
            if xs and ys:
                data += rows(xs, ys)
    else:
        data = rows(range(w), range(h))
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, bits, kind, 0, 0, int(interlaced)))
            + b"".join(chunk(*c) for c in chunks) + chunk(b"IDAT", zlib.compress(data, 9))
            + b"".join(chunk(*c) for c in after) + chunk(b"IEND", b""))


def pngs():
    r = random.Random(3)
    for kind, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
        for bits in depths:
            for interlaced in (False, True):
                top = (1 << bits) - 1
                samples = [[tuple(min(top, (x * 7 + y * 13 + c * 5) * top // 400 + r.randrange(top // 8 + 1))
                                  for c in range(CHANNELS[kind])) for x in range(W)] for y in range(H)]
                palette = [tuple(r.randrange(256) for _ in range(3)) for _ in range(top + 1)] if kind == 3 else []
                for keyed in (False, True) if kind in (0, 2, 3) else (False,):
                    chunks, opacity = [], None
                    if palette:
                        chunks.append((b"PLTE", bytes(sum(palette, ()))))
                    key = samples[2][3]
                    if keyed and kind == 3:
                        opacity = [r.randrange(256) for _ in range(len(palette) // 2 + 1)]
                        chunks.append((b"tRNS", bytes(opacity)))
                    elif keyed:
                        chunks.append((b"tRNS", struct.pack(">%dH" % len(key), *key)))
                    if keyed and interlaced:
                        continue
                    # By the definition of the format, 16 bits and keys included, which Pillow reads otherwise.
                    def rgba(s):
                        if kind == 3:
                            return palette[s[0]] + ((opacity[s[0]] if opacity and s[0] < len(opacity) else 255),)
                        v = [(2 * 255 * c + top) // (2 * top) for c in s]
                        colour = v[:3] if kind in (2, 6) else [v[0]] * 3
                        return tuple(colour) + (v[-1] if kind in (4, 6) else 0 if keyed and s == key else 255,)
                    im = Image.new("RGBA", (W, H))
                    im.putdata([rgba(s) for row in samples for s in row])
                    name = f"png-{kind}-{bits}" + ("-interlaced" if interlaced else "") + ("-keyed" if keyed else "")
                    put(name, "png", png(W, H, bits, kind, samples, interlaced, chunks), over(im))
    p = picture()
    rows = [[p.getpixel((x, y)) for x in range(W)] for y in range(H)]
    put("png-gamma", "png", png(W, H, 8, 2, rows, chunks=[(b"gAMA", struct.pack(">I", 100000))]))
    put("png-profile", "png", png(W, H, 8, 2, rows, chunks=[(b"iCCP", b"x\0\0" + zlib.compress(b"no profile"))]), p)
    tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"
    for o in range(1, 9):
        q = turned(p, o)
        rows = [[q.getpixel((x, y)) for x in range(q.width)] for y in range(q.height)]
        place = {"after" if o % 2 else "chunks": [(b"eXIf", tiff % o)]}
        put(f"png-exif-{o}", "png", png(q.width, q.height, 8, 2, rows, **place), p)


# The rest -----------------------------------------------------------------------------------------------------------

def gifs():
    p = picture().quantize(16)
    put("gif", "gif", lambda f: p.save(f))
    put("gif-interlaced", "gif", lambda f: p.save(f, interlace=1))
    put("gif-transparent", "gif", lambda f: p.save(f, transparency=p.getpixel((4, 4))))
    put("gif-animated", "gif", lambda f: p.save(f, save_all=True, append_images=[picture(seed=5).quantize(8)]))
    # A first frame of 5 x 4 at (3, 2) of a canvas of 9 x 8; the canvas is transparent where nothing is drawn.
    frame = picture(5, 4).quantize(4)
    b = io.BytesIO()
    frame.save(b, "GIF", transparency=1)
    data = bytearray(b.getvalue())
    data[6:10] = struct.pack("<HH", 9, 8)
    at = data.index(b"\x2c\0\0\0\0\5\0\4\0")
    data[at + 1:at + 5] = struct.pack("<HH", 3, 2)
    canvas = Image.new("RGBA", (9, 8))
    canvas.paste(Image.open(b).convert("RGBA"), (3, 2))
    put("gif-offset", "gif", bytes(data), over(canvas))


def bmps():
    p = picture()
    for mode in ("1", "L", "P", "RGB"):
        put(f"bmp-{mode}", "bmp", lambda f: p.convert(mode).save(f))
    put("bmp-4", "bmp", indexed_bmp(p.quantize(16), 4, 0))
    put("bmp-rle8", "bmp", indexed_bmp(p.quantize(16), 8, 1))
    put("bmp-topdown", "bmp", true_bmp(p, 24, -H))
    put("bmp-32", "bmp", true_bmp(p, 32, H))
    put("bmp-565", "bmp", true_bmp(p, 16, H))


def bmp_file(bits, compression, w, h, extra, data):
    offset = 14 + 40 + len(extra)
    return (b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset)
            + struct.pack("<IiiHHIIiiII", 40, w, h, 1, bits, compression, len(data), 0, 0,
                          len(extra) // 4 if bits <= 8 else 0, 0) + extra + data)


def indexed_bmp(im, bits, compression):
    palette = (im.getpalette() + [0] * 768)[:3 * (1 << bits)]
    extra = b"".join(bytes([palette[i + 2], palette[i + 1], palette[i], 0]) for i in range(0, len(palette), 3))
    data = b""
    for y in reversed(range(H)):
        row = [im.getpixel((x, y)) for x in range(W)]
        if compression:
            data += b"".join(bytes([1, v]) for v in row) + b"\0\0"
        else:
            line = bytes(a << 4 | b for a, b in zip(row[::2], row[1::2] + [0]))
            data += line + b"\0" * (-len(line) % 4)
    return bmp_file(bits, compression, W, H, extra, data + (b"\0\1" if compression else b""))


def true_bmp(im, bits, height):
    data = b""
    for y in range(H) if height < 0 else reversed(range(H)):
        line = b""
        for x in range(W):
            r, g, b = im.getpixel((x, y))
            line += {24: bytes([b, g, r]), 32: bytes([b, g, r, 0]),
                     16: struct.pack("<H", r >> 3 << 11 | g >> 2 << 5 | b >> 3)}[bits]
        data += line + b"\0" * (-len(line) % 4)
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F) if bits == 16 else b""
    return bmp_file(bits, 3 if bits == 16 else 0, W, height, masks, data)


def tiffs():
    p = picture()
    inks = Image.merge("CMYK", [*picture(seed=2).split(), alpha()])
    rgba = Image.merge("RGBA", [*p.split(), alpha()])
    for name, im, compression in (
            ("rgb", p, "raw"), ("rgb-lzw", p, "tiff_lzw"), ("rgb-deflate", p, "tiff_adobe_deflate"),
            ("rgb-packbits", p, "packbits"), ("grey", p.convert("L"), "raw"), ("bilevel", p.convert("1"), "raw"),
            ("group4", p.convert("1"), "group4"), ("palette", p.quantize(32), "raw"), ("rgba", rgba, "tiff_lzw"),
            ("grey-alpha", rgba.convert("LA"), "raw"), ("cmyk-lzw", inks, "tiff_lzw"), ("jpeg", p, "jpeg")):
        put(f"tiff-{name}", "tif", lambda f: im.save(f, compression=compression))
    put("tiff-pages", "tiff", lambda f: p.save(f, save_all=True, append_images=[picture(seed=5)]))
    put("tiff-cmyk", "tif", lambda f: inks.save(f), by_formula(inks))
    for o in range(1, 9):
        put(f"tiff-exif-{o}", "tif", lambda f: turned(p, o).save(f, tiffinfo={0x0112: o}), p)
    for order in "<>":
        for kind, channels in (("grey", 1), ("rgb", 3)):
            values = [[tuple(min(65535, (x * 2500 + y * 700 + c * 90) % 65536) for c in range(channels))
                       for x in range(W)] for y in range(H)]
            im = Image.new("RGB", (W, H))
            im.putdata([tuple((v * 2 + 257) // 514 for v in (s * 3)[:3]) for row in values for s in row])
            put(f"tiff-16-{kind}-" + ("le" if order == "<" else "be"), "tif", tiff16(order, channels, values), im)


def tiff16(order, channels, values):
    data = b"".join(struct.pack(f"{order}{channels}H", *s) for row in values for s in row)
    tags = [(256, 3, 1, W), (257, 3, 1, H), (258, 3, channels, 16), (259, 3, 1, 1), (262, 3, 1, 2 if channels == 3 else 1),
            (273, 4, 1, 0), (277, 3, 1, channels), (278, 3, 1, H), (279, 4, 1, len(data))]
    end = 8 + 2 + 12 * len(tags) + 4
    bits = struct.pack(order + "3H", 16, 16, 16)
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(tags))
    for tag, kind, count, value in tags:
        value = end if tag == 258 and channels == 3 else end + 6 if tag == 273 else value
        out += struct.pack(order + "HHI", tag, kind, count)
        out += struct.pack(order + "HH", value, 0) if kind == 3 and count == 1 else struct.pack(order + "I", value)
    return out + b"\0\0\0\0" + bits + data


def webps():
    p = picture(40, 29)
    rgba = Image.merge("RGBA", [*p.split(), alpha(40, 29)])
    put("webp-lossless", "webp", lambda f: p.save(f, lossless=True, exact=True))
    put("webp-lossless-alpha", "webp", lambda f: rgba.save(f, lossless=True, exact=True))
    put("webp-palette", "webp", lambda f: p.quantize(12).convert("RGB").save(f, lossless=True))
    for q in (20, 75, 95):
        put(f"webp-lossy-{q}", "webp", lambda f: p.save(f, quality=q))
    put("webp-lossy-grey", "webp", lambda f: p.convert("L").convert("RGB").save(f, quality=80))
    put("webp-lossy-alpha", "webp", lambda f: rgba.save(f, quality=80))
    put("webp-1x1", "webp", lambda f: picture(1, 1).save(f, quality=90))
    put("webp-16x33", "webp", lambda f: picture(16, 33).save(f, quality=60))
    put("webp-animated", "webp", lambda f: p.save(f, save_all=True, append_images=[picture(40, 29, 5)], lossless=True))
    put("webp-animated-alpha", "webp",
        lambda f: rgba.save(f, save_all=True, append_images=[p.convert("RGBA")], quality=70))
    for o in (3, 6, 8):
        e = Image.Exif()
        e[0x0112] = o
        put(f"webp-exif-{o}", "webp", lambda f: turned(p, o).save(f, lossless=True, exif=e), p)


def resized():
    """Expected sizes of one picture: NAME-WxH.png is what Pillow's resize(…, BILINEAR) gives."""
    p = picture(97, 61, 7)
    p.save(f"{OUT}/resize.png", optimize=True)
    for w, h in ((32, 32), (48, 20), (97, 15), (9, 61), (13, 120), (200, 7), (1, 1), (130, 90), (96, 60)):
        p.resize((w, h), Image.BILINEAR).save(f"{OUT}/expected/resize-{w}x{h}.png", optimize=True)


# Linear light, as the Java platform has it: pixels would become other ones if a reader applied it.
PROFILE = base64.b64decode(
    "AAAB6GxjbXMCMAAAbW50clJHQiBYWVogB9gAAwAcAA4AGAAlYWNzcEFQUEwAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAPbWAAEAAAAA0y1sY2"
    "1zAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJZGVzYwAAAPAAAABmY3BydAAAAVgAAAANd3RwdAAAAWgA"
    "AAAUclhZWgAAAXwAAAAUZ1hZWgAAAZAAAAAUYlhZWgAAAaQAAAAUclRSQwAAAbgAAAAQZ1RSQwAAAcgAAAAQYlRSQwAAAdgAAAAQZGVzYwAAAA"
    "AAAAAMbGluZWFyIHNSR0IAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAB0ZXh0AAAAAG5vbmUAAAAAWFlaIAAAAAAAAPM6AAEAAAABFptYWVogAAAAAAAAb5cAADjvAAADj1hZWiAAAAAAAABiow"
    "AAt40AABjcWFlaIAAAAAAAACScAAAPgwAAtrxjdXJ2AAAAAAAAAAEBAAAAY3VydgAAAAAAAAABAQAAAGN1cnYAAAAAAAAAAQEAAAA=")


def profiles():
    p = picture()
    rgba = Image.merge("RGBA", [*p.split(), alpha()])
    put("profile-jpeg", "jpg", jpeg(p, quality=95, icc_profile=PROFILE))
    put("profile-png", "png", lambda f: rgba.save(f, icc_profile=PROFILE))
    put("profile-tiff", "tif", lambda f: rgba.save(f, icc_profile=PROFILE))
    put("profile-webp", "webp", lambda f: p.save(f, icc_profile=PROFILE, lossless=True))
    put("profile-webp-lossy", "webp", lambda f: p.save(f, icc_profile=PROFILE, quality=80))


def rarities():
    """What libraries were seen to read wrongly, and sub-kinds of TIFF."""
    r = random.Random(11)
    for i, method in enumerate((0, 2, 4, 6)):
        w, h = r.randrange(17, 34), r.randrange(17, 34)
        noise = Image.frombytes("RGBA", (w, h), bytes(r.randrange(256) for _ in range(4 * w * h)))
        put(f"webp-noise-{i}", "webp", lambda f: noise.save(f, quality=[10, 40, 70, 95][i], method=method, alpha_quality=[100, 60, 20, 0][i]))
        put(f"webp-noise-lossless-{i}", "webp", lambda f: noise.resize((13, 9)).save(f, lossless=True, method=method, exact=True))
        smooth = picture(w + 30, h + 20, i)
        put(f"webp-smooth-{i}", "webp", lambda f: smooth.save(f, quality=[5, 30, 50, 85][i], method=method))
    big = picture(60, 40, 3)
    put("tiff-jpeg-420", "tif", lambda f: big.save(f, compression="jpeg", quality=90))
    put("tiff-strips", "tif", lambda f: big.save(f, compression="tiff_lzw", tiffinfo={278: 7, 317: 2}))
    put("tiff-group3", "tif", lambda f: big.convert("1").save(f, compression="group3"))


for make in (profiles, rarities, jpegs, pngs, gifs, bmps, tiffs, webps, resized):
    make()
