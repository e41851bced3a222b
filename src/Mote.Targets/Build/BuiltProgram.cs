using Mote.Targets.Tools;

namespace Mote.Targets.Build;

/// <summary>A program that can be run. Its files are temporary: disposing removes them.</summary>
public sealed class BuiltProgram : IDisposable
{
    private readonly ProgramDirectory directory;

    internal BuiltProgram(
        Target target, BuildOptions options, Toolchain tools, ProgramDirectory directory, string elfPath, ImageSize size)
    {
        this.directory = directory;
        Target = target;
        Options = options;
        Tools = tools;
        ElfPath = elfPath;
        Size = size;
    }

    public Target Target { get; }

    public BuildOptions Options { get; }

    /// <summary>The tools it was built with; it is run with them, too.</summary>
    public Toolchain Tools { get; }

    /// <summary>Full path of the linked program.</summary>
    public string ElfPath { get; }

    /// <summary>Of the whole program, harness included.</summary>
    public ImageSize Size { get; }

    public void Dispose() => directory.Dispose();
}
