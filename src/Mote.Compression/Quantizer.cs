using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Passes;
using Mote.Passes.Rules;

namespace Mote.Compression;

/// <summary>
/// Turns a float graph into an integer one by the rules of the TFLite 8-bit quantization specification: activations int8 with scale
/// and zero point (or int16 with zero point 0), weights symmetric with a scale an output channel, biases at the scale of the
/// products, one scale where elements are only moved.
/// </summary>
public static class Quantizer
{
    private static readonly IPass[] Preparation =
    [
        new EliminateDeadCode(),
        new RewritePass(new FoldConstants()),  // weights stored as halves or integers become floats
        new RewritePass(new RemoveReshape()),  // layers see each other
        new RewritePass(new FusePad()),        // padding is not stored
        new RewritePass(new FuseActivation()), // what a clamp cuts is not stored
    ];

    /// <summary>
    /// The graph that should be calibrated and quantized instead of a float graph: the same function, with fewer values between its
    /// layers. Not needed to be right, but to be good.
    /// </summary>
    public static Graph Prepare(Graph floatGraph) => Pipelines.Run(Preparation, floatGraph);

    /// <param name="floatGraph">What is real in it becomes integers; what is integer stays.</param>
    /// <param name="ranges">Of its values: see <see cref="Calibration"/>.</param>
    /// <param name="options">Formats and borders.</param>
    /// <exception cref="MoteException">MOTE0702: a value has no range. MOTE0703: the options do not fit the graph.</exception>
    public static QuantizedModel Quantize(Graph floatGraph, ActivationRanges ranges, QuantizationOptions? options = null) =>
        new GraphQuantization(floatGraph, ranges, options ?? new QuantizationOptions()).Run();
}
