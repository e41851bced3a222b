using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Training.Arithmetic;

namespace Mote.Cli.Commands;

/// <summary>The numbers that <c>mote train</c> trains in.</summary>
internal static class ArithmeticOptions
{
    private const int PapersChunk = 64, FixedFraction = 14;

    private const float EightBitsLossScale = 1024;

    private static readonly Option<string> Arithmetic = new("--arithmetic")
    {
        Description = "The numbers that it is trained in: float32, fixed16 (16 bits with a fixed point), fp8 (E5M2) or fp8-e4m3 (E4M3 "
            + "forwards, E5M2 backwards). docs/low-precision.md says how.",
        DefaultValueFactory = _ => "float32",
    };
    private static readonly Option<int?> FractionBits = new("--fraction-bits")
    {
        Description = $"Of fixed16: bits behind the point of weights and gradients (default {FixedFraction}).",
    };
    private static readonly Option<int?> Chunk = new("--chunk")
    {
        Description = $"Of fp8: products that are summed before their sum is added to the others' (default {PapersChunk}; 0: one sum).",
    };
    private static readonly Option<double?> LossScale = new("--loss-scale")
    {
        Description = "Errors are multiplied by this on their way back (default: the batch for fixed16, 1024 for fp8).",
    };

    public static IEnumerable<Option> All => [Arithmetic, FractionBits, Chunk, LossScale];

    /// <summary>Whether the training is in other numbers than single precision.</summary>
    public static bool IsNarrow(ParseResult p) => p.GetValue(Arithmetic) != "float32";

    /// <param name="p">The command line.</param>
    /// <param name="rounding">As --rounding has it; null where it is not given.</param>
    /// <param name="batch">Examples a step.</param>
    /// <returns>Null for single precision.</returns>
    /// <exception cref="MoteException">MOTE0005, MOTE0620: options that do not go together, or make no sense.</exception>
    public static TrainingArithmetic? Parse(ParseResult p, string? rounding, int batch)
    {
        var name = p.GetValue(Arithmetic)!;
        if (name is not ("float32" or "fixed16" or "fp8" or "fp8-e4m3"))
            throw new MoteException("MOTE0005", $"--arithmetic {name}", "there is no such choice.",
                "Choose one of float32, fixed16, fp8, fp8-e4m3.");
        var (fraction, chunk, scale) = (p.GetValue(FractionBits), p.GetValue(Chunk), (float?)p.GetValue(LossScale));
        if (fraction is not null && name != "fixed16") throw Needs("--fraction-bits", "fixed16");
        if (chunk is not null && name is not ("fp8" or "fp8-e4m3")) throw Needs("--chunk", "fp8 or fp8-e4m3");
        if (scale is not null && name == "float32") throw Needs("--loss-scale", "fixed16, fp8 or fp8-e4m3");
        if (name == "float32")
            return rounding is "nearest" or "stochastic" ? throw Needs($"--rounding {rounding}", "fixed16, fp8 or fp8-e4m3") : null;
        var mode = rounding switch
        {
            null or "stochastic" => RoundingMode.Stochastic,
            "nearest" => RoundingMode.Nearest,
            _ => throw new MoteException("MOTE0005", string.Create(CultureInfo.InvariantCulture, $"--rounding {rounding}"),
                $"that is how integers are found in rounding epochs, of which there are none with --arithmetic {name}.",
                "Choose stochastic or nearest."),
        };
        return name == "fixed16" ? TrainingArithmetic.Fixed16(fraction ?? FixedFraction, mode, scale ?? batch)
            : TrainingArithmetic.Float8(name == "fp8" ? RoundedFormat.E5M2 : RoundedFormat.E4M3, chunk ?? PapersChunk, mode,
                scale ?? EightBitsLossScale);
    }

    private static MoteException Needs(string option, string arithmetic) =>
        new("MOTE0005", option, "it says how narrow numbers are rounded.", $"Give --arithmetic {arithmetic}, or leave it out.");
}
