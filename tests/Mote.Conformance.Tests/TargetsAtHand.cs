using Mote.Targets;
using Mote.Targets.Tools;

namespace Mote.Conformance.Tests;

/// <summary>Which targets this computer has the tools for.</summary>
internal static class TargetsAtHand
{
    private static readonly HashSet<string> Missing =
        [.. Doctor.Check().Where(t => t.IsMissing).SelectMany(t => t.NeededBy).Select(t => t.Name)];

    /// <summary>Skips the test, visibly, where the tools are missing.</summary>
    public static Target Require(string name)
    {
        Assert.SkipWhen(Missing.Contains(name), $"the tools of target '{name}' are missing: mote doctor --install");
        return TargetTable.Find(name);
    }
}
