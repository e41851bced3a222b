using System.Collections.Immutable;
using Mote.Core.Machine;
using Mote.Targets.Boards;

namespace Mote.Workflows.Fitting;

/// <summary>What is asked of boards.</summary>
/// <param name="Boards">Which.</param>
/// <param name="Goal">What to compile for.</param>
/// <param name="EverySeconds">How often an inference is due.</param>
/// <param name="Battery">What the board lives on.</param>
/// <param name="ReserveFlashBytes">Flash that the application takes beside the model: its own code, drivers, the C library.</param>
/// <param name="ReserveRamBytes">RAM beside the model's arena: the stack, the application's own, buffers of sensors.</param>
public sealed record FitQuestion(
    ImmutableArray<Board> Boards, OptimizeGoal Goal, double EverySeconds, Battery Battery,
    int ReserveFlashBytes = FitQuestion.UsualFlashReserve, int ReserveRamBytes = FitQuestion.UsualRamReserve)
{
    public const int UsualFlashReserve = 16 * 1024, UsualRamReserve = 4 * 1024;
}
