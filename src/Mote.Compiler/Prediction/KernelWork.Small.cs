using System.Collections.Immutable;
using Mote.Compiler.SmallCores;

namespace Mote.Compiler.Prediction;

/// <summary>Kernels of the cores without vectors.</summary>
internal sealed partial record KernelWork
{
    private const int AtOnce = ColumnPairs.Columns;

    private static ImmutableArray<(string, double)> Blocks(Numbers p) =>
        [("call", 1), ("block", (p["batches"] * p["out_h"] * p["out_w"] + AtOnce - 1) / AtOnce)];

    private static KernelWork Pairs(string name, Numbers p)
    {
        var blocks = Blocks(p);
        var (count, channels, group) = (blocks[1].Item2, p["out_c"], p["group"]);
        var twos = count * ((channels + 1) / 2);
        var outputs = count * AtOnce * channels;
        // Of a single group there is no loop.
        var (of, groups) = p["padded"] == group ? ($"only group of {group}", 0) : ($"group of {group}", p["padded"] / group);
        return new(name,
        [
            .. blocks, ("value woven", count * p["padded"]), ($"two channels by {of}", twos), (of, twos * groups), ("output", outputs),
            .. Steps(p, outputs), .. Gathered(p),
        ]);
    }

    /// <summary>What outputs take beside what all take.</summary>
    private static ImmutableArray<(string, double)> Steps(Numbers p, double outputs) =>
    [
        ("output of three parts", p["parts"] > 2 ? outputs : 0), ("output by sign", p["by_sign"] == 1 ? outputs : 0),
        ("clamped output", p["clamps"] == 1 ? outputs : 0),
    ];

    private static KernelWork Plane(string name, Numbers p)
    {
        double channels = (double)p["batches"] * p["in_c"], outputs = channels * p["out_h"] * p["out_w"];
        // Loops of so few rounds are unrolled.
        var length = p["in_w"] switch
        {
            <= 8 => "short row",
            < 16 => "row",
            _ => "long row",
        };
        return new($"{name} {p["kernel_h"]}x{p["kernel_w"]}",
        [
            ("call", 1), .. Fill("plane", 1, p["plane_bytes"]), ("channel", channels), ("row gathered", channels * p["in_h"]),
            ($"value gathered of a {length}", channels * p["in_h"] * p["in_w"]), ("row", channels * p["out_h"]), ("output", outputs),
            ("product", outputs * p["kernel_h"] * p["kernel_w"]), .. Steps(p, outputs),
        ]) { Family = name };
    }

    private static KernelWork Eight(string name, Numbers p)
    {
        double rows = p["rows"], eights = rows * ((p["outputs"] + 7) / 8), outputs = rows * p["outputs"];
        var how = p["outputs"] == 8 ? " of eight" : p["outputs"] < 8 ? " of fewer" : p["outputs"] % 8 == 0 ? " whole" : "";
        return new(name + how,
        [
            ("call", 1), ("row", rows), ("eight", eights), ("value", eights * p["columns"]), ("value left", eights * (p["columns"] % 4)),
            ("output", outputs), .. Steps(p, outputs),
            // What is not put out is not computed.
            ("product", p["outputs"] < 8 ? outputs * p["columns"] : 0),
        ]) { Family = name };
    }

    /// <summary>mote_gather_window for all blocks: how many runs it copies, by words or by bytes as their addresses allow, and how many it
    /// fills.</summary>
    private static ImmutableArray<(string, double)> Gathered(Numbers p)
    {
        if (p["in_place"] == 1) return [];
        int kernel = p["kernel_w"], depth = p["in_c"], run = kernel * depth, pixels = p["batches"] * p["out_h"] * p["out_w"];
        var all = (pixels + AtOnce - 1) / AtOnce * AtOnce;
        double runs = 0, blocks = 0, words = 0, bytes = 0, fills = 0, filledBlocks = 0, filledBytes = 0;
        for (var i = 0; i < all; i++)
        {
            var pixel = Math.Min(i, pixels - 1);
            var (line, column) = (pixel / p["out_w"], pixel % p["out_w"]);
            var (image, top) = (line / p["out_h"], line % p["out_h"] * p["stride_h"] - p["pad_top"]);
            var left = column * p["stride_w"] - p["pad_left"];
            var from = Math.Min(Math.Max(0, -left), kernel);
            var inside = Math.Max(Math.Min(kernel, p["in_w"] - left) - from, 0) * depth;
            for (var ky = 0; ky < p["kernel_h"]; ky++)
            {
                var row = top + ky * p["dilation_h"];
                if (row < 0 || row >= p["in_h"] || inside == 0)
                {
                    Filled(run);
                    continue;
                }
                var source = ((image * p["in_h"] + row) * p["in_w"] + left + from) * depth;
                var target = i % AtOnce * p["padded"] + ky * run + from * depth;
                runs++;
                if (inside >= 16 && ((source | target) & 3) == 0)
                    (blocks, words, bytes) = (blocks + inside / 16, words + inside % 16 / 4, bytes + inside % 4);
                else bytes += inside;
                if (from > 0) Filled(from * depth);
                if (from * depth + inside < run) Filled(run - from * depth - inside);
            }
        }
        return
        [
            ("window", all), ("run", runs), ("four words of a run", blocks), ("word of a run", words), ("byte of a run", bytes),
            ("run of padding", fills), ("four words of padding", filledBlocks), ("byte of padding", filledBytes),
        ];

        void Filled(int count)
        {
            fills++;
            // Aligned or not: a few bytes until it is.
            if (count >= 16) (filledBlocks, filledBytes) = (filledBlocks + count / 16, filledBytes + count % 16);
            else filledBytes += count;
        }
    }
}
