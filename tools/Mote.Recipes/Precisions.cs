using System.Collections.Immutable;
using Mote.Training.Arithmetic;

namespace Mote.Recipes;

/// <summary>Numbers to train in.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Label">For the plot.</param>
/// <param name="Plot">Which plot shows it: both show single precision.</param>
/// <param name="Arithmetic">Null is single precision.</param>
/// <param name="Colour">Of its line, a variable of the plot.</param>
/// <param name="Dashed">Of its line.</param>
public sealed record Precision(string Name, string Label, string Plot, TrainingArithmetic? Arithmetic, string Colour, bool Dashed = false);

/// <summary>
/// What Gupta and others (2015) and Wang and others (2018) compare. Loss scales: of fixed point the batch (errors are then those of single
/// examples, as theirs), of 8 bits 1,024 (theirs is 1,000).
/// </summary>
public static class Precisions
{
    public const string Fixed = "fixed16", Steps = "fixed16-steps", Float8 = "fp8";

    public const int Batch = 64;

    public static ImmutableArray<Precision> All { get; } =
    [
        new("float32", "float32", "", null, "text"),
        .. from mode in (RoundingMode[])[RoundingMode.Stochastic, RoundingMode.Nearest]
           from bits in ((int, string)[])[(14, "a"), (12, "b"), (10, "c"), (8, "d")]
           select new Precision($"fixed16-{bits.Item1}-{Of(mode)}", $"{bits.Item1} bits, {Of(mode)}", Fixed,
               TrainingArithmetic.Fixed16(bits.Item1, mode, lossScale: Batch), bits.Item2, mode == RoundingMode.Nearest),
        .. from mode in (RoundingMode[])[RoundingMode.Stochastic, RoundingMode.Nearest]
           from bits in ((int, string)[])[(14, "a"), (12, "b"), (10, "c")]
           select new Precision($"fixed16-{bits.Item1}-{Of(mode)}-steps", $"{bits.Item1} bits, {Of(mode)}", Steps,
               TrainingArithmetic.Fixed16(bits.Item1, mode, lossScale: 1) with { MomentumOfSteps = true }, bits.Item2,
               mode == RoundingMode.Nearest),
        Eight("fp8-e5m2", "E5M2, chunks of 64", RoundedFormat.E5M2, 64, RoundingMode.Stochastic, "a"),
        Eight("fp8-e5m2-one-sum", "E5M2, one sum", RoundedFormat.E5M2, 0, RoundingMode.Stochastic, "d"),
        Eight("fp8-e5m2-nearest", "E5M2, updates nearest", RoundedFormat.E5M2, 64, RoundingMode.Nearest, "c") with { Dashed = true },
        Eight("fp8-e4m3", "E4M3 forwards", RoundedFormat.E4M3, 64, RoundingMode.Stochastic, "b"),
    ];

    private static string Of(RoundingMode mode) => mode == RoundingMode.Nearest ? "nearest" : "stochastic";

    private static Precision Eight(
        string name, string label, RoundedFormat.FloatingPoint forward, int chunk, RoundingMode updates, string colour) =>
        new(name, label, Float8, TrainingArithmetic.Float8(forward, chunk, updates, lossScale: 1024), colour);
}
