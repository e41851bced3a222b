using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Prediction;

/// <summary>
/// What a kernel in C does how often, as its parameters say: products, outputs, runs of its innermost loop. With the instructions of each,
/// which are measured (<see cref="KernelTable"/>), that is what it executes beside routines in assembler.
/// </summary>
/// <param name="Kernel">The function without "mote_", and what of its parameters changes its code.</param>
/// <param name="Counts">By what is counted.</param>
internal sealed partial record KernelWork(string Kernel, ImmutableArray<(string What, double Count)> Counts)
{
    /// <summary>What stands for a kernel of which no more is known.</summary>
    public string Family { get; private init; } = Kernel;

    /// <summary>Null where nobody has counted.</summary>
    public static KernelWork? Of(KernelCall call)
    {
        var p = new Numbers(call.Parameters);
        var name = call.Kernel.Function["mote_".Length..];
        return name switch
        {
            "conv2d_s8_v6m" => new(name, [.. Blocks(p), .. Gathered(p)]),
            "matrix_s8_v6m" => new(name, [("call", 1), ("row", p["rows"]), ("value", p["rows"] * p["columns"])]),
            "depthwise_s8_v6m" => new(name,
                [("call", 1), ("channel", p["batches"] * p["channels"]), .. Fill("border", 1, p["plane_bytes"])]),
            "conv2d_s8_pairs" => Pairs(name, p),
            "depthwise_s8_plane" => Plane(name, p),
            "matrix_s8_eight" => Eight(name, p),
            _ when call.Kernel.Needs != InstructionSet.Portable => null,
            "conv2d_s8_signs" => BytesToSigns(name, p),
            "conv2d_signs" or "conv2d_signs_s8" => Signs(name, p),
            "conv2d_signs_abreast" or "conv2d_signs_abreast_s8" => SignsAbreast(name, p),
            "max_pool2d_signs" => MaxPoolSigns(name, p),
            _ when name.Contains("pool2d", StringComparison.Ordinal) => Pool(name, p),
            _ when name.StartsWith("conv2d", StringComparison.Ordinal) => Convolution(name, p),
            _ when name.StartsWith("depthwise_conv2d", StringComparison.Ordinal) => Depthwise(name, p),
            _ when name.StartsWith("fully_connected", StringComparison.Ordinal) => Matrix(name, p),
            _ when name.StartsWith("softmax", StringComparison.Ordinal) || name.StartsWith("log_softmax", StringComparison.Ordinal) =>
                new(name, [("call", 1), ("row", p["rows"]), ("element", p["rows"] * p["depth"])]),
            "mean_s8" or "mean_f32" or "mean_s16" => Mean(name, p),
            "copy_rows" => new(name, [("call", 1), .. Copy("row", p["rows"], p["row_bytes"], (p["row_bytes"] | p["out_row_bytes"]
                | p["out_offset"]) % 4 == 0)]),
            "pad" => Padded(name, p),
            _ when p.Find("elements") is { } elements && p.Count <= 12 => new(name, [("call", 1), ("element", elements)]),
            _ => null,
        };
    }

    /// <summary>Products of windows over an image, those in the padding not among them.</summary>
    private static ImmutableArray<(string, double)> Window(Numbers p, string channels)
    {
        var rows = Inside(p["out_h"], p["stride_h"], p["pad_top"], p["dilation_h"], p["kernel_h"], p["in_h"]);
        var columns = Inside(p["out_w"], p["stride_w"], p["pad_left"], p["dilation_w"], p["kernel_w"], p["in_w"]);
        var (images, each) = ((double)p["batches"], (double)p[channels]);
        return
        [
            ("call", 1), ("row", images * p["out_h"]), ("pixel", images * p["out_h"] * p["out_w"]),
            ("output", images * p["out_h"] * p["out_w"] * each), ("run", images * rows * p["out_w"] * each),
            ("product", images * rows * columns * each),
        ];
    }

    /// <summary>Over all outputs of a line, positions of the kernel that meet the image.</summary>
    private static double Inside(int outputs, int stride, int pad, int dilation, int kernel, int size)
    {
        var sum = 0;
        for (var o = 0; o < outputs; o++)
            for (var k = 0; k < kernel; k++)
                if (o * stride - pad + k * dilation is var at && at >= 0 && at < size) sum++;
        return sum;
    }

    /// <summary>Whether no window leaves the image: then the compiler knows how large all are.</summary>
    private static bool IsInside(Numbers p) =>
        p["pad_top"] == 0 && p["pad_left"] == 0 && (p["out_h"] - 1) * p["stride_h"] + p["kernel_h"] <= p["in_h"]
            && (p["out_w"] - 1) * p["stride_w"] + p["kernel_w"] <= p["in_w"];

    /// <summary>What loops of a window a compiler that knows the shape unrolls.</summary>
    private static string Shape(Numbers p) => $" {p["kernel_h"]}x{p["kernel_w"]}{(IsInside(p) ? " inside" : "")}";

    private static KernelWork Pool(string name, Numbers p)
    {
        var how = p["out_h"] * p["out_w"] == 1 ? " of all" : IsInside(p) ? $" {p["kernel_h"]}x{p["kernel_w"]}" : " padded";
        return new(name + how, Window(p, "in_c")) { Family = name };
    }

    private static KernelWork Convolution(string name, Numbers p)
    {
        var counts = Window(p, "out_c");
        var (groups, depth) = (p["groups"], p["in_c"] / p["groups"]);
        var products = counts[^1].Item2 * depth;
        // One run a row, or one a position.
        var byRow = groups == 1 && p["dilation_w"] == 1;
        var family = byRow ? name : name + " in groups";
        return new(family + Shape(p),
        [
            .. counts[..^1], ("position", byRow ? 0 : counts[^1].Item2), ("product", products),
            ("shifted product", p.Find("input_offset") is not (0 or null) ? products : 0),
        ]) { Family = family };
    }

    private static KernelWork Depthwise(string name, Numbers p)
    {
        var counts = Window(p, "out_c");
        var family = p["channel_multiplier"] == 1 ? name : name + " of several";
        return new(family + Shape(p),
            [.. counts, ("shifted product", p.Find("input_offset") is not (0 or null) ? counts[^1].Item2 : 0)]) { Family = family };
    }

    private static KernelWork Matrix(string name, Numbers p)
    {
        double outputs = (double)p["rows"] * p["outputs"], products = outputs * p["columns"];
        return new(name,
        [
            ("call", 1), ("row", p["rows"]), ("output", outputs), ("output of own scale", p.Find("per_channel") is 1 ? outputs : 0),
            ("product", products), ("shifted product", p.Find("input_offset") is not (0 or null) ? products : 0),
            ("product of shifted weight", p.Find("weight_offset") is not (0 or null) ? products : 0),
        ]);
    }

    private static KernelWork Mean(string name, Numbers p)
    {
        var (kept, reduced) = (p.All("kept"), p.All("reduced"));
        double outputs = kept.Aggregate(1.0, (a, b) => a * b), each = reduced.Aggregate(1.0, (a, b) => a * b);
        return new(name, [("call", 1), ("output", outputs), ("run", outputs * each / reduced[^1]), ("element", outputs * each)]);
    }

    private static KernelWork Padded(string name, Numbers p)
    {
        var (x, y) = (p.All("in"), p.All("out"));
        var bytes = p["element_bytes"];
        return new(name,
        [
            ("call", 1), .. Fill("fill", 1, y.Aggregate(1, (a, b) => a * b) * bytes),
            .. Copy("row", (double)x[0] * x[1] * x[2], x[3] * bytes, (x[3] * bytes | y[3] * bytes | p.All("before")[3] * bytes) % 4 == 0),
        ]);
    }

    /// <summary>memcpy: words where all is aligned, sixteen bytes at a time as long as there are.</summary>
    private static ImmutableArray<(string, double)> Copy(string what, double times, int bytes, bool aligned)
    {
        var byWords = aligned && bytes >= 16;
        return
        [
            (what, times), ($"four words of a {what}", byWords ? times * (bytes / 16) : 0),
            ($"word of a {what}", byWords ? times * (bytes % 16 / 4) : 0),
            ($"byte of a {what}", byWords ? times * (bytes % 4) : times * bytes),
        ];
    }

    /// <summary>memset.</summary>
    private static ImmutableArray<(string, double)> Fill(string what, double times, int bytes) =>
        [(what, times), ($"four words of a {what}", times * (bytes / 16)), ($"byte of a {what}", times * (bytes % 16))];

    /// <summary>Parameters by name, those of nested structures among them.</summary>
    private readonly struct Numbers(CParameters parameters)
    {
        public int this[string name] => Find(name) ?? throw new InvalidOperationException($"no parameter '{name}'");

        public int Count => parameters.Members.Count;

        public int? Find(string name) => Find(parameters, name);

        public int[] All(string name) => parameters.Members.Select(m => m.Name == name && m.Value is CValue.Ints v ? v : null)
            .OfType<CValue.Ints>().Single().Values.ToArray();

        private static int? Find(CParameters parameters, string name)
        {
            foreach (var member in parameters.Members)
            {
                if (member.Value is CValue.Int number && member.Name == name) return number.Value;
                if (member.Value is CValue.Struct nested && Find(nested.Members, name) is { } found) return found;
            }
            return null;
        }
    }
}
