using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Targets.Tools;

namespace Mote.Targets.Build;

/// <summary>Compiles and links a model's C with the harness.</summary>
public static class ProgramBuild
{
    private static readonly TimeSpan CompilerTimeout = TimeSpan.FromMinutes(10);

    /// <param name="target">What to build for.</param>
    /// <param name="sources">The model's files, among them its adapter, harness_model.h.</param>
    /// <param name="options">Optimisation, tracing.</param>
    /// <param name="search">Where the tools are looked for; PATH unless given.</param>
    /// <param name="cancellation">Ends the compiler, too.</param>
    /// <returns>The program, which the caller disposes.</returns>
    /// <exception cref="MoteException">
    /// MOTE0402: a tool is missing. MOTE0404: the compiler does not accept the sources. MOTE0407: the memory of the target is too small.
    /// </exception>
    public static BuiltProgram Build(
        Target target,
        IEnumerable<CSource> sources,
        BuildOptions options,
        ToolSearch? search = null,
        CancellationToken cancellation = default)
    {
        var tools = Toolchain.For(target, search);
        var directory = new ProgramDirectory();
        try
        {
            var units = Write(directory, target, [.. sources], options);
            Compile(tools, directory, target, units, cancellation);
            Link(tools, directory, target, units, cancellation);
            var elf = directory.FullPath(ProgramDirectory.Program);
            return new BuiltProgram(target, options, tools, directory, elf, ElfFile.ReadSize(elf));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>The program without a model, which sizes are compared with.</summary>
    public static BuiltProgram BuildEmpty(
        Target target, BuildOptions options, ToolSearch? search = null, CancellationToken cancellation = default) =>
        Build(target, [HarnessSources.EmptyAdapter], options, search, cancellation);

    private static ImmutableArray<CompileUnit> Write(
        ProgramDirectory directory, Target target, ImmutableArray<CSource> sources, BuildOptions options)
    {
        if (!sources.Any(source => source.Path == CSource.AdapterPath))
            throw new ArgumentException($"the sources lack {CSource.AdapterPath}", nameof(sources));
        var model = CompilerArguments.ForModel(target, options);
        var harness = CompilerArguments.ForHarness(target, options);
        var units = ImmutableArray.CreateBuilder<CompileUnit>();
        foreach (var source in sources)
            Add(ProgramDirectory.Model, source, model);
        foreach (var source in HarnessSources.For(target))
            Add(ProgramDirectory.Harness, source, source.Path == HarnessSources.Main ? model : harness);
        if (target.Emulator is { } emulator)
            directory.Write(ProgramDirectory.LinkerScript, LinkerScript.For(emulator.Memory));
        Directory.CreateDirectory(directory.FullPath(ProgramDirectory.Objects));
        return units.ToImmutable();

        void Add(string folder, CSource source, ImmutableArray<string> arguments)
        {
            var path = $"{folder}/{source.Path}";
            directory.Write(path, source.Text);
            if (source.IsCompiled)
                units.Add(new CompileUnit(path, $"{ProgramDirectory.Objects}/{units.Count}.o", arguments));
        }
    }

    private static void Compile(
        Toolchain tools, ProgramDirectory directory, Target target, ImmutableArray<CompileUnit> units, CancellationToken cancellation)
    {
        var ends = new ProcessEnd[units.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, units.Length, parallel, i => ends[i] = ChildProcess.Run(
            tools.Compiler, [.. units[i].Arguments, "-c", units[i].Source, "-o", units[i].Object],
            CompilerTimeout, directory.Path, cancellation));
        for (var i = 0; i < units.Length; i++)
            if (ends[i].ExitCode != 0)
                throw Refused(target, units[i].Source, ends[i].Errors);
    }

    private static void Link(
        Toolchain tools, ProgramDirectory directory, Target target, ImmutableArray<CompileUnit> units, CancellationToken cancellation)
    {
        var end = ChildProcess.Run(
            tools.Compiler,
            [.. CompilerArguments.ForLinker(target), .. units.Select(unit => unit.Object), "-o", ProgramDirectory.Program, "-lm"],
            CompilerTimeout, directory.Path, cancellation);
        if (end.ExitCode == 0)
            return;
        foreach (var line in end.Errors.Split('\n'))
            if (line.Contains("overflowed by", StringComparison.Ordinal))
                throw TooLarge(target, line);
        throw Refused(target, "linking", end.Errors);
    }

    private static MoteException TooLarge(Target target, string line) => new(
        "MOTE0407", $"target '{target.Name}'",
        $"the program does not fit into memory: {line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].Trim()}.",
        "Choose a smaller model or another target.");

    private static MoteException Refused(Target target, string where, string errors) => new(
        "MOTE0404", $"target '{target.Name}', {where}",
        $"the C compiler does not accept what Mote generated:{Environment.NewLine}{TextExcerpt.FirstLines(errors, 8)}{Environment.NewLine}",
        "This is a bug of Mote's, not of your model; please report it with these lines.");

    /// <param name="Source">Relative to the program's directory, as is <paramref name="Object"/>.</param>
    /// <param name="Object">What is made of it.</param>
    /// <param name="Arguments">All but -c and -o.</param>
    private sealed record CompileUnit(string Source, string Object, ImmutableArray<string> Arguments);
}
