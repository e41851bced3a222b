using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Images of another size, and channels that become pixels.</summary>
internal static class Resizing
{
    public static void Resize(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        if (x.Rank is not (3 or 4))
            throw n.Bad($"the operand has {x.Rank} dimensions; images [n,c,h,w] and signals [n,c,l] are supported.");
        var sizes = Sizes(m, n, x);
        if (sizes[0] != x.Dims[0] || sizes[1] != x.Dims[1]) throw n.Bad("batch and channels must keep their sizes.");
        var (height, width) = x.Rank == 4 ? (sizes[2], sizes[3]) : (1, sizes[2]);
        var mode = n.Text("mode", "nearest");
        var coordinates = n.Text("coordinate_transformation_mode", n.Op == "Upsample" ? "asymmetric" : "half_pixel");
        var rounding = n.Text("nearest_mode", n.Op == "Upsample" ? "floor" : "round_prefer_floor");
        if (n.Flag("antialias")) throw n.Bad("antialias is not supported.");
        var id = Windows.Image(m, n, mode == "nearest" ? x : x = m.Plain(n, x));
        var shape = m.Type(id).Shape;
        // With whole factors, pixels that are looked at from their centers are repeated, and so are those whose place is rounded down.
        if (mode == "nearest" && height % shape[1] == 0 && width % shape[2] == 0
            && (IsRepetition(coordinates, rounding)))
        {
            Define(m, n, x, m.Emit(n, new Resize(ResizeKind.Nearest, height, width), [id], m.Type(id).Quantization));
            return;
        }
        var op = (mode, coordinates, rounding) switch
        {
            ("nearest", "asymmetric", "floor") => new Resize(ResizeKind.Nearest, height, width),
            ("nearest", "half_pixel" or "pytorch_half_pixel", "round_prefer_floor" or "round_prefer_ceil")
                when rounding == "round_prefer_ceil" || !(Ties(shape[1], height) || Ties(shape[2], width)) =>
                new Resize(ResizeKind.Nearest, height, width, HalfPixelCenters: true),
            ("linear", "asymmetric", _) => new Resize(ResizeKind.Bilinear, height, width),
            ("linear", "align_corners", _) => new Resize(ResizeKind.Bilinear, height, width, AlignCorners: true),
            ("linear", "half_pixel", _) => new Resize(ResizeKind.Bilinear, height, width, HalfPixelCenters: true),
            ("linear", "pytorch_half_pixel", _) when height > 1 && width > 1 =>
                new Resize(ResizeKind.Bilinear, height, width, HalfPixelCenters: true),
            _ => throw n.Bad($"mode {mode} with {coordinates} and {rounding} from {shape} to {height}x{width} is not supported.",
                "Supported: linear with half_pixel, align_corners or asymmetric; nearest with asymmetric and floor, or whole factors."),
        };
        Define(m, n, x, m.Emit(n, op, [id], m.Type(id).Quantization));
    }

    /// <summary>[n,c,h,w] with channels as blocks of pixels: DCR has the block in front of the channel, CRD behind it.</summary>
    public static void DepthToSpace(Importer m, OnnxNode n)
    {
        var (x, b) = (m.In(n, 0), n.Int("blocksize", 0));
        if (x.Rank != 4 || b is <= 0 or > 1 << 15 || x.Dims[1] % ((long)b * b) != 0)
            throw n.Bad($"blocks of {b} do not divide {new Shape(new(x.Dims))}.");
        var (c, h, w) = (x.Dims[1] / (b * b), x.Dims[2], x.Dims[3]);
        if (n.Text("mode", "DCR") == "CRD")
        {
            // As the file's own reshape and transposition: the layout takes them, and whoever reads the result arranges it once.
            int[] split = [x.Dims[0], c, b, b, h, w];
            var seen = Movement.Transposed(m, n, Movement.Viewed(m, n, x, split), [0, 1, 4, 2, 5, 3]);
            m.Define(n, Movement.Viewed(m, n, seen, [x.Dims[0], c, h * b, w * b]));
            return;
        }
        var id = m.Arrange(n, x, Importer.ChannelsLast(4));
        m.Define(n, Windows.Seen(m, n, x, m.Emit(n, new DepthToSpace(b), [id], m.Type(id).Quantization)));
    }

    public static void SpaceToDepth(Importer m, OnnxNode n)
    {
        var (x, b) = (m.In(n, 0), n.Int("blocksize", 0));
        if (x.Rank != 4 || b <= 0) throw n.Bad($"blocks of {b} do not divide {new Shape(new(x.Dims))}.");
        var id = m.Arrange(n, x, Importer.ChannelsLast(4));
        m.Define(n, Windows.Seen(m, n, x, m.Emit(n, new SpaceToDepth(b), [id], m.Type(id).Quantization)));
    }

    /// <summary>Whether, with whole factors, each pixel is repeated.</summary>
    private static bool IsRepetition(string coordinates, string rounding) =>
        coordinates == "asymmetric" ? rounding == "floor" : rounding.StartsWith("round", StringComparison.Ordinal);

    /// <summary>Whether a pixel of the result lies just between two of the operand, where rounding down and up differ.</summary>
    private static bool Ties(int from, int to) => Enumerable.Range(0, to).Any(y => (2L * y + 1) * from % (2L * to) == 0);

    private static void Define(Importer m, OnnxNode n, OnnxValue x, ValueId id) => m.Define(n, Windows.Seen(m, n, x, id));

    private static int[] Sizes(Importer m, OnnxNode n, OnnxValue x)
    {
        int[] axes = n.Ints("axes") is { } some ? [.. some.Select(a => Importer.Axis(n, a, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        var result = x.Dims.ToArray();
        var upsample = n.Op == "Upsample" || n.Version < 11;
        if (!upsample && m.Optional(n, 3) is not null && m.Integers(n, 3, "sizes") is { Length: > 0 } sizes)
        {
            if (sizes.Length != axes.Length || sizes.Any(s => s <= 0)) throw n.Bad($"the sizes {string.Join(',', sizes)} do not fit.");
            if (n.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
                throw n.Bad("keeping the aspect ratio is not supported.", "Give final sizes.");
            for (var i = 0; i < axes.Length; i++) result[axes[i]] = sizes[i];
            return result;
        }
        var scales = upsample && n.Floats("scales") is { } old ? old : m.Known(n, upsample ? 1 : 2, "scales").Reals;
        if (scales is null || scales.Length != axes.Length) throw n.Bad("there is one scale for each axis, or sizes instead.");
        for (var i = 0; i < axes.Length; i++)
        {
            var exact = (double)result[axes[i]] * scales[i];
            var size = Math.Floor(exact + 1e-4);
            if (exact - size > 1e-3)
                throw n.Bad($"the scale {scales[i]} makes {exact} elements of {result[axes[i]]}.", "Give sizes instead of scales.");
            if (!(size is >= 1 and <= 32767)) throw n.Bad($"axis {axes[i]} would have {size} elements.");
            result[axes[i]] = (int)size;
        }
        return result;
    }
}
