using Mote.Core.Machine;

namespace Mote.Targets.Build;

/// <summary>How a program is compiled.</summary>
/// <param name="Goal">Chooses the optimisation level.</param>
/// <param name="Trace">HARNESS_TRACE is defined: the model calls mote_trace after each step.</param>
/// <param name="Profile">HARNESS_PROFILE is defined: likewise, and what each step executes is counted.</param>
public sealed record BuildOptions(OptimizeGoal Goal = OptimizeGoal.Balanced, bool Trace = false, bool Profile = false);
