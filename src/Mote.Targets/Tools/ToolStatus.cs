using System.Collections.Immutable;

namespace Mote.Targets.Tools;

/// <summary>Whether a tool is there.</summary>
/// <param name="Tool">What was looked for.</param>
/// <param name="Path">Where it is, or null.</param>
/// <param name="Version">The first line it says about itself; null where it is missing or a library.</param>
/// <param name="NeededBy">The targets that cannot do without.</param>
public sealed record ToolStatus(Tool Tool, string? Path, string? Version, ImmutableArray<Target> NeededBy)
{
    public bool IsMissing => Path is null;
}
