namespace Mote.Compiler.Planning;

internal enum SearchOutcome
{
    /// <summary>A layout was found.</summary>
    Fits,

    /// <summary>It was proved that there is none.</summary>
    Impossible,

    /// <summary>The search gave up.</summary>
    Unknown,
}
