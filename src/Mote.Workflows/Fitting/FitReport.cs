using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mote.Workflows.Fitting;

/// <summary>Whether a model fits boards, how fast it is there and how long a battery lasts.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Optimize">The goal.</param>
/// <param name="EverySeconds">How often an inference is due.</param>
/// <param name="Battery">What the board lives on.</param>
/// <param name="ReserveFlashBytes">Kept free for the application.</param>
/// <param name="ReserveRamBytes">Likewise.</param>
/// <param name="Programs">The model as compiled, one for each kind of code.</param>
/// <param name="Boards">In the order asked for.</param>
/// <param name="Method">How the figures are found, and how far off they may be.</param>
public sealed record FitReport(
    string Model, string Optimize, double EverySeconds, string Battery, int ReserveFlashBytes, int ReserveRamBytes,
    ImmutableArray<FitProgram> Programs, ImmutableArray<FittedBoard> Boards, ImmutableArray<string> Method);

/// <summary>The model as compiled for a target, predicted without building.</summary>
/// <param name="IsFitted">Whether every layer has a cost formula; else some are estimated by their products.</param>
public sealed record FitProgram(string Target, long FlashBytes, int RamBytes, long Instructions, bool IsFitted);

/// <summary>Whether a board has room.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fit>))]
public enum Fit
{
    Fits,
    FlashTooSmall,
    RamTooSmall,

    /// <summary>All of its memories together would do, none alone: mote compile --region.</summary>
    NeedsRegions,

    /// <summary>Mote makes no program for its core.</summary>
    NoTarget,
}

/// <param name="Why">What is missing, in words; empty where it fits.</param>
/// <param name="FlashBytes">What the board has; null where programs lie in RAM.</param>
/// <param name="RamBytes">Its largest memory in one piece.</param>
/// <param name="Milliseconds">Of an inference; null where it does not fit.</param>
/// <param name="LeastMilliseconds">By the least cycles of an instruction that published results of the core show.</param>
/// <param name="MostMilliseconds">By the most.</param>
/// <param name="PerSecond">Inferences one after another.</param>
/// <param name="Microjoules">Of an inference; null where the current is not known.</param>
/// <param name="AverageMicroamps">Over the duty cycle; null where a current is not known, or it does not keep up.</param>
/// <param name="BatteryDays">Likewise; never more than the battery's shelf life.</param>
/// <param name="LeastBatteryDays">If an inference takes the most; null where it would not keep up then, too.</param>
/// <param name="MostBatteryDays">If it takes the least.</param>
/// <param name="KeepsUp">Whether an inference takes less than the interval; null where it does not fit.</param>
/// <param name="IsTooMuchForBattery">Whether it takes more than the battery gives.</param>
/// <param name="NotKnown">Which figures nobody has looked up.</param>
public sealed record FittedBoard(
    string Board, string Title, string Chip, string Core, string? Target, double Megahertz, Fit Fit, string Why, long? FlashBytes,
    long RamBytes, double? Milliseconds, double? LeastMilliseconds, double? MostMilliseconds, double? PerSecond, double? Microjoules,
    double? AverageMicroamps, double? BatteryDays, double? LeastBatteryDays, double? MostBatteryDays, bool? KeepsUp,
    bool IsTooMuchForBattery, ImmutableArray<string> NotKnown);
