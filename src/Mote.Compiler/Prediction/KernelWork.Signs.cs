namespace Mote.Compiler.Prediction;

/// <summary>Layers of signs: words, and what is done once for an output.</summary>
internal sealed partial record KernelWork
{
    private static KernelWork Signs(string name, Numbers p)
    {
        double pixels = (double)p["batches"] * p["out_h"] * p["out_w"], taps = p["kernel_h"] * p["kernel_w"], words = p["words"];
        // Windows that leave the image are summed tap by tap.
        var whole = (double)p["batches"] * Whole(p["out_h"], p["stride_h"], p["pad_top"], p["dilation_h"], p["kernel_h"], p["in_h"])
            * Whole(p["out_w"], p["stride_w"], p["pad_left"], p["dilation_w"], p["kernel_w"], p["in_w"]);
        var within = Window(p, "out_c")[^1].Item2 - (whole * taps * p["out_c"]);
        var packed = p["packs"] == 0 ? 0 : (double)p["batches"] * p["in_h"] * p["in_w"] * p["in_c"];
        // Eight words are counted as one, those left over each for itself.
        double all = taps * words, rest = all % 8;
        return new(name,
        [
            ("call", 1), ("pixel", pixels), ("gathered word", p["gathers"] == 0 ? 0 : whole * all),
            ("output", whole * p["out_c"]), ("word", whole * p["out_c"] * (all - rest)), ("word left over", whole * p["out_c"] * rest),
            ("output at the border", (pixels - whole) * p["out_c"]), ("tap at the border", within),
            ("word at the border", within * words), ("packed sign", packed),
        ]);
    }

    private static KernelWork SignsAbreast(string name, Numbers p)
    {
        double pixels = (double)p["batches"] * p["out_h"] * p["out_w"], groups = (p["out_c"] + 31) / 32;
        var within = Window(p, "out_c")[^1].Item2 / p["out_c"];
        var packed = p["packs"] == 0 ? 0 : (double)p["batches"] * p["in_h"] * p["in_w"] * p["in_c"];
        // A run of words is counted by one call.
        var runs = p["dilation_w"] == 1 ? Rows(p) * p["out_w"] * p["batches"] : within;
        return new(name,
        [
            ("call", 1), ("pixel", pixels * groups), ("count word of a pixel", pixels * groups * p["count_words"]),
            ("run", runs * groups), ("word", within * p["words"] * groups),
            ("count word of a word", within * p["words"] * groups * (p["count_words"] - 5)),
            ("output", name.EndsWith("s8", StringComparison.Ordinal) ? pixels * p["out_c"] : 0),
            ("count word of an output", name.EndsWith("s8", StringComparison.Ordinal) ? pixels * p["out_c"] * p["count_words"] : 0),
            ("packed sign", packed),
        ]);
    }

    /// <summary>Rows of windows that lie within the image, over all rows of the result.</summary>
    private static int Rows(Numbers p) => (int)Inside(p["out_h"], p["stride_h"], p["pad_top"], p["dilation_h"], p["kernel_h"], p["in_h"]);

    private static KernelWork BytesToSigns(string name, Numbers p)
    {
        double pixels = (double)p["batches"] * p["out_h"] * p["out_w"], fours = (p["out_c"] + 3) / 4, taps = p["kernel_h"] * p["kernel_w"];
        return new(name,
        [
            ("call", 1), ("pixel", pixels), ("tap", pixels * taps), ("value of a tap", pixels * taps * p["in_c"]),
            ("four outputs", pixels * fours), ("pair of products of four", pixels * fours * p["pairs"]),
        ]);
    }

    private static KernelWork MaxPoolSigns(string name, Numbers p) =>
        new(name, [.. Window(p, "words").Where(c => c.Item1 is "call" or "pixel" or "output" or "product")]);

    /// <summary>How many positions of a window lie within the image wholly.</summary>
    private static int Whole(int outputs, int stride, int pad, int dilation, int kernel, int size) => Enumerable.Range(0, outputs)
        .Count(o => o * stride - pad is var at && at >= 0 && at + ((kernel - 1) * dilation) < size);
}
