using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>
/// A convolution or dense layer that multiplies signs with signs (SignValues; all weights have one magnitude): its sums are
/// exclusive or and counted bits.
/// </summary>
/// <param name="X">The operand as an image [n,h,w,c]; of a dense layer each row is a pixel.</param>
/// <param name="Y">The result, likewise.</param>
/// <param name="KernelY">Rows of the window.</param>
/// <param name="KernelX">Columns.</param>
/// <param name="Magnitude">Of all weights.</param>
/// <param name="Bias">Of each channel.</param>
/// <param name="Factors">Of each channel.</param>
internal sealed record SignLayer(
    Shape X, Shape Y, int KernelY, int KernelX, Steps Steps, Padding Padding, Activation Activation, int Magnitude, int[] Bias,
    QuantizedMultiplier[] Factors)
{
    /// <summary>Fewer signs a word than this, and bytes are as quick.</summary>
    private const int LeastSignsOfAWord = 12;

    private const int MostSigns = short.MaxValue - 1;

    /// <summary>Products of one sum.</summary>
    public int Signs => KernelY * KernelX * X[3];

    /// <summary>Vectors multiply bytes in fewer instructions than bits are added.</summary>
    public static bool Pay(CompileOptions options) =>
        options is not { InstructionSet: InstructionSet.ArmMve, Goal: OptimizeGoal.Speed or OptimizeGoal.Instructions };

    /// <summary>Null where the layer is another one, or bytes are better.</summary>
    public static SignLayer? Of(Graph graph, Node node)
    {
        if (node.Op is not (Conv2D or FullyConnected) || graph[node.Inputs[1]].Data is not { Type.Element: ElementType.Int8 } weights)
            return null;
        var (x, w, y) = (graph.Type(node.Inputs[0]), weights.Type, graph.Type(node.Output));
        if (x.Element != ElementType.Int8 || y.Element != ElementType.Int8 || w.Quantization is Quantization.PerTensor { ZeroPoint: not 0 }
            || MagnitudeOf(weights) is not (> 0 and var magnitude) || !SignValues.Are(graph, node.Inputs[0])) return null;
        var bias = new int[w.Shape[0]];
        if (node.Inputs.Count > 2 && !node.Inputs[2].IsNone)
        {
            if (graph[node.Inputs[2]].Data is not { } constants) return null;
            bias = constants.Span<int>().ToArray();
        }
        var layer = node.Op is Conv2D o
            ? new SignLayer(x.Shape, y.Shape, w.Shape[1], w.Shape[2], o.Steps, o.Padding, o.Activation, magnitude, bias,
                Requantization.Convolution(x, w, y, w.Shape[0]))
            : new SignLayer([1, x.Shape.Elements / w.Shape[1], 1, w.Shape[1]], [1, x.Shape.Elements / w.Shape[1], 1, w.Shape[0]], 1, 1,
                Steps.One, default, ((FullyConnected)node.Op).Activation, magnitude, bias,
                Requantization.FullyConnected(x, w, y, w.Shape[0]));
        if (node.Op is Conv2D && w.Shape[3] != x.Shape[3]) return null;
        var depth = layer.X[3];
        return layer.Signs <= MostSigns && depth >= LeastSignsOfAWord * Words(depth, depth) && layer.NothingWraps() ? layer : null;
    }

    /// <summary>Words that so many signs take, in runs of words of their own.</summary>
    public static int Words(int signs, int run) => signs / run * ((run + 31) / 32);

    /// <summary>Whether a layer can read signs that are packed in runs: of whole pixels, or of any parts of a row.</summary>
    public static bool Reads(Node node, int depth, int run) => IsPixel(depth, run) || (node.Op is FullyConnected && depth % run == 0);

    /// <summary>Whether runs are pixels, or words without gaps, which are both.</summary>
    public static bool IsPixel(int depth, int run) => run == depth || (run % 32 == 0 && depth % 32 == 0);

    /// <summary>The weights as bits, in the same runs as what they are multiplied with.</summary>
    public static uint[] Pack(ReadOnlySpan<sbyte> weights, int run)
    {
        var words = new uint[Words(weights.Length, run)];
        var each = (run + 31) / 32;
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] > 0) words[i / run * each + i % run / 32] |= 1u << (i % run);
        return words;
    }

    /// <summary>Whether channels are counted 32 abreast: not where most bits of their words would be idle.</summary>
    public bool IsAbreast => 4 * Y[3] >= 3 * 32 * ((Y[3] + 31) / 32);

    /// <summary>Bits of a count of products that are -1, at least those that are added in registers.</summary>
    public int CountWords => Math.Max(5, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Signs));

    /// <summary>
    /// Weights for 32 channels abreast: a word for each input, of two successive ones the first, and where they differ.
    /// </summary>
    public static uint[] PackAbreast(ReadOnlySpan<sbyte> weights, int channels, int run)
    {
        var (each, inputs) = ((run + 31) / 32 * 32, weights.Length / channels);
        var ofGroup = inputs / run * each;
        var words = new uint[(channels + 31) / 32 * ofGroup];
        for (var c = 0; c < channels; c++)
        for (var i = 0; i < inputs; i++)
            if (weights[(c * inputs) + i] > 0) words[(c / 32 * ofGroup) + (i / run * each) + (i % run)] |= 1u << (c % 32);
        for (var i = 0; i < words.Length; i += 2) words[i + 1] ^= words[i];
        return words;
    }

    /// <summary>For each 32 channels, bit by bit: twice the count of products -1 stays below it where the result is 1.</summary>
    public uint[] Limits()
    {
        var (bits, thresholds) = (CountWords + 1, Thresholds());
        var limits = new uint[(thresholds.Length + 31) / 32 * bits];
        // signs - 2·count >= threshold
        for (var c = 0; c < thresholds.Length; c++)
        for (var k = 0; k < bits; k++)
            limits[(c / 32 * bits) + k] |= (uint)(((Signs - thresholds[c] + 1) >> k) & 1) << (c % 32);
        return limits;
    }

    /// <summary>The least sums, between all signs differing and one more than all agreeing, that give 1.</summary>
    public short[] Thresholds()
    {
        var thresholds = new short[Bias.Length];
        for (var c = 0; c < thresholds.Length; c++)
        {
            // The result never falls as the sum grows.
            var (low, high) = (-Signs, Signs + 1);
            while (low < high)
            {
                var middle = (low + high) >> 1;
                if (FixedPoint.Multiply(Bias[c] + (Magnitude * middle), Factors[c]) >= 1) high = middle;
                else low = middle + 1;
            }
            thresholds[c] = (short)low;
        }
        return thresholds;
    }

    public CParameters Parameters(int words, bool packs) => CParameters.Of(
        ("window", CParameters.Of(
            ("batches", X[0]), ("in_h", X[1]), ("in_w", X[2]), ("in_c", X[3]), ("out_h", Y[1]), ("out_w", Y[2]), ("out_c", Y[3]),
            ("kernel_h", KernelY), ("kernel_w", KernelX), ("stride_h", Steps.StrideY), ("stride_w", Steps.StrideX),
            ("dilation_h", Steps.DilationY), ("dilation_w", Steps.DilationX), ("pad_top", Padding.Top), ("pad_left", Padding.Left))),
        ("words", words),
        ("packs", packs ? 1 : 0),
        ("gathers", IsGathered ? 1 : 0));

    /// <summary>Scratch memory: a window's words and their masks, and the image's words.</summary>
    public int ScratchWords(int words, bool packs) =>
        (IsGathered ? 2 * KernelY * KernelX * words : 0) + (packs ? X[0] * X[1] * X[2] * words : 0);

    private bool IsGathered => !IsAbreast && (KernelY * KernelX > 1 || Padding.Top > 0 || Padding.Left > 0 || Leaves());

    /// <summary>Whether a window reaches beyond the end of a row or column.</summary>
    private bool Leaves() =>
        ((Y[1] - 1) * Steps.StrideY) - Padding.Top >= X[1] || ((Y[2] - 1) * Steps.StrideX) - Padding.Left >= X[2];

    /// <summary>The magnitude of all weights; zero where there are several.</summary>
    private static int MagnitudeOf(Tensor weights)
    {
        var values = weights.Span<sbyte>();
        var magnitude = Math.Abs((int)values[0]);
        foreach (var w in values)
            if (Math.Abs((int)w) != magnitude) return 0;
        return magnitude;
    }

    private bool NothingWraps()
    {
        for (var c = 0; c < Bias.Length; c++)
            if (Factors[c].Shift > 31
                || Math.Abs((long)Bias[c]) + ((long)Magnitude * Signs) > int.MaxValue >> Math.Max(0, Factors[c].Shift)) return false;
        return true;
    }
}
