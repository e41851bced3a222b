namespace Mote.Targets.Build;

/// <summary>A C file, or a header.</summary>
/// <param name="Path">Relative, with '/'; what #include says. Files ending in .c or .S are compiled.</param>
/// <param name="Text">What is in it.</param>
public sealed record CSource(string Path, string Text)
{
    /// <summary>The adapter between harness and model that the sources of every program contain.</summary>
    public const string AdapterPath = "harness_model.h";

    internal bool IsCompiled => Path.EndsWith(".c", StringComparison.Ordinal) || Path.EndsWith(".S", StringComparison.Ordinal);
}
